"""Compiled catalogues, made with Babel: nobody needs GNU gettext."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(locale: Path) -> list[Path]:
    """Compile every catalogue whose text is newer than its compiled form.

    A fuzzy entry is left out: its Spanish changed, so the translation is stale. A
    catalogue without a single translation is compiled too, because Django takes a
    language without one for an unknown language.

    Returns the text catalogues that were compiled, sorted.
    """
    compiled = []
    for text in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        binary = text.with_suffix(".mo")
        if binary.exists() and binary.stat().st_mtime_ns >= text.stat().st_mtime_ns:
            continue
        with text.open("rb") as source:
            catalogue = read_po(source, locale=None)
        # Written aside and renamed: several processes may compile at the same time.
        aside = binary.with_suffix(f".{id(catalogue):x}.part")
        with aside.open("wb") as target:
            write_mo(target, catalogue, use_fuzzy=False)
        aside.replace(binary)
        compiled.append(text)
    return compiled
