"""What stands in the tables is what was recorded, whoever changed it since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F, Model
from django.utils import timezone

from consult.accounts.actions import close_account, grant_role, name_person, revoke_role
from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.audit.chain import Break
from consult.audit.comparing import examine
from consult.audit.models import Event, Salt
from consult.consultations.models import ConsentRecord, Round
from consult.feedback.models import Tally
from consult.mismatch.actions import evaluate
from consult.mismatch.acts import differences as flag_differences
from consult.mismatch.models import Flag
from consult.release import locks
from consult.release.actions import (
    approve_release,
    cancel_request,
    release_tranche,
    request_release,
    revoke_approval,
)
from consult.release.models import (
    Approval,
    Release,
    ReleaseRequest,
    ReleaseSignature,
)
from consult.review.actions import (
    acknowledge_flag,
    assign_flag,
    contest_resolution,
    reply_flag,
    resolve_flag,
)
from consult.review.models import Assignment, Contest, Reply, Resolution
from tests.factories.accounts import make_administrator, make_organisation, make_user
from tests.factories.release import World, let_answer, make_world

pytestmark = pytest.mark.django_db


@dataclass
class House:
    """A project of which money went, with a flag that was answered and contested."""

    world: World
    usual: frozenset[Break]

    def found(self) -> list[str]:
        """Return what differs besides what the factories wrote by hand."""
        return sorted(
            each.reason for each in examine().breaks if each not in self.usual
        )


@pytest.fixture(scope="module")
def house(throughout: Callable[[Callable[[], House]], House]) -> House:
    """Return a house in which everything was done that is recorded, and no lock."""
    return throughout(lived_in)


def lived_in() -> House:
    world = make_world(closed=False)
    sign(world, 1)
    request = request_release(
        tranche=world.design.tranches.get(number=2),
        by=world.requester,
    )
    approval = approve_release(
        request=request,
        by=world.approvers[0],
        second_factor_at=timezone.now(),
    )
    revoke_approval(approval=approval, by=world.approvers[0])
    cancel_request(request=request, by=world.requester)
    for _household in range(4):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    flag = Flag.objects.filter(design=world.design).order_by("pk")[0]
    acknowledge_flag(flag=flag, by=world.officer)
    assign_flag(flag=flag, to=world.officer, by=world.officer)
    reply_flag(flag=flag, text="Vamos a volver.", by=world.officer)
    resolution = resolve_flag(
        flag=flag,
        by=world.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    contest_resolution(
        resolution=resolution,
        testimony=world.testimonies[0],
        reason="No fue así.",
    )
    people()
    locks.take_away(connection)
    return House(world, frozenset(examine().breaks))


def sign(world: World, number: int) -> None:
    request = request_release(
        tranche=world.design.tranches.get(number=number),
        by=world.requester,
    )
    for approver in world.approvers:
        approve_release(
            request=request,
            by=approver,
            second_factor_at=timezone.now(),
        )
    release_tranche(request=request, by=world.requester)


def people() -> None:
    admin = make_administrator()
    user = make_user(RoleCode.FACILITATOR)
    name_person(by=admin, account=user, person_name="Marta Xol")
    close_account(by=admin, account=user)
    other = make_user(RoleCode.PROJECT_OFFICER)
    given = grant_role(
        by=admin,
        user=other,
        role=RoleCode.DESIGN_AUTHOR,
        organisation=make_organisation("Cooperativa El Pino"),
    )
    revoke_role(by=admin, assignment=given)


def test_only_what_the_factories_wrote_by_hand_differs(house: House) -> None:
    # A design without its publication, a consultation moved back in time, accounts; and
    # that the locks were taken away, those of the chain among them.
    assert {each.reason.split(":")[0] for each in house.usual} == {
        "la base de datos ya no impide cambiar los hechos (audit_event_no_delete)",
        "la base de datos ya no impide cambiar los hechos (audit_event_no_update)",
        "accounts.roleassignment",
        "accounts.user",
        "consultations.consultation",
        "projects.design",
        "projects.project",
    }
    assert house.found() == []


@pytest.mark.parametrize(
    ("model", "which", "changes"),
    [
        (Release, {}, {"amount": 1}),
        (Release, {}, {"design_hash": "f" * 64}),
        (Release, {}, {"released_at": F("released_at") - timedelta(days=1)}),
        (Release, {}, {"gate_epoch": F("gate_epoch") + 1}),
        (Approval, {"revoked_at": None}, {"gate_epoch": F("gate_epoch") + 1}),
        (
            Approval,
            {},
            {
                each: F(each) - timedelta(hours=1)
                for each in ("approved_at", "second_factor_at")
            },
        ),
        (ReleaseRequest, {}, {"requested_at": F("requested_at") - timedelta(days=1)}),
        (ConsentRecord, {}, {"decision": "no_consent"}),
        (ConsentRecord, {}, {"decided_on": "2020-01-01"}),
        (ConsentRecord, {}, {"recorded_at": F("recorded_at") + timedelta(days=1)}),
        (ConsentRecord, {}, {"conditions_met_evidence": "Ya está el puente."}),
        (Round, {"promoter_present": False}, {"promoter_present": True}),
        (Round, {}, {"explained": "Todo."}),
        (Flag, {}, {"severity": "block"}),
        (Flag, {"supported": True}, {"supported": False}),
        (Flag, {}, {"subject": "otra"}),
        (Resolution, {}, {"reason": "Porque sí."}),
        (Resolution, {}, {"severity": "none"}),
        (Contest, {}, {"reason": "Está bien."}),
        (Reply, {}, {"text": "Nunca lo dijimos."}),
        (Assignment, {}, {"assigned_at": F("assigned_at") - timedelta(days=1)}),
        (RoleAssignment, {}, {"role": RoleCode.ADMINISTRATOR, "place": None}),
        (User, {"person__isnull": False}, {"person": None}),
        (Tally, {"question": "agree"}, {"count": F("count") + 1}),
    ],
    ids=str,
)
def test_whatever_was_changed_is_found(
    house: House,
    model: type[Model],
    which: dict[str, object],
    changes: dict[str, object],
) -> None:
    victim = model._default_manager.filter(**which).order_by("-pk")[0]
    changed = model._default_manager.filter(pk=victim.pk)
    assert changed.update(**changes) == 1

    assert house.found() != []


@pytest.mark.parametrize(
    "model",
    [Contest, Reply, Release, Approval, ConsentRecord, RoleAssignment],
    ids=lambda model: model.__name__,
)
def test_whatever_was_taken_out_is_found(house: House, model: type[Model]) -> None:
    victim = model._default_manager.order_by("pk").last()
    assert victim is not None
    if model is Release:
        ReleaseSignature.objects.all()._raw_delete("default")
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {model._meta.db_table} WHERE id = %s",  # noqa: S608
            [victim.pk],
        )

    assert any("ya no está" in reason for reason in house.found())


def test_a_signature_that_was_taken_back_does_not_come_back(house: House) -> None:
    Approval.objects.exclude(revoked_at=None).update(revoked_at=None, revoked_by=None)

    assert [
        "release.approval_revoked" in reason and "ya no está" in reason
        for reason in house.found()
    ] == [True]


def test_what_nobody_recorded_is_found(house: House) -> None:
    resolution = Resolution.objects.get()
    forged = Resolution.objects.create(
        flag=resolution.flag,
        kind="mistaken",
        reason="Todo está bien.",
        severity=resolution.severity,
        resolved_at=timezone.now(),
        resolved_by=resolution.resolved_by,
    )

    assert house.found() == [
        (
            f"review.resolution:{forged.pk} está, y ningún hecho lo registró "
            "(flag.resolved)"
        ),
    ]


def test_a_role_that_nobody_gave_is_found(house: House) -> None:
    role = RoleAssignment.objects.create(
        user=house.world.requester,
        role=RoleCode.RELEASE_APPROVER,
        granted_at=timezone.now(),
        granted_by=house.world.officer,
    )

    assert house.found() == [
        (
            f"accounts.roleassignment:{role.pk} está, y ningún hecho lo registró "
            "(role.granted)"
        ),
    ]


def test_an_account_that_was_opened_again_by_hand_is_found(house: House) -> None:
    User.objects.filter(is_active=False).update(is_active=True)

    assert [reason.split(" ", 1)[1] for reason in house.found()] == [
        'dice {"open":true}; lo último que se registró es {"open":false}',
    ]


def test_forgotten_words_are_no_difference(house: House) -> None:
    event = Event.objects.get(verb="flag.contested")
    Contest.objects.update(reason="—")
    assert house.found() == [
        (
            f"review.contest:{Contest.objects.get().pk} ya no dice lo que se registró: "
            "private"
        ),
    ]
    Salt.objects.filter(event=event).delete()

    assert house.found() == []


def test_an_answer_that_waits_to_be_looked_at_is_no_difference(house: House) -> None:
    let_answer(house.world)
    assert list(flag_differences()) == []

    evaluate(consultation_id=house.world.consultation.pk)
    assert list(flag_differences()) == []


def test_the_same_evidence_is_recorded_once(house: House) -> None:
    seen = Event.objects.filter(verb="flag.evidence_seen").count()
    evaluate(consultation_id=house.world.consultation.pk)

    assert Event.objects.filter(verb="flag.evidence_seen").count() == seen
