"""Clearances, and that none is ever changed or deleted, by whatever way."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


TABLES = ("release_clearance", "release_clearancewithdrawal")


def forbid(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    run = schema_editor.execute
    if vendor == "postgresql":
        run(
            """
            CREATE FUNCTION release_clearance_refuse() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'clearances are never changed or deleted'
                    USING ERRCODE = 'integrity_constraint_violation';
            END $$
            """,
            params=None,
        )
    for table in TABLES:
        for verb in ("update", "delete"):
            name = f"{table}_no_{verb}"
            if vendor == "postgresql":
                run(
                    f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION release_clearance_refuse()",
                    params=None,
                )
            else:
                run(
                    f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} BEGIN "
                    "SELECT RAISE(ABORT, 'clearances are never changed or deleted'); "
                    "END",
                    params=None,
                )


def allow(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        for verb in ("update", "delete"):
            on = f" ON {table}" if vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}", params=None)
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION release_clearance_refuse()", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0003_rows_sent_twice_are_one'),
        ('release', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Clearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jti', models.UUIDField(unique=True)),
                ('tranche_number', models.PositiveSmallIntegerField(verbose_name='desembolso')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='monto')),
                ('currency', models.CharField(max_length=3, verbose_name='moneda')),
                ('design_hash', models.CharField(max_length=64)),
                ('gate_epoch', models.PositiveBigIntegerField()),
                ('audit_sequence', models.PositiveBigIntegerField()),
                ('audit_hash', models.CharField(max_length=64)),
                ('key_id', models.CharField(max_length=80)),
                ('token', models.TextField(verbose_name='autorización')),
                ('issued_at', models.DateTimeField(verbose_name='firmada')),
                ('expires_at', models.DateTimeField(verbose_name='vence')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clearances', to='projects.project')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clearances', to='release.releaserequest')),
            ],
            options={
                'verbose_name': 'autorización',
                'verbose_name_plural': 'autorizaciones',
                'ordering': ('-issued_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='ClearanceWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(verbose_name='visto')),
                ('reasons', models.JSONField(default=list, verbose_name='por qué')),
                ('clearance', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='release.clearance')),
            ],
            options={
                'verbose_name': 'autorización retirada',
                'verbose_name_plural': 'autorizaciones retiradas',
            },
        ),
        migrations.AddConstraint(
            model_name='clearance',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('issued_at'))), name='release_clearance_ends_after_it_begins'),
        ),
        migrations.RunPython(forbid, allow),
    ]
