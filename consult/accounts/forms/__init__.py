"""What people fill in to come in, and what is filled in about them."""

from consult.accounts.forms.cards import CodeEntryForm, JoinForm, NewPasswordForm
from consult.accounts.forms.people import (
    GrantForm,
    InviteForm,
    MergeForm,
    NamePersonForm,
    PeopleFilter,
)
from consult.accounts.forms.sign_in import (
    CodeForm,
    ConfirmForm,
    EnrolForm,
    FreshCodeForm,
    PasswordForm,
    SignInForm,
)

__all__ = [
    "CodeEntryForm",
    "CodeForm",
    "ConfirmForm",
    "EnrolForm",
    "FreshCodeForm",
    "GrantForm",
    "InviteForm",
    "JoinForm",
    "MergeForm",
    "NamePersonForm",
    "NewPasswordForm",
    "PasswordForm",
    "PeopleFilter",
    "SignInForm",
]
