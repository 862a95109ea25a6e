"""`manage.py export_checkpoint`: a signed point of the audit chain, to keep."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from consult.release import checkpoints
from projects.refusals import Refusal


class Command(BaseCommand):
    """Sign the end of the chain, keep it as one more line, and print it."""

    help = (
        "Firma el último punto del registro, lo agrega al archivo de puntos y lo dice. "
        "Guárdelo donde no escriba quien cuida esta casa: verify_audit --against."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another file than the one of the settings."""
        parser.add_argument("--to", type=Path, default=None, metavar="FILE")

    def handle(self, *_args: object, **options: object) -> None:
        """Export it.

        Raises:
            CommandError: there is no key, or the file cannot be written.

        """
        path = options["to"]
        try:
            signed = checkpoints.export(path if isinstance(path, Path) else None)
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        self.stderr.write(str(signed.point))
        self.stdout.write(signed.token)
