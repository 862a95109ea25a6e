"""How an action says no: one sentence a user can read, and what it is about."""

from dataclasses import dataclass

from django.utils.functional import Promise

Sentence = str | Promise


class Refusal(Exception):
    """A write was refused and nothing was written.

    `message` is a translated sentence that says why and what to do; `field` names the
    form field it belongs to, where there is one.
    """

    def __init__(self, message: Sentence, *, field: str | None = None) -> None:
        """Keep the sentence and the field."""
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        """Return the sentence in the active language."""
        return str(self.message)


class NotAllowed(Refusal):
    """This person may not do this here."""


class Conflict(Refusal):
    """The same thing was already done with other content."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why something cannot happen yet, and where it is mended."""

    message: Sentence
    step: str = ""
    blocks: bool = True
