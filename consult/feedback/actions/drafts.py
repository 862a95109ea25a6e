"""Keep a half-done testimony for a browser, and forget it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.feedback import policies
from consult.feedback.actions.speaking import Clip
from consult.feedback.drafts import (
    Contents,
    DraftKey,
    SpokenDraft,
    sealed_clip,
)
from consult.feedback.enums import Channel
from consult.feedback.models import Draft, DraftClip, Question
from consult.feedback.oneself import FIELDS, without_unsaid
from consult.feedback.parts import parts_asked
from consult.feedback.vocabulary import YesNo
from consult.languages.models import Language
from projects.refusals import Refusal

Value = TypeVar("Value", str, list[str])


class NoDraft(Refusal):
    """There is nothing half-done under this key."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Aquí no hay nada a medias. Se borra al enviar, al salir o cuando pasa "
                "mucho tiempo.",
            ),
        )


@transaction.atomic
def start_draft(
    *,
    consultation: Consultation,
    by: User | None = None,
    channel: str = Channel.WEB,
    instead_of: DraftKey | None = None,
) -> DraftKey:
    """Begin a testimony and return the key that only the browser keeps.

    `by` is who writes it down for somebody else. What `instead_of` opens is forgotten.

    Raises:
        NotAllowed: `by` may not collect here.
        Refusal: the consultation is closed.

    """
    policies.check_takes_testimonies(consultation)
    policies.check_channel(consultation=consultation, channel=channel, by=by)
    if instead_of is not None:
        discard_draft(key=instead_of)
    key = DraftKey.new()
    contents = Contents(
        consultation_id=consultation.pk,
        channel=str(channel),
        collected_by_id=by.pk if by else None,
    )
    Draft.objects.create(
        token_digest=key.token_digest,
        sealed=contents.sealed_with(key),
        touched_on=timezone.localdate(),
    )
    return key


@transaction.atomic
def save_answer(
    *,
    key: DraftKey,
    question: Question,
    choices: Sequence[str],
    words: str,
    seen: int,
) -> Contents:
    """Keep one answer; nothing chosen takes the answer back.

    Raises:
        NoDraft: the key opens nothing.
        Refusal: the choices are not the question's; what was typed is not kept.

    """
    contents = held(key, question.questionnaire.consultation_id)
    if choices:
        policies.check_choices(rule=question.rule, choices=choices)
    policies.check_words(words, field=question.code)
    _put(contents.answers, question.code, list(choices))
    _put(contents.words, question.code, words.strip())
    keep(key, contents, seen)
    return contents


@transaction.atomic
def save_about(
    *,
    key: DraftKey,
    consultation: Consultation,
    about: Mapping[str, str],
    seen: int,
) -> Contents:
    """Keep what somebody says of themselves; an empty text takes it back.

    Raises:
        NoDraft: the key opens nothing.
        Refusal: with the field that is none of the list.

    """
    contents = held(key, consultation.pk)
    told = {field: about.get(field, contents.about.get(field, "")) for field in FIELDS}
    said = without_unsaid(told)
    policies.check_about(
        sex=said["sex"],
        age_band=said["age_band"],
        displacement=said["displacement"],
    )
    if said["disability"] and said["disability"] not in set(YesNo):
        raise Refusal(_("Toque una de las opciones de la lista."), field="disability")
    if said["language"] and not Language.objects.filter(pk=said["language"]).exists():
        raise Refusal(_("Toque una de las opciones de la lista."), field="language")
    if said["part"]:
        if not said["part"].isdecimal():
            raise Refusal(_("Toque una de las opciones de la lista."), field="part")
        policies.check_part(int(said["part"]), asked=parts_asked(consultation))
    for field, value in told.items():
        _put(contents.about, field, value)
    keep(key, contents, seen)
    return contents


@transaction.atomic
def hand_over(
    *,
    key: DraftKey,
    consultation: Consultation,
    part: range,
    codes: Sequence[str],
) -> Contents:
    """Open a private part for the person who now holds the phone, with nothing in it.

    What was answered there before is erased: whoever opens it may be somebody else.

    Raises:
        NoDraft: the key opens nothing.

    """
    contents = held(key, consultation.pk)
    for code in codes:
        contents.answers.pop(code, None)
        contents.words.pop(code, None)
        _forget_clip(contents, code)
    contents.handed = part.start
    keep(key, contents, part.start - 1)
    return contents


@transaction.atomic
def close_private_part(*, key: DraftKey, consultation: Consultation) -> Contents:
    """Close the part that is open: it is shown to nobody again. Safe to call twice.

    Raises:
        NoDraft: the key opens nothing.

    """
    contents = held(key, consultation.pk)
    if contents.handed:
        contents.closed = sorted({*contents.closed, contents.handed})
        contents.handed = 0
        keep(key, contents, contents.seen)
    return contents


def save_voice(*, key: DraftKey, question: Question, content: bytes) -> Contents:
    """Keep what was said aloud to a question, in the place of what was said before.

    It is decoded at once, so that who speaks hears now and not at the end that nothing
    can be heard.

    Raises:
        NoDraft: the key opens nothing.
        Refusal: it is no clip; see `consult.voice.decoding.decoded`.

    """
    consultation_id = question.questionnaire.consultation_id
    opened(key, consultation_id)
    clip = Clip.of(content)
    with transaction.atomic():
        contents = held(key, consultation_id)
        _forget_clip(contents, question.code)
        row = DraftClip.objects.create(
            name=secrets.token_hex(16),
            draft_id=key.token_digest,
            sealed=sealed_clip(key, clip.sound),
        )
        contents.voice[question.code] = SpokenDraft(
            clip=row.pk,
            sent_hash=clip.sent_hash,
            duration_ms=clip.sound.duration_ms,
        )
        keep(key, contents, contents.seen)
    return contents


@transaction.atomic
def drop_voice(*, key: DraftKey, question: Question) -> Contents:
    """Forget what was said aloud to a question.

    Raises:
        NoDraft: the key opens nothing.

    """
    contents = held(key, question.questionnaire.consultation_id)
    _forget_clip(contents, question.code)
    keep(key, contents, contents.seen)
    return contents


def _forget_clip(contents: Contents, code: str) -> None:
    said = contents.voice.pop(code, None)
    if said and said["clip"]:
        DraftClip.objects.filter(pk=said["clip"]).delete()


@transaction.atomic
def discard_draft(*, key: DraftKey) -> None:
    """Forget what the key opens; nothing happens if it opens nothing."""
    Draft.objects.filter(pk=key.token_digest).delete()


@transaction.atomic
def purge_drafts() -> int:
    """Forget every draft that nobody touched since the day before yesterday.

    They are sealed, and their keys are gone with the browsers that were closed. What
    was left under a number stays until the last day of that.
    """
    today = timezone.localdate()
    _deleted, by_model = (
        Draft.objects.filter(touched_on__lt=today - timedelta(days=1))
        .filter(Q(paused_until=None) | Q(paused_until__lt=today))
        .delete()
    )
    return by_model.get(Draft._meta.label, 0)


def opened(key: DraftKey, consultation_id: int) -> Contents:
    """Return what a key opens.

    Raises:
        NoDraft: the key opens nothing.

    """
    draft = Draft.objects.filter(pk=key.token_digest).first()
    contents = Contents.opened_with(key, bytes(draft.sealed)) if draft else None
    if contents is None or contents.consultation_id != consultation_id:
        raise NoDraft
    return contents


def held(key: DraftKey, consultation_id: int) -> Contents:
    """Lock what a key opens: two pages of one browser must not undo each other.

    Raises:
        NoDraft: the key opens nothing.

    """
    Draft.objects.select_for_update().filter(pk=key.token_digest).first()
    return opened(key, consultation_id)


def keep(key: DraftKey, contents: Contents, seen: int) -> None:
    """Seal what a draft holds now; `seen` is the last page that was reached."""
    contents.seen = max(contents.seen, seen)
    Draft.objects.filter(pk=key.token_digest).update(
        sealed=contents.sealed_with(key),
        touched_on=timezone.localdate(),
    )


def _put(values: dict[str, Value], name: str, value: Value) -> None:
    if value:
        values[name] = value
    else:
        values.pop(name, None)
