"""`manage.py prepare_demo`: everything the demonstration needs before it starts."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from consult.web.launch.catalogues import compile_catalogues
from consult.web.launch.statics import collect_changed_statics


class Command(BaseCommand):
    """Prepare the data of a demonstration; safe to run again."""

    help = (
        "Compile catalogues, migrate, load standards, tell the story once, collect "
        "static files, and print new passwords for the demonstration's accounts."
    )

    def handle(self, *args: object, **options: object) -> None:
        """Do what is still to be done; only the accounts' table goes to stdout."""
        compile_catalogues(settings.BASE_DIR / "locale")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_standards", stdout=self.stderr)
        call_command("rotate_clearance_key", if_missing=True, stdout=self.stderr)
        # Tells all of it or nothing, and nothing if it was told before.
        call_command("tell_story", stdout=self.stderr)
        collect_changed_statics()
        call_command("demo_accounts", stdout=self.stdout)
