"""What a report says of the flags: in words, with numbers where these may be shown."""

from collections.abc import Callable, Mapping
from typing import Final

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from consult.consultations.models import Consultation
from consult.feedback.vocabulary import EVERYBODY, NonAnswer, Question
from consult.mismatch.findings import Finding
from consult.mismatch.models import Flag
from consult.mismatch.phrases import render
from consult.mismatch.queries import finding_of
from consult.reports.content.numbers import Numbers
from consult.reports.content.scope import Reader
from consult.reports.content.values import Facts, day, plain, spanish
from consult.reports.suppression import is_small
from consult.review import queries
from consult.review.models import Contest, Resolution

# Findings that count no people: meetings, languages, earlier projects, money.
_COUNT_NOBODY: Final = frozenset(
    {
        "language.absent",
        "language.unspoken",
        "language.unwritten",
        "excluded_group.present",
        "cost.administration",
        "cost.per_household",
    },
)
# A tenth of so many times the smallest cell is at least two counts wide on each side.
_TENTHS_NEED: Final = 4
_RECORDS: Final = frozenset({"one_off", "executor_record", "consent"})


def flags_facts(
    consultation: Consultation,
    numbers: Numbers,
    reader: Reader,
) -> list[Facts]:
    """Return the flags of a consultation: open and grave ones first."""
    flags = queries.gravest_first(
        queries.for_queue(Flag.objects.filter(consultation=consultation)),
    ).prefetch_related(
        Prefetch(
            "resolutions",
            Resolution.objects.select_related("new_design").prefetch_related(
                "contests",
            ),
        ),
        "replies",
    )
    return [_flag(flag, numbers, reader) for flag in flags]


def _flag(flag: Flag, numbers: Numbers, reader: Reader) -> Facts:
    finding = finding_of(flag)
    words = render(flag.finding)
    told = may_be_told(finding, numbers, reader)
    standing = queries.standing_resolution(flag)
    return {
        "number": flag.pk,
        "detector": flag.detector,
        "subject": flag.subject,
        "severity": flag.severity,
        "severity_name": str(flag.get_severity_display()),
        "title": words.title,
        "explanation": words.explanation if told else about(finding, numbers),
        "clears": words.what_would_clear,
        "status": str(queries.status_of(flag)),
        "status_name": str(queries.status_of(flag).label),
        "supported": flag.supported,
        "raised_on": day(flag.raised_on),
        "question": finding.measurement.question if finding.measurement else None,
        "group": finding.measurement.group if finding.measurement else None,
        "resolutions": [
            _resolution(each, reader, stands=each == standing)
            for each in reversed(flag.resolutions.all())
        ],
        "replies": [
            {
                "kind": str(reply.get_kind_display()),
                "text": spanish(reply.text),
                "on": day(reply.replied_at),
            }
            for reply in flag.replies.all()
        ],
    }


def may_be_told(finding: Finding, numbers: Numbers, reader: Reader) -> bool:
    """Say whether the sentences of a finding hold only numbers that may be shown.

    They may where every row of counts they are made from is shown whole.
    """
    if finding.params.get("conditions") and reader.is_public:
        return False
    if finding.measurement is not None:
        groups = {EVERYBODY, finding.measurement.group}
        question = finding.measurement.question
        return all(_is_whole(question, group, numbers) for group in groups)
    if finding.message in _COUNT_NOBODY or finding.detector in _RECORDS:
        return True
    rule = _RULES.get(finding.message.partition(".")[0])
    if finding.message in _RULES:
        rule = _RULES[finding.message]
    if rule is not None:
        return rule(finding, numbers)
    # Nothing is known of how its numbers hang together: they are not told.
    return not any(isinstance(each, int) for each in finding.params.values())


def about(finding: Finding, numbers: Numbers) -> str | None:
    """Return roughly how many said so, where the exact numbers may not be told.

    In tenths, and only of so many answers that each tenth stands for several counts;
    None where even that could point at somebody.
    """
    measurement = finding.measurement
    if measurement is None or numbers.size(measurement.group) is None:
        return None
    deciding = measurement.deciding
    if deciding.answered < _TENTHS_NEED * numbers.minimum:
        return None
    tenths = min(9, max(1, round(deciding.share * 10)))
    named = {"tenths": tenths, "group": numbers.name(measurement.group)}
    if measurement.group == EVERYBODY:
        return (
            _("Lo dicen más o menos %(tenths)s de cada 10 familias que contestaron.")
            % named
        )
    return (
        _(
            "En el grupo «%(group)s» lo dicen más o menos %(tenths)s de cada 10 "
            "familias que contestaron.",
        )
        % named
    )


def _group(finding: Finding) -> str:
    return str(finding.params.get("group", EVERYBODY))


def _left_out(finding: Finding, numbers: Numbers) -> bool:
    del finding
    return _is_whole(Question.LEFT_OUT, EVERYBODY, numbers)


def _needs(finding: Finding, numbers: Numbers) -> bool:
    return _is_whole(Question.NEEDS, _group(finding), numbers)


def _unheard(finding: Finding, numbers: Numbers) -> bool:
    """Its sentence tells how many named a group of theirs: so must the table."""
    group = _group(finding)
    return numbers.size(group) is not None and numbers.is_said_by_all(group)


def _not_understood(finding: Finding, numbers: Numbers) -> bool:
    """Its sentence adds up one choice of every question: none of them is withheld."""
    group = _group(finding)
    rows = [each.row(group) for each in numbers.answers]
    return all(
        row is not None and row.counts[NonAnswer.NOT_UNDERSTOOD] is not None
        for row in rows
    )


def _known(finding: Finding, numbers: Numbers) -> bool:
    """Its counts are of a census or a survey, and stand alone."""
    count, asked = (int(str(finding.params[name])) for name in ("count", "asked"))
    return not any(is_small(each, numbers.minimum) for each in (count, asked - count))


# Findings that count people without a measurement, by detector or message.
_RULES: Final[Mapping[str, Callable[[Finding, Numbers], bool]]] = {
    "excluded_group": _left_out,
    "priority": _needs,
    "unheard_group": _unheard,
    "language.not_understood": _not_understood,
    "unmet_prerequisite.known": _known,
}


def _is_whole(question: str, group: str, numbers: Numbers) -> bool:
    row = numbers.row(question, group)
    return row is not None and row.is_whole


def _resolution(resolution: Resolution, reader: Reader, *, stands: bool) -> Facts:
    facts: Facts = {
        "kind": str(resolution.get_kind_display()),
        "on": day(resolution.resolved_at),
        "reason": spanish(resolution.reason),
        "stands": stands,
        "new_design": resolution.new_design.number if resolution.new_design else None,
        "evidence": spanish(resolution.new_evidence),
        "commitment": spanish(resolution.commitment_what),
        "commitment_by": day(resolution.commitment_by),
        "contests": [_contest(each, reader) for each in resolution.contests.all()],
    }
    if not reader.is_public:
        facts["commitment_who"] = resolution.commitment_who
    return facts


def _contest(contest: Contest, reader: Reader) -> Facts:
    return {
        "on": day(contest.contested_at),
        # People's own words could tell who they are.
        "reason": plain(_("La comunidad no está de acuerdo."))
        if reader.is_public
        else spanish(contest.reason),
    }
