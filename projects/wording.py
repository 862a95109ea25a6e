"""The Spanish of a translated column: what authors write and what is hashed.

modeltranslation reads and writes the column of the active language. A design is written
in Spanish whatever language its author's buttons are in.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Model

SOURCE = "es"


def spanish(row: Model, name: str) -> str:
    """Return the Spanish text of a translated column, empty when there is none."""
    return str(getattr(row, f"{name}_{SOURCE}") or "")


def write_spanish(row: Model, **texts: str) -> None:
    """Set the Spanish text of translated columns, whatever language is active.

    Where the words change, the versions made from the old words go: they no longer say
    the same.
    """
    for name, text in texts.items():
        words = text.replace("\r\n", "\n").strip()
        if words != spanish(row, name):
            for code in settings.MODELTRANSLATION_LANGUAGES:
                setattr(row, f"{name}_{code}", None)
        setattr(row, f"{name}_{SOURCE}", words)


def copy_texts(source: Model, target: Model, names: Iterable[str]) -> None:
    """Copy translated columns in every language."""
    for name in names:
        for code in settings.MODELTRANSLATION_LANGUAGES:
            setattr(target, f"{name}_{code}", getattr(source, f"{name}_{code}"))
