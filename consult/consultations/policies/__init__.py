"""What a consultation allows and what it established, each with its reasons."""

from consult.consultations.policies.consents import (
    check_can_record_consent,
    check_can_withdraw_consent,
    check_has_acta,
    check_has_consent,
    check_stands,
    check_takes_consent,
)
from consult.consultations.policies.opening import (
    check_can_close,
    check_can_open,
    derived_kind,
    raised_requirements,
)
from consult.consultations.policies.principles import (
    Established,
    consent_stands,
    decision_counts_from,
    established,
    free,
    informed,
    notice_days,
    prior,
)
from consult.consultations.policies.rounds import (
    check_can_record_round,
    check_takes_rounds,
)

__all__ = [
    "Established",
    "check_can_close",
    "check_can_open",
    "check_can_record_consent",
    "check_can_record_round",
    "check_can_withdraw_consent",
    "check_has_acta",
    "check_has_consent",
    "check_stands",
    "check_takes_consent",
    "check_takes_rounds",
    "consent_stands",
    "decision_counts_from",
    "derived_kind",
    "established",
    "free",
    "informed",
    "notice_days",
    "prior",
    "raised_requirements",
]
