"""`manage.py rotate_sealing_key`: a new key that phones seal testimonies to."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand

from consult.offline import keys


class Command(BaseCommand):
    """Make a key that phones seal to from now on; those before it still open."""

    help = (
        "Make a new key that phones without signal seal testimonies to from now on. "
        "The keys before it are kept: they open what still waits on phones."
    )

    def handle(self, *args: object, **options: object) -> None:
        """Rotate, and say the new key's id."""
        del args, options
        kid, kept = keys.rotate()
        if settings.SEALING_KEYS:
            self.stdout.write(json.dumps({"keys": kept}, separators=(",", ":")))
            self.stderr.write("Ponga esto en SEALING_KEYS y vuelva a empezar.")
        else:
            self.stdout.write(f"Nueva llave de sellar: {kid}")
