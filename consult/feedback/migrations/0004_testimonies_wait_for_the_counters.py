from django.db import migrations, models


def join_shards(apps, schema_editor):
    """Keep one counter where there were several, with what all of them said."""
    tally = apps.get_model("feedback", "Tally")
    key = ("consultation_id", "question", "group", "choice")
    several = (
        tally.objects.order_by()
        .values(*key)
        .annotate(total=models.Sum("count"), first=models.Min("pk"), rows=models.Count("pk"))
        .filter(rows__gt=1)
    )
    for each in list(several):
        shards = tally.objects.filter(**{name: each[name] for name in key})
        shards.exclude(pk=each["first"]).delete()
        tally.objects.filter(pk=each["first"]).update(count=each["total"])


class Migration(migrations.Migration):

    dependencies = [
        ("feedback", "0003_sheets_and_hands"),
    ]

    operations = [
        # Those that are there are in the counters; those that come will not be.
        migrations.AddField(
            model_name="testimony",
            name="in_tally",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="testimony",
            name="in_tally",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="testimony",
            index=models.Index(
                condition=models.Q(("in_tally", False)),
                fields=["consultation"],
                name="feedback_testimony_waiting",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="tally",
            name="feedback_tally_once",
        ),
        migrations.RunPython(join_shards, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="tally",
            name="shard",
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                fields=("consultation", "question", "group", "choice"),
                name="feedback_tally_once",
            ),
        ),
    ]
