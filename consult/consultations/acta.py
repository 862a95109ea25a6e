"""An acta that arrives is hostile until decoded, and is written anew before it is kept.

Nothing of what the browser says about it is believed: neither name nor type. It is
opened by `acta_decoder.py`, in a process of its own.
"""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import filetype
from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from consult.consultations.models import ConsentRecord
from consult.web import cells
from projects.refusals import Refusal

_PDF: Final = "application/pdf"
# Media type → Pillow's name of the format, and the ending of the file kept.
_IMAGES: Final = {
    "image/jpeg": ("JPEG", "jpg"),
    "image/png": ("PNG", "png"),
    "image/webp": ("WEBP", "webp"),
}
# As in the decoder.
_MOST_PAGES: Final = 200
_DECODER: Final = Path(__file__).with_name("acta_decoder.py")


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
        content, ending = _written_anew(raw, "PDF"), "pdf"
    elif media_type in _IMAGES:
        pillow_format, ending = _IMAGES[media_type]
        content = _written_anew(raw, pillow_format)
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


def _written_anew(raw: bytes, form: str) -> bytes:
    try:
        opened = cells.opened(_DECODER, form, content=raw)
    except cells.Busy as error:
        raise _refusal(
            _("Ahora hay mucho trabajo y no se pudo abrir. Pruebe en un rato."),
        ) from error
    fault = opened.facts["fault"] if opened else "broken"
    if fault == "broken":
        raise _refusal(
            _("El PDF está dañado o no se puede leer. Pruebe con una foto del acta.")
            if form == "PDF"
            else _("La foto está dañada o no se puede leer. Tómela otra vez."),
        )
    if fault == "locked":
        raise _refusal(
            _("El PDF tiene contraseña. Guárdelo sin contraseña y súbalo otra vez."),
        )
    if fault == "pages":
        raise _refusal(
            _("El PDF tiene que tener entre 1 y %(most)s páginas.")
            % {"most": _MOST_PAGES},
        )
    if fault or opened is None:
        raise _refusal(
            _("La foto es demasiado grande. Tómela con menos puntos, o más pequeña."),
        )
    return opened.content


def _refusal(sentence: str) -> Refusal:
    return Refusal(sentence, field="acta")
