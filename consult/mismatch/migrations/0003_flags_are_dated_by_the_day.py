"""Flags and their history are dated by the day: their moment was a testimony's."""

from typing import Any

from django.db import migrations, models
from django.utils import timezone


def keep_days(apps: Any, schema_editor: Any) -> None:
    """Keep of each moment only its day."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in ("mismatch_flag", "mismatch_flagevidence") if is_postgresql else ():
        # The locks let nobody change what was said; they are made anew afterwards.
        schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for name, before, after in (
        ("Flag", "raised_at", "raised_on"),
        ("FlagEvidence", "seen_at", "seen_on"),
    ):
        rows = apps.get_model("mismatch", name).objects
        for row in rows.iterator():
            day = timezone.localdate(getattr(row, before))
            rows.filter(pk=row.pk).update(**{after: day})
    for table in ("mismatch_flag", "mismatch_flagevidence") if is_postgresql else ():
        schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0005_receipt_of_an_acta'),
        ('mismatch', '0002_policies_have_versions'),
    ]

    operations = [
        migrations.AddField('Flag', 'raised_on', models.DateField(null=True)),
        migrations.AddField('FlagEvidence', 'seen_on', models.DateField(null=True)),
        migrations.RunPython(keep_days, migrations.RunPython.noop),
        migrations.AlterModelOptions('Flag', {'ordering': ('-raised_on', '-pk'), 'verbose_name': 'alerta', 'verbose_name_plural': 'alertas'}),
    ]
