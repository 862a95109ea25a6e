from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from projects import standards
from projects.models import Level, Prerequisite, PurposeCode

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _loaded(throughout: Callable[[Callable[[], object]], object]) -> None:
    throughout(standards.load)


def test_irrigation_takes_drinking_water_and_more_for_granted() -> None:
    proposed = standards.proposed_assumptions("31140")

    assert [
        (
            row.key,
            row.severity,
            f"{row.ladder_id}≥{row.minimum_level_code}" if row.ladder_id else "yes",
        )
        for row in proposed
    ] == [
        ("drinking_water_first", "block", "water≥basic"),
        ("source_flow", "block", "water_for_use≥perennial_agreed"),
        ("tenure", "high", "tenure≥recognised_untitled"),
        ("om_committee", "high", "om_body≥committee"),
        ("road", "medium", "road≥all_season_far"),
        ("market", "medium", "market_access≥several"),
        ("power", "conditional", "electricity≥tier3"),
        ("literacy", "medium", "adult_literacy≥less_half"),
        ("credit", "medium", "finance_access≥savings_group"),
        ("participation_level", "medium", "participation≥involve"),
        ("displaced_considered", "high", "yes"),
    ]


def test_a_code_gets_rows_of_every_sector_that_names_it() -> None:
    proposed = standards.proposed_assumptions(PurposeCode.objects.get(pk="31161"))

    assert [(row.sector, row.key) for row in proposed] == [
        ("agri_value_chain", "literacy"),
        ("agri_value_chain", "language"),
        ("food_security", "tenure"),
        ("any", "participation_level"),
        ("any", "displaced_considered"),
    ]


def test_what_a_detector_looks_at_by_itself_is_not_asked_too() -> None:
    covered = Prerequisite.objects.exclude(covered_by="")

    assert {row.key: row.covered_by for row in covered} == {
        "language_match": "language",
        "not_one_off": "one_off",
        "executor_track_record": "executor_record",
        "executor_legitimacy": "executor_legitimacy",
        "safety": "coercion",
        "funds_per_beneficiary": "cost",
    }
    asked = {row.key for row in standards.proposed_assumptions("24040")}
    assert asked & {row.key for row in covered} == {"safety"}


def test_a_code_without_rows_of_its_own_gets_those_of_any_project() -> None:
    for code in ("99810", "00000"):
        assert [row.key for row in standards.proposed_assumptions(code)] == [
            "participation_level",
            "displaced_considered",
        ]


def test_what_is_no_longer_used_is_not_proposed() -> None:
    Prerequisite.objects.filter(key="credit").update(active=False)
    Level.objects.filter(ladder="road", code="all_season_far").update(active=False)

    keys = [row.key for row in standards.proposed_assumptions("31140")]

    assert "credit" not in keys
    assert "road" not in keys
    assert "market" in keys


def test_proposing_takes_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        for row in standards.proposed_assumptions("31140"):
            assert row.minimum_level is None or row.minimum_level.name
            assert row.ladder is None or row.ladder.question


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("31140", ["31140"]),
        ("3114", ["31140"]),
        ("riego", ["31140"]),
        ("  RIÉGO ", ["31140"]),
        ("irrigation", ["31140"]),
        ("cafe", ["31162"]),
        ("CAFÉ", ["31162"]),
        ("educacion primaria", ["11220", "11232", "11240"]),
        ("primaria educación", ["11220", "11232", "11240"]),
        ("letrinas pozos", ["14030"]),
        ("deportados", ["15190"]),
        ("agua riego zapato", []),
        ("%", []),
    ],
)
def test_a_code_is_found_by_number_and_by_words(query: str, codes: list[str]) -> None:
    assert [row.pk for row in standards.search_purpose_codes(query)] == codes


def test_an_empty_search_shows_all_that_are_in_use() -> None:
    PurposeCode.objects.filter(pk="31140").update(active=False)

    assert standards.search_purpose_codes(" ").count() == 91
    assert not standards.search_purpose_codes("riego").exists()


def test_a_search_finds_what_an_administrator_wrote() -> None:
    PurposeCode.objects.filter(pk="31110").update(keywords="trapiches de miel")

    assert [row.pk for row in standards.search_purpose_codes("miel")] == ["31110"]
