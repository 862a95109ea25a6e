"""How many: typed, or counted with tens and ones; kept as said, counted in bands."""

import re
from http import HTTPStatus

import pytest
from django.test import Client

from consult.consultations.models import Consultation
from consult.feedback import actions, queries
from consult.feedback.counting import Counter, Said, as_counted, counters_of
from consult.feedback.drawing import Drawn
from consult.feedback.gathering import Gathered, Trace, lasting_traces
from consult.feedback.models import Testimony as Given
from consult.feedback.paper import questions_on_paper, read_sheet
from consult.feedback.policies import NotANumber
from consult.feedback.quantities import BANDS
from consult.feedback.vocabulary import Question
from consult.reports.content.numbers import gather
from tests.consult.feedback.browsing import begin, page, say, url
from tests.factories.feedback import give_testimony, question

pytestmark = pytest.mark.django_db

MINUTES = 3
WRONG = "Escriba solo un número, de 0 a 600."


def shown(client: Client, consultation: Consultation) -> str:
    return page(client.get(url("ask", consultation, MINUTES)))


def typed(html: str) -> str:
    """Return what stands in the field."""
    (value,) = re.findall(r'name="choice"\s+value="([^"]*)"\s+inputmode', html)
    return str(value)


def silent(html: str) -> list[str]:
    """Return which of "no sé" and the like is marked."""
    return re.findall(r'value="(\w+)" data-alone checked', html)


def test_a_number_is_kept_as_it_was_typed_and_leads_on(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)

    onward = say(client, consultation, MINUTES, choice=" 035 ")
    client.post(url("send", consultation))

    assert onward.headers["Location"] == url("ask", consultation, MINUTES + 1)
    given = Given.objects.get(pk=key.testimony_uuid)
    assert given.answers == {"water_minutes": ["35"]}


@pytest.mark.parametrize(
    ("held", "tap", "after"),
    [
        ("", "+10", "10"),
        ("10", "+1", "11"),
        ("35", "-10", "25"),
        ("3", "-10", "0"),
        ("0", "-1", "0"),
        ("598", "+10", "600"),
        ("muchos", "+1", "1"),
    ],
)
def test_without_script_each_tap_on_tens_and_ones_counts(
    client: Client,
    consultation: Consultation,
    held: str,
    tap: str,
    after: str,
) -> None:
    begin(client, consultation)
    here = url("ask", consultation, MINUTES)

    answer = client.post(here, {"choice": held, "tap": tap})

    assert answer.headers["Location"] == f"{here}#pregunta"
    assert typed(shown(client, consultation)) == after


@pytest.mark.parametrize("wrong", ["601", "-5", "2.5", "media hora", "1000000000", "३"])
@pytest.mark.parametrize("go", ["next", "back"])
def test_what_cannot_be_is_refused_at_the_field_and_stays_to_be_mended(
    client: Client,
    consultation: Consultation,
    wrong: str,
    go: str,
) -> None:
    begin(client, consultation)

    answer = say(client, consultation, MINUTES, choice=wrong, go=go)

    html = page(answer)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert typed(html) == wrong
    error, field = html.index(WRONG), html.index('inputmode="numeric"')
    assert 0 < field - error < 600
    assert f'aria-describedby="e{MINUTES}" aria-invalid="true"' in html
    assert 'id="falta"' not in html


def test_silence_is_asked_for_a_number(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    assert WRONG in page(say(client, consultation, MINUTES, choice=""))


def test_of_a_number_and_a_no_se_what_is_new_is_meant(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    say(client, consultation, MINUTES, choice=["dont_know"])
    say(client, consultation, MINUTES, choice=["40", "dont_know"])
    number = shown(client, consultation)
    say(client, consultation, MINUTES, choice=["40", "prefer_not"])
    after = shown(client, consultation)
    client.post(
        url("ask", consultation, MINUTES), {"choice": ["", "prefer_not"], "tap": "+10"}
    )
    counted = shown(client, consultation)

    assert (typed(number), silent(number)) == ("40", [])
    assert (typed(after), silent(after)) == ("", ["prefer_not"])
    assert (typed(counted), silent(counted)) == ("10", [])


def test_both_at_once_are_asked_about_and_the_number_may_go_on(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    html = page(say(client, consultation, MINUTES, choice=["40", "dont_know"]))

    assert "Hay un número y otra respuesta más." in html
    assert (typed(html), silent(html)) == ("40", [])


@pytest.mark.parametrize(
    ("number", "drawn", "height"),
    [
        (0, (0, 0, 0), 24),
        (7, (0, 0, 168), 24),
        (35, (0, 144, 120), 48),
        (50, (24, 0, 0), 24),
        (134, (48, 144, 96), 96),
        (600, (288, 0, 0), 288),
    ],
)
def test_a_number_is_drawn_as_tens_and_ones(
    number: int,
    drawn: tuple[int, int, int],
    height: int,
) -> None:
    picture = Drawn.of(number)

    assert (picture.full_height, picture.tens_width, picture.ones_width) == drawn
    assert picture.height == height


def test_it_is_counted_in_bands_and_in_nothing_finer(
    consultation: Consultation,
) -> None:
    for minutes in ("0", "1", "15", "16", "30", "31", "60", "61", "600", "dont_know"):
        give_testimony(consultation, answers={"water_minutes": [minutes]})
    expected = {"none": 1, "1-15": 2, "16-30": 2, "31-60": 2, "61+": 2, "dont_know": 1}
    waiting = queries.tallies(consultation.pk)

    actions.tally_testimonies(consultation_id=consultation.pk)

    for rows in (waiting, queries.tallies(consultation.pk)):
        assert {
            choice: count
            for code, group, choice, count in rows
            if code == "water_minutes" and group == "all"
        } == expected
    assert not actions.mend_counters(consultation_id=consultation.pk)


def test_every_number_counts_in_the_band_that_its_question_froze(
    consultation: Consultation,
) -> None:
    asked = question(consultation, Question.WATER_MINUTES)
    bands = [(each["code"], each["least"], each["most"]) for each in asked.choices]

    assert bands == [
        (each.code, each.least, each.most) for each in BANDS[Question.WATER_MINUTES]
    ]
    assert asked.numbers == (0, 600)
    assert all(
        as_counted(asked.code, str(number), rank=1)
        in dict.fromkeys(b[0] for b in bands)
        for number in range(601)
    )


def test_corrected_within_its_band_nothing_is_counted_anew() -> None:
    said = [
        Said(answers={"water_minutes": [each]}, channel="web") for each in ("32", "58")
    ]

    first, second = (set(counters_of(each)) for each in said)

    assert first == second
    assert Counter("water_minutes", "all", "31-60") in first


def test_a_report_shows_the_bands(consultation: Consultation) -> None:
    for minutes in ["45"] * 11 + ["90"] * 12:
        give_testimony(consultation, answers={"water_minutes": [minutes]})

    row = gather(consultation, 10).row("water_minutes", "all")

    assert row is not None
    assert {code: count for code, count in row.counts.items() if count} == {
        "31-60": 11,
        "61+": 12,
    }


def test_with_the_receipt_the_number_is_shown_and_corrected(
    client: Client,
    consultation: Consultation,
) -> None:
    given = give_testimony(consultation, answers={"water_minutes": ["90"]})
    key = actions.start_correction(testimony=given)
    client.cookies["borrador"] = key.as_cookie()

    review = page(client.get(url("review", consultation)))
    assert re.search(r'class="answer"><span>90</span>', review)
    say(client, consultation, MINUTES, choice="20")
    client.post(url("send", consultation))

    given.refresh_from_db()
    assert given.answers == {"water_minutes": ["20"]}


def test_nothing_but_a_number_of_the_question_is_stored(
    consultation: Consultation,
) -> None:
    for wrong in (["035"], ["601"], ["31-60"], ["20", "30"], ["20", "dont_know"]):
        with pytest.raises(NotANumber) as refused:
            give_testimony(consultation, answers={"water_minutes": wrong})
        assert refused.value.field == "water_minutes"
    assert Given.objects.count() == 0


@pytest.mark.parametrize(
    ("written", "said"),
    [("45", ["45"]), (" 007 ", ["7"]), ("s", ["dont_know"]), ("", [])],
)
def test_on_paper_the_number_itself_is_written(
    consultation: Consultation,
    written: str,
    said: list[str],
) -> None:
    questions = questions_on_paper(consultation)

    sheet, errors = read_sheet(questions, {f"q{MINUTES}": written})

    assert errors == {}
    assert sheet.answers.get("water_minutes", []) == said


@pytest.mark.parametrize("written", ["601", "Z", "4 5", "31-60", "-1"])
def test_on_paper_what_cannot_be_is_said_at_its_box(
    consultation: Consultation,
    written: str,
) -> None:
    questions = questions_on_paper(consultation)

    _sheet, errors = read_sheet(questions, {f"q{MINUTES}": written})

    assert errors == {f"q{MINUTES}": "En la pregunta 3 va un número de 0 a 600."}


def test_a_copy_that_changes_only_the_minutes_is_still_a_copy() -> None:
    answers = {f"living:{number}": ["basic"] for number in range(8)}

    def traces(minutes: str) -> set[Trace]:
        said = {**answers, "water_minutes": [minutes]}
        gathered = Gathered(answers=said, is_self=True, places={})
        return set(lasting_traces(gathered, lambda text: text))

    assert traces("32") == traces("58")
    assert traces("32") != traces("61")
