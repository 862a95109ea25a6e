"""Which tone a severity or a state is shown in. Words and shapes carry it too."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Severity:
    """How a severity is shown."""

    label: str | Promise
    tone: str


SEVERITIES = {
    "block": Severity(_("Bloquea el dinero"), "stop"),
    "high": Severity(_("Grave"), "warn"),
    "watch": Severity(_("Por vigilar"), "note"),
}

TONES = {
    "ok": {
        "published",
        "resolved",
        "consent",
        "released",
        "approved",
        "done",
        "open_gate",
        "cleared",
        "reviewed",
        "finished",
        "ready",
        "active",
    },
    "warn": {
        "contested",
        "conditions",
        "consent_with_conditions",
        "with_conditions",
        "undecided",
        "stale",
        "overridden",
        "waiting",
        "pending",
        "requested",
    },
    "stop": {
        "no_consent",
        "withdrawn",
        "refused",
        "failed",
        "rejected",
        "blocked",
        "unresolved",
    },
    "note": {"open", "acknowledged", "running", "working", "assigned", "planned"},
}


def tone_of(code: str) -> str:
    """Return the tone of a state by its code; an unknown one is plain."""
    return next((tone for tone, codes in TONES.items() if code in codes), "plain")
