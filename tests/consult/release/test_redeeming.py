"""One clearance, one payment: replayed, raced, and asked for again."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.audit.comparing import compare
from consult.audit.models import Event
from consult.release import actions, acts
from consult.release.models import Clearance, Redemption
from consult.release.verdicts import Expected, Verdict
from projects.refusals import Refusal
from tests.consult.release.arena import arena
from tests.consult.release.asking import Ask, said
from tests.factories.locks import unlocked
from tests.factories.release import World, asked_and_signed, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Return one of each test's own: some of them commit."""
    return make_world()


def redeem(token: str, payment: str = "P-1", **said: object) -> dict[str, object]:
    """Take a clearance, as a payment system does."""
    answer = Client().post(
        reverse("release:redeem"),
        {"clearance": token, "payment": payment, **said},
        content_type="application/json",
        headers={"accept-language": "es"},
    )
    return {"code": answer.status_code, **answer.json()}


def codes(answer: dict[str, object]) -> tuple[object, list[object]]:
    """Return status and codes of an answer."""
    reasons = answer["reasons"]
    assert isinstance(reasons, list)
    return answer["status"], [each["code"] for each in reasons]


@pytest.fixture
def released(world: World, clearance: Clearance) -> Clearance:
    """Return a clearance whose money was released."""
    actions.release_tranche(request=clearance.request, by=world.requester)
    return clearance


def test_only_what_was_released_is_paid(world: World, clearance: Clearance) -> None:
    assert codes(redeem(clearance.token)) == ("refused", ["not_released"])
    assert not Redemption.objects.exists()

    actions.release_tranche(request=clearance.request, by=world.requester)
    assert redeem(clearance.token)["status"] == "redeemed"


def test_it_is_taken_once_and_a_replay_is_told_when(
    released: Clearance,
    ask: Ask,
) -> None:
    clearance = released
    first = redeem(clearance.token)
    assert (first["status"], first["reasons"]) == ("redeemed", [])
    assert first["claims"]["jti"] == str(clearance.jti)  # type: ignore[index]

    replayed = redeem(clearance.token, "P-2")
    assert codes(replayed) == ("refused", ["already_redeemed"])
    assert replayed["redeemed_at"] == first["redeemed_at"]
    assert said(ask(clearance.token)) == ("refused", ["already_redeemed"])
    assert Redemption.objects.get().payment == "P-1"


def test_the_same_payment_may_ask_again_and_hears_the_same(
    released: Clearance,
) -> None:
    first, again = redeem(released.token), redeem(released.token)

    assert again["status"] == "redeemed"
    assert again["redeemed_at"] == first["redeemed_at"]
    assert Event.objects.filter(verb="release.clearance_redeemed").count() == 1


def test_another_clearance_for_the_same_tranche_pays_nothing(
    world: World,
    released: Clearance,
) -> None:
    redeem(released.token)
    with pytest.raises(Refusal, match="ya se pagó"):
        actions.issue_clearance(request=released.request, by=world.requester)

    assert Clearance.objects.filter(request=released.request).count() == 1
    # What another tranche is paid with is another matter.
    request = asked_and_signed(world, world.design.tranches.get(number=2))
    other = actions.issue_clearance(request=request, by=world.requester)
    actions.release_tranche(request=request, by=world.requester)
    assert redeem(other.token, "P-1")["status"] == "redeemed"


def test_what_does_not_hold_is_not_taken(world: World, clearance: Clearance) -> None:
    assert codes(redeem(clearance.token, amount="9.00")) == (
        "refused",
        ["other_amount"],
    )
    assert codes(redeem(f"{clearance.token[:-4]}AAAA")) == (
        "refused",
        ["bad_signature"],
    )
    with time_machine.travel(clearance.expires_at + timedelta(seconds=1)):
        assert codes(redeem(clearance.token)) == ("refused", ["expired"])
    actions.cancel_request(request=clearance.request, by=world.requester)
    assert redeem(clearance.token)["status"] == "withdrawn"
    assert not Redemption.objects.exists()


@pytest.mark.parametrize("payment", ["", "   ", "x" * 81, 7])
def test_a_payment_has_a_name(clearance: Clearance, payment: object) -> None:
    answer = redeem(clearance.token, payment)  # type: ignore[arg-type]

    assert (answer["code"], answer["field"]) == (400, "payment")
    assert not Redemption.objects.exists()


def test_it_is_in_the_chain_and_stays(released: Clearance) -> None:
    clearance = released
    redeem(clearance.token)
    event = Event.objects.get(verb="release.clearance_redeemed")
    redemption = Redemption.objects.get()

    assert event.actor == "payer"
    assert "P-1" not in str(event.public)
    assert list(compare([acts.redeemed(redemption)], event.verb)) == []
    for attempt in (
        lambda: Redemption.objects.update(payment="P-9"),
        lambda: Redemption.objects.all().delete(),
        lambda: Redemption.objects.bulk_create(
            [
                Redemption(
                    clearance=clearance,
                    project=clearance.project,
                    tranche_number=1,
                    payment="P-9",
                    redeemed_at=timezone.now(),
                ),
            ],
        ),
    ):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            attempt()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("key_file")
def test_of_many_who_redeem_at_once_one_pays() -> None:
    world = make_world()
    request = asked_and_signed(world)
    clearance = actions.issue_clearance(request=request, by=world.requester)
    actions.release_tranche(request=request, by=world.requester)
    taking = [
        partial(
            actions.redeem_clearance,
            token=clearance.token,
            expected=Expected(),
            payment=f"P-{number}",
        )
        for number in range(4)
    ]
    with arena(size=4) as ring:
        for _race in range(10):
            verdicts = ring.race(*taking)
            taken = [each for each in verdicts if is_taken(each)]
            assert len(taken) == 1
            with unlocked("release_redemption"):
                Redemption.objects.all().delete()


def is_taken(answer: object) -> bool:
    """Say whether a racer was told to pay."""
    assert isinstance(answer, Verdict)
    return answer.status == "redeemed"
