"""Open what people said in their own words or aloud, for those who may."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts import sealing
from consult.accounts.models import User
from consult.audit.actions import record
from consult.consultations.models import Consultation
from consult.feedback.actions.themes import doubt_themes
from consult.feedback.models import SpokenAnswer, Testimony
from consult.feedback.policies import (
    check_can_read_words,
    check_transcript,
    check_words_are_many,
)
from consult.languages.models import Language
from consult.voice.enums import Sound, Writing
from consult.voice.models import Transcript
from consult.voice.serving import sound_of
from projects.refusals import Refusal

_SPANISH = "es"


@dataclass(frozen=True, slots=True)
class Words:
    """Texts by question code, sorted, so that nobody's answers can be put together.

    `spoken` are the recordings by question, in no order. `unreadable` counts
    testimonies whose key is no longer among FIELD_KEYS.
    """

    by_question: dict[str, list[str]]
    spoken: dict[str, list[SpokenAnswer]]
    unreadable: int


@transaction.atomic
def read_words(*, consultation: Consultation, by: User) -> Words:
    """Return what people of a consultation said in their own words; recorded.

    Raises:
        NotAllowed: this person may not read them.
        Refusal: so few answered that one could tell who said it.

    """
    check_can_read_words(consultation=consultation, by=by)
    check_words_are_many(consultation)
    texts: dict[str, list[str]] = {}
    unreadable = 0
    counted = Testimony.objects.counted().filter(consultation=consultation)
    sealed = counted.exclude(sealed_words=b"").values_list("sealed_words", flat=True)
    for each in sealed.iterator():
        try:
            words: dict[str, str] = json.loads(sealing.unseal_text(bytes(each)))
        except sealing.Unreadable:
            unreadable += 1
            continue
        for code, text in words.items():
            texts.setdefault(code, []).append(text)
    spoken: dict[str, list[SpokenAnswer]] = {}
    for answer in (
        SpokenAnswer.objects.filter(testimony__in=counted)
        .select_related("recording")
        .prefetch_related("recording__transcripts")
        # By a number of chance: neither by person nor by time.
        .order_by("recording")
    ):
        spoken.setdefault(answer.question, []).append(answer)
    record(
        by=by,
        verb="feedback.words_read",
        obj=consultation,
        project_id=consultation.design.project_id,
        public={},
    )
    return Words(
        {code: sorted(said) for code, said in texts.items()},
        spoken,
        unreadable,
    )


@transaction.atomic
def hear_answer(*, recording: UUID, sound: Sound, by: User) -> bytes:
    """Return what somebody said aloud; recorded.

    Raises:
        SpokenAnswer.DoesNotExist: there is no such recording, or it was taken back.
        NotAllowed: this person may not hear it.
        Refusal: so few answered that one could tell who said it.

    """
    spoken = _spoken(recording, by)
    _record(by, "feedback.voice_heard", spoken)
    return sound_of(spoken.recording, sound)


@transaction.atomic
def write_transcript(
    *,
    recording: UUID,
    writing: str,
    language: Language | None,
    text: str,
    by: User,
) -> Transcript:
    """Write down what a recording says: a new version, and the older ones stay.

    A translation is in Spanish, whatever `language` says.

    Raises:
        SpokenAnswer.DoesNotExist: there is no such recording, or it was taken back.
        NotAllowed: this person may not hear it.
        Refusal: nothing was written, or no language was named.

    """
    spoken = _spoken(recording, by)
    check_transcript(text)
    if writing not in Writing.values:
        raise Refusal(_("Toque una de las opciones de la lista."), field="writing")
    is_translation = writing == Writing.TRANSLATION
    if not is_translation and language is None:
        raise Refusal(_("Diga en qué idioma habla."), field="language")
    last = Transcript.objects.filter(
        recording=spoken.recording, writing=writing
    ).first()
    written = Transcript.objects.create(
        recording=spoken.recording,
        writing=writing,
        version=last.version + 1 if last else 1,
        language=_SPANISH if is_translation or language is None else language.pk,
        sealed_text=sealing.seal_text(text.strip()),
        written_at=timezone.now(),
        written_by=by,
    )
    _record(by, "feedback.voice_written", spoken)
    return written


@transaction.atomic
def accept_transcript(*, recording: UUID, transcript: int, by: User) -> Transcript:
    """Say that a version says what the recording says. Safe to do twice.

    Raises:
        SpokenAnswer.DoesNotExist: there is no such recording, or it was taken back.
        Transcript.DoesNotExist: it has no such version.
        NotAllowed: this person may not hear it.

    """
    spoken = _spoken(recording, by)
    version = Transcript.objects.get(pk=transcript, recording=spoken.recording)
    if version.accepted_at is None:
        version.accepted_at, version.accepted_by = timezone.now(), by
        version.save(update_fields=["accepted_at", "accepted_by"])
        # What it speaks of is counted by the next sweep.
        doubt_themes(consultation_id=_consultation(spoken).pk)
        _record(by, "feedback.transcript_accepted", spoken)
    return version


def _spoken(recording: UUID, by: User) -> SpokenAnswer:
    spoken = SpokenAnswer.objects.select_related(
        "recording",
        "testimony__consultation__design",
    ).get(recording=recording, testimony__isnull=False)
    consultation = _consultation(spoken)
    check_can_read_words(consultation=consultation, by=by)
    check_words_are_many(consultation)
    return spoken


def _consultation(spoken: SpokenAnswer) -> Consultation:
    if spoken.testimony is None:
        raise SpokenAnswer.DoesNotExist
    return spoken.testimony.consultation


def _record(by: User, verb: str, spoken: SpokenAnswer) -> None:
    record(
        by=by,
        verb=verb,
        obj=spoken.recording,
        project_id=_consultation(spoken).design.project_id,
        public={},
    )
