"""The same and different testimonies at the same moment, on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from consult.consultations.models import Consultation, EvidenceChange
from consult.feedback import actions, queries, receipts
from consult.feedback.models import Receipt
from consult.feedback.models import Testimony as Given
from consult.feedback.policies import Closed
from consult.feedback.recounting import compare
from projects.refusals import Conflict, Refusal
from tests.factories.feedback import WATER_FROM_THE_RIVER, make_answerable

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

THREADS = 20


@pytest.fixture
def consultation() -> Consultation:
    return make_answerable()


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Do all of it at the same moment, each on a connection of its own."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except Refusal as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_testimony_posted_twenty_times_makes_one_row(
    consultation: Consultation,
) -> None:
    uuid, receipt = uuid4(), receipts.make()

    def submit() -> object:
        testimony, created = actions.submit_testimony(
            consultation=consultation,
            uuid=uuid,
            language=None,
            channel="web",
            answers=WATER_FROM_THE_RIVER,
            words={"agree": "Primero el agua."},
            receipt=receipt,
        )
        return testimony.content_hash, created

    outcomes = at_once([submit] * THREADS)

    (content_hash,) = Given.objects.values_list("content_hash", flat=True)
    assert sorted(outcomes, key=str) == [
        *[(content_hash, False)] * (THREADS - 1),
        (content_hash, True),
    ]
    assert Receipt.objects.count() == 1
    assert compare(consultation.pk).differences == {}
    assert dict(queries.testimonies_by_group(consultation.pk))["all"] == 1


def test_of_different_contents_under_one_uuid_one_is_stored(
    consultation: Consultation,
) -> None:
    uuid = uuid4()

    def submit(choice: str) -> Callable[[], object]:
        return lambda: actions.submit_testimony(
            consultation=consultation,
            uuid=uuid,
            language=None,
            channel="web",
            answers={"agree": [choice]},
            words={},
        )[0].answers["agree"][0]

    choices = ["yes", "no", "undecided", "with_conditions"] * 5
    outcomes = at_once([submit(choice) for choice in choices])

    (stored,) = Given.objects.values_list("answers", flat=True)
    assert outcomes.count(stored["agree"][0]) == 5
    assert outcomes.count(Conflict) == 15
    assert compare(consultation.pk).differences == {}


def test_many_at_once_are_all_counted_and_none_waits_in_a_circle(
    consultation: Consultation,
) -> None:
    def submit(number: int) -> Callable[[], object]:
        answers = dict(
            sorted(WATER_FROM_THE_RIVER.items(), reverse=bool(number % 2)),
        )
        return lambda: actions.submit_testimony(
            consultation=consultation,
            uuid=uuid4(),
            language=None,
            channel="web",
            answers=answers,
            words={},
            sex=["female", "male", "other"][number % 3],
        )[1]

    for _round in range(5):
        assert at_once([submit(number) for number in range(THREADS)]) == (
            [True] * THREADS
        )

    assert Given.objects.count() == 5 * THREADS
    assert compare(consultation.pk).differences == {}


def test_eight_writers_of_two_thousand_lose_no_count_and_no_change(
    consultation: Consultation,
) -> None:
    """Every counter is exact, nobody waits in a circle, every change is noted."""
    choices = ["yes", "no", "undecided", "with_conditions"]

    def write(writer: int) -> Callable[[], object]:
        def submit_many() -> int:
            stored = 0
            for number in range(writer, 2000, 8):
                stored += actions.submit_testimony(
                    consultation=consultation,
                    uuid=uuid4(),
                    language=None,
                    channel="web",
                    answers={**WATER_FROM_THE_RIVER, "agree": [choices[number % 4]]},
                    words={},
                    sex=["female", "male", "other"][number % 3],
                )[1]
            return stored

        return submit_many

    before = EvidenceChange.objects.filter(consultation=consultation).count()

    assert at_once([write(writer) for writer in range(8)]) == [250] * 8
    assert Given.objects.count() == 2000
    assert compare(consultation.pk).differences == {}
    assert dict(queries.testimonies_by_group(consultation.pk))["all"] == 2000
    changes = EvidenceChange.objects.filter(consultation=consultation).count()
    assert changes == before + 2000


def test_giving_and_taking_back_at_once_adds_up(consultation: Consultation) -> None:
    def submit() -> object:
        return actions.submit_testimony(
            consultation=consultation,
            uuid=uuid4(),
            language=None,
            channel="web",
            answers=WATER_FROM_THE_RIVER,
            words={},
        )[0]

    first = at_once([submit] * 10)

    def withdraw(testimony: object) -> Callable[[], object]:
        assert isinstance(testimony, Given)
        return lambda: actions.withdraw_testimony(testimony=testimony).state

    # Each is taken back twice while others arrive.
    at_once([withdraw(each) for each in first * 2] + [submit] * 10)

    assert Given.objects.counted().count() == 10
    assert compare(consultation.pk).differences == {}
    assert dict(queries.testimonies_by_group(consultation.pk))["all"] == 10


def test_one_receipt_for_two_testimonies_at_once_is_kept_by_one(
    consultation: Consultation,
) -> None:
    receipt = receipts.make()

    def submit() -> object:
        return actions.submit_testimony(
            consultation=consultation,
            uuid=uuid4(),
            language=None,
            channel="web",
            answers={"agree": ["yes"]},
            words={},
            receipt=receipt,
        )[1]

    outcomes = at_once([submit] * 8)

    assert outcomes.count(True) == 1
    assert outcomes.count(Conflict) == 7
    assert Given.objects.count() == 1
    assert compare(consultation.pk).differences == {}


def test_closing_while_testimonies_arrive_leaves_the_counters_right(
    consultation: Consultation,
) -> None:
    def submit() -> object:
        return actions.submit_testimony(
            consultation=consultation,
            uuid=uuid4(),
            language=None,
            channel="web",
            answers={"agree": ["yes"]},
            words={},
        )[1]

    def close() -> object:
        Consultation.objects.filter(pk=consultation.pk).update(
            closed_at=timezone.now(),
            closed_by=consultation.opened_by,
        )
        return "closed"

    outcomes = at_once([*[submit] * 10, close, *[submit] * 9])

    assert Given.objects.count() == outcomes.count(True)
    assert outcomes.count(True) + outcomes.count(Closed) == 19
    assert compare(consultation.pk).differences == {}
