"""`manage.py load_standards`: bring the standard tables into the database."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from projects import standards
from projects.refusals import Refusal


class Command(BaseCommand):
    """Load ladders, purpose codes and usual assumptions; the same again is harmless."""

    help = "Loads the standard tables from projects/data, keeping what was edited here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Say what would happen and write nothing.",
        )
        parser.add_argument(
            "--folder",
            type=Path,
            default=standards.DATA_FOLDER,
            help="Where the data files are.",
        )

    def handle(self, *args: object, **options: object) -> None:
        try:
            report = standards.load(
                folder=Path(str(options["folder"])),
                check=bool(options["check"]),
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        for name, table in report.tables.items():
            self.stdout.write(
                _(
                    "%(table)s: %(created)s nuevas, %(updated)s puestas al día, "
                    "%(retired)s fuera de uso, %(kept)s cambiadas aquí y conservadas, "
                    "%(unchanged)s sin cambio",
                )
                % {
                    "table": name,
                    "created": table.created,
                    "updated": table.updated,
                    "retired": table.retired,
                    "kept": len(table.kept),
                    "unchanged": table.unchanged,
                },
            )
            for key in table.kept:
                self.stdout.write(_("  conservada: %(row)s") % {"row": key})
        if options["check"]:
            self.stdout.write(_("Solo se revisó: no se escribió nada."))
