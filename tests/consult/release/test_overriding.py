"""Breaking the glass: who may, what passes, what does not, and what closes it again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.accounts.second_factor import SecondFactorNeeded
from consult.audit.models import Event
from consult.consultations.actions import withdraw_consent
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.release import actions, gate
from consult.release.models import (
    Override,
    OverrideSignature,
    Release,
    ReleaseRequest,
)
from consult.release.signing import GateClosed
from consult.review.actions import resolve_flag
from consult.review.queries import open_blocking_flags
from projects.refusals import NotAllowed, Refusal
from tests.consult.release.bypass import insert, refused, signature
from tests.consult.release.ties import TIES, give
from tests.factories.consultations import make_user, pdf_file
from tests.factories.locks import unlocked
from tests.factories.overrides import WHY, make_outsider, overridden, propose
from tests.factories.release import (
    World,
    ask_for,
    make_world,
    sign,
)

pytestmark = pytest.mark.django_db

HARD = (
    "La operacionalización interinstitucional de las contraprestaciones "
    "presupuestarias extraordinarias imposibilita administrativamente la "
    "reprogramación multianual correspondiente a infraestructura hidráulica "
    "comunitaria, considerando imprescindibles responsabilidades contractuales "
    "internacionales previamente comprometidas mediante instrumentos jurídicos "
    "vinculantes entre organizaciones cooperantes participantes"
)


def codes(world: World) -> list[str]:
    return [reason.code for reason in gate.reasons(world.tranche)]


def second(override: Override, by: User) -> OverrideSignature:
    return actions.sign_override(
        override=override,
        by=by,
        second_factor_at=timezone.now(),
    )


# --- What it does ---------------------------------------------------------------------


def test_two_outsiders_let_a_flag_pass_and_it_stays_open(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    override = propose(request_, make_outsider())
    assert codes(flagged) == ["open_flag"]
    second(override, make_outsider())
    assert codes(flagged) == ["signatures"]
    for approver in flagged.approvers:
        sign(request_, approver)
    actions.release_tranche(request=request_, by=flagged.requester)
    assert Release.objects.count() == 1
    assert open_blocking_flags(flagged.design.project_id).count() == 1
    told = Event.objects.filter(verb__startswith="release.override")
    assert [each.verb for each in told] == [
        "release.override_proposed",
        "release.override_signed",
        "release.override_signed",
    ]
    flag = Flag.objects.blocking().get()
    assert {
        (each.public["flags"][0], each.public["justification"]) for each in told
    } == {
        (flag.pk, WHY),
    }


def test_a_flag_that_it_does_not_name_closes_the_gate_again(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    overridden(request_)
    for approver in flagged.approvers:
        sign(request_, approver)
    withdraw_consent(
        by=flagged.officer,
        consultation=flagged.consultation,
        authority="assembly",
        decided_on=timezone.localdate(),
        reason="No cumplieron.",
        acta=pdf_file(),
    )
    with pytest.raises(GateClosed):
        actions.release_tranche(request=request_, by=flagged.requester)
    assert codes(flagged) == ["open_flag", "open_flag", "no_consent"]


def test_it_lifts_flags_and_nothing_else() -> None:
    world = make_world(closed=False)
    withdraw_consent(
        by=world.officer,
        consultation=world.consultation,
        authority="assembly",
        decided_on=timezone.localdate(),
        reason="No cumplieron.",
        acta=pdf_file(),
    )
    evaluate(consultation_id=world.consultation.pk)
    request = ask_for(world)
    flags = Flag.objects.blocking().filter(consultation=world.consultation)
    overridden(request, flags)
    assert codes(world) == ["no_consent"]
    with pytest.raises(GateClosed):
        sign(request, world.approvers[0])


def test_it_is_for_one_tranche(flagged: World, request_: ReleaseRequest) -> None:
    overridden(request_)
    other = flagged.design.tranches.select_related("design__project").get(number=2)
    assert [each.code for each in gate.reasons(other)] == ["open_flag"]


def test_taken_back_it_closes_again(flagged: World, request_: ReleaseRequest) -> None:
    override = overridden(request_)
    first = override.proposed_by
    with pytest.raises(NotAllowed, match="solo quien lo firmó"):
        actions.withdraw_override(override=override, by=make_outsider())
    actions.withdraw_override(override=override, by=first)
    assert codes(flagged) == ["open_flag"]
    with pytest.raises(Refusal, match="ya se retiró"):
        actions.withdraw_override(override=override, by=first)
    with pytest.raises(Refusal, match="ya se retiró"):
        second(override, make_outsider())


def test_once_the_money_went_it_is_not_taken_back(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    override = overridden(request_)
    for approver in flagged.approvers:
        sign(request_, approver)
    actions.release_tranche(request=request_, by=flagged.requester)
    with pytest.raises(Refusal, match="ya salió"):
        actions.withdraw_override(override=override, by=override.proposed_by)


# --- Who ------------------------------------------------------------------------------


@pytest.mark.parametrize("tie", TIES)
def test_whoever_stands_inside_lets_nothing_pass(
    flagged: World,
    request_: ReleaseRequest,
    tie: str,
) -> None:
    by = make_outsider()
    TIES[tie](flagged, by)
    flags = list(open_blocking_flags(flagged.design.project_id))
    with pytest.raises(NotAllowed, match="personas de fuera"):
        propose(request_, User.objects.get(pk=by.pk), flags)


def test_the_tie_counts_when_it_comes_later_too(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    override = overridden(request_)
    assert codes(flagged) == ["signatures"]
    give(override.proposed_by, RoleCode.FACILITATOR, flagged.design.project.funder)
    assert codes(flagged) == ["open_flag"]


@pytest.mark.parametrize(
    "role",
    [role for role in RoleCode if role != RoleCode.PROTECTION_OFFICER],
)
def test_no_other_role_breaks_the_glass(
    request_: ReleaseRequest,
    flagged: World,
    role: RoleCode,
) -> None:
    place = flagged.consultation.community.place
    by = make_user(role, place=place if role == RoleCode.COMMUNITY_LEADER else None)
    with pytest.raises(NotAllowed, match="no tiene permiso"):
        propose(request_, by)


def test_one_person_is_not_two(flagged: World, request_: ReleaseRequest) -> None:
    first = make_outsider()
    override = propose(request_, first)
    with pytest.raises(Refusal, match="otra persona de fuera"):
        second(override, first)
    twin = make_outsider()
    User.objects.filter(pk=first.pk).update(is_active=False)
    User.objects.filter(pk=twin.pk).update(person=first.person)
    with pytest.raises(Refusal, match="otra persona de fuera"):
        second(override, User.objects.get(pk=twin.pk))
    assert codes(flagged) == ["open_flag"]


def test_who_let_a_flag_pass_does_not_sign_for_the_money(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    override = overridden(request_)
    both = override.proposed_by
    RoleAssignment.objects.create(
        user=both,
        role=RoleCode.RELEASE_APPROVER,
        granted_at=timezone.now(),
        granted_by=both,
    )
    both = User.objects.get(pk=both.pk)
    with pytest.raises(NotAllowed, match="dejó pasar una alerta"):
        sign(request_, both)
    with refused("too near to the project"):
        insert(signature(request_, both))


# --- How ------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [None, 11, -5])
def test_it_asks_for_a_code_of_just_now(
    request_: ReleaseRequest,
    minutes: int | None,
) -> None:
    at = None if minutes is None else timezone.now() - timedelta(minutes=minutes)
    with pytest.raises(SecondFactorNeeded):
        actions.propose_override(
            request=request_,
            flags=Flag.objects.blocking(),
            justification=WHY,
            by=make_outsider(),
            second_factor_at=at,
        )
    override = propose(request_, make_outsider())
    with pytest.raises(SecondFactorNeeded):
        actions.sign_override(
            override=override,
            by=make_outsider(),
            second_factor_at=at,
        )


@pytest.mark.parametrize(
    ("why", "because"),
    [
        ("Es urgente.", "palabras distintas"),
        ("ya " * 40, "palabras distintas"),
        (
            HARD,
            "difícil de leer",
        ),
    ],
)
def test_it_asks_for_a_reason_that_people_understand(
    request_: ReleaseRequest,
    why: str,
    because: str,
) -> None:
    with pytest.raises(Refusal, match=because) as refusal:
        propose(request_, make_outsider(), why=why)
    assert refusal.value.field == "justification"
    assert Override.objects.count() == 0


def test_it_names_flags_that_are_open_and_of_this_project(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    with pytest.raises(Refusal, match="Diga qué alertas"):
        propose(request_, make_outsider(), [])
    flag = Flag.objects.blocking().get()
    resolve_flag(
        flag=flag,
        by=flagged.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    with pytest.raises(Refusal, match="detiene este dinero"):
        propose(request_, make_outsider(), [flag])


def test_what_was_proposed_before_something_changed_is_not_signed(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    override = propose(request_, make_outsider())
    flagged.consultation.rounds.update(interpreter=True)
    sign_it = make_outsider()
    # The lock raises the epoch only where somebody signed for the money.
    with unlocked("release_override"):
        Override.objects.update(gate_epoch=override.gate_epoch + 1)
    with pytest.raises(Refusal, match="Algo cambió"):
        second(override, sign_it)
