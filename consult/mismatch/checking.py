"""Everything counted again from the testimonies, against what is kept.

The counters, and the flags: what the detectors see in testimonies counted anew must be
what stands. Nothing here writes.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.utils import timezone

from consult.consultations.models import Consultation
from consult.feedback.counting import Counter
from consult.feedback.recounting import Counts, compare
from consult.feedback.vocabulary import TESTIMONIES
from consult.mismatch import detectors, engine, evidence
from consult.mismatch.enums import SEVERITY_ORDER, FlagSeverity
from consult.mismatch.findings import Finding, hash_of
from consult.mismatch.models import Flag, UnrecordedEvidence
from projects.enums import DesignState


class Fault(StrEnum):
    """How a flag disagrees with what the testimonies say."""

    NOT_RAISED = "not_raised"
    TOO_LIGHT = "too_light"
    OTHER_FINDING = "other_finding"
    STILL_SUPPORTED = "still_supported"
    BROKEN_HISTORY = "broken_history"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One flag, or what should be one, and how it disagrees."""

    detector: str
    subject: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking one consultation found.

    ``waits`` says that changes of its evidence still wait to be evaluated: its flags
    may then be behind, which is not held against anybody. A changed history is.
    """

    consultation: Consultation
    counters: Counts = field(default_factory=dict)
    flags: tuple[Disagreement, ...] = ()
    waits: bool = False

    @property
    def agrees(self) -> bool:
        """Say whether what is kept is exactly what the testimonies say."""
        broken = any(each.fault is Fault.BROKEN_HISTORY for each in self.flags)
        behind = self.flags and not self.waits
        return not (self.counters or broken or behind)


def check(consultation: Consultation) -> Verdict:
    """Count a consultation again and say where what is kept disagrees.

    Flags of a design that was replaced keep what was last seen of them: only their
    history is checked.
    """
    counted = compare(consultation.pk)
    flags = list(
        Flag.objects.filter(
            design_id=consultation.design_id,
            community_id=consultation.community_id,
        ).prefetch_related("history"),
    )
    is_behind = UnrecordedEvidence.objects.filter(consultation=consultation).exists()
    faults = [
        Disagreement(flag.detector, flag.subject, Fault.BROKEN_HISTORY)
        for flag in flags
        if not _is_whole(flag, is_behind=is_behind)
    ]
    waits = consultation.evidence_changes.exists()
    if consultation.design.state == DesignState.PUBLISHED:
        tallies, today = tallies_of(counted.counted), timezone.localdate()
        wrong = _against(flags, _seen(consultation, tallies, today))
        if wrong and consultation.is_open:
            # The day has turned, and the daily look has not come yet.
            yesterday = today - timedelta(days=1)
            waits = waits or not _against(
                flags,
                _seen(consultation, tallies, yesterday),
            )
        faults += wrong
    return Verdict(consultation, counted.differences, tuple(faults), waits=waits)


def _seen(
    consultation: Consultation,
    tallies: evidence.Tallies,
    today: date,
) -> dict[tuple[str, str], Finding]:
    gathered = engine.gather(consultation, counted=tallies, today=today)
    return {(each.detector, each.subject): each for each in detectors.run(gathered)}


def tallies_of(counts: Counts) -> evidence.Tallies:
    """Return counters as the detectors read them."""
    return evidence.Tallies.from_rows(
        (
            _row(each, total)
            for each, total in counts.items()
            if each.question != TESTIMONIES
        ),
        (
            (each.group, total)
            for each, total in counts.items()
            if each.question == TESTIMONIES
        ),
    )


def _row(counter: Counter, total: int) -> tuple[str, str, str, int]:
    return (counter.question, counter.group, counter.choice, total)


def _against(
    flags: list[Flag],
    found: dict[tuple[str, str], Finding],
) -> list[Disagreement]:
    standing = {(flag.detector, flag.subject): flag for flag in flags}
    faults = [
        Disagreement(*key, Fault.NOT_RAISED) for key in found if key not in standing
    ]
    for key, flag in standing.items():
        finding = found.get(key)
        if finding is None:
            if flag.supported:
                faults.append(Disagreement(*key, Fault.STILL_SUPPORTED))
        elif finding.severity.weight > SEVERITY_ORDER[FlagSeverity(flag.severity)]:
            faults.append(Disagreement(*key, Fault.TOO_LIGHT))
        elif not flag.supported or flag.finding != finding.as_dict():
            faults.append(Disagreement(*key, Fault.OTHER_FINDING))
    return faults


def _is_whole(flag: Flag, *, is_behind: bool) -> bool:
    """Say whether a history has no gap, and each entry is what its hash says.

    One that is behind lacks what testimonies changed since the last point.
    """
    entries = list(flag.history.all())
    if [each.sequence for each in entries] != list(range(1, len(entries) + 1)):
        return False
    if not entries or not (is_behind or entries[-1].finding == flag.finding):
        return False
    gravest = max(
        SEVERITY_ORDER.get(FlagSeverity(each.severity), 0)
        for each in entries
        if each.severity
    )
    if gravest != SEVERITY_ORDER[FlagSeverity(flag.severity)]:
        return False
    # An entry that says that nothing is seen any more repeats what was seen last.
    seen = ""
    for each in entries:
        seen = each.finding_hash if each.supported else seen
        if hash_of(each.finding) != seen:
            return False
    return True
