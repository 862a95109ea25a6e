"""Questions, testimonies, receipts, and the counters kept beside them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.communities.models import Part
from consult.consultations.enums import AgeBand, Sex
from consult.consultations.models import Consultation, Round
from consult.feedback.enums import Channel, Displacement, QuestionKind, TestimonyState
from consult.feedback.models.receipts import Receipt as Receipt
from consult.feedback.models.rules import Rule as Rule
from consult.feedback.models.themes import ThemeCount as ThemeCount
from consult.feedback.models.themes import ThemesCounted as ThemesCounted
from consult.feedback.models.traces import Trace as Trace
from consult.languages.models import Language
from consult.voice.models import Recording
from projects.models import Assumption, Ladder


class Questionnaire(models.Model):
    """The questions of a consultation, frozen when it opens."""

    consultation = models.OneToOneField(
        Consultation,
        on_delete=models.PROTECT,
        related_name="questionnaire",
    )
    content_hash = models.CharField(max_length=64)
    # The parts of the community that one may say one lives in, frozen like the rest:
    # [{"id": 7, "name": "Ralaj"}, …]; empty where nobody is asked.
    parts = models.JSONField(default=list)

    class Meta:
        """Name it."""

        verbose_name = _("cuestionario")
        verbose_name_plural = _("cuestionarios")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.consultation)


class Question(models.Model):
    """One question. `choices` holds frozen codes and texts by language."""

    questionnaire = models.ForeignKey(
        Questionnaire,
        on_delete=models.PROTECT,
        related_name="questions",
    )
    order = models.PositiveSmallIntegerField()
    # A code of vocabulary.py, `living:<ladder>` or `assumption:<key>`.
    code = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=QuestionKind)
    text = models.CharField(_("pregunta"), max_length=300)
    help_text = models.CharField(_("explicación"), max_length=300, blank=True)
    # [{"code": "basic", "text": {"es": "…", "en": "…"}, "pictogram": "water-basic"}, …]
    # "alone": true marks a choice that leaves no room for another, such as "nadie".
    # Of a number these are the bands in which it is counted, with "least" and "most".
    choices = models.JSONField(default=list)
    most_choices = models.PositiveSmallIntegerField(default=1)
    ladder = models.ForeignKey(
        Ladder,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    # One question serves every assumption on the same ladder.
    assumptions = models.ManyToManyField(Assumption, related_name="questions")
    is_private = models.BooleanField(default=False)

    class Meta:
        """In their order, each code once."""

        verbose_name = _("pregunta")
        verbose_name_plural = _("preguntas")
        ordering = ("questionnaire", "order")
        constraints = (
            models.UniqueConstraint(
                fields=("questionnaire", "code"),
                name="feedback_question_code_once",
            ),
            models.UniqueConstraint(
                fields=("questionnaire", "order"),
                name="feedback_question_order_once",
            ),
        )

    def __str__(self) -> str:
        """Return the text."""
        return self.text

    @property
    def rule(self) -> Rule:
        """Return what an answer to it must be."""
        return Rule(
            code=self.code,
            choices=frozenset(choice["code"] for choice in self.choices),
            alone=frozenset(
                choice["code"] for choice in self.choices if choice.get("alone")
            ),
            most_choices=0 if self.kind == QuestionKind.TEXT else self.most_choices,
            numbers=self.numbers,
        )

    @property
    def numbers(self) -> tuple[int, int] | None:
        """Return the least and the most of an answer, None where it is no number."""
        if self.kind != QuestionKind.NUMBER:
            return None
        return (
            min(band["least"] for band in self.choices),
            max(band["most"] for band in self.choices),
        )


class TestimonyQuerySet(models.QuerySet["Testimony"]):
    """Chainable filters."""

    def counted(self) -> "TestimonyQuerySet":
        """Keep those that count."""
        return self.filter(state=TestimonyState.COUNTED)


class Testimony(models.Model):
    """One household's or person's answers. Its UUID opens nothing."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        related_name="testimonies",
    )
    state = models.CharField(
        max_length=10,
        choices=TestimonyState,
        default=TestimonyState.COUNTED,
    )
    # What is spoken at home; null when the person did not say.
    language = models.ForeignKey(
        Language,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    channel = models.CharField(max_length=12, choices=Channel)
    collected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    # The Monday of the week; the day and the hour are never kept.
    collected_week = models.DateField()
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    age_band = models.CharField(max_length=5, choices=AgeBand, blank=True)
    displacement = models.CharField(max_length=24, choices=Displacement, blank=True)
    disability = models.BooleanField(null=True)
    # Without an index of its own: testimonies are never looked for by it.
    part = models.ForeignKey(
        Part,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    # What was answered instead, and is no group: {"sex": "prefer_not", …}.
    unsaid = models.JSONField(default=dict)
    # {"living:water": ["no_service"], "needs": ["water", "health", "road"], …}
    answers = models.JSONField(default=dict)
    # The person's own words, sealed: {"question code": "text"} under a FIELD_KEY.
    sealed_words = models.BinaryField(default=bytes)
    # Keyed, so that nobody with the database alone can try out what was written.
    content_hash = models.CharField(max_length=64)
    # Raised by a correction; the first version is 1.
    version = models.PositiveSmallIntegerField(default=1)
    # Whether the counters have it already. Until then it stands for itself: whoever
    # reads the counters adds it, so that storing it moves none of them.
    in_tally = models.BooleanField(default=False)
    # Which device sent it, as a keyed hash, until it is counted: then it is erased.
    device_digest = models.CharField(max_length=32, blank=True)
    # The day it came, until it is counted among those of that day: then it is erased.
    arrived_on = models.DateField(null=True)

    objects = TestimonyQuerySet.as_manager()

    class Meta:
        """No order in time: the order of arrival would tell who was when."""

        verbose_name = _("testimonio")
        verbose_name_plural = _("testimonios")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("consultation", "state")),
            # With the state: SQLite takes an index that answers more of the question,
            # however many rows it then has to look at.
            models.Index(
                fields=("consultation", "state"),
                condition=models.Q(in_tally=False),
                name="feedback_testimony_waits",
            ),
        )

    def __str__(self) -> str:
        """Return nothing that identifies."""
        return str(_("testimonio"))


class SpokenAnswer(models.Model):
    """What somebody said aloud to a question of a testimony.

    From a phone without signal the recording may come before its testimony: until that
    arrives, it waits under the UUID that the testimony will have, and is forgotten
    after two weeks.
    """

    testimony_uuid = models.UUIDField()
    testimony = models.ForeignKey(
        Testimony,
        on_delete=models.PROTECT,
        related_name="spoken",
        null=True,
    )
    question = models.CharField(max_length=80)
    # Keyed, as a testimony's: of the clip as it was sent.
    clip_hash = models.CharField(max_length=64)
    recording = models.OneToOneField(
        Recording,
        on_delete=models.PROTECT,
        related_name="spoken",
    )

    class Meta:
        """One a question."""

        verbose_name = _("respuesta hablada")
        verbose_name_plural = _("respuestas habladas")
        constraints = (
            models.UniqueConstraint(
                fields=("testimony_uuid", "question"),
                name="feedback_spoken_once",
            ),
        )

    def __str__(self) -> str:
        """Return nothing that identifies."""
        return str(_("respuesta hablada"))


class Tally(models.Model):
    """A counter: how many of a group gave a choice to a question.

    Testimonies that are not `in_tally` yet are added by whoever reads: what a
    consultation counts is exact from the moment a testimony is stored, and no two
    testimonies ever wait for each other's counters.
    """

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.CASCADE,
        related_name="tallies",
    )
    question = models.CharField(max_length=80)
    group = models.CharField(max_length=40)
    choice = models.CharField(max_length=60)
    count = models.IntegerField(default=0)

    class Meta:
        """Each counter once, found by its unique index."""

        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "question", "group", "choice"),
                name="feedback_tally_once",
            ),
        )

    def __str__(self) -> str:
        """Return the counter and its value."""
        return f"{self.question}/{self.group}/{self.choice}: {self.count}"


class Sheet(models.Model):
    """A sheet of paper that was printed and not typed in yet.

    Typing it in deletes it: nothing says afterwards which sheet a testimony was on. The
    receipt is on the strip that the family tears off; here is only its slow hash.
    """

    code = models.CharField(max_length=8, primary_key=True)
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        related_name="sheets",
    )
    receipt_digest = models.CharField(max_length=128)
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        """No order."""

        verbose_name = _("hoja")
        verbose_name_plural = _("hojas")

    def __str__(self) -> str:
        """Return its code."""
        return self.code


class ShowOfHands(models.Model):
    """How many raised their hand for an answer, in one round.

    An assembly is not a household: these counts stand apart and are added to nothing.
    """

    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        related_name="hands",
    )
    question = models.ForeignKey(
        Question,
        on_delete=models.PROTECT,
        related_name="hands",
    )
    choice = models.CharField(max_length=60)
    hands = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        """Each answer once a round."""

        verbose_name = _("manos alzadas")
        verbose_name_plural = _("manos alzadas")
        ordering = ("round_id", "question__order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "question", "choice"),
                name="feedback_hands_once",
            ),
        )

    def __str__(self) -> str:
        """Return the answer and how many were for it."""
        return f"{self.choice}: {self.hands}"


class Draft(models.Model):
    """A half-done testimony.

    The key that opens it is in the browser's cookie alone; the server keeps only the
    sealed bytes, and forgets them when it is sent, given up or a day old. What was left
    for later is found by its number too, until a day (`feedback.pauses`).
    """

    token_digest = models.CharField(max_length=64, primary_key=True)
    sealed = models.BinaryField()
    touched_on = models.DateField(db_index=True)
    pause_digest = models.CharField(max_length=128, blank=True)
    locked_key = models.BinaryField(default=bytes)
    paused_until = models.DateField(null=True)

    class Meta:
        """No order; a number opens one."""

        verbose_name = _("borrador")
        verbose_name_plural = _("borradores")
        constraints = [
            models.UniqueConstraint(
                fields=["pause_digest"],
                condition=~models.Q(pause_digest=""),
                name="feedback_draft_of_a_number",
            ),
        ]

    def __str__(self) -> str:
        """Return nothing that identifies."""
        return str(_("borrador"))


class DraftClip(models.Model):
    """A clip of a half-done testimony, sealed with its draft's key and gone with it."""

    name = models.CharField(max_length=32, primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="clips")
    sealed = models.BinaryField()

    class Meta:
        """No order."""

        verbose_name = _("grabación de un borrador")
        verbose_name_plural = _("grabaciones de borradores")

    def __str__(self) -> str:
        """Return nothing that identifies."""
        return str(_("grabación de un borrador"))
