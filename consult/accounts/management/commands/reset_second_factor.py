"""Help back in an administrator who lost the telephone and nobody else can help."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.accounts.actions import reset_second_factor
from consult.accounts.models import User
from projects.refusals import Refusal


class Command(BaseCommand):
    """Take the second factor off one account; it is asked for at the next sign-in."""

    help = "Quita el segundo paso de una cuenta que perdió su teléfono."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, **options: Any) -> None:
        account = User.objects.filter(username__iexact=options["username"]).first()
        if account is None:
            message = f"No hay ninguna cuenta con el nombre {options['username']}."
            raise CommandError(message)
        try:
            reset_second_factor(by=None, account=account)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Listo: pondrá su segundo paso cuando entre.")
