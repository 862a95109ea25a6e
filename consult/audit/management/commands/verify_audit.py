"""Verify the chain of recorded events, and the present state against it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string

from consult.audit.chain import Checkpoint
from consult.audit.comparing import examine

# `{"` in base64: how every JWS begins.
_SIGNED = "eyJ"


class Command(BaseCommand):
    """Read every event and every row about it; fail where they do not hold."""

    help = (
        "Verifica que nadie cambió, quitó ni metió un hecho en el registro, y que lo "
        "que está guardado es lo que se registró."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against",
            action="append",
            default=[],
            metavar="POINT|FILE",
            help=(
                "Un punto que se apuntó fuera de la casa, como NÚMERO:HUELLA o "
                "firmado, o un archivo con uno en cada línea. Solo así se nota si "
                "cortaron el registro por el final o lo escribieron entero de nuevo."
            ),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        against = [
            _point(line) for given in options["against"] for line in _lines(given)
        ]
        verdict = examine(against=against)
        if not verdict.holds:
            for found in verdict.breaks:
                self.stderr.write(f"{found.sequence}: {found.reason}")
            message = f"El registro no se sostiene: {len(verdict.breaks)} fallas."
            raise CommandError(message)
        self.stdout.write(f"El registro se sostiene: {verdict.events} hechos.")
        if against:
            self.stdout.write(f"Coincide con {len(against)} puntos de fuera.")
        self.stdout.write(f"Apunte este punto fuera de la casa: {verdict.last}")


def _lines(given: str) -> Iterator[str]:
    """Return a point as it was given, or every line of a file of them."""
    if _is_bare(given) or given.startswith(_SIGNED):
        yield given
        return
    try:
        written = Path(given).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        message = f"No es un punto del registro, ni un archivo de ellos: {given}"
        raise CommandError(message) from error
    yield from filter(None, map(str.strip, written.splitlines()))


def _point(line: str) -> Checkpoint:
    """Read a point: signed ones only if one of our keys signed them."""
    reader = import_string(settings.CHECKPOINT_READER)
    read = Checkpoint.read if _is_bare(line) else reader
    try:
        point: Checkpoint = read(line)
    except ValueError as error:
        message = f"No es un punto del registro, o no lo firmó esta casa: {line}"
        raise CommandError(message) from error
    return point


def _is_bare(written: str) -> bool:
    return written.partition(":")[0].strip().isdigit()
