"""Raise flags and keep their evidence. Nothing here lowers or removes a flag."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record_act
from consult.audit.acts import Act
from consult.communities.actions import stop_publication
from consult.communities.enums import StopReason
from consult.communities.models import Community
from consult.consultations.actions import note_every_consultation
from consult.consultations.enums import OF_TESTIMONIES
from consult.consultations.models import Consultation, EvidenceChange
from consult.feedback.actions import tally_held
from consult.feedback.queries import counters
from consult.mismatch import acts, engine, evidence
from consult.mismatch.detectors import coercion
from consult.mismatch.enums import SEVERITY_ORDER, FlagSeverity
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.models import (
    Flag,
    FlagEvidence,
    PolicyVersion,
    UnrecordedEvidence,
)
from consult.mismatch.policies import check_policy
from consult.mismatch.policy import DEFAULT_POLICY, Number, plain_numbers
from consult.mismatch.queries import finding_of, policy_in_force
from projects.actions import bump_gate_epoch
from projects.models import Project
from projects.retrying import retried
from projects.standards.permissions import CHANGE_STANDARDS

_SAVE_STATE: Final = """
    UPDATE mismatch_flag SET finding = %s, severity = %s, supported = %s WHERE id = %s
"""
# To a server all are sent at once, as one document: arrays of JSON are slow to write.
_SAVE_STATES: Final = """
    UPDATE mismatch_flag
    SET finding = moved.finding, severity = moved.severity, supported = moved.supported
    FROM jsonb_to_recordset(%s::jsonb)
        AS moved (id bigint, finding jsonb, severity text, supported boolean)
    WHERE mismatch_flag.id = moved.id
"""
# All of its own, and of its design not the texts in every language.
_OF_CONSULTATION: Final = tuple(
    field.name for field in Consultation._meta.concrete_fields
)
# By the index, however long a flag's history is.
_LAST: Final = Subquery(
    FlagEvidence.objects.filter(flag=OuterRef("pk"))
    .order_by("-sequence")
    .values("pk")[:1],
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How many flags one evaluation raised, made graver, changed or saw fade."""

    raised: int = 0
    graver: int = 0
    updated: int = 0
    faded: int = 0


@retried
@transaction.atomic
def evaluate(
    *,
    consultation_id: int,
    by: User | None = None,
    is_point: bool = False,
) -> Evaluation:
    """Compare a consultation's design and testimonies; raise what does not match.

    Idempotent: the same evidence raises nothing twice and writes nothing. Deletes
    the changes it has seen from the outbox. Evaluations of one consultation take turns;
    testimonies never wait for them.

    Nearly every evaluation follows a testimony, so its moment is kept nowhere: flags
    are dated by the day, and the chain learns at once only of those that stop money,
    dated by the day too. All the rest is recorded at points: once a day, or when
    something else than a testimony is the reason, or with `is_point`.
    """
    consultation = (
        Consultation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("design")
        .only(*_OF_CONSULTATION, "design__project")
        .get(pk=consultation_id)
    )
    seen = dict(
        EvidenceChange.objects.filter(consultation=consultation).values_list(
            "pk",
            "reason",
        ),
    )
    is_point = is_point or not OF_TESTIMONIES.issuperset(seen.values())
    tally_held(consultation_id=consultation_id)
    counted = counters(consultation.pk)
    tallies = evidence.Tallies.from_rows(*counted)
    found = {
        (finding.detector, finding.subject): finding
        for finding in engine.findings(consultation, counted=tallies)
    }
    flags = {
        (flag.detector, flag.subject): flag
        for flag in Flag.objects.filter(
            design_id=consultation.design_id,
            community_id=consultation.community_id,
        )
    }
    outcome, moved = _write(consultation, found, flags)
    act = acts.seen(consultation, counted, found.values(), by=by)
    _record(act, list(flags.values()), moved, is_point=is_point)
    EvidenceChange.objects.filter(pk__in=list(seen)).delete()
    return outcome


def _record(act: Act, flags: list[Flag], moved: list[Flag], *, is_point: bool) -> None:
    """Tell the chain what was seen, or keep its seal until the next point."""
    consultation_id = act.obj.pk
    kept = UnrecordedEvidence.objects.filter(consultation=consultation_id).first()
    if kept is None and not moved and acts.is_said_already(act):
        return
    if not is_point:
        _keep(moved)
        _tell_chain(
            (flag for flag in moved if flag.severity == FlagSeverity.BLOCK),
            act.by,
            is_day_only=True,
        )
        seal = acts.seal_of(act, flags)
        if kept is None:
            UnrecordedEvidence.objects.create(
                consultation_id=consultation_id,
                seal=seal,
            )
        elif kept.seal != seal:
            kept.seal = seal
            kept.save(update_fields=["seal"])
        return
    _keep(flags)
    _tell_chain(flags, act.by)
    if not acts.is_said_already(act):
        record_act(act=act)
    if kept is not None:
        kept.delete()


def _tell_chain(
    flags: Iterable[Flag], by: object, *, is_day_only: bool = False
) -> None:
    for flag, verb in acts.untold(flags):
        record_act(act=acts.about(flag, verb, by, is_day_only=is_day_only))


def _write(
    consultation: Consultation,
    found: Mapping[tuple[str, str], Finding],
    flags: dict[tuple[str, str], Flag],
) -> tuple[Evaluation, list[Flag]]:
    """Bring the flags up to what was found; return also those whose state moved."""
    new = [finding for key, finding in found.items() if key not in flags]
    graver = [
        (flag, found[key])
        for key, flag in flags.items()
        if key in found and _is_graver(found[key], flag)
    ]
    changed = [
        (flag, found[key])
        for key, flag in flags.items()
        if key in found
        and not _is_graver(found[key], flag)
        and (flag.finding != found[key].as_dict() or not flag.supported)
    ]
    faded = [flag for key, flag in flags.items() if flag.supported and key not in found]
    back = [flag for flag, _ in changed if not flag.supported]
    if new or graver or faded or back:
        # The answer of the gate may change: before any of it is written.
        bump_gate_epoch(project_id=consultation.design.project_id)
    # Where the evidence of one changed that fades now, its history still lacks that.
    _keep(faded)
    raised = [_raise(consultation, finding) for finding in new]
    flags.update({(flag.detector, flag.subject): flag for flag in raised})
    for flag, finding in (*graver, *changed):
        flag.finding = finding.as_dict()
        if _is_graver(finding, flag):
            flag.severity = FlagSeverity(finding.severity)
        flag.supported = True
    for flag in faded:
        flag.supported = False
    _save_states([*(flag for flag, _finding in (*graver, *changed)), *faded])
    # Only what is new: it does not undo, with every answer that comes in, what a
    # protection officer decided after looking.
    seen_anew = [*new, *(finding for _flag, finding in (*graver, *changed))]
    if any(map(_tells_of_fear, seen_anew)) and _is_published(consultation):
        stop_publication(
            by=None,
            community=consultation.community,
            reason=StopReason.FEAR,
        )
    moved = [*raised, *(flag for flag, _finding in graver), *back, *faded]
    return Evaluation(len(new), len(graver), len(changed), len(faded)), moved


def _save_states(flags: Iterable[Flag]) -> None:
    """Store how flags stand, at once: nearly every one moves with each answer."""
    states: list[tuple[Any, ...]] = [
        (flag.finding, flag.severity, flag.supported, flag.pk) for flag in flags
    ]
    if not states:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ("finding", "severity", "supported", "id")
            rows = [dict(zip(names, state, strict=True)) for state in states]
            cursor.execute(_SAVE_STATES, [json.dumps(rows)])
        else:
            cursor.executemany(
                _SAVE_STATE,
                [(json.dumps(finding), *others) for finding, *others in states],
            )


def _tells_of_fear(finding: Finding) -> bool:
    """Say whether people may be in danger if what they said is published."""
    return finding.detector == coercion.NAME and finding.severity is not Severity.WATCH


def _is_published(consultation: Consultation) -> bool:
    """Read it now: who looked at it may have published it again a moment ago."""
    return Community.objects.filter(
        pk=consultation.community_id,
        publication_stopped_at=None,
    ).exists()


def _is_graver(finding: Finding, flag: Flag) -> bool:
    return finding.severity.weight > SEVERITY_ORDER[FlagSeverity(flag.severity)]


def _raise(consultation: Consultation, finding: Finding) -> Flag:
    return Flag.objects.create(
        design_id=consultation.design_id,
        community_id=consultation.community_id,
        consultation=consultation,
        detector=finding.detector,
        subject=finding.subject,
        severity=finding.severity,
        finding=finding.as_dict(),
        raised_on=timezone.localdate(),
    )


def _keep(flags: Iterable[Flag]) -> None:
    """Append to each flag's history what it does not say yet, dated by the day."""
    flags = list(flags)
    if not flags:
        return
    last = {
        each.flag_id: each
        for each in FlagEvidence.objects.filter(
            pk__in=Flag.objects.filter(pk__in=[flag.pk for flag in flags])
            .order_by()
            .values(latest=_LAST),
        )
    }
    entries = []
    for flag in flags:
        before = last.get(flag.pk)
        sequence = before.sequence if before else 0
        finding = finding_of(flag)
        seen = before.finding if before and before.supported else None
        if flag.supported and seen != flag.finding:
            entries.append(_entry(flag, finding, sequence=sequence + 1))
        elif seen is not None and not flag.supported:
            entries.append(_entry(flag, None, sequence=sequence + 1))
    FlagEvidence.objects.bulk_create(entries)


def _entry(flag: Flag, finding: Finding | None, *, sequence: int) -> FlagEvidence:
    """Return what is added to a flag's history; without a finding it has faded."""
    return FlagEvidence(
        flag=flag,
        sequence=sequence,
        seen_on=timezone.localdate(),
        severity=finding.severity if finding else "",
        supported=finding is not None,
        finding=flag.finding,
        finding_hash=finding.content_hash if finding else "",
    )


@transaction.atomic
def set_policy(
    *, numbers: Mapping[str, Number], reason: str, by: User
) -> PolicyVersion:
    """Change the numbers that the detectors judge by, from now on.

    What is not named stays as it is. Flags keep the version they were raised under;
    every consultation of a current design is looked at again, and the approvals of
    their projects are void: what the gate says may change.

    Raises:
        NotAllowed: this person does not care for the reference tables.
        Refusal: no reason, nothing changed, or a number that may not be.

    """
    require(by, CHANGE_STANDARDS)
    require_enrolled(by)
    projects = Project.objects.filter(designs__consultations__isnull=False).distinct()
    for project_id in projects.order_by("pk").values_list("pk", flat=True):
        bump_gate_epoch(project_id=project_id)
    before = policy_in_force()
    after = check_policy(before, numbers=numbers, reason=reason)
    row = PolicyVersion.objects.create(
        version=f"{DEFAULT_POLICY.version}+{PolicyVersion.objects.count() + 1}",
        numbers=plain_numbers(after),
        reason=reason.strip(),
        set_at=timezone.now(),
        set_by=by,
    )
    note_every_consultation(reason="policy")
    record_act(act=acts.policy_set(row))
    return row
