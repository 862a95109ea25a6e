"""Take recordings from phones, piece by piece, and keep them for their testimony."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.feedback.actions import keep_spoken_answer
from consult.feedback.queries import answered_consultation
from consult.offline.models import Upload
from consult.offline.opening import SealedClip, opened
from projects.refusals import Conflict, Refusal

# Two minutes are a quarter of 2 MiB; some phones record larger than they are asked to.
# Base64 makes four bytes of three, and the seal and its padding add a few.
LONGEST: Final = 2 * 1024 * 1024 * 4 // 3 + 4096
# How many may be on their way at once: nobody fills the disk with halves.
MOST_ON_THEIR_WAY: Final = 500
_WAITS_DAYS: Final = 14


class Full(Refusal):
    """Too much is on its way: later."""


@transaction.atomic
def take_piece(*, name: str, at: int, length: int, piece: bytes) -> Upload:
    """Add a piece to a sealed recording and return what there is of it.

    An empty piece only asks how much came. What arrived whole takes no more.

    Raises:
        Conflict: it does not begin where the last piece ended.
        Full: too many are on their way.
        Refusal: it is longer than any recording, or than it was said to be.

    """
    upload = Upload.objects.select_for_update().filter(pk=name).first()
    if upload is not None and (upload.proof or not piece):
        return upload
    if not 0 < length <= LONGEST:
        raise Refusal(_("Lo que envió pesa demasiado."))
    if upload is None:
        if Upload.objects.filter(proof="").count() >= MOST_ON_THEIR_WAY:
            raise Full(_("Ahora llegan muchas grabaciones. Se envía más tarde."))
        upload = Upload(name=name, length=length)
    if at != upload.received or length != upload.length:
        raise Conflict(_("Ese pedazo no sigue a lo que ya llegó."))
    if at + len(piece) > length:
        raise Refusal(_("Lo que envió pesa demasiado."))
    upload.content = bytes(upload.content) + piece
    upload.touched_on = timezone.localdate()
    upload.save()
    return upload


def deliver(*, upload: Upload) -> Upload:
    """Open a recording that is whole and keep it for its testimony. Safe to repeat.

    What is refused is forgotten: it would be refused again.

    Raises:
        Refusal: it cannot be opened, is no sound, or answers nothing that is asked.

    """
    if upload.proof or upload.received < upload.length:
        return upload
    try:
        clip = _keep(bytes(upload.content))
    except Refusal:
        Upload.objects.filter(pk=upload.pk).delete()
        raise
    upload.content = b""
    upload.proof = clip.proof
    upload.save()
    return upload


def _keep(sealed: bytes) -> SealedClip:
    plain = opened(sealed)
    clip = SealedClip.read(plain) if plain else None
    if clip is None:
        raise Refusal(_("No se pudo abrir lo que envió."))
    consultation = answered_consultation(clip.consultation)
    if consultation is None:
        raise Refusal(_("No hay ninguna consulta con ese código."))
    keep_spoken_answer(
        consultation=consultation,
        testimony_uuid=clip.uuid,
        question=clip.question,
        content=clip.content,
    )
    return clip


@transaction.atomic
def purge_uploads() -> int:
    """Forget recordings that nobody added to for two weeks, and old proofs."""
    before = timezone.localdate() - timedelta(days=_WAITS_DAYS)
    deleted, _by_model = Upload.objects.filter(touched_on__lt=before).delete()
    return deleted
