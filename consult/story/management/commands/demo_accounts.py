"""`manage.py demo_accounts`: new passwords for the demonstration, and its table."""

from django.core.management.base import BaseCommand

from consult.story.keys import new_keys


class Command(BaseCommand):
    """Give every account of the story a new password and second factor, and show them.

    The passwords are random and printed once: nobody can sign in with those of a run
    that is over.
    """

    help = "Make new passwords for the accounts of the story and print them."

    def handle(self, *args: object, **options: object) -> None:
        """Print who may sign in, as what, and with what."""
        keys = new_keys()
        if not keys:
            self.stderr.write("There is no story yet: run tell_story first.")
            return
        widths = [max(len(row[column]) for row in keys) for column in range(4)]
        for row in keys:
            self.stdout.write(
                "  ".join(
                    cell.ljust(width) for cell, width in zip(row, widths, strict=True)
                ).rstrip(),
            )
