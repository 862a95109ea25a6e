"""Opening and closing a consultation."""

import secrets
from datetime import date
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from consult.accounts.models import User
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record_act
from consult.communities.models import Community
from consult.consultations import acts, policies
from consult.consultations.actions.outbox import note_evidence
from consult.consultations.actions.turn import held
from consult.consultations.enums import ConsultationKind
from consult.consultations.models import Consultation
from consult.consultations.permissions import OPEN, check_may
from consult.consultations.policies.opening import Raised
from projects.actions import bump_gate_epoch
from projects.models import Design
from projects.retrying import retried

# Read aloud and copied by hand: no 0 and O, no 1, I and L, no vowels that make words.
_CODE_LETTERS: Final = "23456789BCDFGHJKMNPQRSTVWXZ"
_CODE_LENGTH: Final = 5


@retried
@transaction.atomic
def open_consultation(
    *,
    by: User,
    design: Design,
    community: Community,
    announced_on: date,
    kind: ConsultationKind | str | None = None,
    notice_days: int | None = None,
    rounds: int | None = None,
    open_days: int | None = None,
    deliberation_days: int | None = None,
    promoter_absent_round: bool | None = None,
) -> Consultation:
    """Put a design to a community, with what its kind requires, or more.

    A notice that is still short does not refuse: it is written down as it was, and
    *prior* is not established. Everything in `settings.CONSULTATION_OPENING_STEPS`
    happens in the same transaction.

    Raises:
        NotAllowed: this person may not.
        Conflict: the design is already being consulted there.
        Refusal: with the field that is wrong.

    """
    bump_gate_epoch(project_id=design.project_id)
    design = Design.objects.select_related("project").get(pk=design.pk)
    community = Community.objects.select_related("place").get(pk=community.pk)
    check_may(by=by, verb=OPEN, about=design)
    require_enrolled(by)
    policies.check_can_open(design, community, announced_on=announced_on)
    required = policies.raised_requirements(
        design,
        community,
        Raised(
            kind=kind,
            notice_days=notice_days,
            rounds=rounds,
            open_days=open_days,
            deliberation_days=deliberation_days,
            promoter_absent_round=promoter_absent_round,
        ),
    )
    consultation = Consultation.objects.create(
        design=design,
        community=community,
        code=_new_code(),
        kind=required.kind,
        required_notice_days=required.notice_days,
        required_rounds=required.rounds,
        required_open_days=required.open_days,
        deliberation_days=required.deliberation_days,
        promoter_absent_round_required=required.promoter_absent_round,
        announced_on=announced_on,
        opened_at=timezone.now(),
        opened_by=by,
    )
    for path in settings.CONSULTATION_OPENING_STEPS:
        import_string(path)(consultation=consultation, by=by)
    note_evidence(consultation_id=consultation.pk, reason="opened")
    record_act(act=acts.opened(consultation))
    return consultation


@retried
@transaction.atomic
def close_consultation(*, by: User, consultation: Consultation) -> Consultation:
    """Stop taking testimonies and rounds. Decisions may still be written down.

    Raises:
        NotAllowed: this person may not.
        Refusal: it is closed, or people were promised more days.

    """
    consultation = held(consultation)
    check_may(by=by, verb=OPEN, about=consultation)
    require_enrolled(by)
    policies.check_can_close(consultation)
    consultation.closed_at = timezone.now()
    consultation.closed_by = by
    consultation.save(update_fields=["closed_at", "closed_by"])
    note_evidence(consultation_id=consultation.pk, reason="closed")
    record_act(act=acts.closed(consultation))
    return consultation


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        if not Consultation.objects.filter(code=code).exists():
            return code
