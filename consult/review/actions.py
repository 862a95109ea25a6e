"""What reviewers and the community do with a flag."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record_act
from consult.feedback.models import Testimony
from consult.mismatch.models import Flag
from consult.review import acts
from consult.review.enums import ReplyKind, ResolutionKind
from consult.review.models import (
    Acknowledgement,
    Assignment,
    Contest,
    Reply,
    Resolution,
)
from consult.review.policies import (
    Ground,
    check_can_contest,
    check_can_resolve,
    missing_ground,
)
from projects.actions import bump_gate_epoch
from projects.models import Design
from projects.refusals import Refusal
from projects.retrying import retried


@transaction.atomic
def acknowledge_flag(*, flag: Flag, by: User) -> Acknowledgement:
    """Say that somebody has seen a flag; the first one is kept.

    Raises:
        NotAllowed: no such role here.

    """
    require(by, "review.acknowledge_flag", flag)
    require_enrolled(by)
    acknowledgement, created = Acknowledgement.objects.get_or_create(
        flag=flag,
        defaults={"acknowledged_at": timezone.now(), "acknowledged_by": by},
    )
    if created:
        record_act(act=acts.acknowledged(acknowledgement))
    return acknowledgement


@transaction.atomic
def assign_flag(*, flag: Flag, to: User, by: User) -> Assignment:
    """Give a flag to somebody who may review it.

    Raises:
        NotAllowed: no such role here.
        Refusal: the other person could not answer for this flag.

    """
    require(by, "review.assign_flag", flag)
    require_enrolled(by)
    if not to.has_perm("review.reply_flag", flag):
        raise Refusal(
            _("Esa persona no atiende alertas de este proyecto. Escoja a otra."),
            field="to",
        )
    assignment = Assignment.objects.create(
        flag=flag,
        assignee=to,
        assigned_at=timezone.now(),
        assigned_by=by,
    )
    record_act(act=acts.assigned(assignment))
    return assignment


@transaction.atomic
def assign_flags(*, flags: Iterable[Flag], to: User, by: User) -> list[Assignment]:
    """Give several flags to somebody who may review them: all of them, or none.

    Raises:
        NotAllowed: no such role here, for one of them.
        Refusal: the other person could not answer for one of them.

    """
    return [assign_flag(flag=flag, to=to, by=by) for flag in flags]


@transaction.atomic
def reply_flag(
    *,
    flag: Flag,
    text: str,
    by: User,
    kind: str = ReplyKind.REPLY,
) -> Reply:
    """Say something to the community about a flag, or ask it something, in public.

    Raises:
        NotAllowed: no such role here.
        Refusal: the text is empty.

    """
    require(by, "review.reply_flag", flag)
    require_enrolled(by)
    if not text.strip():
        raise Refusal(_("Escriba lo que le quiere decir a la comunidad."), field="text")
    reply = Reply.objects.create(
        flag=flag,
        kind=kind,
        text=text.strip(),
        replied_at=timezone.now(),
        replied_by=by,
    )
    record_act(act=acts.replied(reply))
    return reply


@retried
@transaction.atomic
def resolve_flag(
    *,
    flag: Flag,
    by: User,
    kind: str,
    reason: str,
    new_design: Design | None = None,
    new_evidence: str = "",
    commitment_who: str = "",
    commitment_what: str = "",
    commitment_by: date | None = None,
) -> Resolution:
    """Decide on a flag, with a reason that everybody can read.

    Raises:
        NotAllowed: no such role here, or the person belongs to the project.
        Refusal: it is answered already, or what the kind rests on is missing.

    """
    bump_gate_epoch(project_id=flag.design.project_id)
    flag = Flag.objects.select_related("design__project").get(pk=flag.pk)
    check_can_resolve(flag=flag, by=by)
    require_enrolled(by)
    if not reason.strip():
        raise Refusal(_("Escriba por qué. Lo leerá la comunidad."), field="reason")
    missing = missing_ground(
        flag,
        Ground(
            kind=kind,
            new_design=new_design,
            new_evidence=new_evidence,
            commitment_who=commitment_who,
            commitment_what=commitment_what,
            commitment_by=commitment_by,
        ),
    )
    if missing:
        raise missing[0]
    resolution = Resolution.objects.create(
        flag=flag,
        kind=kind,
        reason=reason.strip(),
        severity=flag.severity,
        new_design=new_design if kind == ResolutionKind.DESIGN_CHANGED else None,
        new_evidence=(
            new_evidence.strip() if kind == ResolutionKind.CONDITIONS_CHANGED else ""
        ),
        **(
            {
                "commitment_who": commitment_who.strip(),
                "commitment_what": commitment_what.strip(),
                "commitment_by": commitment_by,
            }
            if kind == ResolutionKind.COMMITMENT
            else {}
        ),
        resolved_at=timezone.now(),
        resolved_by=by,
    )
    record_act(act=acts.resolved(resolution))
    return resolution


@retried
@transaction.atomic
def contest_resolution(
    *,
    resolution: Resolution,
    reason: str,
    by: User | None = None,
    testimony: Testimony | None = None,
) -> Contest:
    """Say for the community that a resolution is not accepted; the flag opens again.

    With an account of the community, or with the receipt of a testimony (`by` None).

    Raises:
        NotAllowed: neither of the community.
        Refusal: no reason given, or the resolution no longer stands.

    """
    bump_gate_epoch(project_id=resolution.flag.design.project_id)
    check_can_contest(resolution=resolution, by=by, testimony=testimony)
    if not reason.strip():
        raise Refusal(_("Diga por qué no están de acuerdo."), field="reason")
    contest = Contest.objects.create(
        resolution=resolution,
        reason=reason.strip(),
        contested_at=timezone.now(),
        contested_by=None if testimony is not None else by,
        testimony=testimony,
    )
    record_act(act=acts.contested(contest))
    return contest
