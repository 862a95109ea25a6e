"""What people see of the room."""

from consult.consultations.views.desk import (
    acta,
    choose,
    close,
    consultation_list,
    detail,
    open_consultation,
    poster,
    qr_code,
    record_consent,
    record_round,
    withdraw_consent,
)
from consult.consultations.views.taking_back import enter_receipt, take_back

__all__ = [
    "acta",
    "choose",
    "close",
    "consultation_list",
    "detail",
    "enter_receipt",
    "open_consultation",
    "poster",
    "qr_code",
    "record_consent",
    "record_round",
    "take_back",
    "withdraw_consent",
]
