"""What the pages of flags show, put together from their findings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.paginator import Page
from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consult.feedback import sentences
from consult.feedback.models import Question, Testimony
from consult.feedback.vocabulary import EVERYBODY, SPOKEN, assumption_key
from consult.mismatch.enums import FlagSeverity
from consult.mismatch.findings import GroupCount, Measurement
from consult.mismatch.models import Flag, FlagQuerySet
from consult.mismatch.phrases import group_name
from consult.mismatch.queries import finding_of, words_of
from consult.review import queries
from consult.review.enums import FlagStatus
from consult.review.models import Contest, Reply, Resolution
from consult.review.reckoning import needs_by_group
from consult.web.fallbacks import SOURCE_LANGUAGE
from consult.web.pagination import LongPaginator
from projects.models import Assumption, Design, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

# More would be cramped; the table below the picture has them all.
_GROUPS_DRAWN: Final = 4
# Flags on one page of a project.
_PER_PAGE: Final = 20


def flag_page(flag: Flag) -> dict[str, object]:
    """Return the context of a flag's page, without forms and permissions."""
    finding = finding_of(flag)
    title, explanation, clears = words_of(flag)
    measurement = finding.measurement
    assumption = _assumption(flag, measurement)
    question = _question(flag, measurement)
    return {
        "flag": flag,
        "title": title,
        "explanation": explanation,
        "clears": clears,
        "status": queries.status_of(flag),
        "days": queries.age_days(flag),
        "assumption": assumption,
        "measurement": measurement,
        "policy": finding.policy,
        "numbers": _numbers(measurement) if measurement else [],
        "standings": needs_by_group(finding),
        "ladder": _ladder(measurement, assumption) if measurement else None,
        "question": question,
        "choices": _choices(measurement, question) if measurement else [],
        "history": queries.history(flag),
        "assignee": next(iter(flag.assignments.all()), None),
    }


def _assumption(flag: Flag, measurement: Measurement | None) -> Assumption | None:
    """Return the assumption a flag is about, if it is about one."""
    keys = {flag.subject}
    if measurement:
        keys.add(assumption_key(measurement.question) or "")
    return (
        Assumption.objects.filter(component__design=flag.design_id, key__in=keys)
        .select_related("component", "ladder", "minimum_level", "prerequisite")
        .first()
    )


def _numbers(measurement: Measurement) -> list[dict[str, object]]:
    """Return one row a group: how many said so, of how many, and how sure that is."""
    return [
        {
            "name": group_name(each.group, each.label),
            "is_deciding": each.group == measurement.group,
            "count": each.count,
            "answered": each.answered,
            "silent": each.silent,
            "population": each.population,
            "percent": round(each.share * 100),
            "low": round(each.low * 100),
            "high": round(each.high * 100),
        }
        for each in measurement.groups
    ]


def _ladder(
    measurement: Measurement,
    assumption: Assumption | None,
) -> dict[str, object] | None:
    """Return the picture of households on each step, if the question was a ladder."""
    steps = [step for step in measurement.steps if step.rank is not None]
    if not steps or assumption is None or assumption.minimum_level is None:
        return None
    levels: Mapping[str, Level] = {
        level.code: level for level in Level.objects.filter(ladder=assumption.ladder)
    }
    # Everybody, whoever decided, and then those whom it touches most.
    shown = sorted(
        measurement.groups,
        key=lambda each: (
            each.group != EVERYBODY,
            each.group != measurement.group,
            -each.share,
        ),
    )[:_GROUPS_DRAWN]
    return {
        "steps": [
            {
                "rank": step.rank,
                "name": levels[step.choice].name
                if step.choice in levels
                else step.name,
                "pictogram": levels[step.choice].pictogram
                if step.choice in levels
                else "",
            }
            for step in steps
        ],
        "groups": [
            {
                "name": group_name(each.group, each.label),
                "counts": _by_rank(each, measurement),
            }
            for each in shown
        ],
        "required_rank": assumption.minimum_level.rank,
    }


def _by_rank(group: GroupCount, measurement: Measurement) -> dict[int, int]:
    return {
        step.rank: group.choices.get(step.choice, 0)
        for step in measurement.steps
        if step.rank is not None
    }


def _question(flag: Flag, measurement: Measurement | None) -> Question | None:
    """Return the question a flag was measured by, as people read it."""
    if measurement is None:
        return None
    return Question.objects.filter(
        questionnaire__consultation=flag.consultation_id,
        code=measurement.question,
    ).first()


def _choices(
    measurement: Measurement,
    question: Question | None,
) -> list[dict[str, object]]:
    """Return what everybody answered, choice by choice, the non-answers last."""
    everybody = measurement.groups[0]
    spoken = everybody.choices.get(SPOKEN, 0)
    total = everybody.answered + everybody.silent + spoken or 1
    counted = {step.choice for step in measurement.steps if step.counted}
    return [
        {
            "name": name,
            "counted": code in counted,
            "households": everybody.choices.get(code, 0),
            "percent": round(100 * everybody.choices.get(code, 0) / total),
        }
        for code, name in _names(measurement, question).items()
    ]


def _names(measurement: Measurement, question: Question | None) -> dict[str, str]:
    """Return what each choice of a question is called, in the questionnaire's words."""
    language = get_language() or SOURCE_LANGUAGE
    asked = {
        choice["code"]: choice["text"].get(language) or choice["text"][SOURCE_LANGUAGE]
        for choice in (question.choices if question else ())
    }
    silent = {str(each.code): _(each.text) for each in sentences.NON_ANSWERS}
    if SPOKEN in measurement.groups[0].choices:
        silent[SPOKEN] = _(sentences.SPOKEN.text)
    steps = {step.choice: step.name for step in measurement.steps}
    others = set(measurement.groups[0].choices) - set(steps) - set(silent)
    return {
        code: asked.get(code) or steps.get(code) or _("Otra respuesta")
        for code in (*steps, *sorted(others))
    } | silent


@dataclass(frozen=True, slots=True)
class PublicFlag:
    """A flag as anybody may read it: in words, without numbers."""

    flag: Flag
    title: str
    community: str
    status: FlagStatus
    helped: bool
    resolution: Resolution | None
    ground: str
    contests: list[Contest]
    replies: list[Reply]


def public_flags(
    flags: FlagQuerySet,
    *,
    testimony: Testimony | None = None,
) -> list[PublicFlag]:
    """Return flags for a public page, open and grave ones first. Queries are constant.

    A community that is not shown by name is left out, unless the page belongs to
    somebody of it, who holds the receipt of `testimony`.
    """
    shown = queries.for_queue(flags).prefetch_related(
        Prefetch(
            "resolutions",
            Resolution.objects.select_related("new_design").prefetch_related(
                "contests"
            ),
        ),
        "replies",
    )
    if testimony is None:
        shown = shown.published()
    return [_public(flag, testimony) for flag in queries.gravest_first(shown)]


def public_page(flags: FlagQuerySet, number: str | None) -> "Page[PublicFlag]":
    """Return one page of flags for a public page: newest design, gravest first.

    However many there are, only those of the page are read.
    """
    # The codes' letters go from grave to light.
    ordered = flags.published().order_by(
        "-design__number",
        "severity",
        "raised_on",
        "pk",
    )
    paginator = LongPaginator(ordered.values_list("pk", flat=True), _PER_PAGE)
    page = paginator.get_page(number)
    shown = public_flags(Flag.objects.filter(pk__in=list(page.object_list)))
    return Page(shown, page.number, paginator)


def _public(flag: Flag, testimony: Testimony | None) -> PublicFlag:
    resolutions = list(flag.resolutions.all())
    latest = resolutions[0] if resolutions else None
    status = queries.status_of(flag)
    return PublicFlag(
        flag=flag,
        title=words_of(flag).title,
        community=flag.community.name,
        status=status,
        helped=testimony is not None and _helped(flag, testimony),
        resolution=latest,
        ground=queries.ground_of(latest) if latest else "",
        contests=list(latest.contests.all()) if latest else [],
        replies=list(flag.replies.all()),
    )


def _helped(flag: Flag, testimony: Testimony) -> bool:
    """Say whether an answer of this testimony counts towards the flag."""
    measurement = finding_of(flag).measurement
    if measurement is None or flag.consultation_id != testimony.consultation_id:
        return False
    given = set(testimony.answers.get(measurement.question, ()))
    return any(step.counted and step.choice in given for step in measurement.steps)


@dataclass(frozen=True, slots=True)
class DesignFlags:
    """The flags of one version of a design: those to read first, and the others."""

    design: Design
    first: list[PublicFlag]
    others: list[PublicFlag]


def flags_by_design(shown: Iterable[PublicFlag]) -> list[DesignFlags]:
    """Group public flags by design, the newest first.

    To be read first are those that stop the money and those somebody answered.
    """
    groups: dict[int, DesignFlags] = {}
    for item in shown:
        design = item.flag.design
        group = groups.setdefault(design.pk, DesignFlags(design, [], []))
        answered = item.resolution is not None or item.replies
        blocks = item.flag.severity == FlagSeverity.BLOCK
        (group.first if answered or blocks else group.others).append(item)
    return sorted(groups.values(), key=lambda group: -group.design.number)
