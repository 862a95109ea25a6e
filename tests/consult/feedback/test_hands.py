"""An assembly's show of hands: counted apart, and added to nothing."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from consult.accounts.models import User
from consult.consultations.models import Consultation, Round
from consult.feedback import actions, queries
from consult.feedback.models import Question, ShowOfHands
from projects.refusals import Conflict, NotAllowed, Refusal
from tests.consult.feedback.browsing import SIGN_IN, page
from tests.factories.consultations import hold_round, make_officer
from tests.factories.feedback import make_answerable

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(consultation: Consultation) -> User:
    return make_officer(consultation)


@pytest.fixture
def held(consultation: Consultation, officer: User) -> Round:
    """Give a round to which 35 people came."""
    return hold_round(consultation, by=officer)


@pytest.fixture
def agree(consultation: Consultation) -> Question:
    return Question.objects.get(
        questionnaire__consultation=consultation,
        code="agree",
    )


def test_hands_stand_apart_from_households(
    consultation: Consultation,
    officer: User,
    held: Round,
    agree: Question,
) -> None:
    consultation.evidence_changes.all().delete()

    actions.record_show_of_hands(
        by=officer,
        round=held,
        question=agree,
        hands={"yes": 28, "no": 2},
    )

    counted = dict(ShowOfHands.objects.values_list("choice", "hands"))
    assert (counted["yes"], counted["no"]) == (28, 2)
    assert set(counted) == agree.rule.choices
    assert queries.tallies(consultation.pk) == []
    assert not consultation.evidence_changes.exists()


@pytest.mark.parametrize(
    ("hands", "sentence"),
    [
        ({"yes": 36}, "A esta reunión vinieron 35 personas"),
        ({"often": 1}, "Esa respuesta no es de esta pregunta"),
        ({"yes": 0}, "Anote cuántas manos hubo"),
    ],
)
def test_hands_that_cannot_be_are_refused(
    officer: User,
    held: Round,
    agree: Question,
    hands: dict[str, int],
    sentence: str,
) -> None:
    with pytest.raises(Refusal, match=sentence):
        actions.record_show_of_hands(
            by=officer,
            round=held,
            question=agree,
            hands=hands,
        )

    assert not ShowOfHands.objects.exists()


def test_hands_are_counted_once(officer: User, held: Round, agree: Question) -> None:
    actions.record_show_of_hands(
        by=officer,
        round=held,
        question=agree,
        hands={"yes": 3},
    )

    with pytest.raises(Conflict):
        actions.record_show_of_hands(
            by=officer,
            round=held,
            question=agree,
            hands={"yes": 20},
        )

    assert ShowOfHands.objects.get(choice="yes").hands == 3


def test_a_question_of_another_consultation_is_refused(
    officer: User,
    held: Round,
) -> None:
    other = Question.objects.get(
        questionnaire__consultation=make_answerable(),
        code="agree",
    )

    with pytest.raises(Refusal, match="no es de esta consulta"):
        actions.record_show_of_hands(
            by=officer,
            round=held,
            question=other,
            hands={"yes": 1},
        )


def test_who_may_not_write_rounds_down_counts_no_hands(
    client: Client,
    held: Round,
    agree: Question,
) -> None:
    stranger = make_officer(make_answerable())
    client.force_login(stranger, backend=SIGN_IN)

    shown = client.get(reverse("feedback:hands", args=[held.pk]))

    assert shown.status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(NotAllowed):
        actions.record_show_of_hands(
            by=stranger,
            round=held,
            question=agree,
            hands={"yes": 1},
        )


def test_an_officer_counts_on_the_page_and_reads_them_on_the_consultation(
    client: Client,
    consultation: Consultation,
    officer: User,
    held: Round,
) -> None:
    client.force_login(officer, backend=SIGN_IN)
    address = reverse("feedback:hands", args=[held.pk])

    wrong = client.post(f"{address}?pregunta=agree", {"yes": "99"})
    right = client.post(f"{address}?pregunta=agree", {"yes": "17", "no": "4"})

    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="99"' in page(wrong)
    assert right.status_code == HTTPStatus.FOUND
    assert "?pregunta=agree" not in page(client.get(address))
    shown = page(client.get(consultation.get_absolute_url()))
    assert "Manos alzadas en asamblea" in shown
    assert "<dd>17</dd>" in shown
