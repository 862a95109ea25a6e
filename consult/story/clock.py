"""Telling the story on the days it happened, in the order it happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from django.utils import timezone

from consult.release.actions import releasing as money

# The real clock, kept before anything is told.
_really_now = timezone.now


@contextmanager
def days_ago(days: int) -> Iterator[datetime]:
    """Let `timezone.now()` say ten in the morning of a day past.

    Only for telling the story: its actions run as if on their day, one after the
    other, so that notice, rounds and deliberation are as long as they would have been.
    """
    day = day_ago(days)
    moment = timezone.make_aware(datetime.combine(day, time(10)))
    with (
        patch.object(timezone, "now", lambda: moment),
        patch.object(money, "database_now", lambda: moment),
    ):
        yield moment


def day_ago(days: int) -> date:
    """Return the day that was so many days before the real today."""
    return timezone.localdate(_really_now()) - timedelta(days=days)
