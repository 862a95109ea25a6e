from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from consult.consultations.models import Consultation
from consult.feedback import actions, queries
from consult.feedback.actions.drafts import NoDraft
from consult.feedback.drafts import IDLE_SECONDS, DraftKey
from consult.feedback.models import Draft, Receipt, Tally
from consult.feedback.models import Testimony as Given
from consult.feedback.receipts import digest, is_well_formed
from projects.refusals import Conflict, Refusal
from tests.factories.communities import make_language
from tests.factories.feedback import (
    give_testimony,
    make_answerable,
    make_facilitator,
    question,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(consultation: Consultation) -> DraftKey:
    return actions.start_draft(consultation=consultation)


def save(
    consultation: Consultation,
    key: DraftKey,
    code: str,
    *choices: str,
    words: str = "",
    seen: int = 1,
) -> None:
    actions.save_answer(
        key=key,
        question=question(consultation, code),
        choices=choices,
        words=words,
        seen=seen,
    )


def test_the_server_keeps_neither_key_nor_answers_in_clear(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    save(consultation, key, "living:water", "no_service", words="Vamos al río.")

    row = Draft.objects.get()
    assert b"no_service" not in bytes(row.sealed)
    assert b"Vamos" not in bytes(row.sealed)
    assert key.secret.hex() not in row.token_digest
    assert key.secret not in bytes(row.sealed)


def test_another_key_opens_nothing(key: DraftKey) -> None:
    assert queries.draft_contents(DraftKey.new()) is None
    assert queries.draft_contents(key) is not None


def test_what_comes_of_a_key_is_always_the_same_and_of_no_other(key: DraftKey) -> None:
    same = DraftKey.from_cookie(key.as_cookie())

    assert same == key
    assert same is not None
    assert same.testimony_uuid == key.testimony_uuid
    assert same.receipt == key.receipt
    assert is_well_formed(key.receipt)
    assert DraftKey.new().receipt != key.receipt


@pytest.mark.parametrize("value", ["", "x", "ñandú", "A" * 42, "A" * 44, "=" * 43])
def test_a_cookie_that_is_none_of_ours_is_no_key(value: str) -> None:
    assert DraftKey.from_cookie(value) is None


def test_answers_are_kept_side_by_side(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    save(consultation, key, "living:water", "no_service", words="Del río.")
    save(consultation, key, "needs", "road", "water", seen=3)
    save(consultation, key, "living:road", "footpath_only", seen=2)

    contents = queries.draft_contents(key)
    assert contents is not None
    assert contents.answers == {
        "living:water": ["no_service"],
        "needs": ["road", "water"],
        "living:road": ["footpath_only"],
    }
    assert contents.words == {"living:water": "Del río."}
    assert contents.seen == 3


def test_an_answer_can_be_taken_back(consultation: Consultation, key: DraftKey) -> None:
    save(consultation, key, "agree", "yes", words="Pero después.")
    save(consultation, key, "agree")

    contents = queries.draft_contents(key)
    assert contents is not None
    assert (contents.answers, contents.words) == ({}, {})


def test_an_answer_of_another_question_is_refused_and_changes_nothing(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    save(consultation, key, "agree", "yes")

    with pytest.raises(Refusal):
        save(consultation, key, "agree", "no_service")

    contents = queries.draft_contents(key)
    assert contents is not None
    assert contents.answers == {"agree": ["yes"]}


def test_a_draft_that_lay_idle_is_not_shown_to_the_next_who_holds_the_phone(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    with time_machine.travel(timezone.now() + timedelta(seconds=IDLE_SECONDS + 1)):
        assert queries.draft_contents(key) is None
        with pytest.raises(NoDraft):
            save(consultation, key, "agree", "yes")


def test_a_draft_of_one_consultation_is_none_of_another(key: DraftKey) -> None:
    with pytest.raises(NoDraft):
        save(make_answerable(), key, "agree", "yes")


def test_sending_makes_the_testimony_and_forgets_the_draft(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    make_language("mam")
    save(consultation, key, "agree", "no", words="Primero el agua.")
    actions.save_about(
        key=key,
        consultation=consultation,
        about={"sex": "female", "disability": "no", "language": "mam"},
        seen=20,
    )

    sent = actions.send_draft(key=key, consultation=consultation, by=None)

    assert sent.receipt == key.receipt
    assert sent.testimony.uuid == key.testimony_uuid
    assert sent.testimony.answers == {"agree": ["no"]}
    assert (sent.testimony.sex, sent.testimony.disability) == ("female", False)
    assert sent.testimony.language_id == "mam"
    assert Receipt.objects.get().digest == digest(key.receipt)
    assert Draft.objects.count() == 0


def test_sending_again_answers_the_same_receipt(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    save(consultation, key, "agree", "no")
    first = actions.send_draft(key=key, consultation=consultation, by=None)

    again = actions.send_draft(key=key, consultation=consultation, by=None)

    assert again == first
    assert Given.objects.count() == 1


def test_other_answers_under_a_key_that_was_sent_are_refused_and_kept(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    give_testimony(consultation, uuid=key.testimony_uuid)
    save(consultation, key, "agree", "yes")

    with pytest.raises(Conflict):
        actions.send_draft(key=key, consultation=consultation, by=None)

    assert Draft.objects.count() == 1


def test_what_is_refused_stays_so_that_it_can_be_read(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    save(consultation, key, "agree", "yes")
    Consultation.objects.filter(pk=consultation.pk).update(
        closed_at=timezone.now(),
        closed_by=consultation.opened_by,
    )
    consultation.refresh_from_db()

    with pytest.raises(Refusal):
        actions.send_draft(key=key, consultation=consultation, by=None)

    contents = queries.draft_contents(key)
    assert contents is not None
    assert contents.answers == {"agree": ["yes"]}
    assert Tally.objects.count() == 0


def test_nothing_answered_is_not_sent(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.send_draft(key=key, consultation=consultation, by=None)

    assert str(refused.value) == "Todavía no contesta ninguna pregunta."


def test_an_unknown_key_sends_nothing(consultation: Consultation) -> None:
    with pytest.raises(NoDraft):
        actions.send_draft(key=DraftKey.new(), consultation=consultation, by=None)


def test_what_a_facilitator_began_another_account_cannot_send(
    consultation: Consultation,
) -> None:
    facilitator = make_facilitator(consultation)
    key = actions.start_draft(
        consultation=consultation,
        by=facilitator,
        channel="facilitator",
    )
    save(consultation, key, "agree", "yes")

    for somebody in (None, make_facilitator(consultation)):
        with pytest.raises(Refusal, match="otra cuenta"):
            actions.send_draft(key=key, consultation=consultation, by=somebody)

    sent = actions.send_draft(key=key, consultation=consultation, by=facilitator)
    assert sent.testimony.collected_by == facilitator


def test_somebody_signed_in_who_answers_for_themselves_is_not_named(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    save(consultation, key, "agree", "yes")

    sent = actions.send_draft(
        key=key,
        consultation=consultation,
        by=make_facilitator(consultation),
    )

    assert (sent.testimony.channel, sent.testimony.collected_by) == ("web", None)


def test_beginning_anew_forgets_what_was_begun(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    actions.start_draft(consultation=consultation, instead_of=key)

    assert Draft.objects.count() == 1
    assert queries.draft_contents(key) is None


def test_old_drafts_are_forgotten_and_those_of_yesterday_are_not(
    consultation: Consultation,
) -> None:
    today = timezone.localdate()
    for days in (0, 1, 2, 30):
        key = actions.start_draft(consultation=consultation)
        Draft.objects.filter(pk=key.token_digest).update(
            touched_on=today - timedelta(days=days),
        )

    assert actions.purge_drafts() == 2
    assert Draft.objects.count() == 2


@pytest.mark.parametrize(
    "about",
    [
        {"sex": "unknown"},
        {"age_band": "7"},
        {"displacement": "lost"},
        {"disability": "maybe"},
        {"language": "xyz"},
    ],
)
def test_what_is_none_of_the_list_is_refused(
    consultation: Consultation,
    key: DraftKey,
    about: dict[str, str],
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.save_about(key=key, consultation=consultation, about=about, seen=1)

    assert refused.value.field == next(iter(about))
