"""Who may write, see and publish designs. Roles are another room's: Django is asked."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from projects.models import Design, Organisation
from projects.refusals import NotAllowed, Sentence

CREATE = "projects.create_project"
VIEW_DRAFT = "projects.view_draft"
EDIT = "projects.edit_design"
PUBLISH = "projects.publish_design"

NOT_YOURS = _(
    "Su cuenta no puede hacer esto en este proyecto. Si cree que le corresponde, "
    "pídalo a la persona que administra su organización.",
)


class Actor(Protocol):
    """Whoever asks: an account, or a visitor without one."""

    @property
    def pk(self) -> Any:  # noqa: ANN401 - Django does not say either
        """Return the account's number, None for a visitor."""
        ...

    def has_perm(self, perm: str, obj: Any = ..., /) -> bool:  # noqa: ANN401
        """Say whether the account holds the permission, on the object if one is given.

        Without an object the question is "anywhere at all?".
        """
        ...


def require(
    by: Actor | None,
    perm: str,
    obj: Model | None = None,
    message: Sentence | None = None,
) -> None:
    """Refuse unless `by` holds the permission on the object.

    Raises:
        NotAllowed: with `message`, or a sentence that says whom to ask.

    """
    if by is None or not by.has_perm(perm, obj):
        raise NotAllowed(message or NOT_YOURS)


def can_edit(by: Actor, design: Design) -> bool:
    """Say whether this person writes this project's designs."""
    return by.has_perm(EDIT, design)


def can_see(by: Actor, design: Design) -> bool:
    """Say whether this person may read a design: anybody, once it is published."""
    return not design.is_draft or by.has_perm(VIEW_DRAFT, design)


def organisations_where(by: Actor, perm: str) -> list[Organisation]:
    """Return the organisations in which this person holds a permission: one query."""
    return _held(by, perm, Organisation.objects.all())


def _held(
    by: Actor,
    perm: str,
    organisations: Iterable[Organisation],
) -> list[Organisation]:
    return [each for each in organisations if by.has_perm(perm, each)]
