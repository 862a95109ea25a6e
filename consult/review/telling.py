"""What flags were about, and what was answered: for the page of decisions.

Nothing of a community that is not shown by name, and never the words with which a
community disagrees: whoever said them is not to be found by them.
"""

from collections.abc import Mapping, Sequence

from consult.audit.models import Event
from consult.audit.telling import Told, numbers_of
from consult.mismatch.models import Flag, FlagQuerySet
from consult.mismatch.queries import words_of
from consult.review.models import Contest, Reply, Resolution


def decisions(events: Sequence[Event]) -> Mapping[int, Told]:
    """Return flag and reason of each event about one: a query for each kind of row."""
    return {
        **_flags(events),
        **_resolutions(events),
        **_replies(events),
        **_contests(events),
    }


def _flags(events: Sequence[Event]) -> dict[int, Told]:
    wanted = numbers_of(events, Flag._meta.label_lower)
    found = _published(Flag.objects.filter(pk__in=set(wanted.values())))
    titles = {flag.pk: _title(flag) for flag in found}
    return {
        number: Told(what=titles[pk]) for number, pk in wanted.items() if pk in titles
    }


def _resolutions(events: Sequence[Event]) -> dict[int, Told]:
    wanted = numbers_of(events, Resolution._meta.label_lower)
    found = {
        each.pk: Told(
            what=f"{_title(each.flag)}: {each.get_kind_display()}",
            why=each.reason,
        )
        for each in Resolution.objects.filter(
            pk__in=set(wanted.values()),
            flag__in=Flag.objects.published(),
        ).select_related("flag__design")
    }
    return {number: found[pk] for number, pk in wanted.items() if pk in found}


def _replies(events: Sequence[Event]) -> dict[int, Told]:
    wanted = numbers_of(events, Reply._meta.label_lower)
    found = {
        each.pk: Told(what=_title(each.flag), why=each.text)
        for each in Reply.objects.filter(
            pk__in=set(wanted.values()),
            flag__in=Flag.objects.published(),
        ).select_related("flag__design")
    }
    return {number: found[pk] for number, pk in wanted.items() if pk in found}


def _contests(events: Sequence[Event]) -> dict[int, Told]:
    wanted = numbers_of(events, Contest._meta.label_lower)
    found = {
        each.pk: Told(what=_title(each.resolution.flag))
        for each in Contest.objects.filter(
            pk__in=set(wanted.values()),
            resolution__flag__in=Flag.objects.published(),
        ).select_related("resolution__flag__design")
    }
    return {number: found[pk] for number, pk in wanted.items() if pk in found}


def _published(flags: FlagQuerySet) -> FlagQuerySet:
    return flags.published().select_related("design")


def _title(flag: Flag) -> str:
    title, _explanation, _clears = words_of(flag)
    return title
