"""Decodes one acta in a process of its own, and writes it anew.

Run as a script, alone: it reads the file from its input, takes from its arguments what
it is, and writes one line of JSON and the new file to its output. It imports nothing of
Consult, because a hostile file may do to it what it likes: it has 256 MiB, eight
seconds of processor, and no file or connection that it could open.
"""

import json
import resource
import sys
import warnings
from io import BytesIO
from typing import Final

MEMORY_BYTES: Final = 256 * 1024 * 1024
CPU_SECONDS: Final = 8

# A phone of today takes 50 million pixels. A JPEG is unpacked at the size it is needed
# in; the others have to be unpacked whole.
_MOST_PIXELS: Final = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 12_000_000}
# A page is legible at this many on its long side.
_LONG_SIDE: Final = 3000
_MOST_PAGES: Final = 200
# What a page can do by itself, and what can be attached to it.
_ACTIVE_KEYS: Final = ("/AA", "/Annots", "/Metadata", "/PieceInfo", "/AF")


class Refused(Exception):
    """With the word for why: see `acta._SENTENCES`."""


for _what, _most in (
    (resource.RLIMIT_AS, MEMORY_BYTES),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_FSIZE, 0),
):
    resource.setrlimit(_what, (_most, _most))

FORM: Final = sys.argv[1] if __name__ == "__main__" else ""

# Only what is needed: each takes longer to load than a photo to open.
if FORM == "PDF":
    from pypdf import PageObject, PdfReader, PdfWriter
    from pypdf.generic import NameObject
else:
    from PIL import Image, ImageOps


def pdf(raw: bytes) -> bytes:
    """Return a PDF with its pages, and without anything that acts or is attached.

    Raises:
        Refused: it has a password, or no pages, or too many.

    """
    reader = PdfReader(BytesIO(raw))
    if reader.is_encrypted:
        raise Refused("locked")
    if not 1 <= len(reader.pages) <= _MOST_PAGES:
        raise Refused("pages")
    writer = PdfWriter()
    for page in reader.pages:
        for key in _ACTIVE_KEYS:
            page.pop(NameObject(key), None)
        # Parses the drawing instructions, so that a broken page is found here.
        _instructions(page)
        writer.add_page(page)
    writer.metadata = None
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _instructions(page: "PageObject") -> None:
    contents = page.get_contents()
    if contents is not None:
        contents.get_data()


def picture(raw: bytes, form: str) -> bytes:
    """Return a picture upright, no larger than is legible, and nothing but its points.

    Raises:
        Refused: it has too many of them.

    """
    with warnings.catch_warnings():
        # Its limit is looser than ours, which is checked before unpacking.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            found = Image.open(BytesIO(raw), formats=[form])
        except Image.DecompressionBombError as error:
            raise Refused("points") from error
    if found.width * found.height > _MOST_PIXELS[form]:
        raise Refused("points")
    found.draft("RGB", (_LONG_SIDE, _LONG_SIDE))
    found.thumbnail((_LONG_SIDE, _LONG_SIDE))
    upright = ImageOps.exif_transpose(found)
    # A new picture, so that nothing but points is carried over.
    clean = Image.new("RGB", upright.size, "white")
    rgba = upright.convert("RGBA")
    clean.paste(rgba, mask=rgba.getchannel("A"))
    file = BytesIO()
    clean.save(file, format=form, quality=88)
    return file.getvalue()


def main() -> None:
    """Read an acta, and write what became of it."""
    raw = sys.stdin.buffer.read()
    if FORM != "PDF":
        # Its plugins are read now, while files can still be opened.
        Image.init()
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    fault, content = "", b""
    try:
        content = pdf(raw) if FORM == "PDF" else picture(raw, FORM)
    except Refused as refused:
        fault = str(refused)
    except Exception:  # noqa: BLE001 - whatever a hostile file makes of a library
        fault = "broken"
    sys.stdout.buffer.write(json.dumps({"fault": fault}).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
