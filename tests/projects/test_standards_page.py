from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from projects import standards
from projects.models import Ladder, Prerequisite

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _loaded(throughout: Callable[[Callable[[], object]], object]) -> None:
    throughout(standards.load)


def test_anybody_sees_each_row_with_its_basis(client: Client) -> None:
    page = client.get(reverse("projects:standards")).content.decode()

    assert "Agua para tomar" in page
    assert "¿De dónde saca su familia el agua para tomar?" in page
    assert "Las familias ya tienen cerca agua buena para tomar." in page
    rows = 24 + 100 + 92 + 83
    legend = 3
    assert page.count('class="tag state is-') == rows + legend


def test_it_credits_whom_it_has_to(client: Client) -> None:
    page = client.get(reverse("projects:standards")).content.decode()

    assert "PublicSchema (CC-BY-4.0)" in page
    assert "IAP2 (www.iap2.org)" in page


def test_in_english_only_what_lacks_english_is_spanish_and_says_so(
    client: Client,
) -> None:
    client.cookies["idioma"] = "en"
    page = client.get(reverse("projects:standards")).content.decode()
    assert "Where does your family get its drinking water?" in page
    assert page.count("fallback-sign") == 0

    Ladder.objects.filter(pk="water").update(question_en="")
    page = client.get(reverse("projects:standards")).content.decode()
    assert page.count("fallback-sign") == 1
    assert '<span lang="es" class="fallback">¿De dónde saca su familia el agua' in page


def test_rows_out_of_use_are_not_shown(client: Client) -> None:
    Prerequisite.objects.filter(key="drinking_water_first").update(active=False)

    page = client.get(reverse("projects:standards")).content.decode()

    assert "Las familias ya tienen cerca agua buena para tomar." not in page


def test_it_asks_the_database_five_times_whatever_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(5):
        rows = standards.rows_by_table()
    assert len(rows.ladders) == 24

    Prerequisite.objects.exclude(sector="any").update(active=False)
    with django_assert_num_queries(5):
        standards.rows_by_table()
