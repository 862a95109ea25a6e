"""The page of a flag: what each person finds there."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import (
    assertContains,
    assertNotContains,
    assertRedirects,
)

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.communities.models import Community
from consult.consultations.models import Consultation
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.mismatch.queries import words_of
from consult.review import actions
from consult.review.models import Reply, Resolution
from projects.models import Design
from tests.consult.review.conftest import SignIn
from tests.factories.consultations import (
    make_user,
)
from tests.factories.feedback import give_testimony, make_answerable
from tests.factories.locks import unlocked
from tests.factories.release import World, let_answer, make_world

pytestmark = pytest.mark.django_db


def page(name: str, *args: object) -> str:
    """Return an address of the room."""
    return reverse(f"review:{name}", args=args)


def test_answers_have_the_names_people_read(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    answer = sign_in(world.officer).get(page("flag", flag.pk))
    names = {row["name"]: row["households"] for row in answer.context["choices"]}
    assert names == {
        "Sí, me dijeron": 6,
        "No, nadie": 16,
        "No sé": 0,
        "No entendí": 0,
        "Prefiero no decir": 0,
    }


def test_the_ladder_is_drawn_against_the_step_required(sign_in: SignIn) -> None:
    consultation = make_answerable()
    for _ in range(7):
        give_testimony(consultation)
    _evaluate(consultation)
    flag = Flag.objects.get(detector="unmet_prerequisite")
    officer = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=consultation.design.project.funder,
    )
    answer = sign_in(officer).get(page("flag", flag.pk))
    ladder = answer.context["ladder"]
    assert ladder["required_rank"] == 3
    assert [step["name"] for step in ladder["steps"]] == [
        "Del río, con baldes",
        "De pozo abierto",
        "De chorro, lejos",
        "De chorro, cerca",
        "Chorro en casa",
    ]
    assert ladder["groups"][0]["counts"] == {0: 7, 1: 0, 2: 0, 3: 0, 4: 0}
    assertContains(answer, "Las familias ya tienen cerca agua buena para tomar.")


def _evaluate(consultation: Consultation) -> None:
    evaluate(consultation_id=consultation.pk)


def test_a_leader_sees_no_form_of_officers(
    sign_in: SignIn,
    flag: Flag,
    leader: User,
) -> None:
    answer = sign_in(leader).get(page("flag", flag.pk))
    for verb in ("acknowledge", "assign", "reply", "resolve"):
        assertNotContains(answer, page(verb, flag.pk))


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("reply", {"kind": "reply", "text": "Vamos a volver."}),
        ("resolve", {"kind": "mistaken", "reason": "Vamos a volver."}),
    ],
)
def test_what_is_posted_is_done_and_shown(
    sign_in: SignIn,
    world: World,
    flag: Flag,
    verb: str,
    said: dict[str, str],
) -> None:
    browser = sign_in(world.officer)
    answer = browser.post(page(verb, flag.pk), said)
    assertRedirects(answer, page("flag", flag.pk), fetch_redirect_response=False)
    assertContains(browser.get(page("flag", flag.pk)), "Vamos a volver.")


def test_seen_and_assigned_are_shown(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    browser = sign_in(world.officer)
    browser.post(page("acknowledge", flag.pk))
    assert browser.get(page("flag", flag.pk)).context["status"] == "seen"
    browser.post(page("assign", flag.pk), {"to": world.officer.pk})
    answer = browser.get(page("flag", flag.pk))
    assert answer.context["status"] == "assigned"
    assert answer.context["assignee"].assignee == world.officer


COMMITMENT = {"kind": "commitment", "commitment_who": "La alcaldía"}


@pytest.mark.parametrize(
    ("verb", "said", "text"),
    [
        ("resolve", COMMITMENT | {"reason": "Ya."}, "Diga a qué se compromete."),
        ("resolve", COMMITMENT | {"reason": "Lo hará."}, "Lo hará."),
        ("resolve", {"kind": "mistaken", "commitment_by": "ayer"}, "ayer"),
        ("reply", {"kind": "shout", "text": "Vamos a volver."}, "Vamos a volver."),
        ("reply", {"kind": "reply", "text": " "}, "errors-summary"),
        ("assign", {"to": "0"}, "errors-summary"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    request: pytest.FixtureRequest,
    flag: Flag,
    verb: str,
    said: dict[str, str],
    text: str,
) -> None:
    sign_in, world = map(request.getfixturevalue, ("sign_in", "world"))
    answer = sign_in(world.officer).post(page(verb, flag.pk), said)
    assertContains(answer, text, status_code=422)
    assertContains(answer, "errors-summary", status_code=422)
    assert (Resolution.objects.count(), Reply.objects.count()) == (0, 0)


def test_everything_a_decision_lacks_is_said_at_once(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    answer = sign_in(world.officer).post(
        page("resolve", flag.pk),
        {"kind": "commitment", "commitment_by": "ayer", "reason": ""},
    )
    errors = answer.context["resolve_form"].errors
    assert list(errors) == [
        "reason",
        "commitment_by",
        "commitment_who",
        "commitment_what",
    ]
    assert [len(each) for each in errors.values()] == [1, 1, 1, 1]


def test_whoever_was_slower_reads_that_it_is_answered_and_keeps_the_text(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    actions.resolve_flag(flag=flag, by=world.officer, kind="mistaken", reason="Ya.")
    answer = sign_in(world.officer).post(
        page("resolve", flag.pk),
        {"kind": "mistaken", "reason": "Mi razón, larga y pensada."},
    )
    assertContains(answer, "Esta alerta ya está resuelta.", status_code=422)
    assertContains(answer, "Mi razón, larga y pensada.", status_code=422)


def test_the_author_reads_why_somebody_else_resolves(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    with unlocked("projects_design"):
        Design.objects.filter(pk=world.design.pk).update(created_by=world.officer)
    browser = sign_in(world.officer)
    assertContains(browser.get(page("flag", flag.pk)), "de fuera del proyecto")
    answer = browser.post(
        page("resolve", flag.pk),
        {"kind": "mistaken", "reason": "Porque sí."},
    )
    assertContains(answer, "de fuera del proyecto", status_code=422)


def test_a_flag_of_a_tiny_community_is_not_published(client: Client) -> None:
    world = make_world(closed=False)
    let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    address = world.design.project.get_absolute_url()
    title = str(words_of(Flag.objects.filter(detector="coercion")[0]).title)
    assertContains(client.get(address), title)

    Community.objects.filter(pk=world.consultation.community_id).update(households=15)

    page = client.get(address)
    assertNotContains(page, title)
