"""What writes in this room.

For the rooms above: `keep_recording` takes the bytes a browser sent and returns a
`Recording`, or raises a `Refusal` with a sentence. It decodes, which takes a few tenths
of a second: call it before a transaction that others wait for. `keep_decoded` keeps
what was decoded before. `erase_recordings` makes them unheard for good.
"""

import hashlib
import os
import uuid
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from consult.accounts import sealing
from consult.accounts.models import User
from consult.audit.actions import record
from consult.voice.decoding import Decoded, decoded
from consult.voice.enums import Sound
from consult.voice.models import ErasedFile, Recording


def keep_recording(*, content: bytes, by: User | None, is_private: bool) -> Recording:
    """Decode a clip and keep it, written anew in two forms.

    `by` is who made it; of what nobody signs only the week is kept. Private clips are
    sealed, and heard only through the room that says who may.

    Raises:
        Refusal: what `decoding.decoded` refuses; nothing is kept.

    """
    return keep_decoded(clip=decoded(content), by=by, is_private=is_private)


def keep_decoded(*, clip: Decoded, by: User | None, is_private: bool) -> Recording:
    """Keep a clip that was decoded before."""
    today = timezone.localdate()
    recording = Recording(
        is_private=is_private,
        source=clip.source,
        duration_ms=clip.duration_ms,
        size=len(clip.opus),
        made_week=None if by else today - timedelta(days=today.weekday()),
        made_at=timezone.now() if by else None,
        made_by=by,
    )
    try:
        recording.opus_hash = _put(recording, Sound.OPUS, clip.opus)
        recording.aac_hash = _put(recording, Sound.AAC, clip.aac)
        with transaction.atomic():
            recording.save(force_insert=True)
            if by:
                record(by=by, verb="voice.recorded", obj=recording)
    except BaseException:
        for sound in Sound:
            if recording.file(sound):
                recording.file(sound).delete(save=False)
        raise
    return recording


def _put(recording: Recording, sound: Sound, content: bytes) -> str:
    """Write one form of a recording, and return the SHA-256 of what was written."""
    kept = sealing.seal(content) if recording.is_private else content
    file = recording.file(sound)
    # By another name than its row: whoever sees the files does not know whose they are.
    file.save(f"{uuid.uuid4().hex}.{sound.value}", ContentFile(kept), save=False)
    if recording.made_week is not None:
        _forget_the_hour(file.name or "", recording)
    return hashlib.sha256(kept).hexdigest()


def _forget_the_hour(name: str, recording: Recording) -> None:
    """Date a file by its week where it lies on a disk, which would keep the second."""
    try:
        path = default_storage.path(name)
    except NotImplementedError:
        return
    monday = datetime.combine(recording.made_week or timezone.localdate(), time())
    moment = timezone.make_aware(monday).timestamp()
    os.utime(path, (moment, moment))


@transaction.atomic
def erase_recordings(*, recordings: Iterable[Recording], by: User | None = None) -> int:
    """Forget recordings and erase their files, and return how many there were.

    That the files must go is written in the transaction that says so; they go once it
    stands, and whatever a failing disk leaves is taken away by `sweep_files`.
    """
    gone = list(recordings)
    names = [
        name for each in gone for sound in Sound if (name := each.file(sound).name)
    ]
    ErasedFile.objects.bulk_create([ErasedFile(name=name) for name in names])
    Recording.objects.filter(pk__in=[each.pk for each in gone]).delete()
    if by:
        for each in gone:
            record(by=by, verb="voice.erased", obj=each)
    transaction.on_commit(partial(sweep_files, names=names), robust=True)
    return len(gone)


def sweep_files(*, names: Iterable[str] | None = None) -> int:
    """Erase the files that are to be erased, and return how many went."""
    waiting = ErasedFile.objects.all()
    if names is not None:
        waiting = waiting.filter(pk__in=list(names))
    count = 0
    for each in waiting:
        default_storage.delete(each.pk)
        each.delete()
        count += 1
    return count
