"""What the pages of somebody who answers show: questions and choices, ready to draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from consult.consultations.models import Consultation, Round
from consult.feedback import queries, sentences
from consult.feedback.drafts import Contents, SpokenDraft
from consult.feedback.drawing import Drawn
from consult.feedback.enums import QuestionKind
from consult.feedback.models import Question, ShowOfHands
from consult.feedback.parts import parts_asked
from consult.feedback.policies import say_a_number
from consult.feedback.quantities import number_of
from consult.feedback.sentences import LANGUAGE, PART, AboutQuestion, Choice
from consult.feedback.vocabulary import NON_ANSWERS
from consult.languages.models import Language
from consult.web.fallbacks import (
    SOURCE_LANGUAGE,
    Wording,
    active_language,
    interface_language,
    said,
    translation_of,
    wording,
)


def wording_of(texts: Mapping[str, str]) -> Wording:
    """Return a frozen text in the active language, or in Spanish and saying so.

    A text that was not in the language when it was frozen is looked for among what
    speakers published since: the Spanish that was asked stays the same.
    """
    return said(texts.get(SOURCE_LANGUAGE, ""), texts.get(active_language(), ""))


def own_words(sentence: str) -> Wording:
    """Return a sentence of the interface in the active language, or in Spanish.

    The page says of itself which language most of it is in: Spanish that stands in
    needs no sign of its own.
    """
    language = active_language()
    own = translation_of(sentence, language)
    if own is None:
        return Wording(
            sentence, interface_language(), is_fallback=False, source=sentence
        )
    return Wording(own, language, is_fallback=False, source=sentence)


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A choice as it is drawn."""

    code: str
    words: Wording
    pictogram: str = ""
    is_chosen: bool = False
    # The place it was given, from 1; 0 where it has none.
    rank: int = 0
    is_alone: bool = False
    # Says by itself that it is in Spanish, where the question does not already.
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """One page: a question, or something about who answers."""

    number: int
    words: Wording
    help_text: Wording
    choices: Sequence[ShownChoice]
    aside: Sequence[ShownChoice]
    more: Sequence[ShownChoice] = ()
    kind: str = QuestionKind.CHOICE
    most_choices: int = 1
    is_private: bool = False
    own_words: str = ""
    # What was typed or counted where the answer is a number.
    typed: str = ""
    # How long somebody spoke; 0 where nobody did.
    spoken_seconds: int = 0
    # Whether it can be heard again here: what was sent before cannot.
    can_hear: bool = False
    question: Question | None = None
    about: AboutQuestion | None = None

    @property
    def is_ranked(self) -> bool:
        """Say whether choices are tapped in order."""
        return self.kind == QuestionKind.RANKED

    @property
    def is_many(self) -> bool:
        """Say whether several may be chosen."""
        return self.kind == QuestionKind.MANY

    @property
    def numbers(self) -> tuple[int, int] | None:
        """Return the least and the most where the answer is a number."""
        return self.question.numbers if self.question else None

    @property
    def ask_for_number(self) -> str:
        """Return the sentence that asks for one, where the answer is a number."""
        return say_a_number(self.numbers) if self.numbers else ""

    @property
    def drawn(self) -> Drawn:
        """Return how the number is drawn; one that cannot be is drawn as nought."""
        number = number_of(self.typed) or 0
        return Drawn.of(number if self.numbers and number <= self.numbers[1] else 0)

    @property
    def chosen(self) -> list[ShownChoice]:
        """Return what is chosen, in the order it was chosen."""
        if self.typed:
            return [ShownChoice(self.typed, named(self.typed), is_chosen=True)]
        every = [*self.choices, *self.more, *self.aside]
        return sorted(
            (choice for choice in every if choice.is_chosen),
            key=lambda choice: choice.rank,
        )

    @property
    def is_answered(self) -> bool:
        """Say whether something was chosen, or said aloud."""
        return bool(self.chosen or self.spoken_seconds)

    @property
    def first_of_about(self) -> bool:
        """Say whether here begins what is about the person."""
        return self.about is sentences.ABOUT[0]


@dataclass(frozen=True, slots=True)
class Course:
    """All the pages of a consultation, in order: its questions, then about oneself."""

    consultation: Consultation
    questions: Sequence[Question] = field(default_factory=list)
    oneself: Sequence[AboutQuestion] = sentences.ABOUT

    @classmethod
    def of(cls, consultation: Consultation) -> "Course":
        """Return the course of a consultation: one query."""
        return cls(
            consultation,
            queries.questions_of(consultation),
            sentences.about_oneself(with_part=bool(parts_asked(consultation))),
        )

    @property
    def length(self) -> int:
        """Return how many pages there are."""
        return len(self.questions) + len(self.oneself)

    def question(self, number: int) -> Question | None:
        """Return the question of a page, counted from 1; None where it is none."""
        if 1 <= number <= len(self.questions):
            return self.questions[number - 1]
        return None

    def private_part(self, number: int) -> range | None:
        """Return the pages that are answered alone around this one; None for others."""
        private = [each.is_private for each in self.questions]
        if not 1 <= number <= len(private) or not private[number - 1]:
            return None
        first, after = number, number + 1
        while first > 1 and private[first - 2]:
            first -= 1
        while after <= len(private) and private[after - 1]:
            after += 1
        return range(first, after)

    def about(self, number: int) -> AboutQuestion | None:
        """Return what a page asks about the person; None where it asks none of it."""
        place = number - len(self.questions) - 1
        return self.oneself[place] if 0 <= place < len(self.oneself) else None

    def page(
        self,
        number: int,
        contents: Contents,
        *,
        choices: Sequence[str] | None = None,
        words: str | None = None,
    ) -> Ask | None:
        """Return a page with what was answered, or with what is being answered now."""
        if question := self.question(number):
            return question_page(
                number,
                question,
                contents.answers.get(question.code, []) if choices is None else choices,
                contents.words.get(question.code, "") if words is None else words,
                contents.voice.get(question.code),
            )
        if about := self.about(number):
            said = contents.about.get(about.field, "")
            if choices:
                said = choices[0]
            return self._about_page(number, about, said)
        return None

    def pages(self, contents: Contents) -> list[Ask]:
        """Return every page with what was answered."""
        numbers = range(1, self.length + 1)
        return [page for each in numbers if (page := self.page(each, contents))]

    def _about_page(self, number: int, about: AboutQuestion, said: str) -> Ask:
        choices = [_about_choice(each, said) for each in about.choices]
        more = [_about_choice(each, said) for each in about.more]
        if about.field == LANGUAGE:
            here, others = queries.home_languages(self.consultation)
            choices, more = (
                [
                    ShownChoice(
                        each.pk,
                        autonym_of(each),
                        is_chosen=said == each.pk,
                    )
                    for each in languages
                ]
                for languages in (here, others)
            )
        if about.field == PART:
            choices = [
                ShownChoice(code, named(each["name"]), is_chosen=said == code)
                for each in parts_asked(self.consultation)
                if (code := str(each["id"]))
            ]
        return Ask(
            number,
            own_words(about.text),
            own_words(about.why),
            choices,
            non_answers([said]),
            more=more,
            about=about,
        )


def autonym_of(language: Language) -> Wording:
    """Return a language's own name, in that language."""
    return Wording(language.autonym, language.tag, is_fallback=False)


def named(name: str) -> Wording:
    """Return a proper name: as it is written, in whatever language the page is."""
    return Wording(name, interface_language(), is_fallback=False)


def _about_choice(choice: Choice, said: str) -> ShownChoice:
    return ShownChoice(
        choice.code,
        own_words(choice.text),
        choice.pictogram,
        is_chosen=choice.code == said,
    )


def question_page(
    number: int,
    question: Question,
    choices: Sequence[str],
    words: str,
    spoken: SpokenDraft | None = None,
) -> Ask:
    """Return the page of a question with these choices made."""
    asked = wording(question, "text")
    typed = ""
    if question.kind == QuestionKind.NUMBER:
        typed = next((each for each in choices if each not in NON_ANSWERS), "")
    shown = [
        ShownChoice(
            choice["code"],
            words_of_choice := wording_of(choice["text"]),
            choice["pictogram"],
            is_chosen=choice["code"] in choices,
            rank=_rank(choice["code"], choices),
            is_alone=bool(choice.get("alone")),
            is_signed=words_of_choice.is_fallback and not asked.is_fallback,
        )
        # Those of a number are bands, which nobody is shown.
        for choice in (() if question.numbers else question.choices)
    ]
    return Ask(
        number,
        asked,
        wording(question, "help_text"),
        shown,
        non_answers(() if typed else choices),
        kind=question.kind,
        most_choices=question.most_choices,
        is_private=question.is_private,
        own_words=words,
        typed=typed,
        spoken_seconds=-(-spoken["duration_ms"] // 1000) if spoken else 0,
        can_hear=bool(spoken and spoken["clip"]),
        question=question,
    )


def non_answers(choices: Sequence[str]) -> list[ShownChoice]:
    """Return "no sé" and its like, which stand under every question."""
    return [
        ShownChoice(
            each.code,
            own_words(each.text),
            each.pictogram,
            is_chosen=each.code in choices,
            is_alone=True,
        )
        for each in sentences.NON_ANSWERS
    ]


def _rank(code: str, choices: Sequence[str]) -> int:
    return list(choices).index(code) + 1 if code in choices else 0


def toggled(
    choices: Sequence[str],
    code: str,
    *,
    most: int,
) -> list[str] | None:
    """Return the choices after one was tapped: added at the end, or taken away.

    "No sé" and its like stand alone. None when there is no room for one more.
    """
    if code in choices:
        return [each for each in choices if each != code]
    if code in NON_ANSWERS:
        return [code]
    kept = [each for each in choices if each not in NON_ANSWERS]
    return None if len(kept) >= most else [*kept, code]


@dataclass(frozen=True, slots=True)
class Hands:
    """The hands of one question in one round."""

    held: Round
    words: Wording
    rows: Sequence[tuple[Wording, str, int]]


def counted_hands(consultation: Consultation) -> list[Hands]:
    """Return what assemblies said by raising hands, by round and question."""
    counted: dict[tuple[int, int], list[ShowOfHands]] = {}
    for each in queries.hands_of(consultation):
        counted.setdefault((each.round_id, each.question_id), []).append(each)
    return [_hands(group) for group in counted.values()]


def _hands(group: Sequence[ShowOfHands]) -> Hands:
    question = group[0].question
    count = {each.choice: each.hands for each in group}
    return Hands(
        group[0].round,
        wording(question, "text"),
        [
            (
                wording_of(choice["text"]),
                choice.get("pictogram", ""),
                count[choice["code"]],
            )
            for choice in question.choices
            if choice["code"] in count
        ],
    )
