"""How testimonies came together is counted, and leads to nobody."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.consultations.models import Consultation, EvidenceChange
from consult.feedback import actions, receipts
from consult.feedback.drafts import Contents
from consult.feedback.models import Testimony as Given
from consult.feedback.models import Trace
from consult.feedback.openers import opener_of, unlock
from consult.feedback.queries import rules_of
from consult.feedback.together import came_together, places_of
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from tests.factories.feedback import (
    give_testimony,
    make_answerable,
    make_facilitator,
)

pytestmark = pytest.mark.django_db


def firsts(consultation: Consultation) -> dict[str, list[str]]:
    """Return the first choice of every question that takes one."""
    return {
        code: [each[0]] for code, each in places_of(consultation.pk).items() if each
    }


def seconds(consultation: Consultation) -> dict[str, list[str]]:
    places = places_of(consultation.pk)
    return {code: [each[-1]] for code, each in places.items() if each}


def test_a_device_is_counted_and_then_forgotten_by_its_testimonies(
    consultation: Consultation,
) -> None:
    for _ in range(3):
        give_testimony(consultation, ticket="one", receipt="")
    give_testimony(consultation, ticket="other", receipt="")
    give_testimony(consultation, receipt="")
    before = set(Given.objects.values_list("device_digest", flat=True))

    actions.tally_testimonies(consultation_id=consultation.pk)

    assert len(before) == 3
    assert "one" not in before
    assert set(Given.objects.values_list("device_digest", flat=True)) == {""}
    assert came_together(consultation.pk).devices == [3, 1]
    assert came_together(consultation.pk).arrivals == [4]


def test_a_device_in_one_consultation_is_another_in_the_next(
    consultation: Consultation,
) -> None:
    other = make_answerable()
    give_testimony(consultation, ticket="one")
    give_testimony(other, ticket="one")

    first, second = Given.objects.values_list("device_digest", flat=True)
    assert first != second


def test_a_retry_from_another_device_is_the_same_testimony(
    consultation: Consultation,
) -> None:
    uuid = uuid4()
    first = give_testimony(consultation, uuid=uuid, ticket="one", receipt="")

    assert give_testimony(consultation, uuid=uuid, ticket="two", receipt="") == first


def test_the_phone_of_whoever_collects_is_no_device(
    consultation: Consultation,
) -> None:
    give_testimony(
        consultation,
        channel="facilitator",
        by=make_facilitator(consultation),
        ticket="one",
    )
    actions.tally_testimonies(consultation_id=consultation.pk)

    together = came_together(consultation.pk)
    assert together.devices == []
    (rows,) = together.hands.values()
    assert ("testimonies", "counted", 1) in rows
    assert ("agree", "no", 1) in rows
    assert ("needs", "1:water", 1) in rows


def counted(consultation: Consultation) -> list[tuple[str, str, str, str, int]]:
    """Return every trace that counts something."""
    return sorted(
        Trace.objects.filter(consultation=consultation, count__gt=0).values_list(
            *("kind", "key", "question", "choice", "count"),
        ),
    )


def test_with_its_receipt_a_testimony_takes_its_phone_and_day_along(
    client: Client,
    consultation: Consultation,
) -> None:
    give_testimony(consultation, ticket="one", receipt="")
    actions.tally_testimonies(consultation_id=consultation.pk)
    before = counted(consultation)
    receipt = receipts.make()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        given = give_testimony(consultation, ticket="one", receipt=receipt)
    actions.tally_testimonies(consultation_id=consultation.pk)
    assert came_together(consultation.pk).devices == [2]
    assert len(counted(consultation)) > len(before)

    page = client.post(reverse("feedback:follow"), {"receipt": receipt})
    sure = {"pass": page.context["pass"], "sure": "yes"}
    client.post(reverse("feedback:withdraw"), sure)

    given.refresh_from_db()
    assert given.state == "withdrawn"
    assert counted(consultation) == before
    assert bytes(given.receipt.locked_traces) == b""
    client.post(reverse("feedback:withdraw"), sure)
    assert counted(consultation) == before


def test_only_its_receipt_opens_phone_and_day(consultation: Consultation) -> None:
    given = give_testimony(consultation, ticket="one")
    actions.tally_testimonies(consultation_id=consultation.pk)
    given.refresh_from_db()
    assert (given.device_digest, given.arrived_on) == ("", None)
    locked = bytes(given.receipt.locked_traces)
    assert unlock(opener_of(receipts.make()), locked) is None

    actions.withdraw_testimony(testimony=given, opener=opener_of(receipts.make()))

    assert came_together(consultation.pk).devices == [1]


def test_what_was_forgotten_is_not_taken_out_of_the_counts(
    consultation: Consultation,
) -> None:
    receipt = receipts.make()
    given = give_testimony(consultation, ticket="one", receipt=receipt)
    actions.tally_testimonies(consultation_id=consultation.pk)
    Trace.objects.all().delete()

    actions.withdraw_testimony(testimony=given, opener=opener_of(receipt))

    assert not Trace.objects.filter(kind__in=["device", "arrival"]).exists()


def test_phone_and_day_are_forgotten_with_the_counts(
    consultation: Consultation,
) -> None:
    given = give_testimony(consultation, ticket="one")
    actions.tally_testimonies(consultation_id=consultation.pk)
    actions.forget_traces()
    given.receipt.refresh_from_db()
    assert bytes(given.receipt.locked_traces) != b""
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        actions.forget_traces()
    given.receipt.refresh_from_db()
    assert bytes(given.receipt.locked_traces) == b""


def test_what_is_alike_and_straight_is_counted_and_taken_back(
    consultation: Consultation,
) -> None:
    answers = firsts(consultation)
    assert len(answers) >= 8
    given = [
        give_testimony(consultation, answers=answers, receipt="") for _ in range(4)
    ]
    give_testimony(consultation, answers=seconds(consultation), receipt="")
    give_testimony(consultation, answers={"agree": ["yes"]}, receipt="")
    actions.tally_testimonies(consultation_id=consultation.pk)
    assert came_together(consultation.pk).alike == dict.fromkeys(["", "0", "1", "2"], 4)
    assert came_together(consultation.pk).straight == 4

    actions.withdraw_testimony(testimony=given[0])
    actions.correct_testimony(
        contents=Contents(
            consultation_id=consultation.pk,
            answers={"agree": ["no"]},
            corrects=str(given[1].pk),
            corrects_version=1,
        ),
    )

    assert came_together(consultation.pk).alike == dict.fromkeys(["", "0", "1", "2"], 2)
    assert came_together(consultation.pk).straight == 2


def test_no_answer_stands_in_what_is_alike(consultation: Consultation) -> None:
    give_testimony(consultation, answers=firsts(consultation), ticket="one")
    actions.tally_testimonies(consultation_id=consultation.pk)

    alike = Trace.objects.filter(kind="alike")
    assert alike.count() == 4
    assert {len(each.key) for each in alike} == {32}
    assert {each.choice for each in alike} == {""}


def test_it_is_forgotten_and_evaluated_anew(consultation: Consultation) -> None:
    for _ in range(9):
        give_testimony(consultation, ticket="one", receipt="")
    evaluate(consultation_id=consultation.pk)
    flag = Flag.objects.get(detector="integrity")
    assert (flag.subject, flag.severity, flag.supported) == ("devices", "high", True)

    assert actions.forget_traces() == 0
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        assert actions.forget_traces() > 0
    assert EvidenceChange.objects.get().reason == "forgotten"
    evaluate(consultation_id=consultation.pk)

    flag.refresh_from_db()
    assert (flag.severity, flag.supported) == ("high", False)


def test_a_phone_says_which_it_is_in_what_it_sends(
    client: Client,
    consultation: Consultation,
) -> None:
    for uuid in (uuid4(), uuid4()):
        client.post(
            reverse("feedback:testimonies"),
            {
                "consultation": consultation.code,
                "uuid": str(uuid),
                "answers": {"agree": ["no"]},
                "ticket": "made on the phone",
            },
            content_type="application/json",
        )
    actions.tally_testimonies(consultation_id=consultation.pk)

    assert came_together(consultation.pk).devices == [2]


def test_every_question_with_one_answer_has_its_choices_in_order(
    consultation: Consultation,
) -> None:
    places = places_of(consultation.pk)

    assert places["living:water"][:2] == ("no_service", "unimproved")
    for code, each in places.items():
        assert set(each) == rules_of(consultation)[code].choices
