"""What a finding says, in words a village and an auditor both understand.

A finding carries the code of a message and its numbers. Here are the sentences,
each whole, so that they can be translated as wholes: a finding's text is a row of
complete sentences, never one glued from parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from consult.mismatch.phrases.conditions import CONDITIONS
from consult.mismatch.phrases.gathering import GATHERING
from consult.mismatch.phrases.names import group_name
from consult.mismatch.phrases.people import PEOPLE
from consult.mismatch.phrases.records import RECORDS
from consult.mismatch.phrases.sentences import Phrase, numbers, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PHRASES", "Words", "group_name", "render"]

PHRASES: Final[Mapping[str, Phrase]] = {
    **CONDITIONS,
    **PEOPLE,
    **RECORDS,
    **GATHERING,
}
"""The sentences of every message code."""

# A flag outlives the version that raised it.
_UNKNOWN: Final = Phrase(
    title=_("Alerta de otra versión"),
    says=_("La levantó una versión anterior del programa, con sus propias palabras."),
    clears=_("Lo que decida quien la revise, con una razón pública."),
)


class Words(NamedTuple):
    """A finding in plain words: what it is, why it was raised, what clears it."""

    title: str
    explanation: str
    what_would_clear: str


def render(finding: Mapping[str, Any]) -> Words:
    """Return the words of a finding, given as ``Finding.as_dict`` makes it.

    They are in the language that is active. Plain text: escape it where it is
    shown. Raises ``KeyError`` when a parameter of the message is missing.
    """
    phrase = PHRASES.get(finding["message"], _UNKNOWN)
    values = values_of(finding)
    sentences = [phrase.says % values]
    if phrase.more:
        sentences.append(phrase.more(values))
    if phrase.strength:
        sentences += numbers(phrase.strength, values)
    return Words(
        title=phrase.title % values,
        explanation=" ".join(str(each) for each in sentences if each),
        what_would_clear=phrase.clears % values,
    )
