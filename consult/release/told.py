"""The gate's reasons as anybody may read them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consult.release import gate
from projects.models import Design


@dataclass(frozen=True, slots=True)
class ToldReason:
    """A reason without anything that may not be published."""

    invariant: int
    code: str
    message: str

    def as_dict(self) -> dict[str, int | str]:
        """Return it as the interface for machines answers it."""
        return {
            "invariant": self.invariant,
            "code": self.code,
            "message": self.message,
        }


def hidden_names(design: Design) -> frozenset[str]:
    """Return the names of a project's communities that are not published."""
    return frozenset(
        each.name for each in gate.communities_of(design) if not each.is_shown
    )


def told(reasons: Iterable[gate.Reason], hidden: frozenset[str]) -> list[ToldReason]:
    """Return reasons in the active language; of a hidden community, that there are.

    How many there are of it would tell too: they are said once.
    """
    found: list[ToldReason] = []
    for reason in reasons:
        message = sentence(reason)
        community = reason.community
        if (community is not None and not community.is_shown) or any(
            name in message for name in hidden
        ):
            each = ToldReason(
                reason.invariant,
                "withheld",
                _("Hay una razón que no se publica, para proteger a la gente."),
            )
        else:
            each = ToldReason(reason.invariant, reason.code, message)
        if each not in found:
            found.append(each)
    return found


def sentence(reason: gate.Reason) -> str:
    """Return a reason in the active language, with the community it is about."""
    message = str(reason.message)
    if reason.community is not None and reason.community.name not in message:
        message = f"{reason.community.name}: {message}"
    return message
