"""Asking about a clearance, as a payment system does."""

from collections.abc import Callable
from typing import Any

Ask = Callable[..., dict[str, Any]]


def said(answer: dict[str, Any]) -> tuple[str, list[str]]:
    """Return the status and the codes of an answer."""
    return answer["status"], [each["code"] for each in answer["reasons"]]
