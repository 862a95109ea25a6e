"""What writes in this room."""

from consult.accounts.actions.accounts import (
    close_account,
    enrol_second_factor,
    make_account,
    name_person,
    reopen_account,
    reset_second_factor,
)
from consult.accounts.actions.invitations import (
    accept_invitation,
    cancel_invitation,
    invite,
    invite_back,
)
from consult.accounts.actions.merging import merge_persons
from consult.accounts.actions.roles import grant_role, revoke_role

__all__ = [
    "accept_invitation",
    "cancel_invitation",
    "close_account",
    "enrol_second_factor",
    "grant_role",
    "invite",
    "invite_back",
    "make_account",
    "merge_persons",
    "name_person",
    "reopen_account",
    "reset_second_factor",
    "revoke_role",
]
