import base64

import pytest
from pytest_django.fixtures import Settings

from consult.accounts.enums import RoleCode
from consult.audit.models import Event
from consult.consultations.models import Consultation
from consult.feedback import actions
from projects.refusals import NotAllowed
from tests.factories.consultations import make_officer, make_user
from tests.factories.feedback import give_testimony, make_answerable

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    consultation = make_answerable()
    for _each in range(3):
        give_testimony(consultation)
    give_testimony(consultation, words={"agree": "Primero el agua."})
    give_testimony(consultation, words={"agree": "Ahora sí.", "upkeep": "Nadie."})
    actions.withdraw_testimony(
        testimony=give_testimony(consultation, words={"agree": "Me da miedo."}),
    )
    return consultation


def test_words_are_read_by_question_and_not_by_person(
    consultation: Consultation,
) -> None:
    protector = make_user(RoleCode.PROTECTION_OFFICER)

    words = actions.read_words(consultation=consultation, by=protector)

    assert words.by_question == {
        "agree": ["Ahora sí.", "Primero el agua."],
        "upkeep": ["Nadie."],
    }
    assert words.unreadable == 0


def test_reading_them_is_recorded_without_a_word_of_them(
    consultation: Consultation,
) -> None:
    protector = make_user(RoleCode.PROTECTION_OFFICER)

    actions.read_words(consultation=consultation, by=protector)

    event = Event.objects.get(verb="feedback.words_read")
    assert (event.actor, event.public) == (f"user:{protector.pk}", {})


def test_an_officer_may_not(consultation: Consultation) -> None:
    with pytest.raises(NotAllowed):
        actions.read_words(consultation=consultation, by=make_officer(consultation))

    assert not Event.objects.filter(verb="feedback.words_read").exists()


def test_a_key_that_was_taken_away_is_told(
    consultation: Consultation,
    settings: Settings,
) -> None:
    protector = make_user(RoleCode.PROTECTION_OFFICER)
    settings.FIELD_KEYS = [base64.urlsafe_b64encode(b"z" * 32).decode()]

    words = actions.read_words(consultation=consultation, by=protector)

    assert (words.by_question, words.unreadable) == ({}, 2)
