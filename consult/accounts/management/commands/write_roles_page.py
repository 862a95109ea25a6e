"""Write docs/roles.md from the roles."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from consult.accounts.roles_page import roles_page


class Command(BaseCommand):
    """Write the page; whoever changes a role runs it."""

    help = "Writes docs/roles.md from the roles."

    def handle(self, *_args: Any, **_options: Any) -> None:
        page = settings.BASE_DIR / "docs" / "roles.md"
        page.write_text(roles_page(), encoding="utf-8")
        self.stdout.write(str(page))
