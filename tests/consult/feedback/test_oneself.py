"""Of oneself too, "no sé" and the like are answers, and make nobody part of a group."""

import json
import re
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from consult.consultations.models import Consultation
from consult.feedback import actions, queries
from consult.feedback.models import Testimony as Given
from consult.feedback.paper import questions_on_paper, read_sheet
from consult.feedback.recounting import compare
from projects.refusals import Refusal
from tests.consult.feedback.browsing import begin, page, say, url
from tests.factories.feedback import give_testimony, make_facilitator

pytestmark = pytest.mark.django_db

# The language, the sex, the age, where one comes from and whether something is hard.
ABOUT = range(18, 23)
UNSAID = {
    "language": "dont_know",
    "sex": "prefer_not",
    "age_band": "dont_know",
    "displacement": "not_understood",
    "disability": "prefer_not",
}


def checked(html: str) -> list[str]:
    return re.findall(r'name="choice"\s+id="\w+"\s+value="(\w+)"[^>]* checked', html)


def test_what_was_answered_is_kept_shown_and_no_group(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)
    say(client, consultation, 2, choice="basic")
    for number, answer in zip(ABOUT, UNSAID.values(), strict=True):
        say(client, consultation, number, choice=answer)
    shown = [page(client.get(url("ask", consultation, each))) for each in ABOUT]
    review = page(client.get(url("review", consultation)))
    client.post(url("send", consultation))

    given = Given.objects.get(pk=key.testimony_uuid)
    assert given.unsaid == UNSAID
    assert (given.language_id, given.sex, given.age_band) == (None, "", "")
    assert (given.displacement, given.disability) == ("", None)
    assert [checked(each) for each in shown] == [[each] for each in UNSAID.values()]
    assert review.count("Prefiero no decir") == 2
    assert "No dijo" not in review
    groups = queries.testimonies_by_group(consultation.pk)
    assert groups == [("all", 1), ("collector:self", 1)]
    actions.tally_testimonies(consultation_id=consultation.pk)
    assert queries.testimonies_by_group(consultation.pk) == groups
    assert compare(consultation.pk).differences == {}
    assert {row[0] for row in queries.tallies(consultation.pk)} == {"living:water"}


def test_to_say_nothing_of_oneself_is_an_answer_to_what_is_left(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)
    say(client, consultation, 2, choice="basic")
    say(client, consultation, 19, choice="female")
    say(client, consultation, 20, choice="dont_know")

    say(client, consultation, 21, go="skip")
    client.post(url("send", consultation))

    given = Given.objects.get(pk=key.testimony_uuid)
    assert given.sex == "female"
    assert given.unsaid == {
        "language": "prefer_not",
        "age_band": "dont_know",
        "displacement": "prefer_not",
        "disability": "prefer_not",
    }


def test_a_page_that_was_passed_over_says_nothing(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)
    say(client, consultation, 2, choice="basic")
    say(client, consultation, 19)
    client.post(url("send", consultation))

    assert Given.objects.get(pk=key.testimony_uuid).unsaid == {}


def test_with_the_receipt_it_is_there_to_be_corrected(
    client: Client,
    consultation: Consultation,
) -> None:
    given = give_testimony(consultation, unsaid={"sex": "prefer_not"})
    client.cookies["borrador"] = actions.start_correction(testimony=given).as_cookie()

    shown = page(client.get(url("ask", consultation, 19)))
    say(client, consultation, 19, choice="female")
    client.post(url("send", consultation))

    given.refresh_from_db()
    assert checked(shown) == ["prefer_not"]
    assert (given.sex, given.unsaid) == ("female", {})


def test_taken_back_it_is_erased(consultation: Consultation) -> None:
    given = give_testimony(consultation, unsaid={"sex": "prefer_not"})

    actions.withdraw_testimony(testimony=given)

    given.refresh_from_db()
    assert given.unsaid == {}


def post(consultation: Consultation, about: object, uuid: str) -> Any:  # noqa: ANN401
    body = {
        "consultation": consultation.code,
        "uuid": uuid,
        "answers": {"agree": ["yes"]},
        "about": about,
    }
    return Client().post(
        "/api/v1/testimonies",
        json.dumps(body),
        content_type="application/json",
    )


def test_phones_send_it_in_the_place_of_what_was_asked(
    consultation: Consultation,
) -> None:
    uuid = str(uuid4())

    answers = [post(consultation, UNSAID, uuid), post(consultation, UNSAID, uuid)]
    other = post(consultation, UNSAID | {"sex": "dont_know"}, uuid)

    assert [each.status_code for each in answers] == [200, 200]
    assert other.status_code == HTTPStatus.CONFLICT
    assert Given.objects.get().unsaid == UNSAID


@pytest.mark.parametrize(
    ("unsaid", "field"),
    [
        ({"sex": "never"}, "sex"),
        ({"name": "prefer_not"}, "name"),
        ({"age_band": "prefer_not"}, "age_band"),
    ],
)
def test_what_is_none_or_stands_beside_an_answer_is_refused(
    consultation: Consultation,
    unsaid: dict[str, str],
    field: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        give_testimony(consultation, unsaid=unsaid, age_band="60+")

    assert refused.value.field == field


def test_a_sheet_of_paper_takes_all_three(consultation: Consultation) -> None:
    questions = questions_on_paper(consultation)
    written = dict(zip((f"q{each}" for each in ABOUT), "SPSEP", strict=True))

    sheet, errors = read_sheet(questions, written)
    printed = actions.print_sheets(
        by=(by := make_facilitator(consultation)),
        consultation=consultation,
        copies=1,
    )
    given = actions.type_in_sheet(
        by=by,
        consultation=consultation,
        code=printed[0].code,
        answers={"agree": ["yes"]},
        words={},
        about=sheet.about,
    )

    assert errors == {}
    assert given.unsaid == UNSAID
