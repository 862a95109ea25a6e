"""What writes in this room."""

from consult.release.actions.banding import save_band
from consult.release.actions.clearing import (
    clear_release,
    issue_clearance,
    note_withdrawal,
    redeem_clearance,
    verify_clearance,
)
from consult.release.actions.noticing import (
    WAITS,
    notice_gates,
    send_notice,
    start_watcher,
    stop_watcher,
)
from consult.release.actions.overriding import (
    propose_override,
    sign_override,
    withdraw_override,
)
from consult.release.actions.releasing import (
    approve_release,
    cancel_request,
    release_tranche,
    request_release,
    revoke_approval,
)

__all__ = [
    "WAITS",
    "approve_release",
    "cancel_request",
    "clear_release",
    "issue_clearance",
    "note_withdrawal",
    "notice_gates",
    "propose_override",
    "redeem_clearance",
    "release_tranche",
    "request_release",
    "revoke_approval",
    "save_band",
    "send_notice",
    "sign_override",
    "start_watcher",
    "stop_watcher",
    "verify_clearance",
    "withdraw_override",
]
