"""Taking one's turn at a project's gate, and looking at the evidence as it is now."""

from django.db.models import Exists, OuterRef, Q

from consult.consultations.models import Consultation, EvidenceChange
from consult.mismatch.actions import evaluate
from consult.mismatch.models import UnrecordedEvidence
from consult.release.models import ReleaseRequest
from projects.actions import hold_gate
from projects.enums import DesignState


def consultations_of(project_id: int) -> list[int]:
    """Return the consultations of a project, in the order in which they are locked."""
    return list(
        Consultation.objects.filter(design__project=project_id)
        .order_by("pk")
        .values_list("pk", flat=True),
    )


def take_turn(*, project_id: int, consultations: list[int]) -> None:
    """Lock the consultations, then the project, and evaluate what may have changed.

    The same order as an evaluation takes them.
    """
    list(
        Consultation.objects.select_for_update(no_key=True)
        .filter(pk__in=consultations)
        .order_by("pk")
        .values_list("pk", flat=True),
    )
    hold_gate(project_id=project_id)
    look_at(consultations, is_point=True)


def look_at(consultations: list[int], *, is_point: bool = False) -> None:
    """Evaluate those of the current design, and where something waits to be seen.

    Time, prices and policy go on, and say nothing about a design that was replaced.
    """
    asked = Consultation.objects.filter(pk__in=consultations).filter(
        Q(design__state=DesignState.PUBLISHED)
        | Exists(EvidenceChange.objects.filter(consultation=OuterRef("pk")))
        | Exists(UnrecordedEvidence.objects.filter(consultation=OuterRef("pk"))),
    )
    for consultation_id in list(asked.order_by("pk").values_list("pk", flat=True)):
        evaluate(consultation_id=consultation_id, is_point=is_point)


def fresh_request(request_id: int) -> ReleaseRequest:
    """Read a request again; its project is the tranche's, one object, one epoch."""
    request = ReleaseRequest.objects.select_related(
        "requested_by",
        "tranche__design__project",
    ).get(pk=request_id)
    request.project = request.tranche.design.project
    return request
