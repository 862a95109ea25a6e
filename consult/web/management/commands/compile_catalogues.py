"""`manage.py compile_catalogues`: compiled catalogues without GNU gettext."""

from django.conf import settings
from django.core.management.base import BaseCommand

from consult.web.launch.catalogues import compile_catalogues


class Command(BaseCommand):
    """Compile the catalogues that changed."""

    help = "Compile every catalogue under locale/ that changed, with Babel."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Name what was compiled, one a line."""
        for path in compile_catalogues(settings.BASE_DIR / "locale"):
            self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
