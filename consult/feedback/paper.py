"""The questionnaire on paper: every question with the short codes of its answers.

A sheet says beside each picture a number to write into the box; "no sé" and its like
have a letter. Whoever types the sheet in types what stands in the boxes.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consult.consultations.models import Consultation
from consult.feedback.drafts import Contents
from consult.feedback.pages import Ask, Course, ShownChoice
from consult.feedback.policies import WORDS_MAX
from consult.feedback.quantities import number_of, written
from consult.feedback.sentences import LANGUAGE
from consult.feedback.vocabulary import NonAnswer
from projects.refusals import Refusal

# No vowel and nothing that looks like something else: a sheet's code spells no word.
SHEET_LETTERS: Final = "BCDFGHJKMNPQRTVWXY346789"
SHEET_LENGTH: Final = 6
MOST_SHEETS: Final = 20

LETTERS: Final[Mapping[str, str]] = {
    # The first letters of what people say: Sé, Entendí, Prefiero.
    NonAnswer.DONT_KNOW: "S",
    NonAnswer.NOT_UNDERSTOOD: "E",
    NonAnswer.PREFER_NOT: "P",
}
_NUMBERS_OF_ONE_DIGIT: Final = 9
_TYPED: Final = re.compile(r"[0-9]+|[A-Z]")


@dataclass(frozen=True, slots=True)
class Box:
    """One answer as it is printed: what to write for it, its picture and its words."""

    mark: str
    choice: ShownChoice


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question of the sheet."""

    page: Ask
    boxes: Sequence[Box]
    aside: Sequence[Box]

    @property
    def name(self) -> str:
        """Return the name of its field where the sheet is typed in."""
        return f"q{self.page.number}"

    @property
    def words_name(self) -> str:
        """Return the name of the field for the person's own words."""
        return f"w{self.page.number}"

    @property
    def most(self) -> int:
        """Return how many answers fit."""
        return self.page.most_choices if self.page.question else 1

    @property
    def numbers(self) -> tuple[int, int] | None:
        """Return the least and the most where a number is written into its box."""
        return self.page.numbers

    def read(self, typed: str) -> list[str]:
        """Return the codes of the answers that were typed, in their order.

        Up to nine answers are one digit each and need nothing between them.

        Raises:
            Refusal: it names an answer that the question does not have.

        """
        marks = {box.mark: box.choice.code for box in [*self.boxes, *self.aside]}
        if self.numbers:
            return self._number(typed.upper().strip(), marks)
        said = []
        for part in self._parts(typed):
            if part not in marks:
                raise Refusal(
                    _("La pregunta %(number)s no tiene la respuesta «%(mark)s».")
                    % {"number": self.page.number, "mark": part},
                    field=self.name,
                )
            said.append(marks[part])
        return said

    def _number(self, typed: str, marks: Mapping[str, str]) -> list[str]:
        said = marks.get(typed, written(typed))
        if not said or typed in marks:
            return [said] if said else []
        number, (least, most) = number_of(said), self.numbers or (0, 0)
        if number is None or not least <= number <= most:
            raise Refusal(
                _("En la pregunta %(number)s va un número de %(least)s a %(most)s.")
                % {"number": self.page.number, "least": least, "most": most},
                field=self.name,
            )
        return [said]

    def _parts(self, typed: str) -> list[str]:
        typed = typed.upper().strip()
        rest = _TYPED.sub("", typed).strip(" ,.;/-")
        if rest:
            return [rest]
        parts = _TYPED.findall(typed)
        if len(self.boxes) > _NUMBERS_OF_ONE_DIGIT:
            return [part.lstrip("0") or part for part in parts]
        return [digit for part in parts for digit in part]


def questions_on_paper(consultation: Consultation) -> list[PaperQuestion]:
    """Return the questions of a consultation as a sheet prints them, in their order."""
    course = Course.of(consultation)
    nothing = Contents(consultation_id=consultation.pk)
    return [_on_paper(page) for page in course.pages(nothing)]


def _on_paper(page: Ask) -> PaperQuestion:
    choices = list(page.choices)
    # Languages from elsewhere would fill the sheet; everything else has its number.
    if page.about is None or page.about.field != LANGUAGE:
        choices += page.more
    return PaperQuestion(
        page,
        [Box(str(number), choice) for number, choice in enumerate(choices, start=1)],
        [Box(LETTERS[choice.code], choice) for choice in page.aside],
    )


@dataclass(frozen=True, slots=True)
class Typed:
    """What a sheet says, ready to be stored."""

    answers: Mapping[str, list[str]]
    words: Mapping[str, str]
    about: Mapping[str, str]


def read_sheet(
    questions: Sequence[PaperQuestion],
    typed: Mapping[str, str],
) -> tuple[Typed, dict[str, str]]:
    """Return what was typed from a sheet, and what is wrong by its field's name."""
    answers: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    about: dict[str, str] = {}
    errors: dict[str, str] = {}
    for each in questions:
        try:
            said = each.read(typed.get(each.name, ""))
            _check_room(each, said)
        except Refusal as refusal:
            errors[each.name] = str(refusal)
            continue
        if each.page.about:
            about[each.page.about.field] = next(iter(said), "")
        elif each.page.question:
            code = each.page.question.code
            if said:
                answers[code] = said
            if own := typed.get(each.words_name, "").strip():
                words[code] = own[:WORDS_MAX]
    return Typed(answers, words, about), errors


def _check_room(question: PaperQuestion, said: Sequence[str]) -> None:
    if len(said) > question.most:
        raise Refusal(
            _("En la pregunta %(number)s cabe solo %(most)s respuesta.")
            % {"number": question.page.number, "most": question.most}
            if question.most == 1
            else _("En la pregunta %(number)s caben hasta %(most)s respuestas.")
            % {"number": question.page.number, "most": question.most},
            field=question.name,
        )


def new_sheet_code() -> str:
    """Return a code for a sheet: six letters or digits that are hard to misread."""
    return "".join(secrets.choice(SHEET_LETTERS) for _number in range(SHEET_LENGTH))


def normalise_sheet_code(typed: str) -> str:
    """Return a sheet's code as it is kept, however it was typed."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper())


NO_SUCH_SHEET = gettext_lazy(
    "No hay ninguna hoja con ese código en esta consulta. Mírelo otra vez.",
)
