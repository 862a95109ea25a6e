"""Reads of this room."""

from uuid import UUID

from consult.voice.models import Recording


def public_recording(uuid: UUID) -> Recording | None:
    """Return a recording that is for everybody to hear, or None."""
    return Recording.objects.filter(pk=uuid, is_private=False).first()
