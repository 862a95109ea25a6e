"""Reads what the pages of somebody who answers send."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from consult.feedback.models import Question
from consult.feedback.pages import toggled, wording_of
from consult.feedback.paper import (
    PaperQuestion,
    Typed,
    normalise_sheet_code,
    read_sheet,
)
from consult.feedback.policies import WORDS_MAX
from consult.feedback.quantities import number_of, written
from consult.feedback.vocabulary import NON_ANSWERS
from consult.languages.models import Language
from consult.voice.enums import Writing
from consult.web.fallbacks import marked

NEXT: Final = "next"
BACK: Final = "back"
SKIP: Final = "skip"
TAP: Final = "tap"
# To be gone on with another day.
PAUSE: Final = "pause"
# The language was changed: what was chosen so far is kept.
STAY: Final = "stay"
# Tens and ones, tapped up and down.
STEPS: Final = {"+10": 10, "-10": -10, "+1": 1, "-1": -1}


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered on one page, and where to go from it."""

    choices: list[str]
    words: str
    go: str
    # One more was tapped than there is room for.
    is_full: bool = False


def answered(
    post: QueryDict,
    question: Question | None,
    before: Sequence[str] = (),
) -> Answered:
    """Return what a page sent. A tapped picture is a button and comes as `tap`.

    `before` is what was answered until now.
    """
    choices = [choice for choice in post.getlist("choice") if choice.strip()]
    if question and question.numbers:
        return _number(post, choices, question.numbers, before)
    words = _words(post)
    if post.get("language"):
        return Answered(choices, words, STAY)
    tapped = post.get("tap", "")
    if not tapped or question is None:
        return Answered(choices, words, post.get("go", NEXT))
    after = toggled(choices, tapped, most=question.most_choices)
    if after is None:
        return Answered(choices, words, TAP, is_full=True)
    return Answered(after, words, TAP)


def _number(
    post: QueryDict,
    sent: Sequence[str],
    numbers: tuple[int, int],
    before: Sequence[str],
) -> Answered:
    """Return a number that was typed or counted, or the answer in its place.

    Without script nobody can take back a "no sé", nor does a tap on it empty the field:
    where both come, what is new is what was meant.
    """
    typed = [written(each) for each in sent if each not in NON_ANSWERS][:1]
    silent = [each for each in sent if each in NON_ANSWERS]
    choices = [*typed, *silent]
    if typed and silent:
        choices = [each for each in choices if each not in before] or typed
    go = STAY if post.get("language") else post.get("go", NEXT)
    tapped = post.get("tap", "")
    if tapped in STEPS and go != STAY:
        least, most = numbers
        counted = (number_of(typed[0]) if typed else None) or 0
        choices = [str(min(max(counted + STEPS[tapped], least), most))]
        go = TAP
    return Answered(choices, _words(post), go)


def _words(post: QueryDict) -> str:
    return post.get("words", "").replace("\r\n", "\n")


def about_choice(choices: Sequence[str]) -> str:
    """Return the one thing said of oneself; nothing chosen says nothing."""
    return choices[0] if choices else ""


class SheetForm(forms.Form):
    """A sheet of paper as it is typed in: its code, and a field for each box."""

    sheet = forms.CharField(
        label=_("Código de la hoja"),
        help_text=_("Está arriba a la derecha: seis letras o números."),
        max_length=12,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "size": 8}),
    )

    def __init__(
        self,
        *args: Any,
        questions: Sequence[PaperQuestion],
        **kwargs: Any,
    ) -> None:
        """Add a field for each question of the sheet."""
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.typed: Typed | None = None
        for each in questions:
            self.fields[each.name] = forms.CharField(
                label=format_html("{}. {}", each.page.number, marked(each.page.words)),
                required=False,
                max_length=20,
                widget=forms.TextInput(
                    attrs={"size": 6, "autocapitalize": "characters"},
                ),
            )
            if each.page.question:
                self.fields[each.words_name] = forms.CharField(
                    label=_("Con sus palabras"),
                    required=False,
                    max_length=WORDS_MAX,
                )

    def clean_sheet(self) -> str:
        """Return the code as it is kept."""
        return normalise_sheet_code(self.cleaned_data["sheet"])

    def clean(self) -> dict[str, Any]:
        """Read the boxes; what is wrong is said at its box."""
        said = super().clean() or {}
        self.typed, errors = read_sheet(self.questions, said)
        for name, error in errors.items():
            self.add_error(name, error)
        return said

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return each question with its fields, ready to be drawn."""
        return [
            {
                "question": each,
                "field": self[each.name],
                "words": self[each.words_name] if each.page.question else None,
            }
            for each in self.questions
        ]


class HandsForm(forms.Form):
    """How many hands went up for each answer to a question."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        """Add a number for each answer."""
        super().__init__(*args, **kwargs)
        self.question = question
        for choice in question.choices:
            self.fields[choice["code"]] = forms.IntegerField(
                label=marked(wording_of(choice["text"])),
                required=False,
                min_value=0,
                max_value=100_000,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def hands(self) -> dict[str, int]:
        """Return the hands by the code of the answer, from a valid form."""
        return {code: count or 0 for code, count in self.cleaned_data.items()}


class TranscriptForm(forms.Form):
    """What a recording says, written down by somebody who heard it."""

    writing = forms.ChoiceField(
        label=_("Qué escribe"),
        choices=Writing.choices,
        widget=forms.RadioSelect,
        initial=Writing.TRANSCRIPT,
    )
    language = forms.ModelChoiceField(
        label=_("En qué idioma habla"),
        queryset=Language.objects.filter(active=True).order_by("autonym"),
        required=False,
    )
    text = forms.CharField(
        label=_("Lo que dice"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Return the languages to choose from: one query."""
        spoken = Language.objects.filter(active=True).order_by("autonym")
        return [("", "—"), *((each.pk, str(each)) for each in spoken)]
