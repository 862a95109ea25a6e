"""What waits on a desk about money: to be signed, to be let go."""

import pytest
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.release import actions
from consult.release.desk_cards import waiting
from projects.actions import bump_gate_epoch
from tests.factories.consultations import make_organisation, make_user
from tests.factories.release import World, ask_for, asked_and_signed, sign

pytestmark = pytest.mark.django_db


def told(user: User) -> list[tuple[str, int | None]]:
    """Return the titles and counts of the cards a person gets from this room."""
    return [(str(card.title), card.count) for card in waiting(user)]


def to_sign(user: User) -> int | None:
    return dict(told(user))["Desembolsos que esperan su firma"]


def to_release(user: User) -> int | None:
    return dict(told(user))["Desembolsos con todas las firmas"]


def test_a_request_waits_for_whoever_may_sign_and_has_not(world: World) -> None:
    first, second = world.approvers
    assert (to_sign(first), to_release(world.requester)) == (0, 0)

    request = ask_for(world)
    assert (to_sign(first), to_sign(second)) == (1, 1)

    sign(request, first)
    assert (to_sign(first), to_sign(second)) == (0, 1)
    assert to_release(world.requester) == 0

    sign(request, second)
    assert (to_sign(second), to_release(world.requester)) == (0, 1)
    assert to_release(world.officer) == 1

    actions.release_tranche(request=request, by=world.requester)
    assert (to_sign(second), to_release(world.requester)) == (0, 0)


def test_signatures_of_another_epoch_are_asked_for_again(world: World) -> None:
    asked_and_signed(world)
    bump_gate_epoch(project_id=world.design.project_id)

    assert [to_sign(each) for each in world.approvers] == [1, 1]
    assert to_release(world.requester) == 0


def test_a_request_taken_back_waits_for_nobody(world: World) -> None:
    request = ask_for(world)
    actions.cancel_request(request=request, by=world.requester)

    assert to_sign(world.approvers[0]) == 0


def test_it_never_waits_for_somebody_too_near(world: World) -> None:
    ask_for(world)
    outside = make_user(RoleCode.RELEASE_APPROVER)
    assert to_sign(outside) == 1
    elsewhere = make_user(RoleCode.RELEASE_APPROVER, organisation=make_organisation())
    assert to_sign(elsewhere) == 0

    RoleAssignment.objects.create(
        user=outside,
        role=RoleCode.FACILITATOR,
        organisation=world.design.carried_out_by,
        granted_at=timezone.now(),
        granted_by=world.officer,
    )

    assert to_sign(outside) == 0


def test_who_handles_no_money_gets_no_card(world: World) -> None:
    assert told(make_user(RoleCode.FACILITATOR)) == []
    assert [title for title, _count in told(make_user(RoleCode.ADMINISTRATOR))] == [
        "Avisos de la puerta",
    ]
