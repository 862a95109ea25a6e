"""What is recorded of flags and of the evidence they rest on, and where rows differ.

Storing a testimony leaves no event: its time is nobody's business. What an evaluation
saw does, as a salted hash of all the counters and of what was found in them: whoever
changes a counter or a finding afterwards is found, and nothing can be read from it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from consult.audit.acts import ANYBODY, Act
from consult.audit.chain import Break, matches_private, reference
from consult.audit.comparing import compare, compare_last
from consult.audit.models import Event, Salt
from consult.consultations.models import Consultation, EvidenceChange
from consult.feedback.queries import counters
from consult.mismatch.enums import FlagSeverity
from consult.mismatch.findings import Finding
from consult.mismatch.models import Flag, PolicyVersion
from consult.mismatch.queries import finding_of

SEEN = "flag.evidence_seen"
_STATES = ("flag.raised", "flag.graver", "flag.faded", "flag.supported_again")

Counters = tuple[list[tuple[str, str, str, int]], list[tuple[str, int]]]


def about(flag: Flag, verb: str, by: object) -> Act:
    """Return what is recorded when a flag is raised, graver, faded or seen again."""
    return Act(
        verb=verb,
        by=by,
        obj=flag,
        project_id=flag.design.project_id,
        public={**_identity(flag), "severity": str(flag.severity)},
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


def is_said_already(act: Act) -> bool:
    """Say whether the last event about the evidence says the same."""
    last = _last_seen(act)
    return last is not None and matches_private(*last, act.private)


def differences() -> Iterator[Break]:
    """Find flags, findings and counters that are not what was recorded of them."""
    flags = Flag.objects.select_related("design")
    yield from compare((_raised(each) for each in flags), "flag.raised")
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


def _states() -> Iterator[tuple[str, Any]]:
    for flag in Flag.objects.only("pk", "severity", "supported"):
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

    What waits to be evaluated may differ. Looked at twice, because an evaluation may
    have ended between two reads.
    """
    for _attempt in range(2):
        flags = Flag.objects.filter(
            design_id=consultation.design_id,
            community_id=consultation.community_id,
            supported=True,
        )
        counted = counters(consultation.pk)
        act = seen(consultation, counted, map(finding_of, flags), by=ANYBODY)
        waits = EvidenceChange.objects.filter(consultation=consultation).exists()
        last = _last_seen(act)
        nothing_yet = last is None and not any(counted) and not flags
        if waits or nothing_yet or (last and _holds(last, act)):
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
