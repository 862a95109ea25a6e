"""The page of a project's money: what each person does there, and reads."""

import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.mismatch.actions import evaluate
from consult.release import actions
from consult.release.actions import request_release
from consult.release.models import Approval, Release, ReleaseRequest
from consult.release.pages import tranche_states
from projects.enums import DesignState
from projects.models import Design
from tests.factories.consultations import make_design, seal
from tests.factories.release import (
    World,
    ask_for,
    asked_and_signed,
    fill_design,
    let_answer,
    make_world,
    sign,
)

pytestmark = pytest.mark.django_db

SIGN_IN = "consult.accounts.backends.SignInBackend"
SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(client: Client) -> SignIn:
    """Return a function that signs an account in, its second factor given or not."""

    def as_user(user: User, *, factor_minutes_ago: float | None = None) -> Client:
        client.force_login(user, backend=SIGN_IN)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
        if factor_minutes_ago is not None:
            session = client.session
            session["account_authentication_methods"] = [
                {
                    "method": "mfa",
                    "type": "totp",
                    "at": time.time() - factor_minutes_ago * 60,
                },
            ]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
        return client

    return as_user


def page(name: str, *args: object) -> str:
    """Return an address of the room."""
    return reverse(f"release:{name}", args=args)


def money(world: World) -> str:
    """Return the address of the project's money."""
    return page("project", world.design.project.slug)


def test_asking_signing_and_releasing(sign_in: SignIn, world: World) -> None:
    browser = sign_in(world.requester)
    answer = browser.post(page("ask", world.tranche.pk), follow=True)
    assertContains(answer, "Ahora lo tienen que firmar otras personas.")
    request = ReleaseRequest.objects.get()
    for approver in world.approvers:
        browser = sign_in(approver, factor_minutes_ago=1)
        answer = browser.post(page("approve", request.pk), follow=True)
        assertContains(answer, "Su firma quedó puesta.")
    browser = sign_in(world.requester)
    assertContains(browser.get(money(world)), "la puerta está abierta")
    answer = browser.post(page("release", request.pk), follow=True)
    assertContains(answer, "El desembolso se liberó.")
    assert Release.objects.get().released_by == world.requester


@pytest.mark.parametrize("minutes", [None, 11])
def test_signing_asks_for_a_fresh_second_factor(
    sign_in: SignIn,
    world: World,
    minutes: float | None,
) -> None:
    request = ask_for(world)
    browser = sign_in(world.approvers[0], factor_minutes_ago=minutes)
    answer = browser.post(page("approve", request.pk))
    assert answer.status_code == 302
    assert reverse("mfa_reauthenticate") in answer["Location"]
    assert Approval.objects.count() == 0


def test_a_signature_is_taken_back(sign_in: SignIn, world: World) -> None:
    asked_and_signed(world)
    browser = sign_in(world.approvers[0])
    mine = Approval.objects.get(approved_by=world.approvers[0])
    assertContains(browser.get(money(world)), page("revoke", mine.pk))
    answer = browser.post(page("revoke", mine.pk), follow=True)
    assertContains(answer, "Su firma se retiró.")
    assertContains(answer, "Falta 1 firma.")


def test_a_request_is_taken_back(sign_in: SignIn, world: World) -> None:
    request = ask_for(world)
    answer = sign_in(world.requester).post(page("cancel", request.pk), follow=True)
    assertContains(answer, "La solicitud se retiró.")
    assertContains(answer, "Nadie ha pedido todavía este desembolso.")


def test_refusals_are_sentences_on_the_page(sign_in: SignIn, world: World) -> None:
    request = ask_for(world)
    browser = sign_in(world.requester)
    answer = browser.post(page("release", request.pk), follow=True)
    assertContains(answer, "El dinero no puede salir: Faltan 2 firmas")
    answer = browser.post(page("ask", world.tranche.pk), follow=True)
    assertContains(answer, "Este desembolso ya está pedido.")
    actions.cancel_request(request=request, by=world.requester)
    answer = browser.post(page("cancel", request.pk), follow=True)
    assertContains(answer, "Esta solicitud ya no está en pie.")


def test_the_closed_gate_links_to_the_flag_for_whoever_may_open_it(
    sign_in: SignIn,
) -> None:
    world = make_world(closed=False)
    for _ in range(6):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    (reason,) = tranche_states(world.design, world.officer)[0].reasons
    assertContains(sign_in(world.officer).get(money(world)), reason.url)
    assert reason.url.startswith("/alertas/")
    assert [each.url for each in tranche_states(world.design)[0].reasons] == [""]


def test_whoever_may_not_sign_reads_why(sign_in: SignIn, world: World) -> None:
    RoleAssignment.objects.create(
        user=world.approvers[1],
        role=RoleCode.DESIGN_AUTHOR,
        organisation=world.design.project.funder,
        granted_at=timezone.now(),
        granted_by=world.officer,
    )
    request = request_release(tranche=world.tranche, by=world.approvers[1])
    sign(request, world.approvers[0])
    answer = sign_in(world.approvers[1]).get(money(world))
    assertContains(answer, "Usted pidió este desembolso.")
    assertContains(answer, "disabled")


def test_another_s_money_is_not_there(sign_in: SignIn, world: World) -> None:
    other = make_world()
    request = asked_and_signed(other)
    approval = request.approvals.all()[0]
    browser = sign_in(world.requester)
    assert browser.get(money(other)).status_code == 404
    for address in (
        page("ask", other.tranche.pk),
        page("cancel", request.pk),
        page("release", request.pk),
    ):
        assert browser.post(address).status_code == 404
    browser = sign_in(world.approvers[0], factor_minutes_ago=1)
    for address in (page("approve", request.pk), page("revoke", approval.pk)):
        assert browser.post(address).status_code == 404
    assertNotContains(browser.get(page("list")), other.design.project.title)


def test_a_project_without_a_published_design_has_no_money_yet(
    sign_in: SignIn,
    world: World,
) -> None:
    Design.objects.filter(pk=world.design.pk).update(state="superseded")
    assert sign_in(world.requester).get(money(world)).status_code == 404


def test_the_public_page_shows_why_money_does_not_move(
    client: Client,
    world: World,
) -> None:
    answer = client.get(
        world.design.project.get_absolute_url(),
        headers={"accept-language": "es"},
    )
    assertContains(answer, "la puerta está cerrada")
    assertContains(answer, "Nadie ha pedido todavía este desembolso.")


def test_each_version_says_what_went_under_it(sign_in: SignIn, world: World) -> None:
    request = asked_and_signed(world)
    actions.release_tranche(request=request, by=world.requester)
    Design.objects.filter(pk=world.design.pk).update(state="superseded")
    later = make_design(
        world.consultation.community,
        project=world.design.project,
        state=DesignState.DRAFT,
    )
    fill_design(later, tranches=2, budget=2000)
    seal(later)
    world.design.refresh_from_db()
    first, second = (
        [each.code for each in tranche_states(design)]
        for design in (world.design, later)
    )
    # The money of a number goes once, whichever version it went under.
    assert (first, second) == (["released", "closed"],) * 2
