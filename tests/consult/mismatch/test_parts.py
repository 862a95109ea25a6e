"""A hamlet without water is not outvoted by the rest: from the answers to the pages."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from consult.accounts.enums import RoleCode
from consult.communities.models import Part
from consult.consultations.models import Consultation
from consult.feedback.actions import tally_testimonies, withdraw_testimony
from consult.feedback.models import Testimony as Given
from consult.feedback.vocabulary import place_group
from consult.mismatch.actions import evaluate
from consult.mismatch.checking import check
from consult.mismatch.engine import gather, heard
from consult.mismatch.explaining import explain
from consult.mismatch.models import Flag
from consult.mismatch.queries import finding_of, words_of
from consult.reports.content.numbers import gather as published
from consult.reports.exporters.tables import answer_rows
from consult.story.actions import add_invented_testimonies
from tests.factories.communities import make_community
from tests.factories.consultations import make_user
from tests.factories.feedback import give_testimony, make_answerable
from tests.factories.reports import document, made

pytestmark = pytest.mark.django_db

FROM_THE_RIVER, FROM_THE_TAP = (
    {"living:water": ["no_service"]},
    {
        "living:water": ["basic"],
    },
)


@pytest.fixture
def consultation() -> Consultation:
    """Return a consultation of a community with a large part and a small one."""
    return make_answerable(
        community=make_community(parts={"Centro": 100, "Ralaj": 20, "La Joya": 4}),
    )


def part(consultation: Consultation, name: str) -> Part:
    return Part.objects.get(community=consultation.community_id, name=name)


def answer(consultation: Consultation, centre: int, ralaj: int) -> None:
    """Let so many of the centre say that they have a tap, and of Ralaj the river."""
    for name, number, said in (
        ("Centro", centre, FROM_THE_TAP),
        ("Ralaj", ralaj, FROM_THE_RIVER),
    ):
        for _ in range(number):
            give_testimony(
                consultation,
                answers=said,
                receipt="",
                part_id=part(consultation, name).pk,
            )
    evaluate(consultation_id=consultation.pk)


def water(consultation: Consultation) -> Flag:
    return Flag.objects.get(
        consultation=consultation,
        detector="unmet_prerequisite",
    )


def test_the_evidence_holds_the_parts_that_were_asked_about(
    consultation: Consultation,
) -> None:
    found = gather(consultation).community
    assert [(each.name, each.households) for each in found.parts] == [
        ("Centro", 100),
        ("Ralaj", 20),
    ]
    group = place_group(part(consultation, "Ralaj").pk)
    assert found.label(group) == "Ralaj"
    assert found.population_of(group) == 20
    assert str(found.share_of(group)) == "1/6"
    (same,) = heard([consultation]).values()
    assert same.community == found


def test_no_query_more_is_needed_for_twelve_parts_than_for_two(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    few, many = (
        make_answerable(
            community=make_community(parts={f"Parte {at}": 11 for at in range(number)}),
        )
        for number in (2, 12)
    )
    with CaptureQueriesContext(connection) as asked:
        gather(few)
    with django_assert_num_queries(len(asked)):
        gather(many)


def test_a_part_that_lacks_water_stops_the_money_although_few_live_there(
    consultation: Consultation,
) -> None:
    answer(consultation, centre=60, ralaj=7)
    flag = water(consultation)
    decided = finding_of(flag).measurement
    assert decided is not None
    group = place_group(part(consultation, "Ralaj").pk)
    assert (flag.severity, decided.group) == ("block", group)
    assert (decided.deciding.count, decided.deciding.answered) == (7, 7)
    assert decided.deciding.population == 20
    explanation = words_of(flag).explanation
    assert "familias de Ralaj" in explanation
    assert "Lo que diga la mayoría no borra lo que dice este grupo." in explanation


def test_the_step_by_step_reckoning_agrees_and_names_the_part(
    consultation: Consultation,
) -> None:
    answer(consultation, centre=60, ralaj=7)
    told = [line.strip() for line in explain(water(consultation))]
    group = place_group(part(consultation, "Ralaj").pk)
    of_part = told[told.index(f"grupo familias de Ralaj ({group}) <- decide") :]
    assert of_part[1:5] == [
        "respuestas: no_service 7",
        "contestaron 7; no saben o no dicen 0",
        "hogares del grupo, a lo más: 20",
        "parte = 7 / 7 = 1.0000",
    ]
    assert not [line for line in told if "NO COINCIDE" in line]
    out = io.StringIO()
    call_command("explain_flag", str(water(consultation).pk), stdout=out)
    assert "familias de Ralaj" in out.getvalue()


def test_everything_counted_again_agrees(consultation: Consultation) -> None:
    answer(consultation, centre=12, ralaj=6)
    tally_testimonies(consultation_id=consultation.pk)
    given = Given.objects.filter(part__name="Ralaj").first()
    assert given is not None
    withdraw_testimony(testimony=given)
    evaluate(consultation_id=consultation.pk)
    assert check(consultation).agrees
    call_command("reevaluate", check=True, stdout=io.StringIO())


def test_testimonies_of_a_part_that_was_moved_by_hand_are_found_out(
    consultation: Consultation,
) -> None:
    answer(consultation, centre=12, ralaj=6)
    tally_testimonies(consultation_id=consultation.pk)
    Given.objects.filter(part__name="Ralaj").update(
        part=part(consultation, "Centro"),
    )
    assert not check(consultation).agrees


def test_the_flags_page_shows_the_part_to_an_officer(
    client: Client,
    consultation: Consultation,
) -> None:
    answer(consultation, centre=60, ralaj=7)
    client.force_login(
        make_user(RoleCode.ADMINISTRATOR),
        backend="consult.accounts.backends.SignInBackend",
    )
    client.cookies["idioma"] = "es"
    shown = client.get(reverse("review:flag", args=[water(consultation).pk]))
    assertContains(shown, "familias de Ralaj")


def test_what_anybody_reads_of_the_project_holds_no_count_of_a_part(
    client: Client,
    consultation: Consultation,
) -> None:
    answer(consultation, centre=60, ralaj=7)
    shown = client.get(consultation.design.project.get_absolute_url())
    assertContains(shown, words_of(water(consultation)).title)
    assertNotContains(shown, "Ralaj")


@pytest.mark.parametrize(
    ("ralaj", "shown", "told"),
    # Nine from the river could be had by subtracting the centre from everybody: then
    # of no part it is said where its water is from.
    [(9, {"Centro"}, set()), (10, {"Centro", "Ralaj"}, {"Centro", "Ralaj"})],
)
def test_a_public_report_shows_no_part_of_fewer_than_ten(
    consultation: Consultation,
    ralaj: int,
    shown: set[str],
    told: set[str],
) -> None:
    for _ in range(12):
        # Whoever does not say hides nobody, and is hidden by nobody.
        give_testimony(consultation, answers=FROM_THE_TAP, receipt="")
    answer(consultation, centre=40, ralaj=ralaj)
    said = document(made(consultation, "json", kind="public"))
    groups = said["consultations"][0]["numbers"]["groups"]
    assert {each["name"] for each in groups if each["by"] == "place"} == {
        f"familias de {name}" for name in shown
    }
    rows = [row for row in answer_rows(said) if row["part"]]
    assert {row["part"] for row in rows} == told
    assert not [row for row in rows if 0 < int(row["answers"] or 0) < 10]


def test_a_part_that_could_be_had_by_subtracting_goes_too(
    consultation: Consultation,
) -> None:
    """Everybody says where they live: 49 less 40 would be the nine of Ralaj."""
    answer(consultation, centre=40, ralaj=9)
    groups = {place_group(part(consultation, "Centro").pk)} & set(
        published(consultation, 10).shown,
    )
    assert groups == set()
    assert (
        place_group(part(consultation, "Centro").pk)
        in published(
            consultation,
            5,
        ).shown
    )


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("report_format", ["pdf", "xlsx", "csv", "json"])
def test_every_format_of_a_report_can_be_made_with_parts(
    consultation: Consultation,
    report_format: str,
    language: str,
) -> None:
    answer(consultation, centre=30, ralaj=12)
    report = made(consultation, report_format, language=language)
    assert report.state == "done"


def test_invented_testimonies_live_in_the_parts_and_only_in_those_asked_about(
    consultation: Consultation,
) -> None:
    add_invented_testimonies(consultation=consultation, size=120, seed=1)
    lived = Given.objects.filter(consultation=consultation)
    assert lived.filter(part=None).count() == 0
    ralaj = lived.filter(part=part(consultation, "Ralaj")).count()
    assert 10 <= ralaj <= 35
    assert lived.filter(part=part(consultation, "Centro")).count() == 120 - ralaj
    evaluate(consultation_id=consultation.pk)
    assert check(consultation).agrees
