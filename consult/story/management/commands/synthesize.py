"""`manage.py synthesize`: invented testimonies of any number, for measuring."""

from fractions import Fraction
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.consultations.models import Consultation
from consult.story.actions import add_invented_testimonies
from consult.story.telling import is_told
from projects.refusals import Refusal


class Command(BaseCommand):
    """Add invented testimonies to a consultation of the demonstration."""

    help = "Add invented testimonies to a consultation of the demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("consultation", type=int, metavar="ID")
        parser.add_argument("--size", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--stuffed",
            type=Fraction,
            default=Fraction(0),
            metavar="SHARE",
            help="the share made by one hand, as in 1/5",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Refuse where people are heard: invented ones stay in the demonstration."""
        if not is_told():
            message = "Only where the story is told: real testimonies are not invented."
            raise CommandError(message)
        consultation = Consultation.objects.filter(pk=options["consultation"]).first()
        if consultation is None:
            message = f"There is no consultation {options['consultation']}."
            raise CommandError(message)
        try:
            stored = add_invented_testimonies(
                consultation=consultation,
                size=options["size"],
                seed=options["seed"],
                stuffed=options["stuffed"],
            )
        except (Refusal, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{stored} invented testimonies stored and counted.")
