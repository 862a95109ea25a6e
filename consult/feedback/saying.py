"""Which texts somebody who answers meets, and on how many screens.

A function of `settings.TEXTS_TO_SAY`. Nobody's visit is counted: the screens are those
of the consultations that are open where the language is spoken.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from consult.consultations.models import Consultation
from consult.feedback import phrases, sentences
from consult.feedback.enums import QuestionKind
from consult.feedback.minute import facts_told
from consult.feedback.models import Question
from consult.feedback.parts import parts_asked
from consult.feedback.queries import Story
from consult.feedback.sentences import AboutQuestion, Choice, Sentence
from consult.feedback.texts import statement_texts
from consult.languages.models import Language
from consult.languages.texts import NeededText
from consult.web.fallbacks import SOURCE_LANGUAGE
from projects.models import Assumption, BudgetLine
from projects.wording import spanish


def texts(language: Language | None) -> Iterator[NeededText]:
    """Yield the texts of a language's open consultations, and those of every page.

    Without a language: the texts of every consultation there was.
    """
    consultations = Consultation.objects.filter(
        questionnaire__isnull=False,
    ).select_related(
        "design__project__funder",
        "design__project__implementer",
        "design__implementer",
        "community__place",
        "questionnaire",
    )
    if language is not None:
        consultations = consultations.open().filter(
            community__languages__language=language,
        )
    pages: Counter[str] = Counter()
    every = list(consultations)
    stories = _stories({each.design_id for each in every})
    questions: dict[int, list[Question]] = {each.pk: [] for each in every}
    for question in Question.objects.filter(
        questionnaire__consultation__in=questions,
    ).select_related("questionnaire"):
        questions[question.questionnaire.consultation_id].append(question)
    for consultation in every:
        yield from _story(consultation, stories[consultation.design_id], pages)
        oneself = sentences.about_oneself(with_part=bool(parts_asked(consultation)))
        yield from _questions(questions[consultation.pk], oneself, pages)
    yield from _ours(pages)


def _stories(designs: set[int]) -> dict[int, Story]:
    """Return what each design tells, in two queries for all of them."""
    stories = {pk: Story([], [], 0) for pk in designs}
    totals: dict[int, Decimal] = dict.fromkeys(designs, Decimal(0))
    for line in BudgetLine.objects.filter(design__in=designs):
        totals[line.design_id] += line.amount
    standing = Assumption.objects.filter(component__design__in=designs).select_related(
        "prerequisite",
        "component",
    )
    for assumption in standing.order_by("component__order", "component__pk", "pk"):
        if not assumption.is_dropped:
            stories[assumption.component.design_id].assumptions.append(assumption)
    return {pk: replace(each, budget=totals[pk]) for pk, each in stories.items()}


def _story(
    consultation: Consultation,
    story: Story,
    pages: Counter[str],
) -> Iterator[NeededText]:
    design = consultation.design
    facts = facts_told(consultation, story)
    screens = len(facts) + 1 + len(story.assumptions) + len(phrases.PROMISES)
    place = f"projects.design:{design.project_id}"
    yield NeededText(spanish(design, "title"), f"{place}:title", screens)
    yield NeededText(spanish(design, "summary"), f"{place}:summary", 1)
    for code, fact in facts.items():
        yield NeededText(fact, f"{place}:{consultation.community_id}:{code}", 1)
    for each in story.assumptions:
        yield NeededText(
            statement_texts(each).get(SOURCE_LANGUAGE, ""),
            f"{place}:assumption:{each.key}",
            1,
        )
    pages.update(
        dict.fromkeys((phrases.GREETING, "¿En qué idioma seguimos?"), 1)
        | {
            "Seguir": screens,
            "Atrás": screens,
            "Ver todo junto": screens,
            phrases.CLAIM: len(story.assumptions),
        }
        | {text: 1 for promise in phrases.PROMISES for text in promise[:2]},
    )


def _questions(
    questions: Collection[Question],
    oneself: Collection[AboutQuestion],
    pages: Counter[str],
) -> Iterator[NeededText]:
    for each in questions:
        yield from _question(each)
    asked = len(questions) + len(oneself)
    pages.update({"Seguir": asked, "Atrás": asked})
    pages["Con mis palabras (si quiere)"] += len(questions)
    for choice in sentences.NON_ANSWERS:
        pages[choice.text] += asked
    for text in _about(oneself):
        pages[text] += 1


def _question(question: Question) -> Iterator[NeededText]:
    place = f"feedback.question:{question.code}"
    yield NeededText(spanish(question, "text"), place, 1)
    yield NeededText(spanish(question, "help_text"), f"{place}:help", 1)
    # The bands of a number are shown to nobody who answers.
    for choice in () if question.numbers else question.choices:
        text: Mapping[str, str] = choice["text"]
        yield NeededText(
            text.get(SOURCE_LANGUAGE, ""),
            f"{place}:{choice['code']}",
            1,
        )


def _ours(pages: Counter[str]) -> Iterator[NeededText]:
    """Yield what this product says by itself: wherever it stands, and if nowhere."""
    for text in dict.fromkeys(
        (
            phrases.GREETING,
            *phrases.PAGES,
            *(text for promise in phrases.PROMISES for text in promise[:2]),
            phrases.CLAIM,
            phrases.CLAIMS,
            phrases.CLAIMS_WHY,
            *_about(sentences.about_oneself(with_part=True)),
            *(choice.text for choice in sentences.NON_ANSWERS),
        ),
    ):
        yield NeededText(text, screens=pages[text])
    for sentence in _sentences():
        yield NeededText(sentence.text)
        yield NeededText(sentence.help_text)
        if sentence.kind != QuestionKind.NUMBER:
            yield from (NeededText(choice.text) for choice in sentence.choices)
    yield NeededText(sentences.MONEY_RIGHT_FOR_FAMILIES)


def _sentences() -> Iterable[Sentence]:
    return (
        *(each for asked in sentences.WITH_LADDER.values() for each in asked.values()),
        *sentences.BEFORE.values(),
        sentences.STATEMENT,
        *sentences.AFTER.values(),
    )


def _about(oneself: Collection[AboutQuestion]) -> Iterator[str]:
    for about in oneself:
        yield about.text
        yield about.why
        choices: Iterable[Choice] = (*about.choices, *about.more)
        yield from (choice.text for choice in choices)
