"""Texts that stand whether or not a consultation is open: those of the tables."""

from collections.abc import Iterator

from consult.languages.models import Language
from consult.languages.texts import NeededText
from projects.models import Ladder, Level, Prerequisite
from projects.wording import spanish


def standard_texts(language: Language | None) -> Iterator[NeededText]:
    """Yield what households are asked of every ladder, and what is usually assumed."""
    del language
    for ladder in Ladder.objects.filter(active=True):
        yield NeededText(spanish(ladder, "question"), f"projects.ladder:{ladder.pk}")
    for level in Level.objects.filter(active=True, ladder__active=True):
        yield NeededText(
            spanish(level, "name"),
            f"projects.level:{level.ladder_id}:{level.code}",
        )
    for usual in Prerequisite.objects.filter(active=True):
        yield NeededText(spanish(usual, "text"), f"projects.prerequisite:{usual.pk}")
