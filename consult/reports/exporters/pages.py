"""PDF: tagged pages, drawn by typst from the content as data."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import typst

from consult.reports.content.values import Facts
from consult.web import pictograms

_ROOM: Final = Path(__file__).resolve().parent.parent
_TEMPLATE: Final = _ROOM / "typst" / "report.typ"
_FONTS: Final = _ROOM / "fonts"
# What the fonts of `fonts/` can print (see its README). A character they lack would
# fail the whole PDF, which must say every character aloud: it is printed as a box.
_UNPRINTABLE: Final = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u02ff\u0300-\u036f\u1e00-\u1eff\u2010-\u2027"
    "\u2030-\u205e\u2070-\u209c\u20a0-\u20bf\u2116\u2122\u2212\ua78b\ua78c]",
)
_BOX: Final = "\u25a1"


class DrawingFailed(Exception):
    """The pages could not be drawn; the reason is for whoever keeps the system."""


def write_pdf(document: Facts, digest: str, target: BinaryIO) -> None:
    """Write the report as PDF/UA-1: tagged, titled, its language said.

    The same content gives the same bytes, whatever fonts the machine has: only those of
    this room are used, and the date is the content's.

    Raises:
        DrawingFailed: typst refused.

    """
    made = datetime.fromisoformat(document["taken_at"]["iso"])
    try:
        compiler = typst.Compiler(
            _TEMPLATE,
            root=_TEMPLATE.parent,
            font_paths=[_FONTS],
            ignore_system_fonts=True,
            sys_inputs={
                "data": json.dumps(_printable(document), ensure_ascii=False),
                "drawings": json.dumps(_drawings(document)),
                "digest": digest,
            },
        )
        pages = compiler.compile(
            format="pdf",
            pdf_standards="ua-1",
            timestamp=int(made.timestamp()),
        )
    except typst.TypstError as error:
        raise DrawingFailed(f"{error.message} {' '.join(error.hints)}") from error
    if not isinstance(pages, bytes):
        raise DrawingFailed("typst gave no file")
    target.write(pages)


def _printable(value: Any) -> Any:  # noqa: ANN401 - JSON is anything
    if isinstance(value, str):
        return _UNPRINTABLE.sub(_BOX, value.replace("\r\n", "\n"))
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_printable(each) for each in value]
    return value


def _drawings(document: Facts) -> dict[str, str]:
    """Return the drawing of every step of a ladder in the report, by name."""
    names = {
        choice["pictogram"]
        for each in document["consultations"]
        if each["is_published"]
        for question in each["numbers"]["questions"]
        if question["is_ladder"]
        for choice in question["choices"]
    }
    drawn = {name: pictograms.drawing(name) for name in sorted(names) if name}
    return {name: svg for name, svg in drawn.items() if svg}
