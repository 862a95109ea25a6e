"""How strongly the answers to one question say that something is wrong.

Most detectors ask the same thing of different questions: how many of those who
answered report the problem, among everybody and in each group, and is that more
than may be tolerated? This is where it is asked, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import (
    EVERYBODY,
    NON_ANSWERS,
    AgeBand,
    Displacement,
    Sex,
)
from consult.mismatch.evidence import Consequence
from consult.mismatch.findings import GroupCount, Measurement, Severity, Step
from consult.mismatch.statistics import (
    shown_interval,
    sure_share,
    surely_exceeds,
    unanimous_needed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from consult.mismatch.evidence import Assumption, Heard
    from consult.mismatch.policy import Policy


class Strength(IntEnum):
    """How strongly the answers say so."""

    NOTHING = 0
    SOMEBODY = 1
    EXCEEDS = 2
    SURE = 3


@dataclass(frozen=True, slots=True)
class Weighed:
    """The strength of the problem and the counts that show it."""

    strength: Strength
    measurement: Measurement


def weigh(
    heard: Heard,
    question: str,
    steps: tuple[Step, ...],
    tolerance: Fraction,
    *,
    minimum: str = "",
) -> Weighed:
    """Weigh the share of answers that report a problem against a tolerance.

    ``steps`` are the choices that count as an answer; those marked ``counted``
    report the problem. "No sé" and the like are no answers: they are shown, and
    ``untested_assumption`` judges them.

    Everybody together, and each group of people with at least the policy's
    smallest number of answers, is weighed on its own, so that no majority votes
    a minority's answer away:

    - *sure*: the share lies above the tolerance whenever one looks
      (``statistics.surely_exceeds``), or every single answer of the group
      reports the problem and they are enough of them: five at a tolerance of one
      in five or less, more above it (``statistics.unanimous_needed``). Five out of
      five is not a sample of anything else, it is five households.
    - *exceeds*: the share is above the tolerance but too few answered to be sure.
    - *somebody*: at least one says so.

    The errors of all groups that there can be add up to what the policy allows
    (``groups_watched``), so that more ways of telling people apart cost no false
    alarms. Where several groups are equally strong, everybody decides before a
    part, and among parts the one whose share is surest.
    """
    groups = [
        counted
        for group in heard.tallies.groups(question)
        if (counted := count_group(heard, question, steps, group)).answered
        >= heard.policy.smallest_group
        or group == EVERYBODY
    ]
    strengths = {each.group: _strength(heard, each, tolerance) for each in groups}
    deciding = max(
        groups,
        key=lambda each: (
            strengths[each.group],
            each.group == EVERYBODY,
            each.sure,
            each.share,
            each.count,
            # The last resort, so that the order of groups never decides.
            each.group,
        ),
    )
    return Weighed(
        strengths[deciding.group],
        Measurement(
            question=question,
            group=deciding.group,
            threshold=str(tolerance),
            minimum=minimum,
            steps=steps,
            groups=tuple(groups),
            watched=groups_watched(heard),
        ),
    )


def groups_watched(heard: Heard) -> int:
    """Return among how many groups of people the errors are divided.

    All that there can be, whoever has answered so far: what others say must not
    change how sure one is of a group. Those of sex, age, displacement (and all who
    had to leave together), disability, the parts of the community that are asked
    about, the languages of its record, and a few more that it may not name.
    """
    languages = len(heard.community.languages) + heard.policy.unlisted_languages
    return _TOLD_APART + len(heard.community.parts) + languages


# Those who had to leave together are one more; of disability there are two.
_TOLD_APART: Final = len(Sex) + len(AgeBand) + len(Displacement) + 1 + 2


def error_of(policy: Policy, group: str, watched: int) -> float:
    """Return how often, at most, a look at a group may ever be wrong."""
    if group == EVERYBODY:
        return policy.everybody_error
    return policy.groups_error / watched


def unanimous_from(policy: Policy, tolerance: Fraction, watched: int) -> int:
    """Return from how many answers on a group is believed when all say the same."""
    if tolerance <= policy.five_are_enough:
        return policy.smallest_group
    return unanimous_needed(
        tolerance,
        policy.unanimous_error / (watched + 1),
        at_least=policy.smallest_group,
    )


def count_group(
    heard: Heard,
    question: str,
    steps: tuple[Step, ...],
    group: str,
) -> GroupCount:
    """Count how one group answered a question, with the intervals of its share."""
    policy = heard.policy
    choices = _by_step(heard.tallies.choices(question, group), steps)
    answered = sum(choices.get(step.choice, 0) for step in steps)
    count = sum(choices.get(step.choice, 0) for step in steps if step.counted)
    population = heard.community.population_of(group)
    shown, method = shown_interval(count, answered, population, policy.confidence)
    return GroupCount(
        group=group,
        label=heard.community.label(group),
        count=count,
        answered=answered,
        silent=sum(choices.get(choice, 0) for choice in NON_ANSWERS),
        population=population,
        share=count / answered if answered else 0.0,
        low=shown.low,
        high=shown.high,
        sure=sure_share(
            count,
            answered,
            population,
            error_of(policy, group, groups_watched(heard)),
        ),
        method=method,
        choices=choices,
    )


def plain_steps(choices: Iterable[str], counted: Iterable[str]) -> tuple[Step, ...]:
    """Return the steps of a question without a ladder, in the order given."""
    problem = frozenset(counted)
    return tuple(Step(choice=str(each), counted=each in problem) for each in choices)


def ladder_steps(assumption: Assumption) -> tuple[Step, ...]:
    """Return the steps of an assumption's ladder; those below its minimum count."""
    return tuple(
        Step(
            choice=level.code,
            counted=level.rank < assumption.minimum.rank,
            rank=level.rank,
            name=level.name,
        )
        for level in sorted(assumption.levels, key=lambda level: level.rank)
    )


def _strength(heard: Heard, counted: GroupCount, tolerance: Fraction) -> Strength:
    if counted.count == 0:
        return Strength.NOTHING
    # Fewer than five answers judge nothing, unless nobody else lives there.
    enough = heard.policy.smallest_group
    if counted.population is not None:
        enough = min(enough, counted.population)
    if counted.answered < enough or counted.count <= tolerance * counted.answered:
        return Strength.SOMEBODY
    policy, watched = heard.policy, groups_watched(heard)
    unanimous = (
        counted.count
        == counted.answered
        >= unanimous_from(
            policy,
            tolerance,
            watched,
        )
    )
    sure = unanimous or surely_exceeds(
        counted.count,
        counted.answered,
        counted.population,
        tolerance,
        error_of(policy, counted.group, watched),
    )
    return Strength.SURE if sure else Strength.EXCEEDS


def _by_step(choices: Mapping[str, int], steps: tuple[Step, ...]) -> Mapping[str, int]:
    """Return the counts with every ladder answer under its level's code."""
    codes = {str(step.rank): step.choice for step in steps if step.rank is not None}
    counts: dict[str, int] = {}
    for choice, count in choices.items():
        code = codes.get(choice, choice)
        counts[code] = counts.get(code, 0) + count
    return counts


CEILINGS: Final[Mapping[Consequence, Severity]] = MappingProxyType(
    {
        Consequence.BLOCK: Severity.BLOCK,
        Consequence.HIGH: Severity.HIGH,
        # Kept in a design, so its condition applies; how much, nobody said.
        Consequence.CONDITIONAL: Severity.HIGH,
        Consequence.MEDIUM: Severity.WATCH,
        Consequence.INFO: Severity.WATCH,
    },
)
"""The heaviest finding an assumption may raise, by what its failing means."""

SEVERITIES: Final[Mapping[Strength, Severity]] = MappingProxyType(
    {
        Strength.SURE: Severity.BLOCK,
        Strength.EXCEEDS: Severity.HIGH,
        Strength.SOMEBODY: Severity.WATCH,
    },
)
"""What a strength weighs where the question may stop money."""

NAMES: Final[Mapping[Strength, str]] = MappingProxyType(
    {
        Strength.SURE: "sure",
        Strength.EXCEEDS: "exceeds",
        Strength.SOMEBODY: "somebody",
    },
)
"""The end of the message code of a strength."""
