"""Who decided what about a flag, and why, on the page for everybody."""

import pytest
from django.test import Client
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.audit.pages import Line
from consult.communities.models import Community
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.release.actions import release_tranche
from consult.review.actions import contest_resolution, reply_flag, resolve_flag
from tests.consult.accounts.answers import words
from tests.factories.consultations import make_user
from tests.factories.release import World, asked_and_signed, let_answer, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Return a project whose money went, whose flag was answered and contested."""
    world = make_world(closed=False)
    release_tranche(request=asked_and_signed(world), by=world.requester)
    for _household in range(4):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    flag = Flag.objects.get(detector="coercion")
    # Fear stops publication by itself: whoever looked let it go on.
    Community.objects.update(
        publication_stopped_at=None, publication_stopped_because=""
    )
    reply_flag(flag=flag, text="Vamos a volver el lunes.", by=world.officer)
    resolution = resolve_flag(
        flag=flag,
        by=world.officer,
        kind="mistaken",
        reason="Se preguntó otra vez, casa por casa.",
    )
    leader = make_user(
        RoleCode.COMMUNITY_LEADER,
        place=world.consultation.community.place,
        second_factor=False,
    )
    contest_resolution(resolution=resolution, by=leader, reason="Nos amenazaron.")
    return world


def lines(client: Client, world: World) -> dict[str, Line]:
    page = client.get(f"/hechos/proyecto/{world.design.project.slug}/")
    return {str(line.title): line for line in page.context["lines"]}


def test_it_says_who_signed_who_released_and_who_resolved_and_why(
    client: Client,
    world: World,
) -> None:
    told = lines(client, world)

    signed = told["Una persona firmó un desembolso."]
    assert signed.who in {str(each.person) for each in world.approvers}
    assert told["Salió un desembolso."].who == str(world.requester.person)
    resolved = told["Se resolvió una alerta, con sus razones."]
    assert resolved.who == str(world.officer.person)
    assert resolved.what.endswith(": La alerta no tiene razón")
    assert resolved.why == "Se preguntó otra vez, casa por casa."
    assert told["Se respondió en público a una alerta."].why == (
        "Vamos a volver el lunes."
    )


def test_the_community_is_never_named_nor_quoted(client: Client, world: World) -> None:
    contested = lines(client, world)[
        "La comunidad no estuvo de acuerdo con una respuesta."
    ]

    assert contested.who.startswith("Cuenta ")
    assert (contested.why, contested.what != "") == ("", True)
    page = client.get(f"/hechos/proyecto/{world.design.project.slug}/")
    assert "amenazaron" not in words(page)


@pytest.mark.parametrize("is_stopped", [True, False], ids=["stopped", "tiny"])
def test_nothing_is_told_of_a_community_that_is_not_shown(
    client: Client,
    world: World,
    is_stopped: bool,
) -> None:
    if is_stopped:
        Community.objects.update(
            publication_stopped_at=timezone.now(),
            publication_stopped_because="fear",
        )
    else:
        Community.objects.update(households=15)
    told = lines(client, world)

    for title in (
        "Se levantó una alerta.",
        "Se resolvió una alerta, con sus razones.",
        "Se respondió en público a una alerta.",
        "La comunidad no estuvo de acuerdo con una respuesta.",
    ):
        assert (told[title].what, told[title].why) == ("", "")


@pytest.mark.parametrize("more", [0, 3])
def test_the_page_costs_the_same_whatever_there_is_to_tell(
    client: Client,
    world: World,
    more: int,
    django_assert_num_queries: object,
) -> None:
    flag = Flag.objects.get(detector="coercion")
    for number in range(more):
        reply_flag(flag=flag, text=f"Respuesta {number}", by=world.officer)
    slug = world.design.project.slug

    with django_assert_num_queries(9):  # type: ignore[operator]
        client.get(f"/hechos/proyecto/{slug}/")
