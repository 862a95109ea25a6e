"""Who may change the standard tables."""

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from projects.refusals import NotAllowed

CHANGE_STANDARDS = "projects.change_standards"


class Actor(Protocol):
    """Whoever asks: an account, or a visitor without one."""

    def has_perm(self, perm: str, /) -> bool:
        """Say whether the account holds the permission anywhere."""
        ...


def check_can_change_standards(by: Actor) -> None:
    """Refuse whoever may not change the standard tables.

    Raises:
        NotAllowed: says who may.

    """
    if not can_change_standards(by):
        raise NotAllowed(
            _("Solo quien administra puede cambiar las tablas de referencia."),
        )


def can_change_standards(by: Actor) -> bool:
    """Say whether this person may change the standard tables."""
    return by.has_perm(CHANGE_STANDARDS)
