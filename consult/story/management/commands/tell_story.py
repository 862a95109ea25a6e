"""`manage.py tell_story`: the demonstration's story, once."""

import logging

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import translation

from consult.story.telling import is_told, tell


class Command(BaseCommand):
    """Tell the story with the actions the screens call; a second time does nothing."""

    help = "Tell the invented story of two communities and two designs."

    def handle(self, *args: object, **options: object) -> None:
        """Tell all of it or nothing."""
        if is_told():
            self.stdout.write("The story is told already.")
            return
        # The story evaluates what it tells: that no worker runs yet is no news.
        outbox = logging.getLogger("consult.consultations.actions.outbox")
        outbox.setLevel(logging.ERROR)
        try:
            with translation.override("es"), transaction.atomic():
                tell()
        finally:
            outbox.setLevel(logging.NOTSET)
        self.stdout.write("The story is told.")
