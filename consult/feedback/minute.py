"""A project in a minute: what is told before the first question, one idea a screen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import override

from consult.consultations.models import Consultation
from consult.feedback import phrases
from consult.feedback.pages import own_words, wording_of
from consult.feedback.queries import Story
from consult.feedback.texts import statement_texts
from consult.web.fallbacks import SOURCE_LANGUAGE, Wording, said, wording
from consult.web.numbers import money
from projects.models import Assumption

CLAIM: Final = "claim"
PROMISE: Final = "promise"
# Those that are lists where everything is shown together.
LISTED: Final = frozenset({CLAIM, PROMISE})


@dataclass(frozen=True, slots=True)
class Idea:
    """One thing to know about a project before answering: a screen of its own."""

    code: str
    title: Wording
    pictogram: str
    # What is heard, and what is read where the page draws nothing larger.
    body: Wording


def ideas(consultation: Consultation, story: Story) -> list[Idea]:
    """Return what is told of a project, one idea a screen, in the order it is told."""
    design = consultation.design
    facts = facts_told(consultation, story)
    told = [
        Idea(
            "what",
            own_words("Qué quieren hacer"),
            "need-work",
            wording(design, "summary"),
        ),
        Idea("where", own_words("Dónde"), "need-housing", said(facts["where"])),
        Idea(
            "who",
            own_words("Quién lo va a hacer"),
            "organisation",
            said(facts["who"]),
        ),
        Idea("cost", own_words("Cuánto cuesta"), "money-right", said(facts["cost"])),
    ]
    if "when" in facts:
        told.append(
            Idea("when", own_words("Cuándo"), "undecided", said(facts["when"])),
        )
    told += [
        Idea(CLAIM, own_words(phrases.CLAIM), "yes", claim)
        for claim in claims(story.assumptions)
    ]
    return [
        *told,
        *(
            Idea(PROMISE, own_words(title), drawing, own_words(promise))
            for title, promise, drawing in phrases.PROMISES
        ),
    ]


def facts_told(consultation: Consultation, story: Story) -> dict[str, str]:
    """Return the facts of a project as whole sentences in Spanish, to be said aloud."""
    design = consultation.design
    cost = money(str(story.budget), design.currency)
    facts = {
        "where": phrases.WHERE_IT_IS.format(place=consultation.community.place),
        "who": phrases.WHO_DOES_IT.format(
            executor=design.carried_out_by,
            funder=design.project.funder,
        ),
        "cost": phrases.WHAT_IT_COSTS_FOR.format(
            cost=cost,
            households=f"{design.households_targeted:,}",
        )
        if design.households_targeted
        else phrases.WHAT_IT_COSTS.format(cost=cost),
    }
    if design.starts_on:
        with override(SOURCE_LANGUAGE):
            start = date_format(design.starts_on, "F Y")
            end = date_format(design.ends_on, "F Y") if design.ends_on else ""
        facts["when"] = (
            phrases.WHEN_IT_IS_UNTIL.format(start=start, end=end)
            if end
            else phrases.WHEN_IT_IS.format(start=start)
        )
    return facts


def claims(assumptions: Iterable[Assumption]) -> Sequence[Wording]:
    """Return what a design takes for granted; a table's own words are translated."""
    return [wording_of(statement_texts(each)) for each in assumptions]
