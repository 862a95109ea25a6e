"""Which language a text is really in. Spanish never takes another's place silently."""

import gettext
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as gettext_of_django

SOURCE_LANGUAGE = "es"


@dataclass(frozen=True)
class Wording:
    """A text as it can be shown, with the code of the language it is written in."""

    text: str
    language: str
    is_fallback: bool
    # The Spanish it says, by which a recording of it is found.
    source: str = field(default="", compare=False)


def active_language() -> str:
    """Return the code of the language the page is asked for in, as in LANGUAGES."""
    return (get_language() or SOURCE_LANGUAGE).split("-")[0].lower()


def wording(obj: object, name: str) -> Wording:
    """Return the text of a translated field in the active language.

    A blank column counts as missing; what speakers published for its Spanish stands in,
    and else Spanish, which says so. An object whose field has no column per language is
    taken to be written in Spanish.

    Raises:
        AttributeError: the object has neither the column nor the field.

    """
    language = active_language()
    spanish = getattr(obj, f"{name}_{SOURCE_LANGUAGE}", None)
    if spanish is None:
        spanish = getattr(obj, name)
    own = getattr(obj, f"{name}_{language}", None)
    return said(
        "" if spanish is None else str(spanish),
        "" if own is None else str(own),
    )


def said(spanish: str, own: str = "") -> Wording:
    """Return a text in the active language: its own, the published, or the Spanish."""
    language = active_language()
    if language == SOURCE_LANGUAGE:
        return Wording(spanish, SOURCE_LANGUAGE, is_fallback=False, source=spanish)
    text = own if own.strip() else published_words(spanish, language)
    if text is not None:
        return Wording(text, language, is_fallback=False, source=spanish)
    return Wording(
        spanish,
        SOURCE_LANGUAGE,
        is_fallback=bool(spanish.strip()),
        source=spanish,
    )


def published_words(spanish: str, language: str) -> str | None:
    """Return what speakers published for a Spanish text: `settings.PUBLISHED_WORDS`."""
    words: str | None = import_string(settings.PUBLISHED_WORDS)(spanish, language)
    return words


def marked(words: Wording, *, signed: bool = True) -> SafeString:
    """Return a text as HTML that says which language it is in, if not the page's.

    Spanish in another's place says so in words too, unless `signed` is false because
    something beside it already does.
    """
    # What somebody wrote keeps its lines.
    text = linebreaksbr(words.text, autoescape=True)
    if words.is_fallback and signed:
        return format_html(
            '<span lang="es" class="fallback">{} '
            '<span class="fallback-sign">{}</span></span>',
            text,
            gettext_of_django("en español"),
        )
    if words.language != interface_language():
        return format_html('<span lang="{}">{}</span>', words.language, text)
    return text


@lru_cache(maxsize=32)
def _messages(language: str, folders: tuple[str, ...]) -> frozenset[str]:
    """Return the source sentences that have a translation in the language."""
    found: set[str] = set()
    for folder in folders:
        path = Path(folder) / language / "LC_MESSAGES" / "django.mo"
        if path.is_file():
            with path.open("rb") as catalogue:
                # gettext keeps no public list of what a catalogue holds.
                entries = gettext.GNUTranslations(catalogue)._catalog  # type: ignore[attr-defined]  # noqa: SLF001
            found.update(
                key if isinstance(key, str) else key[0] for key in entries if key
            )
    return frozenset(found)


def translation_of(sentence: str, language: str) -> str | None:
    """Return what a language says for a Spanish sentence of ours.

    The catalogue is asked first, then what its speakers published. None where neither
    says anything: gettext alone would answer in Spanish, in silence.
    """
    if language == SOURCE_LANGUAGE:
        return sentence
    folders = tuple(str(path) for path in settings.LOCALE_PATHS)
    if sentence not in _messages(language, folders):
        return published_words(sentence, language)
    with override(language):
        return gettext_of_django(sentence)


def interface_language() -> str:
    """Return the language most of the interface's own words are in on this page.

    A language whose catalogue is still empty shows the interface in Spanish: the page
    then says `es` of those words, so that a voice reads them properly.
    """
    language = active_language()
    if language == SOURCE_LANGUAGE:
        return language
    translated = _messages(language, tuple(str(p) for p in settings.LOCALE_PATHS))
    return language if translated else SOURCE_LANGUAGE


def is_interface_incomplete() -> bool:
    """Return whether sentences of the interface are still missing in this language.

    English is the yardstick: it is kept complete.
    """
    language = active_language()
    if language in {SOURCE_LANGUAGE, "en"}:
        return False
    folders = tuple(str(p) for p in settings.LOCALE_PATHS)
    own, english = _messages(language, folders), _messages("en", folders)
    return not own or bool(english - own)
