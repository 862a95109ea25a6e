"""Verify the chain of recorded events, and the present state against it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.audit.chain import Checkpoint
from consult.audit.comparing import examine


class Command(BaseCommand):
    """Read every event and say whether the chain holds; fail where it does not."""

    help = "Verifica que nadie cambió, quitó ni metió un hecho en el registro."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against",
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help=(
                "Un punto que se apuntó fuera de la casa. Solo así se nota si cortaron "
                "el registro por el final o lo escribieron entero de nuevo."
            ),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            against = [Checkpoint.read(written) for written in options["against"]]
        except ValueError as error:
            message = f"No es un punto del registro: {error}. Se escribe NÚMERO:HUELLA."
            raise CommandError(message) from error
        verdict = examine(against=against)
        if not verdict.holds:
            for found in verdict.breaks:
                self.stderr.write(f"{found.sequence}: {found.reason}")
            message = f"El registro no se sostiene: {len(verdict.breaks)} fallas."
            raise CommandError(message)
        self.stdout.write(f"El registro se sostiene: {verdict.events} hechos.")
        self.stdout.write(f"Apunte este punto fuera de la casa: {verdict.last}")
