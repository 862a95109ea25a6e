"""`manage.py rotate_clearance_key`: a new key for signing clearances."""

import json
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consult.release import keys


class Command(BaseCommand):
    """Make a key that signs from now on; those before it still verify."""

    help = (
        "Make a new key that signs clearances from now on. The public halves of the "
        "keys before it are kept, so that what they signed can still be checked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the id of a key that is not to be believed any more."""
        parser.add_argument(
            "--distrust",
            default="",
            metavar="KEY_ID",
            help="Somebody else may have this key: believe nothing that it signed.",
        )
        parser.add_argument(
            "--if-missing",
            action="store_true",
            help="Only where there is no key yet.",
        )

    def handle(self, *args: object, **options: object) -> None:
        """Rotate, and say the new key's id.

        Raises:
            CommandError: there is no key of the id to distrust.

        """
        if options["if_missing"] and keys.ring().signing is not None:
            return
        try:
            kid, kept = keys.rotate(distrust=str(options["distrust"] or ""))
        except LookupError as error:
            raise CommandError(f"No hay ninguna llave {error}.") from error
        if settings.CLEARANCE_KEYS:
            self.stdout.write(json.dumps({"keys": kept}, separators=(",", ":")))
            self.stderr.write("Ponga esto en CLEARANCE_KEYS y vuelva a empezar.")
        else:
            self.stdout.write(f"Nueva llave de autorizaciones: {kid}")
