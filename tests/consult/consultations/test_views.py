"""What pages show of a consultation, and to whom."""

import io
from typing import cast

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.consultations.pages import PublicRow
from consult.consultations.sections import project_section
from projects.models import Design
from tests.consult.consultations.conftest import SignIn
from tests.factories.communities import make_community, make_place
from tests.factories.consultations import (
    decide,
    hold_round,
    make_consultation,
    make_design,
    make_officer,
    make_user,
    photo_file,
    replace_design,
)

pytestmark = pytest.mark.django_db


def page(name: str, *args: object) -> str:
    """Return an address of the room."""
    return reverse(f"consultations:{name}", args=args)


# --- The list -------------------------------------------------------------------------


def test_one_sees_the_consultations_of_one_s_scope(
    sign_in: SignIn,
    consultation: Consultation,
    officer: User,
) -> None:
    other = make_consultation()
    answer = sign_in(officer).get(page("list"))
    assertContains(answer, consultation.community.name)
    assertNotContains(answer, other.community.name)


def test_another_s_consultation_is_not_there(
    sign_in: SignIn,
    officer: User,
) -> None:
    other = make_consultation()
    assert sign_in(officer).get(page("detail", other.pk)).status_code == 404


def test_the_list_filters_by_state_and_project(
    sign_in: SignIn,
) -> None:
    both = (
        make_community(place=make_place("Aldea Abierta")),
        make_community(
            place=make_place("Aldea Cerrada"),
        ),
    )
    opened = make_consultation(community=both[0])
    closed = make_consultation(community=both[1], closed=True)
    browser = sign_in(make_user(RoleCode.ADMINISTRATOR))
    answer = browser.get(page("list"), {"state": "closed"})
    assertContains(answer, "Aldea Cerrada")
    assertNotContains(answer, "Aldea Abierta")
    answer = browser.get(page("list"), {"project": opened.design.project_id})
    assertContains(answer, "Aldea Abierta")
    assertNotContains(answer, f'href="{closed.get_absolute_url()}"')


def test_the_list_costs_the_same_for_one_and_for_three(
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = sign_in(make_user(RoleCode.ADMINISTRATOR))
    for expected in (1, 3):
        while Consultation.objects.count() < expected:
            hold_round(made := make_consultation())
            decide(made)
        # Who asks (4), the filter and the count (2), consultations and what hangs on
        # them (6), the languages of the communities (1).
        with django_assert_num_queries(13):
            browser.get(page("list"))


def test_the_page_costs_the_same_however_much_happened(
    sign_in: SignIn,
    consultation: Consultation,
    officer: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = sign_in(officer)
    counts = []
    for days in (60, 50, 40):
        hold_round(consultation, days=days)
        decide(consultation, days=days // 10)
        with django_assert_max_num_queries(100) as made_queries:
            browser.get(page("detail", consultation.pk))
        counts.append(len(made_queries))
    assert len(set(counts)) == 1


def test_nobody_signed_in_is_asked_to(client: Client) -> None:
    answer = client.get(page("list"))
    assertRedirects(
        answer,
        f"{reverse('account_login')}?next={page('list')}",
        fetch_redirect_response=False,
    )


# --- The page -------------------------------------------------------------------------


def test_the_page_says_what_is_missing_and_why(
    sign_in: SignIn,
    consultation: Consultation,
    officer: User,
) -> None:
    hold_round(consultation)
    answer = sign_in(officer).get(page("detail", consultation.pk))
    assertContains(answer, "Hubo 1 día de reunión y hacen falta 2.")
    assertContains(answer, "Callar no es sí.")
    assertContains(answer, f"{settings.PUBLIC_URL}/r/{consultation.code}/")
    assertContains(answer, "solo una propuesta")


def test_what_cannot_be_done_says_the_action_s_own_reason(sign_in: SignIn) -> None:
    consultation = make_consultation(opened_days_ago=3)
    browser = sign_in(make_officer(consultation))
    answer = browser.get(page("detail", consultation.pk))
    assertContains(answer, "No hay un acuerdo que retirar.")
    assertContains(answer, "Se prometió tenerla abierta 30 días.")


def test_a_leader_is_offered_only_to_take_the_yes_back(
    sign_in: SignIn,
    consultation: Consultation,
    leader: User,
) -> None:
    decide(consultation)
    answer = sign_in(leader).get(page("detail", consultation.pk))
    assertContains(answer, page("withdraw_consent", consultation.pk))
    assertNotContains(answer, page("record_round", consultation.pk))
    assertNotContains(answer, page("record_consent", consultation.pk))


# --- What is handed out ---------------------------------------------------------------


def test_the_poster_carries_the_short_address(
    sign_in: SignIn,
    consultation: Consultation,
    officer: User,
) -> None:
    browser = sign_in(officer)
    answer = browser.get(page("poster", consultation.pk))
    assertContains(answer, f"{settings.PUBLIC_URL}/r/{consultation.code}/")
    drawn = browser.get(page("qr", consultation.pk))
    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn.content.startswith(b"<svg")


def test_the_poster_promises_only_days_to_come(sign_in: SignIn) -> None:
    new = make_consultation(opened_days_ago=3)
    old = make_consultation(opened_days_ago=90, closed=True)
    browser = sign_in(make_user(RoleCode.ADMINISTRATOR))
    assertContains(browser.get(page("poster", new.pk)), "por lo menos hasta el")
    answer = browser.get(page("poster", old.pk))
    assertNotContains(answer, "por lo menos hasta el")
    assertContains(answer, "quite los carteles")


READERS_OF_ACTAS = {
    RoleCode.PROJECT_OFFICER,
    RoleCode.COMMUNITY_LEADER,
    RoleCode.ADMINISTRATOR,
    RoleCode.PROTECTION_OFFICER,
}


@pytest.mark.parametrize("role", list(RoleCode))
def test_an_acta_is_handed_only_to_those_who_care_for_the_consultation(
    sign_in: SignIn,
    consultation: Consultation,
    role: RoleCode,
) -> None:
    record = decide(consultation, acta=photo_file())
    of_a_place = role in {RoleCode.COMMUNITY_LEADER, RoleCode.FACILITATOR}
    user = make_user(
        role,
        place=consultation.community.place if of_a_place else None,
        organisation=None if of_a_place else consultation.design.project.funder,
    )
    browser = sign_in(user)
    answer = browser.get(page("acta", consultation.pk, record.pk))
    listed = page("acta", consultation.pk, record.pk).encode() in (
        browser.get(page("detail", consultation.pk)).content
    )
    if role not in READERS_OF_ACTAS:
        # Speakers see no consultation from inside, wherever they are.
        status = 403 if role == RoleCode.SPEAKER else 404
        assert (answer.status_code, listed) == (status, False)
        return
    assert (answer.status_code, listed) == (200, True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert Image.open(io.BytesIO(content)).format == "JPEG"


# --- On a project's page --------------------------------------------------------------


def test_a_project_s_page_says_where_each_consultation_stands(
    consultation: Consultation,
) -> None:
    rows = rows_of(consultation.design)
    assert [(row.place, row.decision) for row in rows] == [
        (str(consultation.community.place), None),
    ]
    assert [each.found.ok for each in rows[0].principles] == [False] * 4


def test_a_community_that_may_not_be_named_is_not() -> None:
    shown, tiny = make_community(), make_community(households=12, population=50)
    rows = rows_of(make_design(tiny, shown))
    assert [(row.place, row.community) for row in rows] == [
        (str(shown.place), shown),
        ("", None),
    ]


def test_a_replaced_design_keeps_its_own_consultation(
    consultation: Consultation,
) -> None:
    new = replace_design(consultation.design)
    assert [row.consultation for row in rows_of(new)] == [None]
    assert [row.consultation for row in rows_of(consultation.design)] == [consultation]


def rows_of(design: Design) -> list[PublicRow]:
    """Return the rows of the section on the project's page."""
    section = project_section(RequestFactory().get("/"), design.project, design)
    return cast("list[PublicRow]", section.context["rows"])
