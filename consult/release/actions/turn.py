"""Taking one's turn at a project's gate, and looking at the evidence as it is now."""

from consult.consultations.models import Consultation
from consult.mismatch.actions import evaluate
from consult.release.models import ReleaseRequest
from projects.actions import hold_gate


def consultations_of(project_id: int) -> list[int]:
    """Return the consultations of a project, in the order in which they are locked."""
    return list(
        Consultation.objects.filter(design__project=project_id)
        .order_by("pk")
        .values_list("pk", flat=True),
    )


def take_turn(*, project_id: int, consultations: list[int]) -> None:
    """Lock the consultations, then the project, and evaluate what changed.

    The same order as an evaluation takes them.
    """
    list(
        Consultation.objects.select_for_update(no_key=True)
        .filter(pk__in=consultations)
        .order_by("pk")
        .values_list("pk", flat=True),
    )
    hold_gate(project_id=project_id)
    for consultation_id in consultations:
        evaluate(consultation_id=consultation_id, is_point=True)


def fresh_request(request_id: int) -> ReleaseRequest:
    """Read a request again; its project is the tranche's, one object, one epoch."""
    request = ReleaseRequest.objects.select_related(
        "requested_by",
        "tranche__design__project",
    ).get(pk=request_id)
    request.project = request.tranche.design.project
    return request
