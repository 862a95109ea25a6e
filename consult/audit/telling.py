"""What rooms above tell of an event: who it was, and why, read from their own rows.

An event holds no name and no words: those stay in rows, where they can be erased. The
page of decisions asks each function that `settings.DECISION_TELLERS` names, once for
all events of a page, so that it costs the same whatever there is to tell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from consult.audit.models import Event


@dataclass(frozen=True, slots=True)
class Told:
    """What is added to the line of one event; what is empty is not said."""

    who: str = ""
    what: str = ""
    why: str = ""

    def and_also(self, other: "Told") -> "Told":
        """Return both; what this one says comes first."""
        return Told(
            self.who or other.who,
            self.what or other.what,
            self.why or other.why,
        )


NOTHING: Final = Told()


def tell(events: Sequence[Event]) -> Mapping[int, Told]:
    """Return what is told of events, by their number."""
    told: dict[int, Told] = {}
    for path in settings.DECISION_TELLERS:
        found: Mapping[int, Told] = import_string(path)(events)
        for number, more in found.items():
            told[number] = told.get(number, NOTHING).and_also(more)
    return told


def numbers_of(events: Iterable[Event], label: str) -> dict[int, int]:
    """Return the rows that events are about, by the number of the event.

    `label` is that of the model, such as `review.resolution`.
    """
    return {
        event.sequence: int(number)
        for event in events
        for kind, _colon, number in [event.object_ref.partition(":")]
        if kind == label and number.isdigit()
    }
