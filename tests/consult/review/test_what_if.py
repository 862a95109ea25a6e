"""What if the design said something else: on a flag, on a draft, and kept nowhere."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from consult.accounts.enums import RoleCode
from consult.consultations.models import Consultation
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from projects.enums import DesignState
from projects.models import Assumption, Design
from tests.consult.review.conftest import SignIn
from tests.factories.consultations import (
    make_design,
    make_officer,
    make_organisation,
    make_user,
)
from tests.factories.feedback import (
    assume,
    give_testimony,
    make_answerable,
    make_component,
)

pytestmark = pytest.mark.django_db

WATER = "drinking_water_first"
# PostgreSQL reads a long answer by a cursor.
READING = {"SELECT", "DECLARE"}


@pytest.fixture
def consultation() -> Consultation:
    """Give irrigation put to people who carry their water from the river."""
    consultation = make_answerable()
    for _ in range(12):
        give_testimony(consultation)
    evaluate(consultation_id=consultation.pk)
    return consultation


@pytest.fixture
def flag(consultation: Consultation) -> Flag:
    """Give the flag about the water."""
    return Flag.objects.get(
        consultation=consultation,
        detector="unmet_prerequisite",
        subject=WATER,
    )


@pytest.fixture
def browser(sign_in: SignIn, consultation: Consultation) -> Client:
    """Give the browser of an officer of the project."""
    return sign_in(make_officer(consultation))


def rows(answer: object) -> dict[str, str]:
    """Return what would become of each flag, by its title."""
    return {
        row.title: row.fate
        for row in answer.context["rows"]  # type: ignore[attr-defined]
    }


def test_a_flag_says_what_another_minimum_would_change(
    browser: Client,
    flag: Flag,
) -> None:
    address = reverse("review:flag", args=[flag.pk])
    now = browser.get(address)
    assertContains(now, "¿Y si el diseño dijera otra cosa?")
    assert set(rows(now).values()) == {"Seguiría igual"}
    title = now.context["title"]

    answer = browser.get(
        address,
        {"if-subject": WATER, "if-severity": "medium"},
    )

    assert rows(answer)[title] == "Sería menos grave"
    assertContains(answer, "Esto no guarda ni cambia nada")
    less = answer.context["blocking"]
    assert less < now.context["blocking"]


def test_a_component_less_and_a_sector_more(browser: Client, flag: Flag) -> None:
    component = flag.design.components.get()
    address = reverse("review:flag", args=[flag.pk])
    title = browser.get(address).context["title"]

    without = browser.get(address, {"if-without": str(component.pk)})
    assert rows(without)[title] == "Ya no se levantaría"

    more = browser.get(address, {"if-added": component.purpose_code_id})
    assert rows(more)[title] == "Seguiría igual"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            {"if-subject": "", "if-level": f"{WATER}:2"},
            "Ese peldaño es de otro supuesto.",
        ),
        ({"if-tolerance": "90"}, "50"),
        ({"if-tolerance": "muchas"}, "Falta corregir algo"),
        ({"if-tolerance": "1e-5000"}, "Falta corregir algo"),
        ({"if-without": "0"}, "Falta corregir algo"),
    ],
)
def test_what_cannot_be_supposed_is_said(
    browser: Client,
    flag: Flag,
    asked: dict[str, str],
    sentence: str,
) -> None:
    answer = browser.get(reverse("review:flag", args=[flag.pk]), asked)
    assertContains(answer, sentence)
    # What stands is shown all the same, as it is.
    assert set(rows(answer).values()) == {"Seguiría igual"}


def verbs(seen: CaptureQueriesContext) -> set[str]:
    """Return what the database was asked to do."""
    asked = {query["sql"].split()[0].upper() for query in seen.captured_queries}
    assert "SELECT" in asked
    return asked


def test_nothing_is_written(browser: Client, flag: Flag) -> None:
    before = Assumption.objects.get(
        component__design=flag.design,
        key=WATER,
    ).severity
    with CaptureQueriesContext(connection) as seen:
        browser.get(
            reverse("review:flag", args=[flag.pk]),
            {"if-subject": WATER, "if-severity": "info", "if-tolerance": "50"},
        )
    assert verbs(seen) <= READING
    assert (
        Assumption.objects.get(
            component__design=flag.design,
            key=WATER,
        ).severity
        == before
    )


def test_who_may_not_see_the_flag_supposes_nothing(
    sign_in: SignIn,
    flag: Flag,
) -> None:
    stranger = make_user(RoleCode.PROJECT_OFFICER, organisation=make_organisation())
    answer = sign_in(stranger).get(
        reverse("review:flag", args=[flag.pk]),
        {"if-severity": "info"},
    )
    assert answer.status_code == 404


# --- On a draft -----------------------------------------------------------------------


@pytest.fixture
def draft(consultation: Consultation) -> Design:
    """Give the next draft of the project, which takes the same water for granted."""
    design = make_design(
        consultation.community,
        project=consultation.design.project,
        state=DesignState.DRAFT,
    )
    assume(make_component(design), ladder="water", level="basic")
    return design


def step(design: Design) -> str:
    return reverse("projects:assumptions", args=[design.project.slug, design.number])


def test_a_draft_is_held_against_what_was_said_before(
    sign_in: SignIn,
    consultation: Consultation,
    flag: Flag,
    draft: Design,
) -> None:
    author = make_user(
        RoleCode.DESIGN_AUTHOR,
        organisation=draft.project.publisher,
    )
    browser = sign_in(author)
    answer = browser.get(step(draft))
    assertContains(answer, "¿Qué alertas habría con lo que la gente ya dijo?")
    title = browser.get(reverse("review:flag", args=[flag.pk])).context["title"]
    assertContains(answer, title)
    # How people were asked then says nothing of the new design.
    assertNotContains(answer, "Se preguntó pocas veces")

    with CaptureQueriesContext(connection) as seen:
        supposed = browser.get(
            step(draft),
            {"if-subject": WATER, "if-severity": "info"},
        )
    assertContains(supposed, "Sería menos grave")
    assert verbs(seen) <= READING


def test_a_draft_of_somebody_else_shows_nothing_of_this_consultation(
    sign_in: SignIn,
    consultation: Consultation,
    draft: Design,
) -> None:
    elsewhere = make_design(consultation.community, state=DesignState.DRAFT)
    author = make_user(
        RoleCode.DESIGN_AUTHOR,
        organisation=elsewhere.project.publisher,
    )
    answer = sign_in(author).get(step(elsewhere))
    assert answer.status_code == 200
    assertNotContains(answer, "con lo que la gente ya dijo")
    assert sign_in(author).get(step(draft)).status_code == 404
