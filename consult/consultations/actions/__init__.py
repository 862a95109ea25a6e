"""What writes in this room.

Whatever could change the gate's answer bumps the project's epoch first, and only then
reads what it decides by: see `projects.actions.bump_gate_epoch`.
"""

from consult.consultations.actions.consents import (
    record_consent,
    withdraw_consent,
    withdraw_with_receipt,
)
from consult.consultations.actions.loading import load_requirements
from consult.consultations.actions.opening import close_consultation, open_consultation
from consult.consultations.actions.outbox import (
    insert_and_note,
    note_community_changed,
    note_designs_changed,
    note_every_consultation,
    note_evidence,
    note_rendering_changed,
)
from consult.consultations.actions.rounds import record_round

__all__ = [
    "close_consultation",
    "insert_and_note",
    "load_requirements",
    "note_community_changed",
    "note_designs_changed",
    "note_every_consultation",
    "note_evidence",
    "note_rendering_changed",
    "open_consultation",
    "record_consent",
    "record_round",
    "withdraw_consent",
    "withdraw_with_receipt",
]
