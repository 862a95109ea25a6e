"""In which part of the community one lives: asked, kept, counted, and taken back."""

import gzip
import hashlib
import json
import re
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from consult.accounts.enums import RoleCode
from consult.audit.actions import canonical
from consult.audit.models import Event
from consult.communities.actions import set_community
from consult.communities.facts import PartFacts
from consult.communities.models import Part
from consult.consultations.models import Consultation
from consult.feedback import actions, queries, receipts
from consult.feedback.composing import compose
from consult.feedback.models import Testimony as Given
from consult.feedback.pages import Course
from consult.feedback.paper import questions_on_paper
from consult.feedback.recounting import compare
from consult.feedback.vocabulary import EVERYBODY, TESTIMONIES, place_group
from projects.refusals import Conflict, Refusal
from tests.consult.feedback.browsing import SIGN_IN, begin, page, say, url
from tests.factories.communities import make_community, make_language
from tests.factories.consultations import make_user
from tests.factories.feedback import (
    WATER_FROM_THE_RIVER,
    give_testimony,
    make_answerable,
    make_facilitator,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    """Return a consultation of a community with two parts, and one that is tiny."""
    community = make_community(parts={"Centro": 90, "Ralaj": 12, "La Joya": 4})
    return make_answerable(community=community)


def part(consultation: Consultation, name: str) -> Part:
    return Part.objects.get(community=consultation.community_id, name=name)


def number_of(consultation: Consultation) -> int:
    """Return the number of the page that asks in which part one lives."""
    course = Course.of(consultation)
    return next(
        number
        for number in range(1, course.length + 1)
        if (about := course.about(number)) and about.field == "part"
    )


def heard_in(consultation: Consultation) -> dict[str, int]:
    """Return how many testimonies count in each part."""
    return {
        group: count
        for group, count in queries.testimonies_by_group(consultation.pk)
        if group.startswith("place:")
    }


def test_it_is_asked_after_the_language_with_every_part_large_enough(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    number = number_of(consultation)
    shown = page(client.get(url("ask", consultation, number)))
    assert "¿En qué parte de la comunidad vive?" in shown
    names = re.findall(r'class="choice"[^>]*>.*?<span>(.*?)</span>', shown, re.DOTALL)
    assert [re.sub("<.*?>", "", each).strip() for each in names] == [
        "Centro",
        "Ralaj",
        "No sé",
        "No entendí",
        "Prefiero no decir",
    ]
    language = Course.of(consultation).about(number - 1)
    assert language is not None
    assert language.field == "language"


def test_where_a_community_has_no_parts_nobody_is_asked(client: Client) -> None:
    plain = make_answerable()
    fields = [about.field for about in Course.of(plain).oneself]
    assert fields == ["language", "sex", "age_band", "displacement", "disability"]
    assert plain.questionnaire.parts == []
    begin(client, plain)


def test_the_questions_say_which_parts_were_offered_for_good(
    consultation: Consultation,
) -> None:
    by = make_user(RoleCode.ADMINISTRATOR)
    set_community(
        by=by,
        place=consultation.community.place,
        households=140,
        languages={make_language("quc"): None},
        parts=[
            PartFacts(name="Centro", households=90),
            PartFacts(name="Nueva", households=20),
        ],
    )
    again = Consultation.objects.get(pk=consultation.pk)
    names = [each["name"] for each in again.questionnaire.parts]
    assert names == ["Centro", "Ralaj"]
    assert not part(consultation, "Ralaj").in_use
    # Whoever answers the questions that were frozen may still say it.
    given = give_testimony(again, part_id=part(consultation, "Ralaj").pk)
    assert given.part == part(consultation, "Ralaj")


@pytest.mark.parametrize("parts", [{"Centro": 90, "Ralaj": 12}, {"Centro": 90}])
def test_their_hash_holds_the_parts_and_without_any_is_what_it_always_was(
    parts: dict[str, int],
) -> None:
    asked = make_answerable(community=make_community(parts=parts))
    content: list[object] = [plan.content() for plan in compose(asked)]
    if offered := asked.questionnaire.parts:
        content.append({"parts": offered})
    assert [each["name"] for each in offered] == (list(parts) if len(parts) > 1 else [])
    by_hand = hashlib.sha256(canonical(content).encode()).hexdigest()
    assert asked.questionnaire.content_hash == by_hand


def test_an_answer_is_kept_and_counted_in_its_part(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    ralaj = part(consultation, "Ralaj")
    say(client, consultation, 1, choice="yes")
    answer = say(client, consultation, number_of(consultation), choice=str(ralaj.pk))
    assert answer.status_code == HTTPStatus.FOUND
    assert "Ralaj" in page(client.get(url("review", consultation)))
    client.post(url("send", consultation))
    assert Given.objects.get().part == ralaj
    assert heard_in(consultation) == {place_group(ralaj.pk): 1}


@pytest.mark.parametrize("go", ["next", "skip"])
def test_whoever_would_rather_not_say_is_in_no_part(
    client: Client,
    consultation: Consultation,
    go: str,
) -> None:
    begin(client, consultation)
    say(client, consultation, 1, choice="yes")
    say(client, consultation, number_of(consultation), choice="", go=go)
    client.post(url("send", consultation))
    assert Given.objects.get().part is None
    assert heard_in(consultation) == {}


@pytest.mark.parametrize("typed", ["0", "99999999999999999999", "Ralaj", "-1", "²"])
def test_a_part_that_is_not_offered_is_refused_by_page_and_interface(
    client: Client,
    consultation: Consultation,
    typed: str,
) -> None:
    begin(client, consultation)
    answer = say(client, consultation, number_of(consultation), choice=typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    answer = post(consultation, part=typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.json()["field"] == "part"
    assert not Given.objects.exists()


def test_a_part_too_small_and_one_of_another_community_are_refused(
    consultation: Consultation,
) -> None:
    elsewhere = make_community(parts={"Centro": 90, "Otra": 20})
    for each in (part(consultation, "La Joya"), elsewhere.parts.all()[1]):
        with pytest.raises(Refusal) as refused:
            give_testimony(consultation, part_id=each.pk)
        assert refused.value.field == "part"


def post(consultation: Consultation, **about: Any) -> Any:  # noqa: ANN401
    body = {
        "consultation": consultation.code,
        "uuid": str(uuid4()),
        "answers": WATER_FROM_THE_RIVER,
        "about": about,
    }
    return Client().post(
        "/api/v1/testimonies",
        json.dumps(body),
        content_type="application/json",
    )


def test_the_interface_takes_the_number_of_a_part(consultation: Consultation) -> None:
    ralaj = part(consultation, "Ralaj")
    assert post(consultation, part=str(ralaj.pk)).status_code == HTTPStatus.OK
    assert Given.objects.get().part == ralaj


def test_another_part_under_the_same_number_is_other_content(
    consultation: Consultation,
) -> None:
    uuid, receipt = uuid4(), receipts.make()
    first = part(consultation, "Ralaj").pk
    give_testimony(consultation, uuid=uuid, receipt=receipt, part_id=first)
    give_testimony(consultation, uuid=uuid, receipt=receipt, part_id=first)
    with pytest.raises(Conflict):
        give_testimony(consultation, uuid=uuid, receipt=receipt)
    assert Given.objects.count() == 1


def test_what_was_said_of_no_part_has_the_fingerprint_it_always_had(
    consultation: Consultation,
) -> None:
    plain = give_testimony(consultation)
    told = give_testimony(consultation, part_id=part(consultation, "Ralaj").pk)
    other = give_testimony(consultation, part_id=part(consultation, "Centro").pk)
    assert len({each.content_hash for each in (plain, told, other)}) == 3
    assert give_testimony(consultation).content_hash == plain.content_hash


def test_a_correction_moves_it_to_another_part(consultation: Consultation) -> None:
    ralaj, centre = part(consultation, "Ralaj"), part(consultation, "Centro")
    given = give_testimony(consultation, part_id=ralaj.pk, sex="female")
    actions.tally_testimonies(consultation_id=consultation.pk)
    given.refresh_from_db()
    key = actions.start_correction(testimony=given)
    contents = queries.draft_contents(key)
    assert contents is not None
    assert contents.about["part"] == str(ralaj.pk)
    assert contents.seen == Course.of(consultation).length
    actions.save_about(
        key=key,
        consultation=consultation,
        about={"part": str(centre.pk)},
        seen=1,
    )
    actions.send_draft(key=key, consultation=consultation, by=None)
    given.refresh_from_db()
    assert (given.part, given.sex) == (centre, "female")
    assert heard_in(consultation) == {place_group(centre.pk): 1}
    assert compare(consultation.pk).differences == {}


def test_a_withdrawal_takes_it_back(consultation: Consultation) -> None:
    given = give_testimony(consultation, part_id=part(consultation, "Ralaj").pk)
    actions.tally_testimonies(consultation_id=consultation.pk)
    given.refresh_from_db()
    actions.withdraw_testimony(testimony=given)
    given.refresh_from_db()
    assert given.part is None
    assert heard_in(consultation) == {}
    assert compare(consultation.pk).counted == {}


def test_every_answer_counts_once_in_its_part(consultation: Consultation) -> None:
    ralaj = part(consultation, "Ralaj")
    give_testimony(consultation, part_id=ralaj.pk)
    give_testimony(consultation)
    before = compare(consultation.pk)
    actions.tally_testimonies(consultation_id=consultation.pk)
    after = compare(consultation.pk)
    assert before == after
    of_part = {
        (each.question, each.choice): count
        for each, count in after.kept.items()
        if each.group == place_group(ralaj.pk)
    }
    assert of_part[TESTIMONIES, "counted"] == 1
    assert of_part["living:water", "no_service"] == 1
    assert of_part["needs", "1:water"] == 1
    everybody = {
        (each.question, each.choice): count
        for each, count in after.kept.items()
        if each.group == EVERYBODY
    }
    assert everybody["living:water", "no_service"] == 2


def test_a_sheet_prints_the_parts_and_what_is_typed_goes_to_its_part(
    client: Client,
    consultation: Consultation,
) -> None:
    facilitator = make_facilitator(consultation)
    (asked,) = [
        each
        for each in questions_on_paper(consultation)
        if each.page.about and each.page.about.field == "part"
    ]
    assert [(box.mark, box.choice.words.text) for box in asked.boxes] == [
        ("1", "Centro"),
        ("2", "Ralaj"),
    ]
    assert [box.mark for box in asked.aside] == ["S", "E", "P"]
    (sheet,) = actions.print_sheets(by=facilitator, consultation=consultation, copies=1)
    client.force_login(facilitator, backend=SIGN_IN)
    client.post(
        reverse("feedback:type_in", args=[consultation.code]),
        {"sheet": sheet.code, "q1": "1", asked.name: "2"},
    )
    assert Given.objects.get().part == part(consultation, "Ralaj")


def test_the_twelfth_part_of_a_sheet_is_typed_with_two_digits() -> None:
    parts = {f"Parte {number}": 11 for number in range(1, 13)}
    many = make_answerable(community=make_community(parts=parts))
    (asked,) = [
        each
        for each in questions_on_paper(many)
        if each.page.about and each.page.about.field == "part"
    ]
    numbers = [str(each["id"]) for each in many.questionnaire.parts]
    assert [asked.read(typed) for typed in ("12", "1", "p")] == [
        [numbers[11]],
        [numbers[0]],
        ["prefer_not"],
    ]


def test_the_page_without_signal_asks_it_too(
    client: Client,
    consultation: Consultation,
) -> None:
    shown = page(
        client.get(reverse("offline:without_signal", args=[consultation.code]))
    )
    form = shown.split('data-about="part"')[1].split("</form>")[0]
    values = re.findall(r'value="([^"]*)"', form.split("aside")[0])
    assert [each for each in values if each.isdecimal()] == [
        str(part(consultation, name).pk) for name in ("Centro", "Ralaj")
    ]
    assert "Prefiero no decir" in form


def delete_by_hand(part: Part) -> None:
    """Delete a part as somebody would who has the database and not the product."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM communities_part WHERE id = %s", [part.pk])
    connection.check_constraints()


def test_the_page_of_twelve_parts_is_as_light_as_the_others(client: Client) -> None:
    parts = {f"Caserío Xecheʼlaj número {number}": 11 for number in range(12)}
    many = make_answerable(community=make_community(parts=parts))
    begin(client, many)
    answer = client.get(url("ask", many, number_of(many)))
    assert page(answer).count("Xecheʼlaj") == 12
    assert len(gzip.compress(answer.content)) <= 6 * 1024


def test_a_part_somebody_answered_from_cannot_be_deleted_from_anywhere(
    consultation: Consultation,
) -> None:
    ralaj = part(consultation, "Ralaj")
    give_testimony(consultation, part_id=ralaj.pk)
    with pytest.raises(ProtectedError):
        ralaj.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        delete_by_hand(ralaj)


def test_no_event_tells_in_which_part_somebody_lives(
    consultation: Consultation,
) -> None:
    before = Event.objects.count()
    give_testimony(consultation, part_id=part(consultation, "Ralaj").pk)
    assert Event.objects.count() == before
