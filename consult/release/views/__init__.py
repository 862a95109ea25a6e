"""What people see of the room."""

from consult.release.views.clearing import clear, clearance
from consult.release.views.noticing import stop_watcher, watchers
from consult.release.views.overriding import (
    override,
    sign_override,
    withdraw_override,
)
from consult.release.views.releasing import (
    approve,
    ask,
    cancel,
    index,
    project,
    release,
    revoke,
)

__all__ = [
    "approve",
    "ask",
    "cancel",
    "clear",
    "clearance",
    "index",
    "override",
    "project",
    "release",
    "revoke",
    "sign_override",
    "stop_watcher",
    "watchers",
    "withdraw_override",
]
