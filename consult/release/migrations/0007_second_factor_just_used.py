"""A signature for money keeps when its second factor was used: ten minutes at most."""

from datetime import datetime

from django.db import migrations, models

import consult.release.models.second_step


def make_way(apps, schema_editor):
    # A signature that was taken back is not written again: the lock says so. It comes
    # back after every migration.
    on = " ON release_approval" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS gate_release_approval_update{on}")


def say_when(apps, schema_editor):
    approval = apps.get_model("release", "Approval")
    event = apps.get_model("audit", "Event")
    recorded = {
        each.object_ref: each.public.get("second_factor_at")
        for each in event.objects.filter(verb="release.approved").iterator()
    }
    for each in approval.objects.order_by("pk"):
        used = recorded.get(f"release.approval:{each.pk}")
        each.second_factor_at = (
            datetime.fromisoformat(used) if used else each.approved_at
        )
        each.save(update_fields=["second_factor_at"])


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_events_about_one_thing'),
        ('release', '0006_approvals_rise_with_the_amount'),
    ]

    operations = [
        migrations.AddField(
            model_name='approval',
            name='second_factor_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(make_way, migrations.RunPython.noop),
        migrations.RunPython(say_when, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='approval',
            name='second_factor_at',
            field=models.DateTimeField(),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=consult.release.models.second_step.JustUsed('second_factor_at', 'approved_at'), name='release_approval_second_factor_just_used'),
        ),
        migrations.AddConstraint(
            model_name='overridesignature',
            constraint=models.CheckConstraint(condition=consult.release.models.second_step.JustUsed('second_factor_at', 'signed_at'), name='release_override_second_factor_just_used'),
        ),
    ]
