"""Count how testimonies came together, and forget it again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone

from consult.consultations.actions import note_evidence
from consult.feedback.actions.adding import add_to
from consult.feedback.enums import Channel
from consult.feedback.fingerprints import trace_digest
from consult.feedback.gathering import (
    Gathered,
    Trace,
    lasting_traces,
    passing_traces,
)
from consult.feedback.models import Receipt, Testimony
from consult.feedback.models import Trace as TraceCount
from consult.feedback.openers import unlock
from consult.feedback.together import places_of

# As long as a day, and none: how long what a receipt locks is, tells nothing.
NO_DAY: Final = "0000-00-00"
# After the last testimony that counted in it (proposal).
FORGET_AFTER_DAYS: Final = 60


def left_by(
    testimony: Testimony,
    places: Mapping[str, Sequence[str]],
) -> Iterator[Trace]:
    """Yield every trace of a testimony that is being counted for the first time."""
    gathered = _gathered(testimony, places)
    yield from passing_traces(gathered)
    yield from _lasting(testimony.consultation_id, gathered)


def lasting_of(testimony: Testimony) -> Iterator[Trace]:
    """Yield the traces that go with a testimony when it is changed or taken back."""
    places = places_of(testimony.consultation_id)
    yield from _lasting(testimony.consultation_id, _gathered(testimony, places))


def take_back_passing(*, testimony: Testimony, opener: bytes) -> None:
    """Take a counted testimony's phone and day out again; `hold_counters` first.

    What was forgotten meanwhile is not in them any more.
    """
    receipt = Receipt.objects.filter(testimony=testimony).first()
    if receipt is None or not receipt.locked_traces or not opener:
        return
    opened = unlock(opener, bytes(receipt.locked_traces))
    if opened is None:
        return
    device, day = opened
    gathered = Gathered(answers={}, is_self=True, device=device, arrival=day, places={})
    counted = TraceCount.objects.filter(
        consultation_id=testimony.consultation_id,
        count__gt=0,
    )
    move_traces(
        consultation_id=testimony.consultation_id,
        moved={
            each: -1
            for each in passing_traces(gathered)
            if counted.filter(kind=each.kind, key=each.key).exists()
        },
    )


def _lasting(consultation_id: int, gathered: Gathered) -> Iterator[Trace]:
    return lasting_traces(gathered, partial(trace_digest, consultation_id))


def _gathered(
    testimony: Testimony,
    places: Mapping[str, Sequence[str]],
) -> Gathered:
    collector = testimony.collected_by_id
    consultation_id = testimony.consultation_id
    return Gathered(
        answers=testimony.answers,
        is_self=testimony.channel == Channel.WEB,
        device=testimony.device_digest,
        hand=trace_digest(consultation_id, f"hand:{collector}") if collector else "",
        arrival=testimony.arrived_on.isoformat() if testimony.arrived_on else "",
        places=places,
    )


def move_traces(*, consultation_id: int, moved: Mapping[Trace, int]) -> None:
    """Add to each trace what it moves by; `hold_counters` first."""
    forget_on = timezone.localdate() + timedelta(days=FORGET_AFTER_DAYS)
    rows = [
        (str(each.kind), each.key, each.question, each.choice, step)
        for each, step in moved.items()
        if step
    ]
    add_to(
        TraceCount,
        ("kind", "key", "question", "choice"),
        consultation_id,
        rows,
        forget_on=forget_on.isoformat(),
    )


@transaction.atomic
def forget_traces() -> int:
    """Forget how testimonies came together, once nothing has been added for weeks.

    A consultation that loses some is evaluated again: what rested on them is then no
    longer supported, and stays raised.
    """
    old = TraceCount.objects.filter(forget_on__lt=timezone.localdate())
    for consultation_id in (
        old.order_by()
        .values_list(
            "consultation",
            flat=True,
        )
        .distinct()
    ):
        note_evidence(consultation_id=consultation_id, reason="forgotten")
    deleted, _by_model = old.delete()
    Receipt.objects.exclude(locked_traces=b"").exclude(
        testimony__consultation__in=TraceCount.objects.values("consultation"),
    ).filter(testimony__in_tally=True).update(locked_traces=b"")
    return deleted
