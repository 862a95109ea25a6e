"""`manage.py demo`: what `make demo` runs when the packages are there."""

import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from consult.web.launch.demo import run_demo
from consult.web.launch.stop import Stop


class Command(BaseCommand):
    """Start broker, worker, beat and web on this machine, with the story told."""

    help = "Start Consult with its demonstration story: web, worker, beat and broker."
    # The checks run in prepare_demo, in the environment of the run.
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Run until Ctrl-C; PORT and DATA_DIR are honoured."""

        def say(text: str) -> None:
            self.stdout.write(text)
            self.stdout.flush()

        try:
            run_demo(
                data=settings.DATA_DIR,
                port=os.environ.get("PORT") or "8000",
                say=say,
            )
        except Stop as stop:
            # One clear sentence, and no word of ours about errors before it.
            self.stderr.write(str(stop))
            sys.exit(1)
