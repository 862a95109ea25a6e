"""Reads of this room."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from django.core import signing
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from consult.accounts import sealing
from consult.accounts.models import User
from consult.consultations.models import Consultation, Round
from consult.consultations.queries import visible_consultations
from consult.feedback import receipts
from consult.feedback.counting import Said
from consult.feedback.drafts import Contents, DraftKey, opened_clip
from consult.feedback.models import (
    Draft,
    DraftClip,
    Question,
    Questionnaire,
    Rule,
    ShowOfHands,
    SpokenAnswer,
    Tally,
    Testimony,
    ThemeCount,
)
from consult.feedback.permissions import COLLECT
from consult.feedback.recounting import Counts, kept_of
from consult.feedback.vocabulary import EVERYBODY, TESTIMONIES
from consult.languages.models import Language
from consult.voice.decoding import Decoded
from projects.models import Assumption, BudgetLine, Component
from projects.refusals import Refusal

# How long a page that was opened with a receipt may act for it, in seconds.
PASS_SECONDS: Final = 20 * 60
_MOST_ANSWERED: Final = 256
_answered: dict[str, Consultation] = {}
_PASS: Final = signing.TimestampSigner(salt="feedback.receipt-pass")

# --- Counters -------------------------------------------------------------------------


def tallies(consultation_id: int) -> list[tuple[str, str, str, int]]:
    """Return (question, group, choice, testimonies) of every counter above nought.

    Reads counters, and of the testimonies only those that wait to be in them: the work
    does not grow with their number.
    """
    return counters(consultation_id)[0]


def testimonies_by_group(consultation_id: int) -> list[tuple[str, int]]:
    """Return (group, testimonies) of every group that somebody counts in."""
    return counters(consultation_id)[1]


def counters(
    consultation_id: int,
) -> tuple[list[tuple[str, str, str, int]], list[tuple[str, int]]]:
    """Return `tallies` and `testimonies_by_group`, read once and of one moment."""
    return counters_of([consultation_id])[consultation_id]


def counters_of(
    consultation_ids: Collection[int],
) -> dict[int, tuple[list[tuple[str, str, str, int]], list[tuple[str, int]]]]:
    """Return the `counters` of each of several consultations: one query."""
    return {
        number: _divided(counts) for number, counts in kept_of(consultation_ids).items()
    }


def _divided(
    counts: Counts,
) -> tuple[list[tuple[str, str, str, int]], list[tuple[str, int]]]:
    """Divide counters into those of answers and those of testimonies."""
    answers: list[tuple[str, str, str, int]] = []
    testimonies: list[tuple[str, int]] = []
    rows = sorted(
        (question, group, choice, count)
        for (question, group, choice), count in counts.items()
    )
    for row in rows:
        if row[0] == TESTIMONIES:
            testimonies.append((row[1], row[3]))
        else:
            answers.append(row)
    return answers, testimonies


def said_by_everybody(
    consultations: Iterable[Consultation],
    questions: Iterable[str],
) -> dict[tuple[int, str], dict[str, int]]:
    """Return the count of each choice, by consultation and question: one query.

    Of everybody together, in several consultations at once; of testimonies that still
    wait to be counted nothing is said.
    """
    found: dict[tuple[int, str], dict[str, int]] = {}
    rows = (
        Tally.objects.filter(
            consultation__in=[each.pk for each in consultations],
            question__in=set(questions),
            group=EVERYBODY,
        )
        .values_list("consultation_id", "question", "choice")
        .annotate(total=Sum("count"))
        .order_by("consultation_id", "question", "choice")
    )
    for consultation, question, choice, total in rows:
        if total:
            found.setdefault((consultation, question), {})[choice] = total
    return found


def said_by(testimony: Testimony) -> Said:
    """Return what counts of a stored testimony."""
    return Said(
        answers=testimony.answers,
        channel=testimony.channel,
        language=testimony.language_id,
        sex=testimony.sex,
        age_band=testimony.age_band,
        displacement=testimony.displacement,
        disability=testimony.disability,
        part_id=testimony.part_id,
    )


def with_old_themes(version: str) -> list[int]:
    """Return the consultations whose themes were not counted with this list of words.

    Those where nobody said anything in their own words count nothing, and are left out.
    """
    here = OuterRef("pk")
    words = Testimony.objects.counted().filter(consultation=here)
    aloud = SpokenAnswer.objects.filter(
        testimony__consultation=here,
        recording__transcripts__accepted_at__isnull=False,
    )
    return list(
        Consultation.objects.filter(
            Exists(words.exclude(sealed_words=b""))
            | Exists(aloud)
            # Doubted: what was counted may have been taken back since.
            | Q(themes_counted__list_version=""),
        )
        .exclude(themes_counted__list_version=version)
        .order_by("pk")
        .values_list("pk", flat=True),
    )


def themes_said(consultation: Consultation) -> list[ThemeCount]:
    """Return how often people speak of what is watched for, the most pressing first."""
    return list(
        ThemeCount.objects.filter(consultation=consultation, testimonies__gt=0)
        .select_related("theme")
        .order_by("theme__order", "theme"),
    )


# --- Receipts -------------------------------------------------------------------------


def testimony_of_receipt(receipt: str) -> Testimony | None:
    """Return the testimony a receipt belongs to, or None. Takes about 3 ms."""
    if not receipts.is_well_formed(receipt):
        return None
    return (
        Testimony.objects.select_related(
            "consultation__design__project",
            "consultation__community__place",
        )
        .filter(receipt__digest=receipts.digest(receipt))
        .first()
    )


def pass_for(testimony: Testimony, opener: bytes = b"") -> str:
    """Return a signed word that stands for a receipt for twenty minutes.

    It goes into the forms of the page that a receipt opened, so that the receipt itself
    need not be typed again nor be in any page. Never put it into an address. With what
    the receipt opens (`openers`), sealed.
    """
    sealed = sealing.seal_word(opener.hex()) if opener else ""
    return _PASS.sign(f"{testimony.pk}/{sealed}")


def opener_of_pass(word: str) -> bytes:
    """Return what the receipt opens that a form's pass stands for, if it is in it."""
    try:
        _pk, _slash, sealed = _PASS.unsign(word, max_age=PASS_SECONDS).partition("/")
        return bytes.fromhex(sealing.unseal_word(sealed)) if sealed else b""
    except (signing.BadSignature, sealing.Unreadable):
        return b""


def testimony_of_pass(word: str) -> Testimony:
    """Return the testimony that a form's pass stands for.

    Raises:
        Refusal: it is older than twenty minutes, or none of ours.

    """
    try:
        pk, _slash, _rest = _PASS.unsign(word, max_age=PASS_SECONDS).partition("/")
        return Testimony.objects.select_related(
            "consultation__design__project",
            "consultation__community__place",
        ).get(pk=pk)
    except (signing.BadSignature, Testimony.DoesNotExist) as error:
        raise Refusal(
            _("Esta página estuvo abierta mucho tiempo. Escriba su recibo otra vez."),
        ) from error


# --- What is asked --------------------------------------------------------------------


def consultation_by_code(code: str) -> Consultation | None:
    """Return the consultation of a short code, with what its pages show, or None.

    A consultation without questions cannot be answered and counts as none.
    """
    return (
        Consultation.objects.select_related(
            "design__project__publisher",
            "design__implementer",
            "design__project__implementer",
            "design__project__funder",
            "community__place",
            "questionnaire",
        )
        .filter(code=code.upper(), questionnaire__isnull=False)
        .first()
    )


def answered_consultation(code: str) -> Consultation | None:
    """Return the consultation of a short code with what storing takes, or None.

    Kept in memory while it is open, as its questions are: what storing takes of it
    never changes but its closing, which `submit_testimony` asks for itself.
    """
    known = _answered.get(code)
    if known is not None:
        return known
    found = (
        # Nothing of the project and the place: joining them costs more than the INSERT.
        Consultation.objects.select_related("questionnaire")
        .filter(code=code.upper(), questionnaire__isnull=False)
        .order_by()
        .first()
    )
    if found is not None and found.is_open:
        if len(_answered) >= _MOST_ANSWERED:
            _answered.clear()
        _answered[code] = found
    return found


@lru_cache(maxsize=1024)
def language_of(code: str) -> Language:
    """Return the language of a code, with its code alone; kept in memory.

    Raises:
        Language.DoesNotExist: there is none.

    """
    return Language.objects.only("code").get(pk=code)


def open_consultations() -> list[Consultation]:
    """Return the consultations anybody may answer now, by the name of the place.

    A community that may not be named is entered by the code of its card alone.
    """
    found = (
        Consultation.objects.open()
        .filter(questionnaire__isnull=False)
        .select_related("design__project", "community__place")
        .order_by("community__place__name", "pk")
    )
    return [each for each in found if each.community.is_shown]


def collectable_consultations(user: User) -> list[Consultation]:
    """Return the open consultations whose answers this account may write down."""
    return list(
        visible_consultations(user, COLLECT)
        .open()
        .filter(questionnaire__isnull=False)
        .select_related("design__project", "community__place")
        .order_by("community__place__name", "pk"),
    )


def questions_of(consultation: Consultation) -> list[Question]:
    """Return the questions of a consultation in their order."""
    return list(
        Question.objects.filter(questionnaire__consultation=consultation).order_by(
            "order",
        ),
    )


def rules_of(consultation: Consultation) -> Mapping[str, Rule]:
    """Return what an answer to each question must be, by its code.

    Kept in memory: questions are frozen, and every testimony needs them.
    """
    try:
        frozen = consultation.questionnaire
    except Questionnaire.DoesNotExist:
        return {}
    return _rules(frozen.pk, frozen.content_hash)


@lru_cache(maxsize=256)
def _rules(questionnaire_id: int, content_hash: str) -> Mapping[str, Rule]:
    # Tests and restored copies use a number twice; never for the same content.
    del content_hash
    rows = Question.objects.filter(questionnaire=questionnaire_id).only(
        "code",
        "kind",
        "choices",
        "most_choices",
    )
    return MappingProxyType({row.code: row.rule for row in rows})


@dataclass(frozen=True, slots=True)
class Story:
    """A project in a minute: what its page tells before the first question."""

    components: list[Component]
    assumptions: list[Assumption]
    budget: object


def story_of(consultation: Consultation) -> Story:
    """Return what the design does, takes for granted and costs."""
    design = consultation.design
    return Story(
        components=list(Component.objects.filter(design=design)),
        assumptions=[
            assumption
            for assumption in Assumption.objects.filter(component__design=design)
            .select_related("prerequisite")
            .order_by("component__order", "component__pk", "pk")
            if not assumption.is_dropped
        ],
        budget=sum(
            (line.amount for line in BudgetLine.objects.filter(design=design)),
            start=0,
        ),
    )


def home_languages(consultation: Consultation) -> tuple[list[Language], list[Language]]:
    """Return the languages spoken in the community, and all the others."""
    here = [
        spoken.language
        for spoken in consultation.community.languages.select_related("language")
    ]
    others = Language.objects.exclude(pk__in=[each.pk for each in here])
    return here, list(others.filter(active=True).order_by("autonym"))


# --- Hands ----------------------------------------------------------------------------


def questions_without_hands(held: Round) -> list[Question]:
    """Return the questions whose hands were not counted in this round."""
    return list(
        Question.objects.filter(questionnaire__consultation=held.consultation_id)
        .exclude(hands__round=held)
        .order_by("order"),
    )


def hands_of(consultation: Consultation) -> list[ShowOfHands]:
    """Return every count of hands of a consultation, by round and question."""
    return list(
        ShowOfHands.objects.filter(round__consultation=consultation)
        .select_related("round", "question")
        .order_by("round__held_on", "round", "question__order", "pk"),
    )


# --- Drafts ---------------------------------------------------------------------------


def draft_contents(key: DraftKey | None) -> Contents | None:
    """Return what a browser's key opens, or None."""
    if key is None:
        return None
    draft = Draft.objects.filter(pk=key.token_digest).first()
    return Contents.opened_with(key, bytes(draft.sealed)) if draft else None


def draft_clip(key: DraftKey, contents: Contents, question: str) -> Decoded | None:
    """Return what was said aloud to a question of a draft, or None."""
    said = contents.voice.get(question)
    row = DraftClip.objects.filter(
        pk=said["clip"] if said else "",
        draft=key.token_digest,
    ).first()
    return opened_clip(key, bytes(row.sealed)) if row else None


def sent_with(key: DraftKey | None) -> Testimony | None:
    """Return the testimony that a browser's key already sent, or None."""
    if key is None:
        return None
    return Testimony.objects.filter(pk=key.testimony_uuid).first()
