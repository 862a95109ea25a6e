import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Apart from the rows before it: PostgreSQL alters no table with changes pending.
    dependencies = [("accounts", "0004_roles_given_by_somebody")]

    operations = [
        migrations.AlterField(
            model_name="roleassignment",
            name="granted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
