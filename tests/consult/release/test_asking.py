"""Asking for money and taking back: what is refused, each in its own words."""

import pytest
from allauth.mfa.models import Authenticator

from consult.release import actions
from consult.release.models import Approval, ReleaseRequest
from projects.models import Design
from projects.refusals import NotAllowed, Refusal
from tests.factories.release import World, ask_for, asked_and_signed

pytestmark = pytest.mark.django_db


def test_only_money_of_the_current_design_is_asked_for(world: World) -> None:
    tranche = world.tranche
    Design.objects.filter(pk=world.design.pk).update(state="superseded")
    with pytest.raises(Refusal, match="del diseño vigente"):
        actions.request_release(tranche=tranche, by=world.requester)
    assert not ReleaseRequest.objects.exists()


def test_nobody_asks_again_for_what_was_released(world: World) -> None:
    request = asked_and_signed(world)
    actions.release_tranche(request=request, by=world.requester)
    with pytest.raises(Refusal, match="ya se liberó"):
        actions.request_release(tranche=world.tranche, by=world.requester)
    assert ReleaseRequest.objects.get() == request


def test_nothing_is_released_for_a_request_taken_back(world: World) -> None:
    request = asked_and_signed(world)
    actions.cancel_request(request=request, by=world.requester)
    with pytest.raises(Refusal, match="Esta solicitud ya no está en pie"):
        actions.release_tranche(request=request, by=world.requester)


def test_nobody_takes_a_signature_back_without_a_second_factor(world: World) -> None:
    asked_and_signed(world)
    approval = Approval.objects.earliest("pk")
    Authenticator.objects.filter(user=approval.approved_by).delete()
    with pytest.raises(NotAllowed, match="ponga el segundo paso"):
        actions.revoke_approval(approval=approval, by=approval.approved_by)
    approval.refresh_from_db()
    assert approval.revoked_at is None


def test_it_is_asked_for_once(world: World) -> None:
    request = ask_for(world)
    with pytest.raises(Refusal, match="ya está pedido"):
        ask_for(world)
    assert ReleaseRequest.objects.get() == request
