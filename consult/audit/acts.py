"""An act as it is recorded, and as the row it wrote must still say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final

from django.db import models
from django.utils import timezone

# Of a row that does not say who: whoever was recorded is right.
ANYBODY: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What an event says of a row, put together from that row alone.

    A room makes it twice from one function: when it records, and when the present state
    is compared with the chain. So the two cannot drift apart. `private` becomes a
    salted hash.
    """

    verb: str
    # A user, None for the system, or a word such as `receipt`.
    by: object
    obj: models.Model
    project_id: int | None = None
    public: Mapping[str, Any] = field(default_factory=dict)
    private: Any = None
    # Dated by the day alone: its moment would be that of somebody's testimony.
    is_day_only: bool = False


def start_of_day(day: date) -> datetime:
    """Return the moment at which a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def moment(at: datetime) -> str:
    """Return a time with one spelling, whatever zone it was written in."""
    return at.astimezone(UTC).isoformat()
