"""An acta that arrives is hostile until decoded, and is written anew before it is kept.

Nothing of what the browser says about it is believed: neither name nor type.
"""

import hashlib
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import filetype
from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import NameObject

from consult.consultations.models import ConsentRecord
from projects.refusals import Refusal

_PDF: Final = "application/pdf"
# Media type → Pillow's name of the format, and the ending of the file kept.
_IMAGES: Final = {
    "image/jpeg": ("JPEG", "jpg"),
    "image/png": ("PNG", "png"),
    "image/webp": ("WEBP", "webp"),
}
# A phone of today takes 50 million pixels; unpacked they are 150 MB.
_MOST_PIXELS: Final = 50_000_000
# A page is legible at this many on its long side.
_LONG_SIDE: Final = 3000
_MOST_PAGES: Final = 200
# What a page can do by itself, and what can be attached to it.
_ACTIVE_KEYS: Final = ("/AA", "/Annots", "/Metadata", "/PieceInfo", "/AF")


@dataclass(frozen=True, slots=True)
class Acta:
    """A decoded file, without anything that it carried unseen."""

    content: bytes
    media_type: str
    ending: str
    # SHA-256 of what arrived, so that whoever holds the original can prove it is this.
    original_hash: str

    @property
    def hash(self) -> str:
        """Return the SHA-256 of what is kept."""
        return hashlib.sha256(self.content).hexdigest()


def decoded(upload: File[bytes]) -> Acta:
    """Return an uploaded acta, decoded by content and written anew.

    A PDF keeps its pages and loses scripts, attachments, links and metadata. A picture
    is turned upright, made no larger than a page needs and loses all metadata, where
    it was taken included.

    Raises:
        Refusal: too large, empty, of another kind, locked, or broken.

    """
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise _refusal(
            _("El archivo pesa demasiado: puede pesar hasta %(size)s.")
            % {"size": filesizeformat(settings.UPLOAD_MAX_BYTES)},
        )
    raw = upload.read(settings.UPLOAD_MAX_BYTES + 1)
    if not raw:
        raise _refusal(_("El archivo está vacío."))
    media_type = filetype.guess_mime(raw)
    if media_type == _PDF:
        content, ending = _pdf(raw), "pdf"
    elif media_type in _IMAGES:
        pillow_format, ending = _IMAGES[media_type]
        content = _picture(raw, pillow_format)
    else:
        raise _refusal(_("El acta tiene que ser un PDF o una foto (JPEG, PNG o WebP)."))
    return Acta(
        content=content,
        media_type=media_type,
        ending=ending,
        original_hash=hashlib.sha256(raw).hexdigest(),
    )


@contextmanager
def kept(acta: Acta | None, record: ConsentRecord) -> Iterator[None]:
    """Keep an acta's file with a record; take it back if what follows fails."""
    if acta is None:
        yield
        return
    record.acta_hash = acta.hash
    record.acta_media_type = acta.media_type
    record.acta.save(
        f"{uuid.uuid4().hex}.{acta.ending}",
        ContentFile(acta.content),
        save=False,
    )
    try:
        yield
    except BaseException:
        record.acta.delete(save=False)
        raise


def _pdf(raw: bytes) -> bytes:
    try:
        reader = PdfReader(BytesIO(raw))
        locked = reader.is_encrypted
        pages = 0 if locked else len(reader.pages)
        content = b"" if locked or not 1 <= pages <= _MOST_PAGES else _pages(reader)
    except Exception as error:
        raise _refusal(
            _("El PDF está dañado o no se puede leer. Pruebe con una foto del acta."),
        ) from error
    if locked:
        raise _refusal(
            _("El PDF tiene contraseña. Guárdelo sin contraseña y súbalo otra vez."),
        )
    if not content:
        raise _refusal(
            _("El PDF tiene que tener entre 1 y %(most)s páginas.")
            % {"most": _MOST_PAGES},
        )
    return content


def _pages(reader: PdfReader) -> bytes:
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


def _instructions(page: PageObject) -> None:
    contents = page.get_contents()
    if contents is not None:
        contents.get_data()


def _picture(raw: bytes, pillow_format: str) -> bytes:
    try:
        with warnings.catch_warnings():
            # Its limit is looser than ours, which is checked before unpacking.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(raw), formats=[pillow_format])
        too_large = picture.width * picture.height > _MOST_PIXELS
        content = b"" if too_large else _upright(picture, pillow_format)
    except Exception as error:
        raise _refusal(
            _("La foto está dañada o no se puede leer. Tómela otra vez."),
        ) from error
    if too_large:
        raise _refusal(
            _("La foto es demasiado grande: puede tener hasta 50 millones de puntos."),
        )
    return content


def _upright(picture: Image.Image, pillow_format: str) -> bytes:
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((_LONG_SIDE, _LONG_SIDE))
    # A new picture, so that nothing but points is carried over.
    clean = Image.new("RGB", upright.size, "white")
    rgba = upright.convert("RGBA")
    clean.paste(rgba, mask=rgba.getchannel("A"))
    file = BytesIO()
    clean.save(file, format=pillow_format, quality=88)
    return file.getvalue()


def _refusal(sentence: str) -> Refusal:
    return Refusal(sentence, field="acta")
