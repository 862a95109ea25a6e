from django.db import migrations, models


def name_the_giver(apps, schema_editor):
    """Say of a role that nobody gave that it is from when the house was set up."""
    assignments = apps.get_model("accounts", "RoleAssignment")
    assignments.objects.filter(granted_by=None).update(granted_by=models.F("user"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_cards_names_and_people")]

    operations = [migrations.RunPython(name_the_giver, migrations.RunPython.noop)]
