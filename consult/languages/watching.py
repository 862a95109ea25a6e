"""Finding the words that speakers watch for in what somebody said, in any language.

What is found suggests what to read first. It raises nothing and decides nothing: a word
may be said for many reasons, and a fear without any of them.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.core.cache import cache
from django.db.models import Count, Max

from consult.languages.models import Theme, Word
from consult.languages.orthography import MAYAN, folded, matched

FRESH_SECONDS: Final = 60
_MARK: Final = "languages.watched"


@dataclass(frozen=True, slots=True)
class Watch:
    """The words of one way of spelling, ready to be looked for."""

    pattern: re.Pattern[str]
    # The themes of each pattern group, by its name.
    themes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def found_in(self, key: str) -> set[str]:
        """Return the themes whose words stand in a text that was made a key."""
        found: set[str] = set()
        for match in self.pattern.finditer(key):
            found |= self.themes[match.lastgroup or ""]
        return found


@dataclass(frozen=True, slots=True)
class Watched:
    """Every word that is watched for: the Mayan ones, and the others."""

    # Which list this is: see `list_version`.
    version: str
    mayan: Watch | None = None
    others: Watch | None = None

    def themes_in(self, text: str) -> frozenset[str]:
        """Return the themes that a text speaks of.

        Nobody says in which language they answer, and many mix: each list of words is
        looked for in the text as that list is spelled. Spanish is matched with Spanish
        words only in its own spelling, never in the Mayan one.
        """
        found: set[str] = set()
        if self.mayan:
            found |= self.mayan.found_in(matched(text))
        if self.others:
            found |= self.others.found_in(folded(text))
        return frozenset(found)


_known: tuple[str, Watched] | None = None


def watched() -> Watched:
    """Return what is watched for now: no query, or one."""
    global _known  # noqa: PLW0603 - what a process remembers of the list
    mark = str(cache.get_or_set(_MARK, lambda: uuid.uuid4().hex, FRESH_SECONDS))
    if _known is None or _known[0] != mark:
        _known = (mark, _read())
    return _known[1]


def list_version() -> str:
    """Return which list there is now: another one whenever a word comes or goes."""
    words = Word.objects.aggregate(newest=Max("pk"), removed=Count("removed_at"))
    themes = Theme.objects.filter(active=True).count()
    return f"{words['newest'] or 0}-{words['removed']}-{themes}"


def forget() -> None:
    """Read the list anew at the next question."""
    cache.delete(_MARK)


def _read() -> Watched:
    # Before the words: a list that changes meanwhile is taken for an older one.
    version = list_version()
    by_spelling: dict[bool, dict[str, set[str]]] = {True: {}, False: {}}
    rows = Word.objects.standing().filter(theme__active=True)
    for language, key, theme in rows.values_list("language", "key", "theme"):
        by_spelling[language in MAYAN].setdefault(key, set()).add(theme)
    return Watched(version, _watch(by_spelling[True]), _watch(by_spelling[False]))


def _watch(themes_of: Mapping[str, Iterable[str]]) -> Watch | None:
    if not themes_of:
        return None
    longest_first = sorted(themes_of, key=len, reverse=True)
    names = {f"w{number}": key for number, key in enumerate(longest_first)}
    parts = [f"(?P<{name}>{_pattern_of(key)})" for name, key in names.items()]
    return Watch(
        re.compile(rf"(?<!\w)(?:{'|'.join(parts)})"),
        {name: frozenset(themes_of[key]) for name, key in names.items()},
    )


def _pattern_of(key: str) -> str:
    """Return the pattern of a word; `*` at its end stands for any ending."""
    words = r"\s+".join(map(re.escape, key.rstrip("*").split()))
    return words + ("" if key.endswith("*") else r"(?!\w)")
