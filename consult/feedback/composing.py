"""Which questions a consultation asks, in which order and in what words.

First whether one can speak freely now, so that nobody has to go on in danger. Then
living conditions, with pictures: everybody can answer for their own house. Then what is
urgent, what the design takes for granted, the project itself, and last whether one
could speak freely. A ladder is asked about once, whichever assumptions stand on it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings

from consult.consultations.models import Consultation
from consult.feedback import sentences, vocabulary
from consult.feedback.enums import QuestionKind
from consult.feedback.quantities import BANDS, Band
from consult.feedback.sentences import Choice, Sentence
from consult.feedback.texts import Texts, columns_of, statement_texts
from consult.languages.published import published_in
from consult.web.fallbacks import translation_of
from consult.web.numbers import money
from projects.enums import AssumptionKind
from projects.models import Assumption, BudgetLine, Design, Ladder

Facts = Mapping[str, Texts]

# What everybody is asked about their living, beside what the design takes for granted.
CORE_LADDERS: Final = ("water", "sanitation", "electricity", "road")
TEXT_MAX: Final = 300


@dataclass(slots=True, kw_only=True)
class Plan:
    """A question before it is frozen: texts by language, Spanish always among them."""

    code: str
    kind: QuestionKind
    text: Texts
    help_text: Texts = field(default_factory=dict)
    choices: list[dict[str, Any]]
    most_choices: int = 1
    is_private: bool = False
    ladder: Ladder | None = None
    assumptions: list[Assumption] = field(default_factory=list)

    def content(self) -> dict[str, Any]:
        """Return all that the person sees and all that is tested, for the hash."""
        return {
            "code": self.code,
            "kind": str(self.kind),
            "text": self.text,
            "help_text": self.help_text,
            "choices": self.choices,
            "most_choices": self.most_choices,
            "is_private": self.is_private,
            "ladder": self.ladder.pk if self.ladder else None,
            "assumptions": sorted(each.pk for each in self.assumptions),
        }


def compose(consultation: Consultation) -> list[Plan]:
    """Return the questions of a consultation in the order they are asked."""
    for language, _name in settings.LANGUAGES:
        published_in(language)
    design = consultation.design
    standing = [
        assumption
        for assumption in Assumption.objects.filter(component__design=design)
        .select_related("ladder", "prerequisite")
        .order_by("component__order", "component__pk", "pk")
        if not assumption.is_dropped
    ]
    return [
        *_core(sentences.FIRST, {}),
        *_living(standing),
        *_core(sentences.BEFORE, {}),
        *_statements(standing),
        *_core(sentences.AFTER, _facts(design)),
    ]


def _living(standing: Iterable[Assumption]) -> Iterator[Plan]:
    on_ladder: dict[str, list[Assumption]] = {}
    for assumption in standing:
        if assumption.kind == AssumptionKind.LADDER and assumption.ladder_id:
            on_ladder.setdefault(assumption.ladder_id, []).append(assumption)
    ladders = Ladder.objects.in_bulk({*CORE_LADDERS, *on_ladder})
    first = [code for code in CORE_LADDERS if code in ladders]
    rest = sorted(
        (code for code in on_ladder if code not in CORE_LADDERS),
        key=lambda code: (ladders[code].order, code),
    )
    for code in [*first, *rest]:
        ladder = ladders[code]
        levels = list(ladder.levels.filter(active=True).order_by("rank"))
        if not levels:
            continue
        yield Plan(
            code=vocabulary.living_question(code),
            kind=QuestionKind.LADDER,
            text=columns_of(ladder, "question"),
            choices=[
                {
                    "code": level.code,
                    "text": columns_of(level, "name"),
                    "pictogram": level.pictogram,
                }
                for level in levels
            ],
            ladder=ladder,
            assumptions=on_ladder.get(code, []),
        )
        yield from _core(sentences.WITH_LADDER.get(code, {}), {})


def _statements(standing: Iterable[Assumption]) -> Iterator[Plan]:
    by_key: dict[str, list[Assumption]] = {}
    for assumption in standing:
        if assumption.kind == AssumptionKind.STATEMENT:
            by_key.setdefault(assumption.key, []).append(assumption)
    for key, assumptions in by_key.items():
        facts = {"statement": statement_texts(assumptions[0])}
        yield Plan(
            code=vocabulary.assumption_question(key),
            kind=QuestionKind.CHOICE,
            text=_filled(sentences.STATEMENT.text, facts),
            choices=_choices(sentences.STATEMENT.choices),
            assumptions=assumptions,
        )


def _core(
    questions: Mapping[vocabulary.Question, Sentence],
    facts: Facts,
) -> Iterator[Plan]:
    for code, sentence in questions.items():
        text = sentence.text
        if code == vocabulary.Question.MONEY_RIGHT and "households" in facts:
            text = sentences.MONEY_RIGHT_FOR_FAMILIES
        yield Plan(
            code=str(code),
            kind=sentence.kind,
            text=_filled(text, facts),
            help_text=_filled(sentence.help_text, {}) if sentence.help_text else {},
            choices=_choices(sentence.choices, BANDS.get(code, ())),
            most_choices=sentence.most_choices,
            is_private=sentence.is_private,
        )


def _choices(
    choices: Iterable[Choice],
    bands: Iterable[Band] = (),
) -> list[dict[str, Any]]:
    ends = {band.code: {"least": band.least, "most": band.most} for band in bands}
    return [
        {
            "code": str(choice.code),
            "text": _filled(choice.text, {}),
            "pictogram": choice.pictogram,
        }
        | ({"alone": True} if choice.alone else {})
        | ends.get(choice.code, {})
        for choice in choices
    ]


def _facts(design: Design) -> dict[str, Texts]:
    """Return what the sentences may name; a name or a number is in every language."""
    lines = BudgetLine.objects.filter(design=design)
    total = sum((line.amount for line in lines), start=0)
    facts = {
        "cost": _in_every_language(money(total, design.currency)),
        "executor": _in_every_language(design.carried_out_by.name),
    }
    if design.households_targeted:
        facts["households"] = _in_every_language(f"{design.households_targeted:,}")
    return facts


def _in_every_language(text: str) -> Texts:
    return {code: text for code, _name in settings.LANGUAGES}


def _filled(sentence: str, facts: Facts) -> Texts:
    """Return a sentence of ours in each language that has it, its facts filled in.

    A language is left out where the sentence or one of its facts is not in it: half a
    sentence in Spanish is Spanish.
    """
    texts: Texts = {}
    for code, _name in settings.LANGUAGES:
        own = translation_of(sentence, code)
        if own is None or any(
            code not in by_language for by_language in facts.values()
        ):
            continue
        text = own.format(**{name: texts_[code] for name, texts_ in facts.items()})
        texts[code] = _shortened(text)
    return texts


def _shortened(text: str) -> str:
    return text if len(text) <= TEXT_MAX else f"{text[: TEXT_MAX - 1]}…"
