"""What is recorded of flags and of the evidence they rest on, and where rows differ.

Storing a testimony leaves no event: its time is nobody's business. Nor does the
evaluation after it, but for a flag that stops money, and that is dated by the day. Once
a day, and when something else is the reason, what was seen is recorded, as a salted
hash of all the counters and of what was found in them; until then a row keeps its seal.
Whoever changes a counter or a finding afterwards is found, and nothing can be read from
either.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from consult.audit.acts import ANYBODY, Act
from consult.audit.chain import Break, matches_private, reference
from consult.audit.comparing import compare, compare_last
from consult.audit.models import Event, Salt
from consult.consultations.models import Consultation, EvidenceChange
from consult.feedback.fingerprints import fingerprint
from consult.feedback.queries import counters
from consult.mismatch.enums import FlagSeverity
from consult.mismatch.findings import Finding
from consult.mismatch.models import Flag, PolicyVersion, UnrecordedEvidence
from consult.mismatch.queries import finding_of

SEEN = "flag.evidence_seen"
_STATES = ("flag.raised", "flag.graver", "flag.faded", "flag.supported_again")

Counters = tuple[list[tuple[str, str, str, int]], list[tuple[str, int]]]


def about(
    flag: Flag,
    verb: str,
    by: object,
    *,
    is_day_only: bool = False,
) -> Act:
    """Return what is recorded when a flag is raised, graver, faded or seen again."""
    return Act(
        verb=verb,
        by=by,
        obj=flag,
        project_id=flag.design.project_id,
        public={**_identity(flag), "severity": str(flag.severity)},
        is_day_only=is_day_only,
    )


def seen(
    consultation: Consultation,
    counted: Counters,
    found: Iterable[Finding],
    *,
    by: object,
) -> Act:
    """Return what is recorded of the evidence that an evaluation looked at."""
    return Act(
        verb=SEEN,
        by=by,
        obj=consultation,
        project_id=consultation.design.project_id,
        private={
            "counters": counted,
            "findings": sorted(each.content_hash for each in found),
        },
    )


def policy_set(row: PolicyVersion) -> Act:
    """Return what is recorded when the numbers of the detectors change."""
    return Act(
        verb="mismatch.policy_set",
        by=row.set_by,
        obj=row,
        public={"version": row.version, "numbers": row.numbers, "reason": row.reason},
    )


def seal_of(act: Act, flags: Iterable[Flag]) -> str:
    """Return a keyed hash of what was seen, and of how every flag of it stands."""
    states = sorted(
        [each.detector, each.subject, str(each.severity), each.supported]
        for each in flags
    )
    return fingerprint({"evidence": act.private, "flags": states})


def untold(flags: Iterable[Flag]) -> Iterator[tuple[Flag, str]]:
    """Yield, for each flag, the verbs that bring the chain up to how it stands."""
    flags = list(flags)
    said = {
        event.object_ref: _state_said(event)[1]
        for event in Event.objects.filter(
            object_ref__in=[reference(each) for each in flags],
            verb__in=_STATES,
        ).order_by("sequence")
    }
    for flag in flags:
        last = said.get(reference(flag))
        supported = last is None or last["supported"]
        if last is None or last["severity"] != str(flag.severity):
            yield flag, "flag.raised" if last is None else "flag.graver"
            supported = True
        if supported != flag.supported:
            yield flag, "flag.supported_again" if flag.supported else "flag.faded"


def is_said_already(act: Act) -> bool:
    """Say whether the last event about the evidence says the same."""
    last = _last_seen(act)
    return last is not None and matches_private(*last, act.private)


def differences() -> Iterator[Break]:
    """Find flags, findings and counters that are not what was recorded of them."""
    yield from compare(_raised_flags(), "flag.raised")
    yield from compare_last(_states, _state_said, *_STATES)
    versions = PolicyVersion.objects.select_related("set_by")
    yield from compare(map(policy_set, versions), "mismatch.policy_set")
    for consultation in Consultation.objects.select_related("design"):
        yield from _evidence(consultation)


def _identity(flag: Flag) -> Mapping[str, Any]:
    return {
        "detector": flag.detector,
        "subject": flag.subject,
        "design": flag.design.content_hash,
        "community": flag.community_id,
    }


def _raised(flag: Flag) -> Act:
    return Act(
        verb="flag.raised",
        by=ANYBODY,
        obj=flag,
        project_id=flag.design.project_id,
        public=_identity(flag),
    )


def _raised_flags() -> Iterator[Act]:
    """Yield what must be recorded of each flag.

    One that does not stop money may wait for the next point: the seal covers it.
    """
    flags = list(Flag.objects.select_related("design"))
    waiting = _waiting()
    for flag in flags:
        act = _raised(flag)
        may_wait = (
            flag.consultation_id in waiting and flag.severity != FlagSeverity.BLOCK
        )
        if not may_wait or _is_recorded(act):
            yield act


def _is_recorded(act: Act) -> bool:
    return Event.objects.filter(object_ref=reference(act.obj), verb=act.verb).exists()


def _waiting() -> set[int]:
    """Return the consultations of which the chain is not told yet; read it last."""
    return set(UnrecordedEvidence.objects.values_list("consultation", flat=True))


def _states() -> Iterator[tuple[str, Any]]:
    flags = list(Flag.objects.only("pk", "severity", "supported", "consultation"))
    waiting = _waiting()
    for flag in flags:
        if flag.consultation_id in waiting:
            continue
        yield (
            reference(flag),
            {"severity": str(FlagSeverity(flag.severity)), "supported": flag.supported},
        )


def _state_said(event: Event) -> tuple[str, Any]:
    return (
        event.object_ref,
        {
            "severity": event.public.get("severity"),
            "supported": event.verb != "flag.faded",
        },
    )


def _evidence(consultation: Consultation) -> Iterator[Break]:
    """Find whether counters and findings are those that were last looked at.

    What testimonies moved since the last point is held against its seal, and what
    waits to be evaluated may differ. Looked at twice, because an evaluation may
    have ended between two reads.
    """
    for _attempt in range(2):
        flags = Flag.objects.filter(
            design_id=consultation.design_id,
            community_id=consultation.community_id,
        )
        counted = counters(consultation.pk)
        supported = [finding_of(each) for each in flags if each.supported]
        act = seen(consultation, counted, supported, by=ANYBODY)
        untold_yet = UnrecordedEvidence.objects.filter(consultation=consultation)
        kept = untold_yet.values_list("seal", flat=True).first()
        if kept == seal_of(act, flags):
            return
        waits = EvidenceChange.objects.filter(consultation=consultation).exists()
        last = _last_seen(act)
        nothing_yet = last is None and not any(counted) and not flags
        holds = kept is None and (nothing_yet or (last and _holds(last, act)))
        if waits or holds:
            return
    yield Break(
        last[0].sequence if last else 0,
        _("Las cuentas o las alertas de %(ref)s no son las que se miraron")
        % {"ref": reference(consultation)},
    )


def _holds(last: tuple[Event, str], act: Act) -> bool:
    event, salt = last
    return not salt or matches_private(event, salt, act.private)


def _last_seen(act: Act) -> tuple[Event, str] | None:
    """Return the last event about a consultation's evidence, and its salt if kept."""
    event = (
        Event.objects.filter(object_ref=reference(act.obj), verb=SEEN)
        .order_by("-sequence")
        .first()
    )
    if event is None:
        return None
    salt = Salt.objects.filter(event=event).values_list("value", flat=True).first()
    return event, salt or ""
