"""Give each row of a list the name its page knows it by."""

import uuid

from django.db import migrations, models

MODELS = ("budgetline", "tranche", "trackrecord")


def name_rows(apps, schema_editor):
    """Give every row a name of its own: one default would give all the same."""
    for name in MODELS:
        model = apps.get_model("projects", name)
        for row in model.objects.all():
            row.entry = uuid.uuid4()
            row.save(update_fields=["entry"])


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_design_texts_by_language_and_implementer"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="entry",
                field=models.UUIDField(null=True, editable=False),
            )
            for name in MODELS
        ),
        migrations.RunPython(name_rows, migrations.RunPython.noop, elidable=True),
        *(
            migrations.AlterField(
                model_name=name,
                name="entry",
                field=models.UUIDField(default=uuid.uuid4, editable=False),
            )
            for name in MODELS
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(
                fields=("design", "entry"),
                name="projects_budgetline_entry_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="tranche",
            constraint=models.UniqueConstraint(
                fields=("design", "entry"),
                name="projects_tranche_entry_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="trackrecord",
            constraint=models.UniqueConstraint(
                fields=("organisation", "entry"),
                name="projects_trackrecord_entry_unique",
            ),
        ),
    ]
