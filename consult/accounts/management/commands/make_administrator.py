"""Make the first administrator of a house that has nobody yet."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.accounts.actions import make_account
from consult.accounts.codes import ALPHABET
from consult.accounts.enums import RoleCode
from projects.refusals import Refusal

GROUPS, GROUP = 4, 4


class Command(BaseCommand):
    """Print a password once; the second factor is set up at the first sign-in."""

    help = "Hace la primera cuenta de administración y muestra su contraseña una vez."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="Con qué nombre entrará.")
        parser.add_argument("person", help="Nombre y apellidos de la persona.")

    def handle(self, *_args: Any, **options: Any) -> None:
        password = "-".join(
            "".join(secrets.choice(ALPHABET) for _ in range(GROUP))
            for _ in range(GROUPS)
        )
        try:
            user = make_account(
                by=None,
                username=options["username"],
                password=password,
                role=RoleCode.ADMINISTRATOR,
                person_name=options["person"],
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Cuenta: {user.username}")
        self.stdout.write(f"Contraseña, que no se vuelve a mostrar: {password}")
        self.stdout.write(f"Entre en {settings.PUBLIC_URL} y ponga su segundo paso.")
