"""The ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")

application = get_asgi_application()

# Only after the applications are ready.
from consult.release.checks import warn_at_start  # noqa: E402

warn_at_start()
