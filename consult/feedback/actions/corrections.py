"""Somebody with a receipt says again, better, what they had said."""

import json
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts import sealing
from consult.consultations.actions import note_evidence
from consult.feedback import policies
from consult.feedback.actions.speaking import Clip, forget_spoken, keep_clip
from consult.feedback.actions.tallies import hold_counters, move_counters
from consult.feedback.actions.themes import move_themes
from consult.feedback.actions.traces import lasting_of, move_traces
from consult.feedback.counting import counters_of, with_spoken
from consult.feedback.drafts import Contents, DraftKey, SpokenDraft
from consult.feedback.enums import TestimonyState
from consult.feedback.models import Draft, Question, Testimony
from consult.feedback.oneself import told_of_oneself
from consult.feedback.parts import parts_asked
from consult.feedback.queries import rules_of, said_by
from consult.feedback.vocabulary import SPOKEN, YesNo
from projects.refusals import Conflict, Refusal

_DISABILITY: Final = {True: YesNo.YES, False: YesNo.NO}


@transaction.atomic
def start_correction(
    *,
    testimony: Testimony,
    instead_of: DraftKey | None = None,
) -> DraftKey:
    """Open what was said in a new draft, and return the key that only a browser keeps.

    Whoever holds the receipt may; nobody else can name the testimony. What `instead_of`
    opens is forgotten.

    Raises:
        Closed: the consultation takes no more answers.
        Refusal: the testimony was withdrawn, or its words cannot be opened any more.

    """
    policies.check_takes_testimonies(testimony.consultation)
    _check_counts(testimony)
    if instead_of is not None:
        Draft.objects.filter(pk=instead_of.token_digest).delete()
    key = DraftKey.new()
    Draft.objects.create(
        token_digest=key.token_digest,
        sealed=_as_said(testimony).sealed_with(key),
        touched_on=timezone.localdate(),
    )
    return key


def _words_of(testimony: Testimony) -> dict[str, str]:
    try:
        text = sealing.unseal_text(bytes(testimony.sealed_words))
    except sealing.Unreadable as error:
        raise Refusal(
            _("Lo que escribió con sus palabras ya no se puede abrir para corregirlo."),
        ) from error
    words: dict[str, str] = json.loads(text) if text else {}
    return words


def _as_said(testimony: Testimony) -> Contents:
    about = {
        "language": testimony.language_id or "",
        "sex": testimony.sex,
        "age_band": testimony.age_band,
        "displacement": testimony.displacement,
        "disability": ""
        if testimony.disability is None
        else str(_DISABILITY[testimony.disability]),
    }
    if parts_asked(testimony.consultation):
        about["part"] = str(testimony.part_id or "")
    about |= testimony.unsaid
    asked = Question.objects.filter(
        questionnaire__consultation=testimony.consultation_id,
    )
    answers = dict(testimony.answers)
    said = _words_of(testimony)
    spoken = _spoken_of(testimony)
    # Whoever wrote it down saw the receipt: it opens nothing that was answered alone.
    withheld = testimony.collected_by_id is not None
    if withheld:
        for code in _private(testimony.consultation_id):
            answers.pop(code, None)
            said.pop(code, None)
            spoken.pop(code, None)
    return Contents(
        consultation_id=testimony.consultation_id,
        withheld=withheld,
        # What was only said aloud is among what was said aloud.
        answers={
            code: chosen for code, chosen in answers.items() if chosen != [SPOKEN]
        },
        words=said,
        voice=spoken,
        about={field: value for field, value in about.items() if value},
        seen=asked.count() + len(about),
        corrects=str(testimony.pk),
        corrects_version=testimony.version,
    )


def _private(consultation_id: int) -> list[str]:
    return list(
        Question.objects.filter(
            questionnaire__consultation=consultation_id,
            is_private=True,
        ).values_list("code", flat=True),
    )


@transaction.atomic
def correct_testimony(
    *,
    contents: Contents,
    clips: Mapping[str, Clip] | None = None,
) -> Testimony:
    """Put what a correction says in the place of what was said, and count that.

    Who collected it, its channel, its week and its receipt stay. So does the
    fingerprint of what was first sent: a phone that sends it once more is told that it
    arrived, and what was corrected stays corrected. `clips` are recorded anew; what was
    said aloud before stays unless it was recorded anew or taken back.

    Raises:
        Conflict: it was corrected from elsewhere meanwhile.
        Refusal: it was withdrawn, the consultation is closed, or an answer is not one
            of its questions.

    """
    hold_counters(contents.consultation_id)
    testimony = (
        Testimony.objects.select_for_update(of=("self",))
        .select_related("consultation")
        .get(pk=contents.corrects, consultation=contents.consultation_id)
    )
    policies.check_takes_testimonies(testimony.consultation)
    _check_counts(testimony)
    if testimony.version != contents.corrects_version:
        raise Conflict(
            _("Estas respuestas ya se corrigieron desde otro lado. No se cambió nada."),
        )
    contents.answers = with_spoken(contents.answers, contents.voice)
    policies.check_answers(
        rules=rules_of(testimony.consultation),
        answers=contents.answers,
        words=contents.words,
        voice=contents.voice,
    )
    if contents.withheld:
        _keep_private(testimony, contents)
    move_themes(
        consultation_id=testimony.consultation_id,
        before=_words_of(testimony),
        after=contents.words,
    )
    before = set(counters_of(said_by(testimony)))
    traces = set(lasting_of(testimony))
    _say(testimony, contents)
    _say_aloud(testimony, contents, clips or {})
    after = set(counters_of(said_by(testimony)))
    left = set(lasting_of(testimony))
    if testimony.in_tally:
        move_counters(
            consultation_id=testimony.consultation_id,
            moved={each: 1 if each in after else -1 for each in before ^ after},
        )
        move_traces(
            consultation_id=testimony.consultation_id,
            moved={each: 1 if each in left else -1 for each in traces ^ left},
        )
    note_evidence(consultation_id=testimony.consultation_id, reason="correction")
    return testimony


def _keep_private(testimony: Testimony, contents: Contents) -> None:
    """Put back what the correction was not shown: it stays as it was said.

    Raises:
        Refusal: the person's own words cannot be opened any more.

    """
    words = _words_of(testimony)
    spoken = _spoken_of(testimony)
    for code in _private(testimony.consultation_id):
        if code in testimony.answers:
            contents.answers[code] = testimony.answers[code]
        if code in words:
            contents.words[code] = words[code]
        if code in spoken:
            contents.voice[code] = spoken[code]


def _say(testimony: Testimony, contents: Contents) -> None:
    testimony.answers = contents.answers
    words = {code: text for code, text in contents.words.items() if text.strip()}
    testimony.sealed_words = sealing.seal_text(
        json.dumps(words, ensure_ascii=False, sort_keys=True) if words else "",
    )
    for field, said in told_of_oneself(contents.about).items():
        setattr(testimony, field, said)
    testimony.version += 1
    testimony.save()


def _spoken_of(testimony: Testimony) -> dict[str, SpokenDraft]:
    return {
        each.question: SpokenDraft(
            clip="",
            sent_hash="",
            duration_ms=each.recording.duration_ms,
        )
        for each in testimony.spoken.select_related("recording")
    }


def _say_aloud(
    testimony: Testimony,
    contents: Contents,
    clips: Mapping[str, Clip],
) -> None:
    before = set(testimony.spoken.values_list("question", flat=True))
    if taken_back := before - contents.voice.keys():
        forget_spoken(testimony_uuid=testimony.pk, questions=taken_back)
    for code, clip in clips.items():
        keep_clip(testimony_uuid=testimony.pk, question=code, clip=clip)


def _check_counts(testimony: Testimony) -> None:
    if testimony.state == TestimonyState.WITHDRAWN:
        raise Refusal(_("Lo que dijo ya se retiró y se borró: no se puede corregir."))
