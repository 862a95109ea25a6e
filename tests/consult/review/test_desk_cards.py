"""What waits on a desk about flags, and giving them out from the queue."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.audit.models import Event
from consult.mismatch.models import Flag
from consult.review import actions
from consult.review.desk_cards import waiting
from consult.review.models import Assignment
from consult.review.queries import reviewers_beside, unresolved
from projects.refusals import Refusal
from tests.consult.review.conftest import SignIn
from tests.factories.consultations import make_organisation, make_user
from tests.factories.release import World

pytestmark = pytest.mark.django_db

MANY = reverse("review:assign_many")


def told(user: User) -> dict[str, tuple[int | None, str]]:
    """Return count and tone of each card a person gets from this room, by title."""
    return {str(card.title): (card.count, card.tone) for card in waiting(user)}


def test_an_officer_is_told_what_nobody_has_and_what_is_theirs(
    world: World,
    flag: Flag,
) -> None:
    open_flags = unresolved(Flag.objects.all()).count()
    assert told(world.officer) == {
        "Alertas que usted atiende": (0, "ok"),
        "Alertas que nadie atiende": (open_flags, "stop"),
    }

    actions.assign_flag(flag=flag, to=world.officer, by=world.officer)

    assert told(world.officer)["Alertas que usted atiende"] == (1, "stop")
    assert told(world.officer)["Alertas que nadie atiende"][0] == open_flags - 1


def test_a_leader_is_told_what_is_open_and_what_was_answered(
    world: World,
    flag: Flag,
    leader: User,
) -> None:
    open_flags = unresolved(Flag.objects.all()).count()
    assert told(leader)["Respuestas a su comunidad"] == (0, "plain")

    actions.resolve_flag(flag=flag, by=world.officer, kind="mistaken", reason="No.")

    assert told(leader)["Respuestas a su comunidad"] == (1, "plain")
    assert told(leader)["Alertas sin resolver"][0] == open_flags - 1


def test_who_sees_no_flag_gets_no_card(world: World) -> None:
    assert waiting(make_user(RoleCode.FACILITATOR, second_factor=False)) == []


def test_each_card_leads_to_exactly_what_it_counts(
    sign_in: SignIn,
    world: World,
    flag: Flag,
    leader: User,
) -> None:
    actions.assign_flag(flag=flag, to=world.officer, by=world.officer)
    for person in (world.officer, leader):
        browser = sign_in(person)
        for card in waiting(person):
            assert urlsplit(card.url).path == reverse("review:queue")
            answer = browser.get(card.url)
            assert answer.context["page_obj"].paginator.count == card.count, card.title


# --- Giving them out from the queue ---------------------------------------------------


def test_several_are_given_out_at_once(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    marked = list(Flag.objects.values_list("pk", flat=True))
    assert len(marked) > 1
    browser = sign_in(world.officer)
    answer = browser.get(reverse("review:queue"), {"sort": "age"})
    assertContains(answer, 'name="flags"', count=len(marked))

    answer = browser.post(
        f"{MANY}?sort=age",
        {"flags": marked, "to": world.officer.pk},
        follow=True,
    )

    assertRedirects(answer, f"{reverse('review:queue')}?sort=age")
    assertContains(answer, f"{len(marked)} alertas ya tienen quién las atienda.")
    given = Assignment.objects.filter(assignee=world.officer)
    assert set(given.values_list("flag", flat=True)) == set(marked)
    assert Event.objects.filter(verb="flag.assigned").count() == len(marked)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"to": "officer"}, "Marque por lo menos una alerta."),
        ({"flags": "flag"}, "Falta corregir algo"),
        ({"flags": "none", "to": "officer"}, "Falta corregir algo"),
    ],
)
def test_half_of_what_is_needed_gives_out_nothing(
    sign_in: SignIn,
    world: World,
    flag: Flag,
    sent: dict[str, str],
    sentence: str,
) -> None:
    known = {"flag": flag.pk, "officer": world.officer.pk, "none": 0}
    answer = sign_in(world.officer).post(
        MANY,
        {name: known[value] for name, value in sent.items()},
    )
    assertContains(answer, sentence, status_code=422)
    if sent.get("flags") == "flag":
        # What was marked is still marked.
        assertContains(answer, "checked", status_code=422)
    assert not Assignment.objects.exists()


def test_all_or_none_are_given_out(
    world: World,
    flag: Flag,
) -> None:
    stranger = make_user(RoleCode.PROJECT_OFFICER, organisation=make_organisation())
    with pytest.raises(Refusal, match="no atiende alertas de este proyecto"):
        actions.assign_flags(flags=[flag], to=stranger, by=world.officer)
    assert not Assignment.objects.exists()


def test_only_people_beside_somebody_are_offered(world: World, flag: Flag) -> None:
    beside = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=world.design.project.funder,
    )
    everywhere = make_user(RoleCode.PROTECTION_OFFICER)
    make_user(RoleCode.PROJECT_OFFICER, organisation=make_organisation())
    make_user(RoleCode.RELEASE_APPROVER, organisation=world.design.project.funder)

    assert set(reviewers_beside(world.officer)) == {world.officer, beside, everywhere}


def test_who_may_not_give_them_out_sees_no_mark(
    sign_in: SignIn,
    world: World,
    flag: Flag,
    leader: User,
) -> None:
    browser = sign_in(leader)
    answer = browser.get(reverse("review:queue"))
    assert answer.context["assign_form"] is None
    assert b'name="flags"' not in answer.content
    assert browser.post(MANY, {"flags": flag.pk}).status_code == 403


def test_it_shows_what_has_waited_long(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    for days in (4, 5):
        copy = Flag.objects.get(pk=flag.pk)
        copy.pk, copy.subject = None, f"{days} days"
        copy.raised_on = flag.raised_on - timedelta(days=days)
        copy.save(force_insert=True)

    answer = sign_in(world.officer).get(reverse("review:queue"), {"age": "5"})

    assert [row.flag.subject for row in answer.context["rows"]] == ["5 days"]
