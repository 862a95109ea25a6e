"""With a receipt, somebody says again what they had said."""

import json
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from consult.accounts import sealing
from consult.consultations.models import Consultation
from consult.feedback import actions, queries, receipts
from consult.feedback.actions.drafts import NoDraft
from consult.feedback.models import Testimony as Given
from consult.feedback.policies import Closed
from consult.feedback.recounting import compare
from projects.refusals import Conflict, Refusal
from tests.consult.feedback.browsing import close, page, url
from tests.factories.feedback import (
    WATER_FROM_THE_RIVER,
    give_testimony,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt() -> str:
    return receipts.make()


@pytest.fixture
def given(consultation: Consultation, receipt: str) -> Given:
    return give_testimony(
        consultation,
        words={"agree": "Primero el agua."},
        receipt=receipt,
        sex="female",
        disability=False,
    )


def correct(given: Given, choice: str) -> Given:
    """Correct one answer, as the pages do."""
    given = Given.objects.get(pk=given.pk)
    key = actions.start_correction(testimony=given)
    (question,) = [
        each
        for each in queries.questions_of(given.consultation)
        if each.code == "agree"
    ]
    actions.save_answer(
        key=key,
        question=question,
        choices=[choice],
        words="Ya lo explicaron.",
        seen=1,
    )
    sent = actions.send_draft(key=key, consultation=given.consultation, by=None)
    assert sent.receipt == ""
    return sent.testimony


def test_what_is_corrected_is_counted_and_what_was_said_before_is_not(
    consultation: Consultation,
    given: Given,
    receipt: str,
) -> None:
    give_testimony(consultation)
    consultation.evidence_changes.all().delete()

    correct(given, "yes")

    now = queries.testimony_of_receipt(receipt)
    assert now is not None
    assert (now.pk, now.version, now.sex) == (given.pk, 2, "female")
    assert now.disability is False
    assert now.answers == {**WATER_FROM_THE_RIVER, "agree": ["yes"]}
    assert json.loads(sealing.unseal_text(bytes(now.sealed_words))) == {
        "agree": "Ya lo explicaron.",
    }
    assert compare(consultation.pk).differences == {}
    agreed = {
        choice: count
        for question, group, choice, count in queries.tallies(consultation.pk)
        if (question, group) == ("agree", "all")
    }
    assert agreed == {"no": 1, "yes": 1}
    assert consultation.evidence_changes.get().reason == "correction"


def test_the_first_sending_arriving_again_changes_nothing(
    consultation: Consultation,
) -> None:
    uuid = uuid4()
    first = give_testimony(consultation, uuid=uuid)
    correct(first, "yes")

    again = give_testimony(consultation, uuid=uuid, receipt="")

    assert again.pk == first.pk
    assert Given.objects.get().answers["agree"] == ["yes"]


def test_of_two_corrections_begun_at_once_the_second_is_refused(given: Given) -> None:
    late = actions.start_correction(testimony=given)
    correct(given, "yes")

    with pytest.raises(Conflict, match="ya se corrigieron desde otro lado"):
        actions.send_draft(key=late, consultation=given.consultation, by=None)

    assert Given.objects.get().answers["agree"] == ["yes"]


def test_what_was_withdrawn_is_not_corrected(given: Given) -> None:
    key = actions.start_correction(testimony=given)
    actions.withdraw_testimony(testimony=given)

    with pytest.raises(Refusal, match="ya se retiró"):
        actions.send_draft(key=key, consultation=given.consultation, by=None)
    with pytest.raises(Refusal, match="ya se retiró"):
        actions.start_correction(testimony=Given.objects.get())

    assert Given.objects.get().answers == {}


def test_a_closed_consultation_takes_no_correction(
    consultation: Consultation,
    given: Given,
) -> None:
    close(consultation)

    with pytest.raises(Closed):
        actions.start_correction(testimony=Given.objects.get())


def test_it_is_corrected_on_the_pages_with_the_receipt_alone(
    client: Client,
    consultation: Consultation,
    given: Given,
    receipt: str,
) -> None:
    shown = client.post(reverse("feedback:follow"), {"receipt": receipt})
    word = shown.context["pass"]

    opened = client.post(reverse("feedback:correct"), {"pass": word})
    reviewed = page(client.get(opened["Location"]))
    sent = client.post(url("send", consultation))

    assert opened["Location"] == url("review", consultation)
    assert "Primero el agua." in reviewed
    assert "Su recibo sigue siendo el mismo." in page(sent)
    assert receipt not in page(sent)
    assert Given.objects.get().version == 2


def test_without_a_pass_nothing_is_opened(client: Client, given: Given) -> None:
    answer = client.post(reverse("feedback:correct"), {"pass": str(given.pk)})

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "borrador" not in client.cookies


def test_a_correction_is_sent_once(given: Given) -> None:
    key = actions.start_correction(testimony=given)
    actions.send_draft(key=key, consultation=given.consultation, by=None)

    with pytest.raises(NoDraft):
        actions.send_draft(key=key, consultation=given.consultation, by=None)

    assert Given.objects.get().version == 2
