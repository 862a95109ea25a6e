"""Leave a half-done testimony for later, under a number, and come back to it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.feedback import pauses, policies
from consult.feedback.actions.drafts import discard_draft, held
from consult.feedback.drafts import Contents, DraftKey
from consult.feedback.models import Draft
from projects.refusals import Refusal


class NothingPaused(Refusal):
    """No half-done testimony waits under this number."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Ese número no abre nada: ya se usó, se venció o no es de esta "
                "consulta. Compárelo con el que anotó.",
            ),
        )


@dataclass(frozen=True, slots=True)
class Paused:
    """What pausing gives: a number to show once, and the last day it opens."""

    number: str
    until: date


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a number opened: the key for the browser, and what it opens."""

    key: DraftKey
    contents: Contents


@transaction.atomic
def pause_draft(*, key: DraftKey, consultation: Consultation) -> Paused:
    """Leave what the key opens for later. Safe to repeat: the number is the same.

    The browser is to forget its key. If it never hears of the number it still has it,
    and goes on as if nothing had been.

    Raises:
        NoDraft: the key opens nothing.
        Refusal: it is a correction, or somebody is being asked alone.

    """
    contents = held(key, consultation.pk)
    policies.check_can_pause(contents)
    number = key.pause_number(contents.times_resumed)
    contents.is_paused = True
    today = timezone.localdate()
    until = today + timedelta(days=pauses.DAYS)
    Draft.objects.filter(pk=key.token_digest).update(
        sealed=contents.sealed_with(key),
        touched_on=today,
        pause_digest=pauses.digest(consultation, number),
        locked_key=pauses.lock(consultation, number, key.secret),
        paused_until=until,
    )
    return Paused(number, until)


@transaction.atomic
def resume_draft(
    *,
    consultation: Consultation,
    number: str,
    by: User | None,
    instead_of: DraftKey | None = None,
) -> Resumed:
    """Give a browser the key of what was left under a number.

    The number opens it until the first page is asked for with the key (`end_pause`), so
    that an answer that never arrived costs nothing. What `instead_of` opens, which the
    same browser had begun, is forgotten.

    Raises:
        NothingPaused: no such number, or it was used, or is too old.
        Refusal: the consultation is closed; or somebody wrote it down for somebody
            else, and `by` is not that person.

    """
    policies.check_takes_testimonies(consultation)
    today = timezone.localdate()
    draft = (
        Draft.objects.select_for_update()
        .filter(
            pause_digest=pauses.digest(consultation, number),
            paused_until__gte=today,
        )
        .first()
    )
    secret = (
        pauses.unlock(consultation, number, bytes(draft.locked_key)) if draft else None
    )
    if draft is None or secret is None:
        raise NothingPaused
    key = DraftKey(secret)
    contents = Contents.opened_with(key, bytes(draft.sealed), however_old=True)
    if contents is None:
        raise NothingPaused
    policies.check_own_account(contents, by=by)
    if instead_of is not None and instead_of != key:
        discard_draft(key=instead_of)
    Draft.objects.filter(pk=draft.pk).update(
        sealed=contents.sealed_with(key),
        touched_on=today,
    )
    return Resumed(key, contents)


@transaction.atomic
def end_pause(*, key: DraftKey, consultation: Consultation) -> Contents:
    """Go on with what was left for later: its number opens it no more.

    Raises:
        NoDraft: the key opens nothing.

    """
    contents = held(key, consultation.pk)
    if contents.is_paused:
        contents.is_paused = False
        contents.times_resumed += 1
        Draft.objects.filter(pk=key.token_digest).update(
            sealed=contents.sealed_with(key),
            pause_digest="",
            locked_key=b"",
            paused_until=None,
        )
    return contents
