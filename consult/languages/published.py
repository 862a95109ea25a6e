"""What speakers published, kept in memory: a page asks for it once a text.

Each process keeps what it read for as long as a mark in the cache says the same: it is
looked at once a page and not once a text. Where the cache is shared, publishing reaches
every process at its next page; where it is not, within `FRESH_SECONDS`.
"""

import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.core.cache import cache
from django.urls import reverse

from consult.languages.models import Rendering
from consult.languages.texts import source_key
from consult.web.fallbacks import SOURCE_LANGUAGE

FRESH_SECONDS: Final = 60
_MARK: Final = "languages.published"


@dataclass(frozen=True, slots=True)
class Published:
    """What is published in one language, by the key of its Spanish."""

    words: Mapping[str, str] = field(default_factory=dict)
    # Addresses of recordings.
    sounds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """What this process read of a language, under which mark, and until when it holds.

    `until` is a time of the monotonic clock, in seconds.
    """

    mark: str
    until: float
    published: Published


_NOTHING: Final = Published()
_known: dict[str, Kept] = {}


def published_in(language: str) -> Published:
    """Return what is published in an interface language: no query, or one."""
    mark = _mark()
    kept = _known.get(language)
    same = kept is not None and kept.mark == mark
    published = kept.published if kept and same else _read(language)
    _known[language] = Kept(mark, time.monotonic() + FRESH_SECONDS, published)
    return published


def _learned(language: str) -> Published:
    """Return what was read of a language and still holds; nothing where it was not."""
    kept = _known.get(language)
    return kept.published if kept and time.monotonic() < kept.until else _NOTHING


def _mark() -> str:
    return str(cache.get_or_set(_MARK, lambda: uuid.uuid4().hex, FRESH_SECONDS))


def forget() -> None:
    """Read anew at the next question, in every process that shares the cache."""
    cache.delete(_MARK)
    _known.clear()


def _read(language: str) -> Published:
    words: dict[str, str] = {}
    sounds: dict[str, str] = {}
    # A version without a recording has none: the types do not know it.
    rows: Iterable[tuple[str, str, uuid.UUID | None]] = (
        Rendering.objects.published()
        .filter(language__interface_code=language)
        .order_by()
        .values_list("source_key", "text", "recording_id")
    )
    for key, text, recording in rows:
        if recording is None:
            words[key] = text
        else:
            sounds[key] = reverse("voice:opus", args=[recording])
    return Published(words, sounds)


def words_for(spanish: str, language: str) -> str | None:
    """Return what is published for a Spanish text, or None: never a query.

    `settings.PUBLISHED_WORDS`: the pages' frame asks it where a column is empty. What
    is published was read before the page, by the middleware or by `published_in`.
    """
    if language == SOURCE_LANGUAGE or not spanish:
        return None
    words = _learned(language).words
    return words.get(source_key(spanish)) if words else None


def sound_for(spanish: str, language: str) -> str:
    """Return the address of the recording that says a Spanish text, or nothing."""
    sounds = _learned(language).sounds
    return sounds.get(source_key(spanish), "") if sounds and spanish else ""


def has_sounds(language: str) -> bool:
    """Say whether anything is recorded in an interface language."""
    return bool(_learned(language).sounds)


def sounds_in_every_language(spanish: str) -> dict[str, str]:
    """Return the recordings that say a text, by interface language: one query."""
    rows = (
        Rendering.objects.published()
        .filter(source_key=source_key(spanish), recording__isnull=False)
        .exclude(language__interface_code="")
        .order_by()
        .values_list("language__interface_code", "recording")
    )
    return {code: reverse("voice:opus", args=[recording]) for code, recording in rows}
