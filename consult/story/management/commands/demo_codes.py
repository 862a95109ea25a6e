"""`manage.py demo_codes`: the codes the demonstration's second factors show now."""

from django.core.management.base import BaseCommand

from consult.story.keys import codes


class Command(BaseCommand):
    """Stand in for the telephones that the invented people do not have."""

    help = "Print the six-digit code of each demonstration account, good for a minute."

    def handle(self, *args: object, **options: object) -> None:
        """Print account and code, one a line."""
        for username, code in codes():
            self.stdout.write(f"{username:24} {code}")
