"""One spelling to store, one to match: the same word typed on eight keyboards is one.

The Mayan alphabets of the Academia de Lenguas Mayas de Guatemala write a glottal stop
after a letter. Phones write it as any of a dozen signs; here it is U+02BC, a letter, so
that no program takes it for the end of a word. Spanish is never run through this: its
apostrophes and quotes are something else, and its accents tell words apart.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

# MODIFIER LETTER APOSTROPHE.
GLOTTAL: Final = "ʼ"
# What keyboards and old texts put in its place: quotes, accents, primes, saltillos.
_SIGNS: Final = (
    "\u0027\u2019\u2018\u02bc\u02bb\u02b9\u02c8\ua78b\ua78c\u00b4\u0060\u2032\u201b"
    "\uff07\u055a"
)
_TILDE: Final = "\u0303"
_MARKS: Final = "\u0300-\u036f"
# A sign, or several typed in a row, right after a letter or a mark on one.
_AFTER_LETTER: Final = re.compile(rf"(?<=[^\W\d_]|[{_MARKS}])[{re.escape(_SIGNS)}]+")
# Zero width space and soft hyphen: pasted along, seen by nobody.
_UNSEEN: Final = re.compile("[\u200b\u00ad]")
_BLANKS: Final = re.compile("[ \t\u00a0]+")

# In the order words are sorted in; what is written with two letters is one of them.
_LETTERS: Final = {
    "cak": "a ä b' ch ch' e ë i ï j k k' l m n o ö p q q' r s t t' tz tz' u ü w x y '",
    "quc": "a b' ch ch' e i j k k' l m n o p q q' r s t t' tz tz' u w x y '",
    "kek": (
        "a aa b' ch ch' e ee h i ii j k k' l m n o oo p q q' r s t t' tz tz' u uu w x "
        "y '"
    ),
    "mam": (
        "a b' ch ch' e i j k k' ky ky' l m n o p q q' r s t t' tx tx' tz tz' u w x ẍ y "
        "'"
    ),
}
_ALPHABETS: Final = {
    code: tuple(letters.replace("'", GLOTTAL).split())
    for code, letters in _LETTERS.items()
}
# Languages whose alphabet has the glottal stop: the Mayan ones of the languages file.
MAYAN: Final = frozenset(
    {"quc", "kek", "mam", "cak", "ixl", "tzj", "kjb", "poh", "acr", "jac"},
)


def stored(text: str) -> str:
    """Return a Mayan text as it is kept: NFC, one glottal letter, single blanks.

    A quote that closes right after a letter cannot be told from a glottal stop and
    becomes one. A sign that does not follow a letter stays as it is.
    """
    whole = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return _BLANKS.sub(" ", _AFTER_LETTER.sub(GLOTTAL, whole)).strip()


def matched(text: str) -> str:
    """Return what a Mayan text is found by: case, accents and diaereses off, ñ kept."""
    return _bare(stored(text))


def guessed(text: str) -> str:
    """Return a second, looser key: no glottals, colonial c and qu, single vowels.

    For a suggestion at most: different words may share it.
    """
    bare = matched(text).replace(GLOTTAL, "")
    bare = re.sub(r"c(?!h)", "k", re.sub(r"qu(?=[ei])", "k", bare))
    return re.sub(r"([aeiou])\1", r"\1", bare)


def folded(text: str) -> str:
    """Return what a text of any other language is found by, Spanish among them.

    Accents are off, because many people leave them out when they type; ñ is a letter of
    its own, and apostrophes and quotes stay what they are.
    """
    return _bare(_BLANKS.sub(" ", _UNSEEN.sub("", text)).strip())


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold())
    kept = (
        letter
        for letter in apart
        if letter == _TILDE or unicodedata.category(letter) != "Mn"
    )
    return unicodedata.normalize("NFC", "".join(kept))


def key_of(text: str, language: str) -> str:
    """Return what a text is found by in a language, by its ISO 639-3 code."""
    return matched(text) if language in MAYAN else folded(text)


def as_kept(text: str, language: str) -> str:
    """Return a text as it is kept in a language: in Mayan ones with one glottal."""
    if language in MAYAN:
        return stored(text)
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def sort_key(language: str) -> Callable[[str], list[int]]:
    """Return the key that sorts words as the language's own alphabet does.

    Raises:
        KeyError: its alphabet is not known here.

    """
    letters = _ALPHABETS[language]
    place = {letter: number for number, letter in enumerate(letters)}
    longest_first = sorted(map(re.escape, letters), key=len, reverse=True)
    token = re.compile("|".join([*longest_first, "."]), re.DOTALL)

    def places(word: str) -> list[int]:
        return [
            place.get(each, len(letters) + ord(each[0]))
            for each in token.findall(stored(word).casefold())
        ]

    return places


def without_glottal_letter(text: str) -> str:
    """Return a text with plain apostrophes: a text message (GSM-7) has no others."""
    return text.replace(GLOTTAL, "'")
