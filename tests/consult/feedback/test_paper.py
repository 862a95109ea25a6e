"""Sheets of paper: printed with a receipt, answered with a pencil, typed in once."""

import re
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.feedback import actions, queries, receipts
from consult.feedback.models import Receipt, Sheet
from consult.feedback.models import Testimony as Given
from consult.feedback.paper import questions_on_paper, read_sheet
from projects.refusals import NotAllowed, Refusal
from tests.consult.feedback.browsing import SIGN_IN, page
from tests.factories.feedback import make_answerable, make_facilitator

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator(consultation: Consultation) -> User:
    return make_facilitator(consultation)


@pytest.fixture
def desk(client: Client, facilitator: User) -> Client:
    client.force_login(facilitator, backend=SIGN_IN)
    return client


def boxes(consultation: Consultation, **written: str) -> dict[str, str]:
    """Return what stands in the boxes of some questions, by the name of the field."""
    by_code = {}
    for each in questions_on_paper(consultation):
        if each.page.question:
            by_code[each.page.question.code] = each
        elif each.page.about:
            by_code[each.page.about.field] = each
    return {
        by_code[code.replace("__", ":")].name: marks for code, marks in written.items()
    }


WATER = {"living__water": "1", "needs": "1 3 20", "agree": "2", "sex": "1"}


def test_a_sheet_that_is_typed_in_is_a_testimony_on_paper(
    desk: Client,
    consultation: Consultation,
    facilitator: User,
) -> None:
    (sheet,) = actions.print_sheets(
        by=facilitator,
        consultation=consultation,
        copies=1,
    )
    address = reverse("feedback:type_in", args=[consultation.code])
    typed = f"{sheet.code[:3].lower()} {sheet.code[3:]}"

    answer = desk.post(
        address,
        {"sheet": typed, **boxes(consultation, **WATER), "w1": "El río baja sucio."},
    )

    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, address)
    given = Given.objects.get()
    questions = {each.code: each for each in queries.questions_of(consultation)}
    needs = [choice["code"] for choice in questions["needs"].choices]
    assert given.answers["living:water"] == ["no_service"]
    assert given.answers["needs"] == [needs[0], needs[2], needs[19]]
    assert (given.channel, given.collected_by, given.sex) == (
        "paper",
        facilitator,
        "female",
    )
    assert queries.testimony_of_receipt(sheet.receipt) == given


def test_no_sheet_is_typed_in_twice_and_nothing_ties_it_to_its_testimony(
    consultation: Consultation,
    facilitator: User,
) -> None:
    (sheet,) = actions.print_sheets(by=facilitator, consultation=consultation, copies=1)

    def type_in(choice: str) -> None:
        actions.type_in_sheet(
            by=facilitator,
            consultation=consultation,
            code=sheet.code,
            answers={"agree": [choice]},
            words={},
            about={},
        )

    type_in("yes")
    with pytest.raises(Refusal, match="No hay ninguna hoja con ese código"):
        type_in("no")

    assert Given.objects.get().answers == {"agree": ["yes"]}
    assert not Sheet.objects.exists()


def test_what_is_wrong_is_said_at_its_box_and_nothing_is_lost(
    desk: Client,
    consultation: Consultation,
    facilitator: User,
) -> None:
    (sheet,) = actions.print_sheets(by=facilitator, consultation=consultation, copies=1)
    wrong = boxes(consultation, living__water="7", agree="12", needs="1 2 3 4", sex="?")

    answer = desk.post(
        reverse("feedback:type_in", args=[consultation.code]),
        {"sheet": sheet.code, **wrong},
    )

    shown = page(answer)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for name, typed in wrong.items():
        number = name[1:]
        assert re.search(rf"[Ll]a pregunta {number} (no tiene|cabe)", shown), name
        assert f'name="{name}" value="{typed}"' in shown
    assert not Given.objects.exists()
    assert Sheet.objects.filter(pk=sheet.code).exists()


@pytest.mark.parametrize("code", ["", "ZZZZZZ", "otra"])
def test_a_sheet_that_was_never_printed_is_refused(
    desk: Client,
    consultation: Consultation,
    code: str,
) -> None:
    answer = desk.post(
        reverse("feedback:type_in", args=[consultation.code]),
        {"sheet": code, **boxes(consultation, agree="1")},
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Given.objects.exists()


def test_a_sheet_of_another_consultation_is_not_taken(
    consultation: Consultation,
) -> None:
    other = make_answerable()
    collector = make_facilitator(other)
    (sheet,) = actions.print_sheets(by=collector, consultation=other, copies=1)

    with pytest.raises(Refusal, match="en esta consulta"):
        actions.type_in_sheet(
            by=make_facilitator(consultation),
            consultation=consultation,
            code=sheet.code,
            answers={"agree": ["yes"]},
            words={},
            about={},
        )


def test_the_letters_say_what_is_always_there(consultation: Consultation) -> None:
    questions = questions_on_paper(consultation)
    typed = boxes(consultation, living__water="s", needs="E", agree="P", sex="p")

    said, errors = read_sheet(questions, typed)

    assert errors == {}
    assert said.answers == {
        "living:water": ["dont_know"],
        "needs": ["not_understood"],
        "agree": ["prefer_not"],
    }
    assert said.about["sex"] == "prefer_not"


def test_a_sheet_prints_what_helps_to_answer(
    desk: Client,
    consultation: Consultation,
) -> None:
    address = reverse("feedback:sheets", args=[consultation.code])

    shown = page(desk.post(address, {"copies": "1"}))

    assert "Puede parar ahora y volver otro día" in shown
    assert "Si para, no entregue la hoja: no se guarda nada." in shown
    assert "Cuente también lo que espera allá." in shown
    assert "Escriba hasta 3 números: primero lo más urgente." in shown
    # What is tapped on a phone is written on paper.
    assert "Toque tres" not in shown


def test_the_receipts_of_sheets_are_shown_once_and_kept_as_hashes(
    desk: Client,
    consultation: Consultation,
) -> None:
    address = reverse("feedback:sheets", args=[consultation.code])

    shown = page(desk.post(address, {"copies": "3"}))

    found = re.findall(r"(?:\d{4} ){5}", shown)
    assert len(found) == 3
    digests = {receipts.digest(each.replace(" ", "")) for each in found}
    assert set(Sheet.objects.values_list("receipt_digest", flat=True)) == digests
    assert not re.search(r"(?:\d{4} ){5}", page(desk.get(address)))
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("copies", ["0", "21", "", "-1", "muchas"])
def test_a_number_of_sheets_that_cannot_be_is_refused(
    desk: Client,
    consultation: Consultation,
    copies: str,
) -> None:
    answer = desk.post(
        reverse("feedback:sheets", args=[consultation.code]),
        {"copies": copies},
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Pida de 1 a 20 hojas cada vez." in page(answer)
    assert not Sheet.objects.exists()


def test_elsewhere_nobody_prints_or_types_in(
    client: Client,
    consultation: Consultation,
) -> None:
    stranger = make_facilitator(make_answerable())
    client.force_login(stranger, backend=SIGN_IN)

    for name in ("sheets", "type_in"):
        answer = client.get(reverse(f"feedback:{name}", args=[consultation.code]))
        assert answer.status_code == HTTPStatus.FORBIDDEN
    with pytest.raises(NotAllowed):
        actions.print_sheets(by=stranger, consultation=consultation, copies=1)
