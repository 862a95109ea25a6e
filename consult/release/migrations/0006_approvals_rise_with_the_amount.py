"""More persons sign for more money, and a release keeps every signature."""

import django.db.models.deletion
from django.db import migrations, models

# Proposals that nobody has validated: about the yearly budget of a small organisation,
# and five times that, in each currency. Administrators change them.
BANDS = {
    "USD": (100_000, 500_000),
    "EUR": (100_000, 500_000),
    "GTQ": (780_000, 3_900_000),
    "HNL": (2_500_000, 12_500_000),
}


def sow(apps, schema_editor):
    band = apps.get_model("release", "ApprovalBand")
    for currency, (third, fourth) in BANDS.items():
        band.objects.create(currency=currency, from_amount=third, approvals=3)
        band.objects.create(currency=currency, from_amount=fourth, approvals=4)


def keep_signatures(apps, schema_editor):
    release = apps.get_model("release", "Release")
    signature = apps.get_model("release", "ReleaseSignature")
    for each in release.objects.order_by("pk"):
        for approval, person in (
            (each.first_approval_id, each.first_person_id),
            (each.second_approval_id, each.second_person_id),
        ):
            signature.objects.create(
                release=each,
                approval_id=approval,
                person_id=person,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_speakers'),
        ('release', '0005_overrides'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApprovalBand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3, verbose_name='moneda')),
                ('from_amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='desde')),
                ('approvals', models.PositiveSmallIntegerField(verbose_name='firmas')),
            ],
            options={
                'verbose_name': 'firmas según el monto',
                'verbose_name_plural': 'firmas según el monto',
                'ordering': ('currency', 'from_amount'),
                'constraints': [models.UniqueConstraint(fields=('currency', 'from_amount'), name='release_band_once_an_amount'), models.CheckConstraint(condition=models.Q(('approvals__gte', 2), ('approvals__lte', 9)), name='release_band_two_or_more'), models.CheckConstraint(condition=models.Q(('from_amount__gte', 0)), name='release_band_from_nought_up')],
            },
        ),
        migrations.CreateModel(
            name='ReleaseSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('approval', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='release.approval')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='release.release')),
            ],
            options={
                'verbose_name': 'firma de una liberación',
                'verbose_name_plural': 'firmas de liberaciones',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('release', 'person'), name='release_signature_once_a_person')],
            },
        ),
        migrations.RunPython(sow, migrations.RunPython.noop),
        migrations.RunPython(keep_signatures, migrations.RunPython.noop),
    ]
