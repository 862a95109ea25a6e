"""Reads of this room, for the screens of those who speak a language."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from consult.accounts.models import User
from consult.languages import policies
from consult.languages.enums import STANDING, RenderingState
from consult.languages.models import Language, Rendering, RenderingVerdict, Theme, Word
from consult.languages.permissions import person_key
from consult.languages.texts import NeededText, needed_texts, source_key
from consult.web.fallbacks import SOURCE_LANGUAGE

MISSING: Final = "missing"


def languages_that_say(spanish: str, written: Collection[str] = ()) -> set[str]:
    """Return the ISO 639-3 codes in which a Spanish text is published, either way.

    Those whose interface code is among `written` too: who asks has the text in them.
    """
    says = Q()
    if written:
        says |= Q(interface_code__in=written)
    if spanish.strip():
        published = Rendering.objects.published().filter(
            source_key=source_key(spanish),
        )
        says |= Q(pk__in=published.order_by().values("language"))
    if not says:
        return set()
    return set(Language.objects.filter(says).order_by().values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one text stands in one language."""

    needed: NeededText
    # Whether it is published in writing, and as a recording.
    is_written: bool
    is_spoken: bool
    # Versions that others still have to judge.
    waiting: int

    @property
    def is_missing(self) -> bool:
        """Say whether nobody proposed anything and people meet the Spanish."""
        return not (self.is_written or self.is_spoken or self.waiting)

    @property
    def fallbacks(self) -> int:
        """Return on how many screens of open consultations Spanish stands in."""
        return 0 if self.is_written else self.needed.screens


def standings(language: Language) -> list[Standing]:
    """Return where every text stands in a language, the most missed first.

    How often Spanish stands in is counted from what is missing and from the screens of
    the consultations that are open in the language: nobody's visit is written down.
    """
    written: set[str] = set()
    spoken: set[str] = set()
    waiting: dict[str, int] = {}
    rows = Rendering.objects.filter(language=language, state__in=STANDING)
    for row in rows.only("source_key", "recording_id", "state").order_by():
        key, state = row.source_key, row.state
        if state == RenderingState.PUBLISHED:
            (spoken if row.is_spoken else written).add(key)
        elif state != RenderingState.DECLINED:
            waiting[key] = waiting.get(key, 0) + 1
    # Spanish is written already; whoever does not read still has to hear it.
    is_source = language.tag == SOURCE_LANGUAGE
    return [
        Standing(
            needed,
            is_written=is_source or key in written,
            is_spoken=key in spoken,
            waiting=waiting.get(key, 0),
        )
        for key, needed in needed_texts(language).items()
    ]


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a language is said, and how often Spanish stands in for it."""

    language: Language
    texts: int
    written: int
    spoken: int
    waiting: int
    fallbacks: int


def progress(language: Language, rows: Iterable[Standing]) -> Progress:
    """Return the sums of where the texts of a language stand."""
    every = list(rows)
    return Progress(
        language,
        texts=len(every),
        written=sum(each.is_written for each in every),
        spoken=sum(each.is_spoken for each in every),
        waiting=sum(each.waiting for each in every),
        fallbacks=sum(each.fallbacks for each in every),
    )


@dataclass(frozen=True, slots=True)
class ShownRendering:
    """A version with what others said of it, and what this account may do."""

    rendering: Rendering
    yes: int
    no: int
    notes: Sequence[str]
    # What this account said of it: True, False, or None.
    mine: bool | None
    may_judge: bool
    is_own: bool

    @property
    def still_needed(self) -> int:
        """Return how many more must say yes."""
        return max(0, policies.YES_NEEDED - self.yes)


def renderings_of(
    language: Language,
    key: str,
    *,
    by: User,
) -> list[ShownRendering]:
    """Return every version there was of a text, those in use first."""
    rows = list(
        Rendering.objects.of_text(language, key)
        .select_related("recording", "language", "made_by")
        .prefetch_related("verdicts__said_by"),
    )
    rows.sort(key=lambda row: (row.state != RenderingState.PUBLISHED, _is_old(row)))
    may = policies.can_render(by=by, language=language)
    return [_shown(row, by, may=may) for row in rows]


def _is_old(row: Rendering) -> bool:
    return row.state not in STANDING


def _shown(row: Rendering, by: User, *, may: bool) -> ShownRendering:
    verdicts: list[RenderingVerdict] = list(row.verdicts.all())
    said: Mapping[str, bool] = {
        person_key(each.said_by): each.is_yes for each in verdicts
    }
    yes = sum(said.values())
    is_own = person_key(by) == person_key(row.made_by)
    return ShownRendering(
        row,
        yes=yes,
        no=len(said) - yes,
        notes=[each.note for each in verdicts if each.note],
        mine=said.get(person_key(by)),
        may_judge=may and not is_own and not _is_old(row),
        is_own=is_own,
    )


def earlier_of(language: Language, needed: NeededText) -> list[Rendering]:
    """Return how an earlier Spanish of the same place was said, the newest first."""
    if not needed.place:
        return []
    return list(
        Rendering.objects.filter(language=language, place=needed.place)
        .exclude(source_key=needed.key)
        .filter(state__in=(RenderingState.STALE, RenderingState.PUBLISHED))
        .select_related("recording")
        .order_by("-pk")[:3],
    )


def text_by_key(language: Language, key: str) -> NeededText | None:
    """Return a text that is to be said, or was, by its key; None if there is none."""
    needed = needed_texts(language).get(key)
    if needed is not None:
        return needed
    known = Rendering.objects.of_text(language, key).first()
    return NeededText(known.source, known.place) if known else None


def to_judge(by: User, languages: Iterable[Language]) -> int:
    """Return how many versions wait for this account's yes or no."""
    return (
        Rendering.objects.filter(
            language__in=list(languages),
            state__in=(RenderingState.DRAFT, RenderingState.REVIEWED),
        )
        .exclude(made_by=by)
        .exclude(verdicts__said_by=by)
        .count()
    )


def words_by_theme(language: Language) -> list[tuple[Theme, list[Word]]]:
    """Return the words of a language that are watched for, by theme."""
    words: dict[str, list[Word]] = {}
    for word in Word.objects.standing().filter(language=language):
        words.setdefault(word.theme_id, []).append(word)
    themes = Theme.objects.filter(active=True)
    return [(theme, words.get(theme.pk, [])) for theme in themes]
