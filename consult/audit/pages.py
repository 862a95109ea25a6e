"""Events as a page tells them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from consult.audit.acts import start_of_day
from consult.audit.chain import canonical
from consult.audit.models import Event
from consult.audit.phrases import sentence
from consult.audit.telling import NOTHING, Told, tell
from consult.web.numbers import money


@dataclass(frozen=True, slots=True)
class Line:
    """One event: what, when, who, about what, and its place in the chain."""

    number: int
    at: datetime
    title: str | Promise
    who: str
    facts: tuple[str, ...]
    what: str
    why: str
    object_ref: str
    public: str
    hash: str

    @property
    def is_day_only(self) -> bool:
        """Say whether only its day is known, as of what testimonies brought about."""
        local = timezone.localtime(self.at)
        return local == start_of_day(local.date())


def decisions(events: Iterable[Event]) -> list[Line]:
    """Return events in words, with the person and the reason that rooms tell."""
    listed = list(events)
    return lines(listed, tell(listed))


def lines(
    events: Iterable[Event],
    told: Mapping[int, Told] | None = None,
) -> list[Line]:
    """Return events in words, each with what is told of it."""
    told = told or {}
    return [
        Line(
            number=event.sequence,
            at=event.at,
            title=sentence(event.verb),
            who=told.get(event.sequence, NOTHING).who or who(event.actor),
            facts=tuple(_facts(event.public)),
            what=told.get(event.sequence, NOTHING).what,
            why=told.get(event.sequence, NOTHING).why,
            object_ref=event.object_ref,
            public=canonical(event.public) if event.public else "",
            hash=event.hash,
        )
        for event in events
    ]


def who(actor: str) -> str:
    """Return who did it without a name: accounts are told apart by their number."""
    kind, _colon, number = actor.partition(":")
    if kind == "user" and number:
        return _("Cuenta %(number)s") % {"number": number}
    if actor == "receipt":
        return _("Alguien de la comunidad, con su recibo")
    if actor == "payer":
        return _("El sistema de quien paga")
    return _("El sistema")


def _facts(public: dict[str, Any]) -> Iterator[str]:
    """Find what of an event's public data is said on the page for everybody."""
    design = public.get("design")
    number = design if isinstance(design, int) else public.get("number")
    if number is not None:
        yield _("Diseño %(number)s") % {"number": number}
    if "tranche" in public:
        yield _("Desembolso %(number)s") % {"number": public["tranche"]}
    if "amount" in public:
        yield money(public["amount"], str(public.get("currency", "")))
    for key in ("held_on", "decided_on"):
        day = _day(public.get(key))
        if day is not None:
            yield _("Fue el %(day)s") % {"day": date_format(day, "DATE_FORMAT")}


def _day(written: object) -> date | None:
    try:
        return parse_date(str(written)) if written else None
    except ValueError:
        return None
