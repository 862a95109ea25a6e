"""How writers of one project take turns."""

from consult.consultations.models import Consultation
from projects.actions import bump_gate_epoch


def held(consultation: Consultation) -> Consultation:
    """Bump the project's epoch, then read the consultation as it stands now."""
    bump_gate_epoch(project_id=consultation.design.project_id)
    return Consultation.objects.select_related(
        "design__project",
        "community__place",
    ).get(pk=consultation.pk)
