"""Clearances that are not signed, each for a reason of its own."""

import pytest
from allauth.mfa.models import Authenticator

from consult.release import actions
from consult.release.models import Clearance
from consult.release.verdicts import Expected
from projects.actions import bump_gate_epoch
from projects.refusals import NotAllowed, Refusal
from tests.factories.release import World, asked_and_signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]


def test_without_a_second_factor_none_is_signed(world: World) -> None:
    request = asked_and_signed(world)
    Authenticator.objects.all().delete()
    with pytest.raises(NotAllowed, match="segundo paso"):
        actions.issue_clearance(request=request, by=world.requester)


def test_none_is_signed_for_a_request_that_another_one_followed(world: World) -> None:
    first = asked_and_signed(world)
    actions.cancel_request(request=first, by=world.requester)
    second = asked_and_signed(world)
    with pytest.raises(Refusal, match="ya no está en pie"):
        actions.issue_clearance(request=first, by=world.requester)
    assert actions.issue_clearance(request=second, by=world.requester).request == second


def test_after_a_change_it_says_that_the_signatures_are_of_before(
    world: World,
) -> None:
    request = asked_and_signed(world)
    actions.release_tranche(request=request, by=world.requester)
    bump_gate_epoch(project_id=world.design.project_id)
    with pytest.raises(Refusal, match="después de que se liberó"):
        actions.issue_clearance(request=request, by=world.requester)


def test_what_was_paid_is_not_signed_for_again(world: World) -> None:
    request = asked_and_signed(world)
    clearance = actions.issue_clearance(request=request, by=world.requester)
    actions.release_tranche(request=request, by=world.requester)
    actions.redeem_clearance(
        token=clearance.token,
        expected=Expected(),
        payment="P-1",
    )
    with pytest.raises(Refusal, match="ya se pagó"):
        actions.issue_clearance(request=request, by=world.requester)
    assert Clearance.objects.count() == 1
