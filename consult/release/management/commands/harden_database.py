"""Make the role under which the web and the workers run on PostgreSQL."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from consult.release.locks.hardening import harden


class Command(BaseCommand):
    """Run it as the role that migrates, after every `migrate` that makes a table."""

    help = (
        "Hace en PostgreSQL el papel con que corren la web y los trabajos: lee y "
        "escribe filas, y no puede quitar los candados de la puerta."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", default="consult_runtime", help="Cómo se llama.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError(
                "SQLite no tiene papeles: ahí se compara el texto de los candados.",
            )
        role = options["role"]
        try:
            with transaction.atomic():
                harden(
                    connection,
                    role=role,
                    password=os.environ.get("RUNTIME_PASSWORD", ""),
                )
        except ValueError as error:
            raise CommandError(
                f"«{role}» es quien migra, o pertenece a otro papel: escoja uno nuevo.",
            ) from error
        self.stdout.write(
            f"Listo. En DATABASE_URL de la web y los trabajos ponga el papel «{role}»; "
            "migre con el de siempre.",
        )
