from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.communities.models import Community
from projects.enums import Basis
from projects.models import Ladder, Level
from tests.factories.communities import make_community, make_language, make_place
from tests.factories.consultations import (
    make_design,
    make_officer,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db

SIGN_IN = "consult.accounts.backends.SignInBackend"
SignIn = Callable[[User], Client]


@pytest.fixture
def sign_in(client: Client) -> SignIn:
    """Return a function that signs an account in and gives its browser, in Spanish."""

    def as_user(user: User) -> Client:
        client.force_login(user, backend=SIGN_IN)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
        return client

    return as_user


@pytest.fixture
def admin() -> User:
    """Return somebody who may change every community."""
    return make_user(RoleCode.ADMINISTRATOR)


@pytest.fixture
def level() -> Level:
    """Return the lowest step of a water ladder."""
    ladder = Ladder.objects.create(
        code="water",
        name="Agua para tomar",
        basis=Basis.READ,
    )
    return Level.objects.create(
        ladder=ladder,
        rank=0,
        code="no_service",
        name="Del río, con baldes",
        basis=Basis.READ,
    )


def page(name: str, *args: object) -> str:
    """Return an address of the room."""
    return reverse(f"communities:{name}", args=args)


def said(**changes: Any) -> dict[str, Any]:
    """Return the filled-in form of a community."""
    make_language("quc")
    return {
        "households": "140",
        "population": "730",
        "languages-TOTAL_FORMS": "3",
        "languages-INITIAL_FORMS": "0",
        "languages-0-language": "quc",
        "languages-0-share": "92.5",
        "parts-TOTAL_FORMS": "3",
        "parts-INITIAL_FORMS": "0",
        "conditions-TOTAL_FORMS": "3",
        "conditions-INITIAL_FORMS": "0",
        **changes,
    }


PLACE = {"name": "Chuwilaʼ", "adm1_code": "GT-14", "adm2_name": "San Miguel Panajá"}


def test_a_community_of_a_new_place_is_written_down(
    sign_in: SignIn,
    admin: User,
    level: Level,
) -> None:
    answer = sign_in(admin).post(
        page("add"),
        said(
            **PLACE,
            **{
                "present_deported": "on",
                "group_displaced": "9",
                "conditions-0-level": level.pk,
                "conditions-0-households": "71",
                "conditions-0-asked": "88",
                "conditions-0-source": "survey",
                "conditions-0-as_of": "2025-06-01",
            },
        ),
    )
    community = Community.objects.get()
    assertRedirects(answer, page("detail", community.pk))
    assert (community.place.name, community.place.country) == ("Chuwilaʼ", "GT")
    assert community.groups_present == {"displaced": 9, "deported": None}
    assert community.languages.get().share == Decimal("0.925")
    assert community.conditions.get().as_of == date(2025, 6, 1)


def test_the_form_shows_what_is_known(
    sign_in: SignIn,
    admin: User,
) -> None:
    community = make_community(
        languages={"quc": "0.925", "spa": None},
        groups_present={"deported": None},
        latitude=Decimal("15.03"),
        longitude=Decimal("-91.15"),
    )
    answer = sign_in(admin).get(page("edit", community.pk))
    assertContains(answer, 'name="languages-0-share" value="92.5"')
    assertContains(answer, 'name="latitude" value="15.03"')
    form = answer.context["forms"]
    assert form.people["present_deported"].value() is True
    assert form.people["group_deported"].value() is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"households": "0"}, "mayor o igual"),
        ({"population": "12"}, "No puede haber menos personas que familias."),
        ({"languages-0-share": "920"}, "menor o igual"),
        ({"languages-0-language": ""}, "Diga de qué idioma es esta cifra."),
        (
            {"languages-0-language": "", "languages-0-share": ""},
            "Diga por lo menos un idioma que se habla allí.",
        ),
        ({"conditions-0-households": "7"}, "Falta esto para guardar la fila."),
        ({"group_deported": "141"}, "escriba entre 1 y 140 familias"),
        ({"latitude": "15.03"}, "hacen falta las dos cifras, o ninguna"),
        ({"name": ""}, "Este campo es obligatorio."),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    sign_in: SignIn,
    admin: User,
    changes: dict[str, str],
    sentence: str,
) -> None:
    answer = sign_in(admin).post(page("add"), said(**{**PLACE, **changes}))
    assertContains(answer, sentence)
    assertContains(answer, 'value="San Miguel Panajá"')
    assert not Community.objects.exists()


def test_more_rows_are_offered_after_saving(sign_in: SignIn, admin: User) -> None:
    answer = sign_in(admin).post(page("add"), said(**PLACE, more="1"))
    assertRedirects(answer, page("edit", Community.objects.get().pk))


def test_a_place_of_a_design_is_described_once(sign_in: SignIn, admin: User) -> None:
    place = make_place()
    make_design().places.add(place)
    browser = sign_in(admin)
    assertContains(browser.get(page("list")), page("describe", place.pk))
    browser.post(page("describe", place.pk), said())
    community = Community.objects.get(place=place)
    assertRedirects(
        browser.get(page("describe", place.pk)),
        page("edit", community.pk),
    )
    assertNotContains(browser.get(page("list")), page("describe", place.pk))


def test_an_officer_elsewhere_may_not_change_it(sign_in: SignIn) -> None:
    community = make_community()
    make_design(community)
    browser = sign_in(
        make_user(RoleCode.PROJECT_OFFICER, organisation=make_organisation()),
    )
    assert browser.get(page("edit", community.pk)).status_code == 403
    assertNotContains(browser.get(page("list")), community.name)


def test_the_list_costs_the_same_for_one_and_for_three(
    sign_in: SignIn,
    admin: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = sign_in(admin)
    for expected in (1, 3):
        while Community.objects.count() < expected:
            make_community()
        with django_assert_num_queries(9):
            browser.get(page("list"))


# --- What anybody may read ------------------------------------------------------------


def test_anybody_reads_who_lives_there_and_never_which_groups(client: Client) -> None:
    community = make_community(groups_present={"deported": 7})
    design = make_design(community)
    answer = client.get(page("detail", community.pk), headers={"accept-language": "es"})
    assertContains(answer, community.name)
    assertContains(answer, "92 de cada 100 personas")
    assertContains(answer, design.title)
    assertNotContains(answer, "deportad")
    assertNotContains(answer, page("edit", community.pk))


def test_small_figures_are_not_published(client: Client, level: Level) -> None:
    community = make_community()
    community.conditions.create(
        ladder=level.ladder,
        level=level,
        households=7,
        asked=88,
        source="survey",
        as_of=date(2025, 6, 1),
    )
    answer = client.get(page("detail", community.pk), headers={"accept-language": "es"})
    assertContains(answer, "Agua para tomar: 88 familias preguntadas.")
    assertContains(answer, "no se publica", count=2)


def test_a_tiny_community_is_not_named(client: Client) -> None:
    community = make_community(households=12, population=60)
    answer = client.get(page("detail", community.pk), headers={"accept-language": "es"})
    assertContains(answer, "Una comunidad de San Miguel Panajá")
    assertNotContains(answer, community.name)


def test_where_publication_stopped_nothing_is_shown_and_not_why(
    sign_in: SignIn,
    admin: User,
) -> None:
    community = make_community()
    browser = sign_in(admin)
    browser.post(page("stop_publication", community.pk), {"reason": "fear"})
    answer = browser.get(page("detail", community.pk))
    assertNotContains(answer, community.name)
    assertNotContains(answer, "miedo")
    assertContains(browser.get(page("edit", community.pk)), "no se publica nada")
    browser.post(page("resume_publication", community.pk))
    assertContains(browser.get(page("detail", community.pk)), community.name)


def test_stopping_without_a_reason_is_asked_for(sign_in: SignIn, admin: User) -> None:
    community = make_community()
    answer = sign_in(admin).post(page("stop_publication", community.pk), follow=True)
    assertContains(answer, "Elija por qué no se publica.")
    community.refresh_from_db()
    assert community.is_shown


def test_whoever_may_change_it_is_shown_where(sign_in: SignIn) -> None:
    community = make_community()
    officer = make_officer(make_design(community))
    answer = sign_in(officer).get(page("detail", community.pk))
    assertContains(answer, page("edit", community.pk))
