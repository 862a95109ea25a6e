"""Take a testimony, and take it back."""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts import sealing
from consult.accounts.models import User
from consult.consultations.actions import insert_and_note, note_evidence
from consult.consultations.models import Consultation
from consult.feedback import openers, policies, receipts
from consult.feedback.actions.speaking import forget_spoken, take_spoken
from consult.feedback.actions.tallies import hold_counters, move_counters
from consult.feedback.actions.themes import move_themes
from consult.feedback.actions.traces import (
    NO_DAY,
    lasting_of,
    move_traces,
    take_back_passing,
)
from consult.feedback.counting import counters_of, with_spoken
from consult.feedback.enums import Channel, TestimonyState
from consult.feedback.fingerprints import fingerprint, trace_digest
from consult.feedback.models import Receipt, Testimony
from consult.feedback.parts import parts_asked
from consult.feedback.queries import rules_of, said_by
from consult.languages.models import Language
from projects.refusals import Conflict, Refusal

_OTHERS_RECEIPT = _(
    "Ese recibo ya es de otra persona. Pida uno nuevo y envíe otra vez."
)
_OTHER_CONTENT = _(
    "Estas respuestas ya habían llegado, y entonces decían otra cosa. No se cambió "
    "nada de lo que ya estaba guardado.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Submission:
    consultation: Consultation
    uuid: UUID
    language: Language | None
    channel: str
    answers: dict[str, list[str]]
    words: dict[str, str]
    # Question → SHA-256 of the clip that was sent.
    voice: dict[str, str]
    sex: str
    age_band: str
    displacement: str
    disability: bool | None
    part_id: int | None
    unsaid: dict[str, str]
    receipt_digest: str
    device_digest: str
    arrived_on: date | None
    locked_traces: bytes
    collected_on: date
    by: User | None

    @property
    def fingerprint(self) -> str:
        """Leave the week, receipt and device out: a retry may come next week."""
        return fingerprint(
            {
                "consultation": self.consultation.pk,
                "language": self.language.pk if self.language else None,
                "channel": str(self.channel),
                "by": self.by.pk if self.by else None,
                "answers": self.answers,
                "words": self.words,
                "sex": self.sex,
                "age_band": self.age_band,
                "displacement": self.displacement,
                "disability": self.disability,
                # Not where nothing was said: they were not there from the start.
                **({"voice": self.voice} if self.voice else {}),
                **({"part": self.part_id} if self.part_id else {}),
                **({"unsaid": self.unsaid} if self.unsaid else {}),
            },
        )


def submit_testimony(
    *,
    consultation: Consultation,
    uuid: UUID,
    language: Language | None,
    channel: str,
    answers: Mapping[str, Sequence[str]],
    words: Mapping[str, str],
    voice: Mapping[str, str] | None = None,
    sex: str = "",
    age_band: str = "",
    displacement: str = "",
    disability: bool | None = None,
    part_id: int | None = None,
    unsaid: Mapping[str, str] | None = None,
    receipt: str = "",
    receipt_digest: str = "",
    ticket: str = "",
    has_waited: bool = False,
    collected_on: date | None = None,
    by: User | None = None,
) -> tuple[Testimony, bool]:
    """Store a testimony and count it, once, however often it is sent.

    `answers` maps question codes to choice codes, in order where the question ranks
    them; `words` maps question codes to text; `voice` maps question codes to the
    SHA-256, as 64 hexadecimal digits, of a clip that `keep_spoken_answer` took before.
    `language` is what is spoken at home, None when it was not said; `part_id`
    the number of the part of the community they live in, likewise; `unsaid` is what was
    answered instead, "no sé" or the like, by its field. `receipt_digest` is
    that of a receipt which was printed before and which nobody here knows. What
    `has_waited` on a phone without signal counts for no day: it comes with others when
    there is some. `by` is who
    wrote it down for somebody else, and None for the web. Of `collected_on` (today if
    None) only the week is kept.

    No event is recorded: an event says when, to the second, and of a testimony only
    the week may be known.

    Returns the testimony, and whether this call stored it.

    Raises:
        Conflict: the same UUID was stored with other content, or the receipt is
            somebody else's; nothing is overwritten.
        NotAllowed: `by` may not collect testimonies here.
        VoiceMissing: a clip that it names did not arrive yet.
        Refusal: the consultation is closed, or an answer is not one of its questions;
            `field` names the question or the part.

    """
    receipt = receipts.normalise(receipt)
    policies.check_receipt(receipt)
    today = timezone.localdate()
    device = (
        trace_digest(consultation.pk, f"device:{ticket}")
        if ticket and channel == Channel.WEB
        else ""
    )
    submission = _Submission(
        consultation=consultation,
        uuid=uuid,
        language=language,
        channel=channel,
        answers=with_spoken(answers, voice or {}),
        words={code: text.strip() for code, text in words.items() if text.strip()},
        voice=dict(voice or {}),
        sex=sex,
        age_band=age_band,
        displacement=displacement,
        disability=disability,
        part_id=part_id,
        unsaid=dict(unsaid or {}),
        # Slow on purpose, so before the transaction: it would hold up everybody else.
        receipt_digest=receipts.digest(receipt) if receipt else receipt_digest,
        device_digest=device,
        arrived_on=today if device and not has_waited else None,
        locked_traces=openers.lock(
            openers.opener_of(receipt),
            device=device,
            day=NO_DAY if has_waited else today.isoformat(),
        )
        if receipt and device
        else b"",
        collected_on=collected_on or today,
        by=by,
    )
    try:
        return _store(submission), True
    except (IntegrityError, Refusal) as refused:
        # Nearly always it is new, so it is stored without looking. What was sent
        # before is answered as it was then, whatever changed since.
        standing = Testimony.objects.filter(pk=submission.uuid).first()
        if standing is not None:
            return _same(standing, submission), False
        if Receipt.objects.filter(digest=submission.receipt_digest).exists():
            raise Conflict(_OTHERS_RECEIPT, field="receipt") from refused
        raise


def _check(submission: _Submission) -> None:
    consultation = submission.consultation
    policies.check_channel(
        consultation=consultation,
        channel=submission.channel,
        by=submission.by,
    )
    policies.check_takes_testimonies(consultation)
    policies.check_about(
        sex=submission.sex,
        age_band=submission.age_band,
        displacement=submission.displacement,
    )
    policies.check_part(submission.part_id, asked=parts_asked(consultation))
    policies.check_unsaid(
        submission.unsaid,
        said={
            "language": submission.language,
            "sex": submission.sex,
            "age_band": submission.age_band,
            "displacement": submission.displacement,
            "disability": submission.disability,
            "part": submission.part_id,
        },
    )
    policies.check_week(
        consultation=consultation,
        collected_on=submission.collected_on,
    )
    policies.check_answers(
        rules=rules_of(consultation),
        answers=submission.answers,
        words=submission.words,
        voice=submission.voice,
    )


def _store(submission: _Submission) -> Testimony:
    # Before the transaction: SQLite lets one write at a time.
    _check(submission)
    consultation = submission.consultation
    testimony = Testimony(
        uuid=submission.uuid,
        consultation=consultation,
        language=submission.language,
        channel=submission.channel,
        collected_by=submission.by,
        collected_week=policies.monday_of(submission.collected_on),
        sex=submission.sex,
        age_band=submission.age_band,
        displacement=submission.displacement,
        disability=submission.disability,
        part_id=submission.part_id,
        unsaid=submission.unsaid,
        answers=submission.answers,
        sealed_words=sealing.seal_text(_as_json(submission.words)),
        content_hash=submission.fingerprint,
        device_digest=submission.device_digest,
        arrived_on=submission.arrived_on,
    )
    with _transaction(submission):
        _insert_while_open(testimony)
        if submission.receipt_digest:
            Receipt.objects.create(
                testimony=testimony,
                digest=submission.receipt_digest,
                locked_traces=submission.locked_traces,
            )
        if submission.voice:
            take_spoken(testimony=testimony, voice=submission.voice)
        if submission.words:
            move_themes(consultation_id=consultation.pk, after=submission.words)
    return testimony


def _transaction(submission: _Submission) -> AbstractContextManager[object]:
    """Return what makes all of it stand or none.

    Where the testimony is all there is, it is so already, unless somebody else's
    transaction has to outlive a refusal.
    """
    more = submission.receipt_digest or submission.voice or submission.words
    if more or connection.in_atomic_block:
        return transaction.atomic()
    return nullcontext()


def _same(standing: Testimony, submission: _Submission) -> Testimony:
    """Return what stands if it says the same, and refuse if it does not."""
    if standing.content_hash != submission.fingerprint:
        raise Conflict(_OTHER_CONTENT)
    if (
        submission.receipt_digest
        and not Receipt.objects.filter(
            testimony=standing,
            digest=submission.receipt_digest,
        ).exists()
    ):
        raise Conflict(_OTHER_CONTENT, field="receipt")
    return standing


def _insert_while_open(testimony: Testimony) -> None:
    """Insert it if its consultation is open, and note that the evidence changed.

    Keeps the consultation open until it is stored.

    One statement instead of three, as `save` would do after a look. FOR KEY SHARE waits
    only for who closes the consultation, never for an evaluation of it.

    Raises:
        Closed: it was closed meanwhile.

    """
    values = [
        field.get_db_prep_save(field.pre_save(testimony, add=True), connection)
        for field in Testimony._meta.local_concrete_fields
    ]
    if not insert_and_note(
        statement=_insert(connection.vendor),
        parameters=[*values, testimony.consultation_id],
        consultation_id=testimony.consultation_id,
        reason="testimony",
    ):
        raise policies.Closed
    state = testimony._state  # noqa: SLF001 - documented, and what `save` would set
    state.adding, state.db = False, connection.alias


@lru_cache
def _insert(vendor: str) -> str:
    quote = connection.ops.quote_name
    columns = [str(field.column) for field in Testimony._meta.local_concrete_fields]
    # Only our own names are put into the statement; every value is a parameter.
    statement = " ".join(
        (
            *("INSERT INTO", quote(Testimony._meta.db_table)),
            f"({', '.join(map(quote, columns))})",
            *("SELECT", ", ".join(["%s"] * len(columns))),
            *("FROM", quote(Consultation._meta.db_table)),
            "WHERE id = %s AND closed_at IS NULL",
        ),
    )
    return f"{statement} FOR KEY SHARE" if vendor == "postgresql" else statement


def _words_still_open(testimony: Testimony) -> dict[str, str]:
    """Return somebody's own words, or none where their key is gone: they may leave."""
    try:
        text = sealing.unseal_text(bytes(testimony.sealed_words))
    except sealing.Unreadable:
        return {}
    words: dict[str, str] = json.loads(text) if text else {}
    return words


def _as_json(words: Mapping[str, str]) -> str:
    return json.dumps(words, ensure_ascii=False, sort_keys=True) if words else ""


@transaction.atomic
def withdraw_testimony(*, testimony: Testimony, opener: bytes = b"") -> Testimony:
    """Take back a testimony: it counts no more, and what it said is erased.

    Whoever holds its receipt may; nobody else can name it. Safe to call twice. That
    there was one remains, so that sending it again does not bring it back. `opener`
    follows from the receipt: without it, its phone and its day stay counted until they
    are forgotten, because nobody can tell which they were.
    """
    hold_counters(testimony.consultation_id)
    testimony = Testimony.objects.select_for_update().get(pk=testimony.pk)
    if testimony.state == TestimonyState.WITHDRAWN:
        return testimony
    if testimony.in_tally:
        move_counters(
            consultation_id=testimony.consultation_id,
            moved=dict.fromkeys(counters_of(said_by(testimony)), -1),
        )
        move_traces(
            consultation_id=testimony.consultation_id,
            moved=dict.fromkeys(lasting_of(testimony), -1),
        )
        take_back_passing(testimony=testimony, opener=opener)
    Receipt.objects.filter(testimony=testimony).update(locked_traces=b"")
    move_themes(
        consultation_id=testimony.consultation_id,
        before=_words_still_open(testimony),
        after={},
    )
    testimony.state = TestimonyState.WITHDRAWN
    testimony.answers = {}
    testimony.sealed_words = b""
    testimony.device_digest = ""
    testimony.arrived_on = None
    forget_spoken(testimony_uuid=testimony.pk)
    testimony.language = None
    testimony.sex = testimony.age_band = testimony.displacement = ""
    testimony.disability = None
    testimony.part = None
    testimony.unsaid = {}
    testimony.save()
    note_evidence(consultation_id=testimony.consultation_id, reason="withdrawal")
    return testimony
