"""Send a half-done testimony, once, however often its page is sent."""

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.feedback import policies, receipts
from consult.feedback.actions.corrections import correct_testimony
from consult.feedback.actions.drafts import NoDraft, discard_draft, held, keep
from consult.feedback.actions.speaking import Clip, keep_clip
from consult.feedback.actions.testimonies import submit_testimony
from consult.feedback.drafts import Contents, DraftKey, opened_clip
from consult.feedback.enums import Channel
from consult.feedback.models import DraftClip, Receipt, Testimony
from consult.feedback.oneself import told_of_oneself
from projects.refusals import Conflict


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending a draft gives: the testimony, and its receipt to show once.

    A correction has none: the receipt that opened it stays.
    """

    testimony: Testimony
    receipt: str


def send_draft(
    *,
    key: DraftKey,
    consultation: Consultation,
    by: User | None,
    ticket: str = "",
    receipt: str = "",
) -> Sent:
    """Send what the key opens as a testimony, and forget the draft.

    `ticket` is what the browser keeps to be counted as one device. `receipt` is what
    the phone made; where it made none, or what cannot be one or is somebody else's, the
    receipt follows from the key.

    A page that was sent and never arrived may be sent again: while the browser still
    has its key the answer is the same, receipt included.

    Raises:
        NoDraft: the key opens nothing and sent nothing.
        Conflict: the key already sent other answers.
        NotAllowed: it was begun by somebody who collects, and `by` is not that person.
        Refusal: what `submit_testimony` refuses; the draft is kept.

    """
    try:
        contents = _with_receipt(key, consultation, receipt)
    except NoDraft:
        return _sent_before(key, consultation, receipt)
    made = contents.receipt
    clips = _clips(key, contents)
    if contents.corrects:
        corrected = correct_testimony(contents=contents, clips=clips)
        discard_draft(key=key)
        return Sent(corrected, "")
    collector = by if contents.channel != Channel.WEB else None
    policies.check_own_account(contents, by=by)
    if not Testimony.objects.filter(pk=key.testimony_uuid).exists():
        for code, clip in clips.items():
            keep_clip(testimony_uuid=key.testimony_uuid, question=code, clip=clip)
    submit = partial(
        submit_testimony,
        consultation=consultation,
        uuid=key.testimony_uuid,
        channel=contents.channel,
        answers=contents.answers,
        words=contents.words,
        voice={code: clip.sent_hash for code, clip in clips.items()},
        **told_of_oneself(contents.about),
        ticket=ticket,
        by=collector,
    )
    try:
        testimony, _created = submit(receipt=made)
    except Conflict as conflict:
        if conflict.field != "receipt" or made == key.receipt:
            raise
        made = key.receipt
        testimony, _created = submit(receipt=made)
    discard_draft(key=key)
    return Sent(testimony, made)


@transaction.atomic
def _with_receipt(key: DraftKey, consultation: Consultation, receipt: str) -> Contents:
    """Return what the key opens, with the receipt that was made first.

    A page that is opened again and sent again makes another one, and gets this one.
    """
    contents = held(key, consultation.pk)
    if not contents.receipt:
        well_formed = receipts.is_well_formed(receipt)
        contents.receipt = receipt if well_formed else key.receipt
        keep(key, contents, contents.seen)
    return contents


def _sent_before(key: DraftKey, consultation: Consultation, receipt: str) -> Sent:
    """Return what a key sent before, with that one of its receipts which it has.

    Raises:
        NoDraft: it sent nothing; or the phone that made the receipt made another since.

    """
    held_by = Receipt.objects.filter(
        testimony=key.testimony_uuid,
        testimony__consultation=consultation,
    ).select_related("testimony")
    for made in filter(receipts.is_well_formed, (receipt, key.receipt)):
        found = held_by.filter(digest=receipts.digest(made)).first()
        if found is not None:
            return Sent(found.testimony, made)
    raise NoDraft


def _clips(key: DraftKey, contents: Contents) -> dict[str, Clip]:
    """Return the clips of a draft by question, but for those that were sent before."""
    names = {
        said["clip"]: code for code, said in contents.voice.items() if said["clip"]
    }
    clips = {}
    for row in DraftClip.objects.filter(pk__in=names, draft=key.token_digest):
        sound = opened_clip(key, bytes(row.sealed))
        if sound is not None:
            code = names[row.pk]
            clips[code] = Clip(contents.voice[code]["sent_hash"], sound)
    return clips
