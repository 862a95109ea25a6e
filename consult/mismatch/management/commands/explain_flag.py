"""Print a flag's computation, step by step."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.mismatch.explaining import explain
from consult.mismatch.models import Flag


class Command(BaseCommand):
    """Explain a flag from the evidence that was kept with it; write nothing."""

    help = "Explica una alerta paso a paso, con los números con que se levantó."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("flag", type=int, metavar="ID")

    def handle(self, *_args: Any, **options: Any) -> None:
        flag = (
            Flag.objects.select_related("design__project", "community__place")
            .filter(pk=options["flag"])
            .first()
        )
        if flag is None:
            message = f"No hay ninguna alerta con el número {options['flag']}."
            raise CommandError(message)
        self.stdout.write("\n".join(explain(flag)))
