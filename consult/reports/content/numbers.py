"""What people answered: counts that may be shown, question by question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from consult.consultations.models import Consultation
from consult.feedback import queries
from consult.feedback.enums import QuestionKind
from consult.feedback.models import Question
from consult.feedback.parts import parts_asked
from consult.feedback.sentences import WITHOUT_CHOICE
from consult.feedback.vocabulary import (
    EVERYBODY,
    AgeBand,
    Dimension,
    Displacement,
    PresentGroup,
    age_group,
    dimension_of,
    displacement_group,
    members_of,
    place_group,
    split_ranked_need,
)
from consult.mismatch.phrases import group_name
from consult.reports import suppression
from consult.reports.content.values import Facts, of_texts, said
from projects.models import Assumption, Level

# Groups as they are published: the finest first. A coarser way joins groups that stand
# in the finer one, and is taken where the finer one would hide somebody.
_AGES: Final = (
    tuple(age_group(band) for band in AgeBand),
    (
        str(PresentGroup.YOUNG),
        age_group(AgeBand.FROM_30_TO_59),
        age_group(AgeBand.FROM_60),
    ),
)
_DISPLACEMENTS: Final = (
    (
        displacement_group(Displacement.RESIDENT),
        str(PresentGroup.DISPLACED),
        str(PresentGroup.RETURNED),
        str(PresentGroup.DEPORTED),
        displacement_group(Displacement.INTERNATIONAL_MIGRANT),
    ),
    (
        displacement_group(Displacement.RESIDENT),
        str(PresentGroup.UPROOTED),
        displacement_group(Displacement.INTERNATIONAL_MIGRANT),
    ),
)
_EXCLUSIVE: Final = frozenset(
    {QuestionKind.LADDER, QuestionKind.CHOICE, QuestionKind.NUMBER},
)

Totals = dict[str, int]


@dataclass(frozen=True, slots=True)
class Answers:
    """The published counts of one question."""

    question: Question
    published: suppression.Published

    def row(self, group: str) -> suppression.Row | None:
        """Return what is shown of a group, or None."""
        rows = self.published.rows
        return next((row for row in rows if row.group == group), None)


@dataclass(frozen=True, slots=True)
class Numbers:
    """All that may be shown of one consultation's testimonies."""

    minimum: int
    testimonies: int | None
    groupings: tuple[Totals, ...]
    shown: tuple[str, ...]
    answers: tuple[Answers, ...]
    labels: Mapping[str, str]

    def row(self, question: str, group: str) -> suppression.Row | None:
        """Return what is shown of a question in a group, or None."""
        return next(
            (
                each.row(group)
                for each in self.answers
                if each.question.code == question
            ),
            None,
        )

    def size(self, group: str) -> int | None:
        """Return how many testimonies a group gave, or None where it is not shown."""
        if group == EVERYBODY:
            return self.testimonies
        if group not in self.shown:
            return None
        return next(totals[group] for totals in self.groupings if group in totals)

    def is_said_by_all(self, group: str) -> bool:
        """Say whether every group of a group's grouping is shown."""
        return any(
            group in totals
            and all(name in self.shown for name, count in totals.items() if count)
            for totals in self.groupings
        )

    def part(self, group: str) -> str:
        """Return the name of the part of the community a group lives in, or nothing."""
        if dimension_of(group) != Dimension.PLACE:
            return ""
        return self.labels.get(group, "")

    def name(self, group: str) -> str:
        """Return what a group is called."""
        return group_name(group, self.labels.get(group, ""))


def gather(consultation: Consultation, minimum: int) -> Numbers:
    """Return what may be shown of a consultation's counters."""
    sizes = dict(queries.testimonies_by_group(consultation.pk))
    everybody = sizes.get(EVERYBODY, 0)
    groupings = _groupings(sizes, minimum)
    counts: dict[str, dict[str, Totals]] = {}
    for question, group, choice, count in queries.tallies(consultation.pk):
        choices = counts.setdefault(question, {}).setdefault(group, {})
        code = _named(choice)
        choices[code] = choices.get(code, 0) + count
    answers = tuple(
        Answers(
            question,
            suppression.publish(
                _asked(question, counts.get(question.code, {}), groupings),
                everybody=everybody,
                groupings=groupings,
                minimum=minimum,
            ),
        )
        for question in queries.questions_of(consultation)
        if question.kind != QuestionKind.TEXT
    )
    return Numbers(
        minimum=minimum,
        testimonies=None if suppression.is_small(everybody, minimum) else everybody,
        groupings=groupings,
        shown=tuple(
            group
            for totals in groupings
            for group in suppression.shown_groups(
                totals,
                everybody=everybody,
                minimum=minimum,
            )
        )
        if everybody >= minimum
        else (),
        answers=answers,
        labels={
            f"{Dimension.LANGUAGE}:{spoken.language_id}": spoken.language.name
            for spoken in consultation.community.languages.select_related("language")
        }
        | {place_group(part["id"]): part["name"] for part in parts_asked(consultation)},
    )


def _groupings(sizes: Mapping[str, int], minimum: int) -> tuple[Totals, ...]:
    """Return the testimonies of each group, one way of grouping after the other."""
    by_dimension: dict[str, list[str]] = {}
    for group in sorted(sizes):
        by_dimension.setdefault(dimension_of(group), []).append(group)
    return tuple(
        totals
        for totals in (
            _sizes(by_dimension.get(Dimension.SEX, []), sizes),
            _coarse_enough(_AGES, sizes, minimum),
            _sizes(by_dimension.get(Dimension.LANGUAGE, []), sizes),
            _coarse_enough(_DISPLACEMENTS, sizes, minimum),
            _sizes(by_dimension.get(Dimension.DISABILITY, []), sizes),
            _sizes(by_dimension.get(Dimension.PLACE, []), sizes),
        )
        if totals
    )


def _coarse_enough(
    ways: Sequence[Sequence[str]],
    sizes: Mapping[str, int],
    minimum: int,
) -> Totals:
    for groups in ways:
        totals = _sizes(groups, sizes)
        if not any(suppression.is_small(count, minimum) for count in totals.values()):
            return totals
    return totals


def _sizes(groups: Sequence[str], sizes: Mapping[str, int]) -> Totals:
    totals = {
        group: sum(sizes.get(member, 0) for member in members_of(group))
        for group in groups
    }
    return {group: total for group, total in totals.items() if total}


def _asked(
    question: Question,
    counts: Mapping[str, Totals],
    groupings: Sequence[Totals],
) -> suppression.Asked:
    choices = [choice["code"] for choice in question.choices]
    choices += [choice.code for choice in WITHOUT_CHOICE]
    groups: dict[str, Totals] = {}
    for group in (group for totals in groupings for group in totals):
        joined: Totals = {}
        for member in members_of(group):
            for choice, count in counts.get(member, {}).items():
                joined[choice] = joined.get(choice, 0) + count
        groups[group] = joined
    return suppression.Asked(
        choices=choices,
        everybody=counts.get(EVERYBODY, {}),
        groups=groups,
        exclusive=question.kind in _EXCLUSIVE,
    )


def _named(choice: str) -> str:
    """Return the choice; a need counts wherever among the three it was named."""
    ranked = split_ranked_need(choice)
    return ranked[1] if ranked else choice


# --- As facts of the report -----------------------------------------------------------


def numbers_facts(numbers: Numbers, standing: Sequence[Assumption]) -> Facts:
    """Return the testimonies by group and each question with its counts."""
    return {
        "testimonies": numbers.testimonies,
        "minimum": numbers.minimum,
        "groups": [
            {
                "code": group,
                "name": numbers.name(group),
                "by": _by(group),
                "testimonies": numbers.size(group),
            }
            for group in numbers.shown
        ],
        "has_hidden_groups": any(
            group not in numbers.shown
            for totals in numbers.groupings
            for group in totals
        ),
        "questions": [_question(each, numbers, standing) for each in numbers.answers],
    }


def _by(group: str) -> str:
    dimension = dimension_of(group)
    if dimension in {PresentGroup.YOUNG, PresentGroup.ELDER}:
        return str(Dimension.AGE)
    if dimension in {
        PresentGroup.DISPLACED,
        PresentGroup.RETURNED,
        PresentGroup.DEPORTED,
        PresentGroup.UPROOTED,
    }:
        return str(Dimension.DISPLACEMENT)
    return dimension


def _question(
    answers: Answers,
    numbers: Numbers,
    standing: Sequence[Assumption],
) -> Facts:
    question = answers.question
    required = _required(question, standing)
    ranks = (
        dict(
            Level.objects.filter(ladder=question.ladder_id).values_list("code", "rank")
        )
        if question.ladder_id
        else {}
    )
    return {
        "code": question.code,
        "text": said(question, "text"),
        "is_ladder": bool(question.ladder_id),
        "several": question.kind not in _EXCLUSIVE,
        "required": {"code": required.code, "name": said(required, "name")}
        if required
        else None,
        "choices": [
            {
                "code": choice["code"],
                "name": of_texts(choice["text"]),
                "pictogram": choice.get("pictogram", ""),
                "is_answer": True,
                "is_required": required is not None and choice["code"] == required.code,
                "is_below": required is not None
                and ranks.get(choice["code"], required.rank) < required.rank,
            }
            for choice in question.choices
        ]
        + [
            {
                "code": choice.code,
                "name": {"text": _(choice.text), "only_spanish": False},
                "pictogram": "",
                "is_answer": False,
                "is_required": False,
                "is_below": False,
            }
            for choice in WITHOUT_CHOICE
        ],
        "rows": [
            {
                "group": row.group,
                "name": numbers.name(row.group),
                "part": numbers.part(row.group),
                "total": row.total,
                "counts": list(row.counts.values()),
            }
            for row in answers.published.rows
        ],
        "has_withheld": answers.published.has_withheld,
    }


def _required(question: Question, standing: Sequence[Assumption]) -> Level | None:
    """Return the highest step that some assumption asks for on a question's ladder."""
    levels = [
        assumption.minimum_level
        for assumption in standing
        if assumption.minimum_level is not None
        and assumption.ladder_id == question.ladder_id
    ]
    return max(levels, key=lambda level: level.rank) if levels else None
