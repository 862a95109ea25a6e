"""A worker that is killed with work in hand leaves no testimony unevaluated."""

import time
from collections.abc import Callable

import pytest

from consult.consultations.models import Consultation, EvidenceChange
from consult.mismatch import tasks
from consult.mismatch.models import Flag
from tests.factories.feedback import give_testimony, make_answerable
from tests.services.broker import Broker
from tests.services.worker import Worker

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]

StartWorker = Callable[[], Worker]
SECONDS = 40


def waiting() -> int:
    """Return how many changes nobody evaluated."""
    return EvidenceChange.objects.count()


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, at most `SECONDS`."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, "the worker never did it"
        time.sleep(0.1)


def test_killed_with_work_pending_it_leaves_nothing_when_it_is_back(
    start_worker: StartWorker,
) -> None:
    consultations = [make_answerable() for _ in range(4)]
    worker = start_worker()
    for consultation in consultations:
        give_testimony(consultation)
    # At least one is done, and not all: it dies in the middle.
    wait_until(Flag.objects.exists)
    worker.kill()
    for _ in range(3):
        for consultation in consultations:
            give_testimony(consultation)
    assert waiting() >= 12

    start_worker()
    tasks.sweep_evaluations.delay()
    wait_until(lambda: waiting() == 0)
    assert [_counted(each) for each in consultations] == [4, 4, 4, 4]


def test_what_no_message_told_of_is_found_by_the_sweep(
    start_worker: StartWorker,
    broker: Broker,
) -> None:
    consultation = make_answerable()
    give_testimony(consultation)
    broker.empty()
    start_worker()
    # Its opening and its testimony.
    assert waiting() == 2
    tasks.sweep_evaluations.delay()
    wait_until(lambda: waiting() == 0)
    assert _counted(consultation) == 1


def _counted(consultation: Consultation) -> int:
    """Return how many testimonies the flag about water was made from."""
    flag = Flag.objects.get(consultation=consultation, detector="unmet_prerequisite")
    answered: int = flag.finding["measurement"]["groups"][0]["answered"]
    return answered
