"""The content itself, for programs."""

from typing import BinaryIO

from consult.audit.actions import canonical
from consult.reports.content.values import Facts


def write_json(document: Facts, digest: str, target: BinaryIO) -> None:
    """Write the content in one language as canonical JSON, with the whole's hash."""
    target.write(canonical({**document, "content_hash": digest}).encode())
