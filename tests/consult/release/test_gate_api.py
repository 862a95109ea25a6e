"""What anybody may ask of a gate, and what a page gives whoever pays."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from consult.accounts.models import User
from consult.mismatch.actions import evaluate
from consult.release import actions, gate
from consult.release.models import Clearance
from tests.factories.release import (
    World,
    asked_and_signed,
    let_answer,
    make_world,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]

SignIn = Callable[[User], Client]


def address(world: World) -> str:
    """Return where the gate of a project is asked."""
    return reverse("release:gate", args=[world.design.project.slug])


def sign_in(client: Client, user: User) -> Client:
    """Sign an account in, in Spanish."""
    client.force_login(user, backend="consult.accounts.backends.SignInBackend")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return client


def test_the_gate_says_of_each_tranche_what_the_page_says(
    client: Client,
    world: World,
) -> None:
    actions.release_tranche(request=asked_and_signed(world), by=world.requester)
    answer = client.get(address(world), headers={"accept-language": "es"})
    second = world.design.tranches.get(number=2)
    assert answer.json() == {
        "project": world.design.project.slug,
        "design": {"number": 1, "hash": world.design.content_hash},
        "gate_epoch": world.tranche.design.project.gate_epoch,
        "language": "es",
        "tranches": [
            {
                "tranche": 1,
                "amount": "1000.00",
                "currency": "USD",
                "state": "released",
                "is_open": False,
                "reasons": [
                    {
                        "invariant": 8,
                        "code": "already_released",
                        "message": "Este desembolso ya se liberó. No puede salir dos "
                        "veces.",
                    },
                ],
            },
            {
                "tranche": 2,
                "amount": "1000.00",
                "currency": "USD",
                "state": "closed",
                "is_open": False,
                "reasons": [
                    {
                        "invariant": reason.invariant,
                        "code": reason.code,
                        "message": str(reason.message),
                    }
                    for reason in gate.reasons(second)
                ],
            },
        ],
        "overrides": [],
    }
    asked_and_signed(world, second)
    tranche = client.get(address(world)).json()["tranches"][1]
    assert (tranche["state"], tranche["is_open"], tranche["reasons"]) == (
        "open",
        True,
        [],
    )


def test_it_speaks_the_language_asked_for(client: Client, world: World) -> None:
    for path, header, language in (
        (address(world), "en", "en"),
        (address(world), "", "es"),
        (f"{address(world)}?lang=en", "es", "en"),
        (f"{address(world)}?lang=es-GT", "en", "es"),
    ):
        answer = client.get(path, headers={"accept-language": header})
        assert answer["Content-Language"] == answer.json()["language"] == language
        assert "Accept-Language" in answer["Vary"]
    assert client.get(f"{address(world)}?lang=xx").status_code == 404
    english = client.get(f"{address(world)}?lang=en").json()
    assert english["tranches"][0]["reasons"][0]["message"] == (
        "Nobody has asked for this tranche yet."
    )


def test_a_project_without_a_published_design_has_no_gate(
    client: Client,
    world: World,
) -> None:
    type(world.design).objects.filter(pk=world.design.pk).update(state="superseded")
    assert client.get(address(world)).status_code == 404


def test_nothing_of_a_hidden_community_is_said(client: Client) -> None:
    world = make_world(closed=False)
    for _ in range(6):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    community = world.consultation.community
    community.refresh_from_db()
    assert not community.is_shown
    (flag,) = gate.reasons(world.tranche)
    (reason,) = client.get(address(world)).json()["tranches"][0]["reasons"]
    assert reason == {
        "invariant": 1,
        "code": "withheld",
        "message": "Hay una razón que no se publica, para proteger a la gente.",
    }
    assertNotContains(client.get(address(world)), community.name)
    page = client.get(world.design.project.get_absolute_url())
    assertContains(page, "Hay una razón que no se publica")
    assertNotContains(page, str(flag.message))


def test_why_a_clearance_was_withdrawn_hides_it_too(client: Client) -> None:
    world = make_world(closed=False)
    clearance = actions.issue_clearance(
        request=asked_and_signed(world),
        by=world.requester,
    )
    for _ in range(6):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    answer = client.post(
        reverse("release:verify"),
        {"clearance": clearance.token},
        content_type="application/json",
    )
    assert [each["code"] for each in answer.json()["reasons"]] == [
        "changed_since",
        "withheld",
        "signatures",
    ]
    assertNotContains(answer, world.consultation.community.name)


@pytest.mark.parametrize(
    "body",
    ["{", "[]", "{}", '{"clearance": 1}', '{"clearance": "x", "tranche": true}']
    + [f'{{"clearance": "x", "amount": "{text}"}}' for text in ("mil", "NaN")]
    + ["x" * 70_000],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    client: Client,
    body: str,
) -> None:
    answer = client.post(
        reverse("release:verify"),
        body,
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_the_page_signs_shows_and_gives_a_clearance(
    client: Client,
    world: World,
) -> None:
    request = asked_and_signed(world)
    money = reverse("release:project", args=[world.design.project.slug])
    browser = sign_in(client, world.requester)
    clear = reverse("release:clear", args=[request.pk])
    assertContains(browser.get(money), clear)
    answer = browser.post(clear, follow=True)
    assertContains(answer, "La autorización quedó firmada.")
    clearance = Clearance.objects.get()
    assertContains(answer, clearance.token)
    assertNotContains(answer, clear)
    file = browser.get(reverse("release:clearance", args=[clearance.jti]))
    assert file.content.decode() == clearance.token
    assert file["Content-Disposition"] == (
        f'attachment; filename="{world.design.project.slug}-1.jws"'
    )
    actions.cancel_request(request=request, by=world.requester)
    answer = browser.get(money)
    assertContains(answer, "La última autorización ya no vale")
    assertNotContains(answer, clearance.token)


def test_another_s_clearance_is_not_there(client: Client, world: World) -> None:
    other = make_world()
    request = asked_and_signed(other)
    clearance = actions.issue_clearance(request=request, by=other.requester)
    browser = sign_in(client, world.requester)
    file = reverse("release:clearance", args=[clearance.jti])
    assert browser.get(file).status_code == 404
    clear = reverse("release:clear", args=[request.pk])
    assert browser.post(clear).status_code == 404
