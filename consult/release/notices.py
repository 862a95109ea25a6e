"""What a notice says, and how it is signed: after Standard Webhooks."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from consult.release.pages import TrancheState

_PREFIX = "whsec_"


def secret_of(key: bytes) -> str:
    """Return a key as it is given to whoever checks signatures: `whsec_` and base64."""
    return _PREFIX + base64.b64encode(key).decode()


def body_of(state: TrancheState) -> dict[str, Any]:
    """Return what is told of a gate: what anybody may read, and where to ask again.

    Notices may arrive late or out of order: whoever pays asks before paying.
    """
    tranche = state.tranche
    project = tranche.design.project
    path = reverse("release:gate", args=[project.slug])
    return {
        "type": f"gate.{_told(state)}",
        "timestamp": timezone.now().isoformat(),
        "data": {
            "project": project.slug,
            "tranche": tranche.number,
            "amount": str(tranche.amount),
            "currency": tranche.design.currency,
            "design_hash": tranche.design.content_hash,
            "gate_epoch": project.gate_epoch,
            "reasons": [
                {"invariant": each.invariant, "code": each.code} for each in state.told
            ],
            "gate": f"{settings.PUBLIC_URL}{path}",
        },
    }


def _told(state: TrancheState) -> str:
    """Return `opened`, `overridden` where it opens over an open flag, and so on."""
    if state.code != "open":
        return state.code
    return "overridden" if state.is_overridden else "opened"


def signed_headers(
    *,
    secret: str,
    message_id: str,
    sent_at: datetime,
    body: bytes,
) -> dict[str, str]:
    """Return the headers of a notice: its id, its time, and an HMAC-SHA256 of all."""
    timestamp = str(int(sent_at.timestamp()))
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    signature = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Consult",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }
