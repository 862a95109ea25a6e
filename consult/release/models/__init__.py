"""Requests, signatures, releases; overrides; clearances; notices."""

from consult.release.models.bands import ApprovalBand
from consult.release.models.clearances import (
    Clearance,
    ClearanceWithdrawal,
    Redemption,
)
from consult.release.models.notices import GateState, Notice, Watcher
from consult.release.models.overriding import (
    OverriddenFlag,
    Override,
    OverrideSignature,
)
from consult.release.models.releasing import (
    Approval,
    ApprovalQuerySet,
    Release,
    ReleaseRequest,
    ReleaseSignature,
)

__all__ = [
    "Approval",
    "ApprovalBand",
    "ApprovalQuerySet",
    "Clearance",
    "ClearanceWithdrawal",
    "GateState",
    "Notice",
    "OverriddenFlag",
    "Override",
    "OverrideSignature",
    "Redemption",
    "Release",
    "ReleaseRequest",
    "ReleaseSignature",
    "Watcher",
]
