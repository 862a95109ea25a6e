"""Reads of this room."""

from consult.offline.models import Upload


def received_of(name: str) -> int:
    """Return how many bytes of a recording came so far."""
    upload = Upload.objects.filter(pk=name).first()
    return upload.received if upload else 0
