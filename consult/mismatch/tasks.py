"""Evaluation as it runs later: take an id, call one action, safe to run twice."""

from celery import shared_task

from consult.consultations.actions import note_every_consultation
from consult.consultations.models import EvidenceChange
from consult.mismatch import actions


@shared_task
def evaluate_consultation(consultation_id: int) -> None:
    """Evaluate one consultation if something of it is still to be evaluated."""
    pending = EvidenceChange.objects.filter(consultation_id=consultation_id)
    if pending.exists():
        actions.evaluate(consultation_id=consultation_id)


@shared_task
def look_again() -> None:
    """Note once a day that every consultation of a current design is to be evaluated.

    Time passes, and names are changed: neither is a change of evidence that somebody
    writes down. The rows are the work, and the sweeper does it.
    """
    note_every_consultation(reason="day")


@shared_task
def sweep_evaluations() -> None:
    """Evaluate whatever no message was received for: the rows are what counts.

    One consultation that cannot be evaluated does not keep the others waiting.

    Raises:
        ExceptionGroup: what went wrong, after all were tried.

    """
    waiting = (
        EvidenceChange.objects.order_by("consultation_id")
        .values_list("consultation_id", flat=True)
        .distinct()
    )
    failures: list[Exception] = []
    for consultation_id in list(waiting):
        try:
            actions.evaluate(consultation_id=consultation_id)
        except Exception as failure:  # noqa: BLE001 - told all together below
            failures.append(failure)
    if failures:
        message = "Some consultations could not be evaluated."
        raise ExceptionGroup(message, failures)
