"""The pictograms: small drawings for people who read little."""

import re
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).parent / "static" / "web"
FOLDER = STATIC / "pictograms"
NAME = re.compile(r"[a-z0-9_-]+\Z")


def names() -> frozenset[str]:
    """Return the names of all pictograms, such as `water-basic`."""
    return frozenset(path.stem for path in FOLDER.glob("*.svg"))


@lru_cache(maxsize=256)
def drawing(name: str) -> str:
    """Return the SVG of a pictogram, or an empty text when there is none.

    Ladders are tables that administrators extend: a step of theirs has no drawing,
    and its words then stand alone.
    """
    path = FOLDER / f"{name}.svg"
    if not NAME.match(name) or not path.is_file():
        return ""
    return path.read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def brand_mark() -> str:
    """Return the SVG of the brand mark: speech, woven."""
    return (STATIC / "consult-mark.svg").read_text(encoding="utf-8").strip()
