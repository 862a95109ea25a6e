"""Which Spanish texts people meet, and how each is found in another language.

A text is found by the hash of its Spanish. `settings.TEXTS_TO_SAY` names functions of
the rooms that show texts; each takes a language, or None for every text that stands
anywhere, and returns `NeededText`s. This room knows none of those rooms.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from consult.languages.models import Language

_PLACES_TO_FILL: Final = re.compile(r"\{\w+\}|%\(\w+\)[sd]")
_BLANKS: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class NeededText:
    """A Spanish text that people meet, where it stands, and on how many screens."""

    spanish: str
    # `feedback.question:needs`, `projects.ladder:water:question`, …
    place: str = ""
    # Screens of open consultations, in communities that speak the language.
    screens: int = 0

    @property
    def key(self) -> str:
        """Return what it is found by."""
        return source_key(self.spanish)

    @property
    def has_places_to_fill(self) -> bool:
        """Say whether a name or a number is put into it: it cannot be read aloud."""
        return bool(places_to_fill(self.spanish))


Provider = Callable[["Language | None"], Iterable[NeededText]]


def source_key(spanish: str) -> str:
    """Return the SHA-256 of a Spanish text: blanks and composition make no other."""
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", spanish)).strip()
    return hashlib.sha256(text.encode()).hexdigest()


def places_to_fill(text: str) -> list[str]:
    """Return the places where a name or a number is put in, such as `{cost}`."""
    return sorted(_PLACES_TO_FILL.findall(text))


def needed_texts(language: "Language | None" = None) -> dict[str, NeededText]:
    """Return the texts to be said in a language, by key, the most met first.

    Without a language: every text that stands anywhere, whoever meets it.
    """
    found: dict[str, NeededText] = {}
    for path in settings.TEXTS_TO_SAY:
        provider: Provider = import_string(path)
        for each in provider(language):
            if not each.spanish.strip():
                continue
            known = found.get(each.key)
            found[each.key] = (
                replace(known, screens=known.screens + each.screens) if known else each
            )
    return dict(sorted(found.items(), key=lambda item: -item[1].screens))
