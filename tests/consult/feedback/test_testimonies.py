import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from consult.accounts import sealing
from consult.audit.models import Event
from consult.consultations.models import Consultation, EvidenceChange
from consult.feedback import actions, models, queries, receipts
from consult.feedback.models import Receipt, Tally
from projects.refusals import Conflict, NotAllowed, Refusal
from tests.factories.feedback import (
    WATER_FROM_THE_RIVER,
    give_testimony,
    make_facilitator,
)

pytestmark = pytest.mark.django_db


def refusal(consultation: Consultation, **facts: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        give_testimony(consultation, **facts)
    assert models.Testimony.objects.count() == 0
    assert Tally.objects.count() == 0
    return refused.value


def test_a_testimony_is_stored_with_its_week_and_nothing_of_the_day(
    consultation: Consultation,
) -> None:
    with time_machine.travel("2026-11-26 15:30:00-06:00"):
        testimony = give_testimony(consultation, sex="female", age_band="30-59")

    testimony.refresh_from_db()
    assert testimony.collected_week.isoformat() == "2026-11-23"
    assert testimony.answers == WATER_FROM_THE_RIVER
    assert (testimony.sex, testimony.age_band) == ("female", "30-59")
    assert testimony.collected_by is None
    assert {
        field.name for field in models.Testimony._meta.get_fields() if field.concrete
    } == {
        "uuid",
        "consultation",
        "state",
        "language",
        "channel",
        "collected_by",
        "collected_week",
        "sex",
        "age_band",
        "displacement",
        "disability",
        "part",
        "unsaid",
        "answers",
        "sealed_words",
        "content_hash",
        "version",
        "in_tally",
        "device_digest",
        "arrived_on",
    }


def test_the_evidence_is_noted_in_the_same_breath(consultation: Consultation) -> None:
    EvidenceChange.objects.all().delete()

    give_testimony(consultation)

    noted = EvidenceChange.objects.get()
    assert (noted.consultation_id, noted.reason) == (consultation.pk, "testimony")


def test_no_event_tells_when_a_testimony_came(consultation: Consultation) -> None:
    before = Event.objects.count()

    give_testimony(consultation)

    assert Event.objects.count() == before


def test_the_same_again_answers_the_same(consultation: Consultation) -> None:
    uuid, receipt = uuid4(), receipts.make()
    first = give_testimony(consultation, uuid=uuid, receipt=receipt)
    counted = queries.tallies(consultation.pk)

    again = give_testimony(consultation, uuid=uuid, receipt=receipt)

    assert again == first
    assert models.Testimony.objects.count() == 1
    assert queries.tallies(consultation.pk) == counted


def test_the_same_again_next_week_answers_the_same(consultation: Consultation) -> None:
    uuid = uuid4()
    first = give_testimony(consultation, uuid=uuid)

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        again = give_testimony(consultation, uuid=uuid, receipt="")

    assert again.collected_week == first.collected_week


def test_the_same_again_is_known_after_the_consultation_closed(
    consultation: Consultation,
) -> None:
    uuid = uuid4()
    first = give_testimony(consultation, uuid=uuid)
    close(consultation)

    assert give_testimony(consultation, uuid=uuid, receipt="") == first


@pytest.mark.parametrize(
    "changed",
    [
        {"answers": {**WATER_FROM_THE_RIVER, "agree": ["yes"]}},
        {"words": {"agree": "Primero el agua."}},
        {"sex": "male"},
        {"age_band": "60+"},
        {"displacement": "idp"},
        {"disability": True},
        {"language": "es"},
        {"language": None},
        {"receipt": receipts.with_check_digit(7)},
    ],
)
def test_other_content_under_the_same_uuid_is_refused_and_changes_nothing(
    consultation: Consultation,
    changed: dict[str, Any],
) -> None:
    uuid, receipt = uuid4(), receipts.make()
    give_testimony(consultation, uuid=uuid, receipt=receipt)
    stored = models.Testimony.objects.values().get()
    counted = queries.tallies(consultation.pk)

    with pytest.raises(Conflict) as refused:
        give_testimony(consultation, uuid=uuid, **{"receipt": receipt, **changed})

    assert str(refused.value).startswith("Estas respuestas ya habían llegado")
    assert models.Testimony.objects.values().get() == stored
    assert queries.tallies(consultation.pk) == counted
    assert Receipt.objects.count() == 1


def test_another_persons_receipt_is_refused(consultation: Consultation) -> None:
    receipt = receipts.make()
    give_testimony(consultation, receipt=receipt)

    with pytest.raises(Conflict) as refused:
        give_testimony(consultation, receipt=receipt)

    assert refused.value.field == "receipt"
    assert models.Testimony.objects.count() == 1


def test_a_closed_consultation_takes_nothing_more(consultation: Consultation) -> None:
    close(consultation)

    assert str(refusal(consultation)) == (
        "Esta consulta ya se cerró y no recibe más respuestas. Lo que usted contestó "
        "no se guardó."
    )


def test_it_is_refused_although_the_page_was_opened_before_it_closed(
    consultation: Consultation,
) -> None:
    stale = Consultation.objects.get(pk=consultation.pk)
    close(consultation)

    assert str(refusal(stale)).startswith("Esta consulta ya se cerró")


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        (
            {"living:moon": ["full"]},
            "living:moon",
            "Una de las respuestas no es de estas preguntas.",
        ),
        (
            {"living:water": ["footpath_only"]},
            "living:water",
            "Una de las respuestas no es de estas preguntas.",
        ),
        (
            {"living:water": ["basic", "limited"]},
            "living:water",
            "Son demasiadas respuestas para esta pregunta.",
        ),
        (
            {"needs": ["water", "health", "road", "work"]},
            "needs",
            "Son demasiadas respuestas para esta pregunta.",
        ),
        (
            {"needs": ["water", "water"]},
            "needs",
            "Tocó dos veces la misma respuesta.",
        ),
        (
            {"needs": ["water", "dont_know"]},
            "needs",
            "Una de las respuestas no puede ir junto con otras.",
        ),
        (
            {"left_out": ["nobody", "women"]},
            "left_out",
            "Una de las respuestas no puede ir junto con otras.",
        ),
        ({}, None, "Todavía no contesta ninguna pregunta."),
        ({"agree": []}, None, "Todavía no contesta ninguna pregunta."),
    ],
)
def test_answers_that_are_none_of_the_questions_are_refused(
    consultation: Consultation,
    answers: dict[str, list[str]],
    field: str | None,
    sentence: str,
) -> None:
    refused = refusal(consultation, answers=answers)

    assert (refused.field, str(refused)) == (field, sentence)


@pytest.mark.parametrize("choice", ["dont_know", "not_understood", "prefer_not"])
def test_not_knowing_is_an_answer_to_every_question(
    consultation: Consultation,
    choice: str,
) -> None:
    asked = queries.questions_of(consultation)

    testimony = give_testimony(
        consultation, answers={each.code: [choice] for each in asked}
    )

    assert testimony.answers == {each.code: [choice] for each in asked}


@pytest.mark.parametrize(
    "about",
    [{"sex": "unknown"}, {"age_band": "13"}, {"displacement": "tourist"}],
)
def test_codes_that_nobody_has_are_refused(
    consultation: Consultation,
    about: dict[str, str],
) -> None:
    assert refusal(consultation, **about).field == next(iter(about))


def test_words_that_do_not_fit_are_refused(consultation: Consultation) -> None:
    refused = refusal(consultation, words={"agree": "a" * 1001})

    assert (refused.field, str(refused)) == (
        "agree",
        "Es demasiado largo: caben 1000 letras.",
    )


@pytest.mark.parametrize("receipt", ["123", "0" * 20, "1" * 21, "abcd"])
def test_a_receipt_of_another_kind_is_refused(
    consultation: Consultation,
    receipt: str,
) -> None:
    if receipt == "abcd":
        # Nothing in it is a digit: it is as if none had been given.
        assert give_testimony(consultation, receipt=receipt).state == "counted"
        return
    assert refusal(consultation, receipt=receipt).field == "receipt"


def test_a_day_to_come_is_refused(consultation: Consultation) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert refusal(consultation, collected_on=tomorrow).field == "collected_on"


def test_a_day_before_the_consultation_opened_is_refused(
    consultation: Consultation,
) -> None:
    before = consultation.opened_on - timedelta(days=7)

    assert refusal(consultation, collected_on=before).field == "collected_on"


def test_paper_of_an_earlier_week_keeps_its_week(consultation: Consultation) -> None:
    facilitator = make_facilitator(consultation)
    day = timezone.localdate() - timedelta(days=14)

    testimony = give_testimony(
        consultation,
        channel="paper",
        by=facilitator,
        collected_on=day,
    )

    assert testimony.collected_week == day - timedelta(days=day.weekday())


def test_what_a_facilitator_writes_down_says_so(consultation: Consultation) -> None:
    facilitator = make_facilitator(consultation)

    testimony = give_testimony(consultation, channel="facilitator", by=facilitator)

    assert testimony.collected_by == facilitator
    assert ("collector:facilitator", 1) in queries.testimonies_by_group(consultation.pk)


def test_a_channel_nobody_knows_is_refused(consultation: Consultation) -> None:
    assert refusal(consultation, channel="radio").field == "channel"


def test_the_web_takes_no_name(consultation: Consultation) -> None:
    refused = refusal(consultation, channel="web", by=make_facilitator(consultation))

    assert isinstance(refused, NotAllowed)


def test_words_are_sealed_in_the_database(consultation: Consultation) -> None:
    testimony = give_testimony(
        consultation, words={"agree": "Primero el agua para tomar."}
    )

    stored = models.Testimony.objects.get(pk=testimony.pk)
    assert b"agua" not in bytes(stored.sealed_words)
    assert json.loads(sealing.unseal_text(bytes(stored.sealed_words))) == {
        "agree": "Primero el agua para tomar.",
    }


def test_no_words_take_no_room(consultation: Consultation) -> None:
    assert (
        bytes(give_testimony(consultation, words={"agree": "   "}).sealed_words) == b""
    )


def test_only_a_slow_hash_of_the_receipt_is_kept(consultation: Consultation) -> None:
    receipt = receipts.make()
    give_testimony(consultation, receipt=receipt)

    digest = Receipt.objects.get().digest
    assert receipt not in digest
    assert digest == receipts.digest(receipt)


def test_a_failure_after_storing_leaves_nothing(
    consultation: Consultation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(**_facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("consult.feedback.actions.testimonies.move_themes", fail)
    noted = EvidenceChange.objects.count()

    with pytest.raises(RuntimeError):
        give_testimony(consultation, words={"agree": "Primero el agua."})

    assert (models.Testimony.objects.count(), Receipt.objects.count()) == (0, 0)
    assert Tally.objects.count() == 0
    assert EvidenceChange.objects.count() == noted


def test_withdrawing_erases_what_was_said_and_counts_it_no_more(
    consultation: Consultation,
) -> None:
    testimony = give_testimony(
        consultation,
        words={"agree": "Primero el agua."},
        sex="female",
        displacement="returned_forced",
        disability=True,
    )

    actions.withdraw_testimony(testimony=testimony)

    testimony.refresh_from_db()
    assert testimony.state == "withdrawn"
    assert (testimony.answers, bytes(testimony.sealed_words)) == ({}, b"")
    assert (testimony.sex, testimony.displacement, testimony.disability) == (
        "",
        "",
        None,
    )
    assert testimony.language is None
    assert queries.tallies(consultation.pk) == []
    assert queries.testimonies_by_group(consultation.pk) == []


def test_withdrawing_twice_takes_away_once(consultation: Consultation) -> None:
    give_testimony(consultation)
    testimony = give_testimony(consultation)

    actions.withdraw_testimony(testimony=testimony)
    actions.withdraw_testimony(testimony=testimony)

    assert dict(queries.testimonies_by_group(consultation.pk))["all"] == 1


def test_what_was_withdrawn_does_not_come_back_by_sending_it_again(
    consultation: Consultation,
) -> None:
    uuid = uuid4()
    actions.withdraw_testimony(testimony=give_testimony(consultation, uuid=uuid))

    again = give_testimony(consultation, uuid=uuid, receipt="")

    assert again.state == "withdrawn"
    assert queries.tallies(consultation.pk) == []


def test_withdrawing_tells_whoever_evaluates(consultation: Consultation) -> None:
    testimony = give_testimony(consultation)
    EvidenceChange.objects.all().delete()

    actions.withdraw_testimony(testimony=testimony)

    assert EvidenceChange.objects.get().reason == "withdrawal"


def close(consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(
        closed_at=timezone.now(),
        closed_by=consultation.opened_by,
    )
