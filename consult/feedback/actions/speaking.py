"""Answers given aloud: kept for a testimony that comes after them, or that stands.

A recording is decoded and kept first, under the UUID that its testimony will have, and
`submit_testimony(voice={question: SHA-256 of the clip as it was sent})` then takes what
waits there. Each call may be made again: a phone that lost its signal does not know
what arrived.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import Consultation
from consult.feedback import policies
from consult.feedback.actions.themes import doubt_themes
from consult.feedback.fingerprints import fingerprint
from consult.feedback.models import SpokenAnswer, Testimony
from consult.feedback.queries import rules_of
from consult.voice.actions import erase_recordings, keep_decoded
from consult.voice.decoding import Decoded, decoded
from projects.refusals import Refusal

# How long a recording waits for its testimony.
_WAITS_WEEKS: Final = 2


class VoiceMissing(Refusal):
    """A testimony names a recording that did not arrive: send it, and then this again.

    `field` is the question that it answers.
    """

    def __init__(self, question: str) -> None:
        super().__init__(
            _("Falta una grabación: todavía no ha llegado."),
            field=question,
        )


@dataclass(frozen=True, slots=True)
class Clip:
    """A decoded clip, and the SHA-256 (64 hexadecimal digits) of what was sent."""

    sent_hash: str
    sound: Decoded

    @classmethod
    def of(cls, content: bytes) -> "Clip":
        """Decode what was sent.

        Raises:
            Refusal: what `consult.voice.decoding.decoded` refuses.

        """
        return cls(hashlib.sha256(content).hexdigest(), decoded(content))


def keep_spoken_answer(
    *,
    consultation: Consultation,
    testimony_uuid: UUID,
    question: str,
    content: bytes,
) -> SpokenAnswer | None:
    """Decode a clip and keep it, sealed, for the testimony that will have this UUID.

    The same clip twice is kept once; another one for the same question takes its place.
    Returns None where that testimony stands already: nothing is added to it, and
    sending it again says whether it is the same.

    Raises:
        Closed: the consultation takes no more answers.
        Refusal: there is no such question, or the clip is none: `field` is `voice`.

    """
    policies.check_takes_testimonies(consultation)
    if question not in rules_of(consultation):
        raise Refusal(policies.NOT_IN_QUESTIONNAIRE, field=question[:80])
    if Testimony.objects.filter(pk=testimony_uuid).exists():
        return None
    sent_hash = hashlib.sha256(content).hexdigest()
    standing = SpokenAnswer.objects.filter(
        testimony_uuid=testimony_uuid,
        question=question,
        clip_hash=clip_hash(sent_hash),
    ).first()
    return standing or keep_clip(
        testimony_uuid=testimony_uuid,
        question=question,
        clip=Clip(sent_hash, decoded(content)),
    )


def keep_clip(*, testimony_uuid: UUID, question: str, clip: Clip) -> SpokenAnswer:
    """Keep a decoded clip for a question, in the place of the one that was there."""
    recording = keep_decoded(clip=clip.sound, by=None, is_private=True)
    spoken = SpokenAnswer(
        testimony_uuid=testimony_uuid,
        question=question,
        clip_hash=clip_hash(clip.sent_hash),
        recording=recording,
    )
    try:
        with transaction.atomic():
            forget_spoken(testimony_uuid=testimony_uuid, questions={question})
            spoken.testimony = Testimony.objects.filter(pk=testimony_uuid).first()
            spoken.save(force_insert=True)
    except IntegrityError:
        # The same was being kept at this moment: whoever was first is what stands.
        erase_recordings(recordings=[recording])
        return SpokenAnswer.objects.get(
            testimony_uuid=testimony_uuid,
            question=question,
        )
    return spoken


@transaction.atomic
def forget_spoken(*, testimony_uuid: UUID, questions: set[str] | None = None) -> None:
    """Erase what was said aloud to some questions of a testimony, or to all of them."""
    spoken = SpokenAnswer.objects.filter(testimony_uuid=testimony_uuid)
    if questions is not None:
        spoken = spoken.filter(question__in=questions)
    gone = list(spoken.select_related("recording", "testimony"))
    SpokenAnswer.objects.filter(pk__in=[each.pk for each in gone]).delete()
    for each in gone:
        if each.testimony is not None:
            doubt_themes(consultation_id=each.testimony.consultation_id)
    erase_recordings(recordings=[each.recording for each in gone])


def take_spoken(*, testimony: Testimony, voice: Mapping[str, str]) -> None:
    """Tie what waits for a testimony to it, now that it is stored.

    What waits and is not named was recorded again, or taken back: it is erased.

    Raises:
        VoiceMissing: one of the clips did not arrive, or another one did.

    """
    waiting = {
        each.question: each
        for each in SpokenAnswer.objects.select_for_update().filter(
            testimony_uuid=testimony.pk,
        )
    }
    for question, sent_hash in voice.items():
        spoken = waiting.get(question)
        if spoken is None or spoken.clip_hash != clip_hash(sent_hash):
            raise VoiceMissing(question)
    if others := waiting.keys() - voice.keys():
        forget_spoken(testimony_uuid=testimony.pk, questions=set(others))
    SpokenAnswer.objects.filter(testimony_uuid=testimony.pk).update(testimony=testimony)


@transaction.atomic
def purge_spoken() -> int:
    """Erase recordings whose testimony did not come, and return how many there were."""
    before = timezone.localdate() - timedelta(weeks=_WAITS_WEEKS + 1)
    old = list(
        SpokenAnswer.objects.filter(
            testimony__isnull=True,
            recording__made_week__lt=before,
        ).select_related("recording"),
    )
    SpokenAnswer.objects.filter(pk__in=[each.pk for each in old]).delete()
    return erase_recordings(recordings=[each.recording for each in old])


def clip_hash(sent_hash: str) -> str:
    """Return what is kept of a clip's hash: keyed, so that nobody can try out clips."""
    return fingerprint({"clip": sent_hash})
