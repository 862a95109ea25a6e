"""What the pages of the record read."""

from django.db.models import QuerySet

from consult.audit.models import Event
from consult.audit.phrases import PUBLIC_VERBS


def decisions_of(project_id: int) -> QuerySet[Event]:
    """Return what anybody may know was done about a project, the newest first."""
    return Event.objects.filter(
        project_id=project_id,
        verb__in=PUBLIC_VERBS,
    ).order_by("-sequence")


def events(verb: str = "", actor: str = "") -> QuerySet[Event]:
    """Return everything that was recorded, the newest first."""
    found = Event.objects.order_by("-sequence")
    if verb:
        found = found.filter(verb=verb)
    if actor:
        found = found.filter(actor=actor)
    return found


def last_event() -> Event | None:
    """Return the end of the chain."""
    return Event.objects.order_by("-sequence").first()
