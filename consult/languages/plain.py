"""Plain Spanish: how hard a text is to read, and how to say it more simply.

INFLESZ is the Szigriszt-Pazos perspicuity index (1993) on the scale of Barrio-Cantalejo
(2008): 206.835 - 62.3 x syllables / words - words / sentences. Syllables are counted as
one speaks: «línea» has three, «ciudad» two.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consult.languages.models import Jargon
from projects.models import Design
from projects.refusals import Obstacle

PLAIN_FROM: Final = 65.0
# A short text has too few sentences for the index to mean anything by itself.
ENOUGH_WORDS: Final = 30
LONG_WORD_SYLLABLES: Final = 5
LONG_SENTENCE_WORDS: Final = 25
_SHOWN_LONG_WORDS: Final = 6

# Each band from its lowest score, the hardest last (Barrio-Cantalejo 2008).
BANDS: Final[tuple[tuple[float, Promise], ...]] = (
    (80.0, gettext_lazy("muy fácil")),
    (65.0, gettext_lazy("bastante fácil")),
    (55.0, gettext_lazy("normal")),
    (40.0, gettext_lazy("algo difícil")),
)
_HARDEST: Final = gettext_lazy("muy difícil")

_WORD = re.compile(r"[a-záéíóúüñ]+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…;:]+[\s\"”»)]*|\n+")
_DECIMAL_SIGN = re.compile(r"(?<=\d)[.,](?=\d)")
_ABBREVIATION = re.compile(
    r"\b(Sr|Sra|Dr|Dra|Lic|Ing|etc|EE|UU|p|ej|núm|art)\.",
    re.IGNORECASE,
)
# One syllable each: three vowels around a strong one, two weak ones, a strong one with
# a weak one on either side, any other vowel.
_NUCLEUS = re.compile(
    r"[iuü][aeoáéó][iuü]?|i[uú]|[uü][ií]|[aeoáéó][iuü]|[aeiouáéíóúü]",
)


@dataclass(frozen=True, slots=True)
class HardWord:
    """A word of the jargon list as it was written, and how to say it plainly."""

    written: str
    plain: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text reads. `score` is INFLESZ, None for a text without words."""

    words: int
    sentences: int
    score: float | None
    hard_words: tuple[HardWord, ...] = ()
    long_words: tuple[str, ...] = ()
    # The longest sentence, where it is too long to be read aloud in one breath.
    long_sentence: str = ""

    @property
    def is_plain(self) -> bool:
        """Say whether it reaches INFLESZ 65, "fairly easy"."""
        return self.score is None or self.score >= PLAIN_FROM

    @property
    def is_long_enough(self) -> bool:
        """Say whether it has enough words for the score to count by itself."""
        return self.words >= ENOUGH_WORDS

    @property
    def band(self) -> str:
        """Return the score in words, or an empty text when there is none."""
        if self.score is None:
            return ""
        score = self.score
        return str(next((name for low, name in BANDS if score >= low), _HARDEST))


def words_of(text: str) -> list[str]:
    """Return the words of a text, without numbers and signs."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text that have words; a new line ends one too."""
    joined = _ABBREVIATION.sub(r"\1", _DECIMAL_SIGN.sub("", text))
    return [part.strip() for part in _SENTENCE_END.split(joined) if _WORD.search(part)]


def count_syllables(word: str) -> int:
    """Return how many syllables a Spanish word has when it is spoken."""
    sound = unicodedata.normalize("NFC", word).lower()
    sound = re.sub(r"([qg])u(?=[eiéí])", r"\1", sound)
    sound = re.sub(r"y$", "i", sound)
    # A mute h does not part a diphthong: «prohibir» has two syllables.
    sound = re.sub(r"(?<=[aeoáéó])h(?=[iu])", "", sound)
    return max(len(_NUCLEUS.findall(sound)), 1)


def inflesz(text: str) -> float | None:
    """Return the INFLESZ index of a text, or None when it has no words.

    Source: Szigriszt-Pazos 1993; Barrio-Cantalejo et al., Anales del Sistema Sanitario
    de Navarra 2008, 31(2). Below 65 is harder than what most people read at home.
    """
    words = words_of(text)
    if not words:
        return None
    syllables = sum(count_syllables(word) for word in words)
    sentences = max(len(sentences_of(text)), 1)
    return 206.835 - 62.3 * syllables / len(words) - len(words) / sentences


def read(text: str, jargon: "JargonList") -> Reading:
    """Return how a text reads, with the words and the sentence that make it hard."""
    words = words_of(text)
    sentences = sentences_of(text)
    longest = max(sentences, key=lambda each: len(words_of(each)), default="")
    long_words = dict.fromkeys(
        word.lower() for word in words if count_syllables(word) >= LONG_WORD_SYLLABLES
    )
    return Reading(
        words=len(words),
        sentences=len(sentences),
        score=inflesz(text),
        hard_words=tuple(jargon.found_in(text)),
        long_words=tuple(long_words)[:_SHOWN_LONG_WORDS],
        long_sentence=longest if len(words_of(longest)) > LONG_SENTENCE_WORDS else "",
    )


class JargonList:
    """The jargon list, ready to be looked for in texts."""

    def __init__(self, rows: Iterable[Jargon]) -> None:
        """Prepare one pattern for all spellings, the longest first."""
        self._plain = {
            _fold(spelling): row.plain for row in rows for spelling in row.spellings
        }
        spellings = sorted(self._plain, key=len, reverse=True)
        self._pattern = (
            re.compile(
                r"(?<!\w)(?:" + "|".join(map(re.escape, spellings)) + r")(?!\w)",
            )
            if spellings
            else None
        )

    @classmethod
    def in_use(cls) -> "JargonList":
        """Return the list as administrators keep it: one query."""
        # Narrower columns than the row has: the list is read on every page of a draft.
        return cls(Jargon.objects.filter(active=True).only("term", "forms", "plain"))

    def found_in(self, text: str) -> list[HardWord]:
        """Return the hard words of a text in the order they stand, each once."""
        if self._pattern is None:
            return []
        composed = unicodedata.normalize("NFC", text)
        found: dict[str, HardWord] = {}
        for match in self._pattern.finditer(_fold(composed)):
            written = composed[match.start() : match.end()]
            found.setdefault(
                match.group(),
                HardWord(written.lower(), self._plain[match.group()]),
            )
        return list(found.values())


def _fold(text: str) -> str:
    """Return Spanish text without case and accents, letter for letter.

    Its length stays that of the composed text, so that a place in one is the same place
    in the other.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        unicodedata.normalize("NFD", letter)[0].lower()[0] for letter in composed
    )


def readings(texts: Mapping[str, str]) -> dict[str, Reading]:
    """Return how each text reads, by the same keys; one query for all of them."""
    jargon = JargonList.in_use()
    return {key: read(text, jargon) for key, text in texts.items()}


# --- What it means for a design ---------------------------------------------------


_HEADINGS: Final[Mapping[str, Promise]] = {
    "summary": gettext_lazy("Qué se hará"),
    "beneficiaries": gettext_lazy("Para quiénes es"),
    "upkeep": gettext_lazy("Quién lo cuidará después"),
}


@dataclass(frozen=True, slots=True)
class _Passage:
    """A text of a design, what the page calls it, and the step it is written in."""

    name: str
    text: str
    step: str


def publication_obstacles(design: Design) -> list[Obstacle]:
    """Return what is not plain in a design's Spanish.

    A text of thirty words or more that stays under INFLESZ 65 stops publication.
    Shorter ones are judged together, so that cutting a text up does not help. A word of
    the jargon list is only pointed out: sometimes it is the right one.
    """
    jargon = JargonList.in_use()
    obstacles: list[Obstacle] = []
    short: list[str] = []
    for passage in _passages(design):
        reading = read(passage.text, jargon)
        if not reading.is_long_enough:
            short.append(passage.text)
        elif not reading.is_plain:
            obstacles.append(
                Obstacle(_too_hard(passage.name, reading), step=passage.step),
            )
        obstacles.extend(
            Obstacle(
                _("«%(place)s» dice «%(word)s». Más claro: «%(plain)s».")
                % {"place": passage.name, "word": word.written, "plain": word.plain},
                step=passage.step,
                blocks=False,
            )
            for word in reading.hard_words
        )
    together = read("\n".join(short), jargon)
    if together.is_long_enough and not together.is_plain:
        name = _("Los textos cortos, juntos")
        obstacles.append(Obstacle(_too_hard(name, together), step="basics"))
    return obstacles


def _too_hard(name: str, reading: Reading) -> str:
    return _(
        "«%(place)s» cuesta leerlo: saca %(score)d y hace falta %(needed)d. La falta "
        "es de quien escribe, no de quien lee. Use frases más cortas y palabras de "
        "todos los días.",
    ) % {
        "place": name,
        # Rounded down: 64.9 is not enough and must not be shown as if it were.
        "score": int(reading.score or 0),
        "needed": int(PLAIN_FROM),
    }


def _passages(design: Design) -> list[_Passage]:
    """Return the texts of a design that are not empty."""
    found = [
        _Passage(str(heading), _spanish(design, name), "basics")
        for name, heading in _HEADINGS.items()
    ]
    for part in design.components.all():
        title, text = _spanish(part, "title"), _spanish(part, "description")
        found.append(_Passage(title, text, "components"))
    return [passage for passage in found if passage.text.strip()]


def _spanish(row: object, name: str) -> str:
    """Return the Spanish column: that is what the authors wrote."""
    return str(getattr(row, f"{name}_es", None) or "")
