import json
import signal
import time
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from redis import Redis

from consult.consultations.actions import note_community_changed, note_evidence
from consult.consultations.actions.outbox import WAIT_SECONDS, _under_way
from consult.consultations.models import Consultation, EvidenceChange
from tests.factories.communities import make_community
from tests.factories.consultations import (
    make_consultation,
    make_design,
    make_user,
    replace_design,
)
from tests.services.broker import Broker

# What a page may wait for a broker that does not answer, in seconds, with some room
# for a busy machine.
PATIENCE = 4.0


def messages(broker: Broker) -> list[tuple[str, list[object]]]:
    """Return the tasks that wait in the broker, with their arguments."""
    with Redis(unix_socket_path=str(broker.socket)) as client:
        waiting = [json.loads(raw) for raw in client.lrange("celery", 0, -1)]
    return [
        (each["headers"]["task"], json.loads(each["headers"]["argsrepr"]))
        for each in waiting
    ]


def acted_on_from(broker: Broker) -> list[datetime]:
    """Return from when on each message that waits may be acted on."""
    with Redis(unix_socket_path=str(broker.socket)) as client:
        waiting = [json.loads(raw) for raw in client.lrange("celery", 0, -1)]
    return [datetime.fromisoformat(each["headers"]["eta"]) for each in waiting]


@pytest.mark.django_db
def test_a_change_is_a_row_that_waits_to_be_evaluated() -> None:
    consultation = make_consultation()
    consultation.evidence_changes.all().delete()
    note_evidence(consultation_id=consultation.pk, reason="testimony")
    change = EvidenceChange.objects.get()
    assert (change.consultation_id, change.reason) == (consultation.pk, "testimony")


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_told_after_the_commit(broker: Broker) -> None:
    consultation = make_consultation()
    # Opening it told of it a moment ago.
    _under_way.clear()
    broker.empty()
    with transaction.atomic():
        note_evidence(consultation_id=consultation.pk, reason="round")
        assert messages(broker) == []
    assert messages(broker) == [(settings.EVIDENCE_CHANGED_TASK, [consultation.pk])]


@pytest.mark.django_db(transaction=True)
def test_one_message_stands_for_all_that_is_noted_before_it_is_acted_on(
    broker: Broker,
) -> None:
    consultation, other = make_consultation(), make_consultation()
    _under_way.clear()
    broker.empty()
    began = timezone.now()
    for _ in range(3):
        note_evidence(consultation_id=consultation.pk, reason="testimony")
    note_evidence(consultation_id=other.pk, reason="testimony")
    assert messages(broker) == [
        (settings.EVIDENCE_CHANGED_TASK, [other.pk]),
        (settings.EVIDENCE_CHANGED_TASK, [consultation.pk]),
    ]
    # What was noted after the first message is seen by whoever acts on it.
    wait = timedelta(seconds=WAIT_SECONDS)
    assert all(began + wait <= eta for eta in acted_on_from(broker))
    time.sleep(WAIT_SECONDS)
    note_evidence(consultation_id=consultation.pk, reason="testimony")
    assert len(messages(broker)) == 3


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_row_and_tells_nobody(broker: Broker) -> None:
    consultation = make_consultation()
    EvidenceChange.objects.all().delete()
    _under_way.clear()
    broker.empty()
    with transaction.atomic():
        note_evidence(consultation_id=consultation.pk, reason="round")
        transaction.set_rollback(True)
    assert not EvidenceChange.objects.exists()
    assert messages(broker) == []


def note_timed(consultation: Consultation) -> float:
    """Note a change as a page would, and return how many seconds that took."""
    started = time.monotonic()
    note_evidence(consultation_id=consultation.pk, reason="testimony")
    return time.monotonic() - started


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_costs_neither_the_row_nor_the_patience(
    broker: Broker,
) -> None:
    consultation = make_consultation()
    EvidenceChange.objects.all().delete()
    broker.stop()
    try:
        waits = [note_timed(consultation), note_timed(consultation)]
    finally:
        broker.start()
    assert EvidenceChange.objects.count() == 2
    assert max(waits) < PATIENCE


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_hangs_costs_neither_the_row_nor_the_patience(
    broker: Broker,
) -> None:
    consultation = make_consultation()
    EvidenceChange.objects.all().delete()
    assert broker.child is not None
    assert broker.child.process is not None
    broker.child.process.send_signal(signal.SIGSTOP)
    try:
        waited = note_timed(consultation)
    finally:
        broker.child.process.send_signal(signal.SIGCONT)
    assert EvidenceChange.objects.count() == 1
    assert waited < PATIENCE


@pytest.mark.django_db(transaction=True)
def test_messages_flow_again_once_the_broker_is_back(broker: Broker) -> None:
    consultation, other = make_consultation(), make_consultation()
    _under_way.clear()
    broker.stop()
    note_evidence(consultation_id=consultation.pk, reason="testimony")
    broker.start()
    # The first may meet the connection that died; the sweeper has its row.
    note_evidence(consultation_id=other.pk, reason="testimony")
    broker.empty()
    note_evidence(consultation_id=consultation.pk, reason="testimony")
    assert messages(broker) == [(settings.EVIDENCE_CHANGED_TASK, [consultation.pk])]


@pytest.mark.django_db
def test_what_changes_of_a_community_is_noted_for_its_current_designs_only() -> None:
    community = make_community()
    by = make_user()
    old = make_consultation(community=community)
    new = make_consultation(
        community=community,
        design=replace_design(old.design),
        opened_days_ago=0,
        notice_days=0,
    )
    make_consultation(design=make_design(other := make_community()), community=other)
    EvidenceChange.objects.all().delete()
    note_community_changed(community=community, by=by)
    assert list(EvidenceChange.objects.values_list("consultation", "reason")) == [
        (new.pk, "community"),
    ]
