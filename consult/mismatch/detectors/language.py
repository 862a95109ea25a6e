"""Rounds or texts were not in the languages people speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import (
    EVERYBODY,
    NEEDS_ORDER,
    NonAnswer,
    Question,
    YesPartlyNo,
    language_group,
)
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.weighing import NAMES, SEVERITIES, Strength, plain_steps, weigh

if TYPE_CHECKING:
    from fractions import Fraction

    from consult.mismatch.evidence import Evidence, SpokenLanguage

NAME: Final = "language"

# One testimony counts several times under these: they would hide a non-answer.
_SEVERAL_ANSWERS: Final = frozenset(
    {Question.NEEDS, NEEDS_ORDER, Question.LEFT_OUT},
)


def detect(evidence: Evidence) -> list[Finding]:
    """Compare the languages people speak with those they were spoken to in.

    Compares, for each language of at least one in twenty people (or of an unknown
    share): whether a round was held in it or with an interpreter, and whether the
    design can be read or heard in it. Compares also what people say of it: "was
    it explained in your language?", and how often they answered "no entendí".

    Statistic: the share of "no" among those asked whether it was explained in
    their language is weighed against one in five as in ``unmet_prerequisite``.
    The share of "no entendí" is counted over all questions with one answer, in
    all and in each group of at least five testimonies.

    Blocks when a language of at least one in five people was in no round and in
    no text, or when people surely say it was not explained in their language. A
    language in no round only, or of fewer people, is high; in no text only,
    watch. "No entendí" above one in ten answers is high.

    Rounds are judged once one was held or the consultation is due. Cleared by a
    round in the language, a published text or recording in it, and answers that
    say that it was understood.
    """
    found = [
        finding
        for spoken in evidence.community.languages
        if (finding := _not_used(evidence, spoken))
    ]
    found += [
        finding
        for finding in (_not_explained(evidence), _not_understood(evidence))
        if finding
    ]
    return found


def _not_used(evidence: Evidence, spoken: SpokenLanguage) -> Finding | None:
    policy, consultation = evidence.policy, evidence.consultation
    if spoken.share is not None and spoken.share < policy.language_expected:
        return None
    heard = any(
        each.interpreter or spoken.code in each.languages
        for each in consultation.rounds
    )
    unspoken = not heard and (bool(consultation.rounds) or consultation.due)
    unwritten = spoken.code not in consultation.text_languages
    if unspoken and unwritten:
        large = spoken.share is not None and spoken.share >= policy.language_blocks
        message, severity = "absent", Severity.BLOCK if large else Severity.HIGH
    elif unspoken:
        message, severity = "unspoken", Severity.HIGH
    elif unwritten:
        message, severity = "unwritten", Severity.WATCH
    else:
        return None
    return Finding(
        detector=NAME,
        subject=language_group(spoken.code),
        severity=severity,
        message=f"{NAME}.{message}",
        policy=policy.version,
        params={
            "language": spoken.name,
            "in_hundred": _in_hundred(spoken.share),
            "rounds": len(consultation.rounds),
            "heard": heard,
            "written": not unwritten,
        },
    )


def _in_hundred(share: Fraction | None) -> int:
    """Return the share in a hundred people, or -1 when nobody knows it."""
    return -1 if share is None else round(share * 100)


def _not_explained(evidence: Evidence) -> Finding | None:
    weighed = weigh(
        evidence,
        Question.EXPLAINED_IN_LANGUAGE,
        plain_steps(YesPartlyNo, counted=[YesPartlyNo.NO]),
        evidence.policy.tolerance,
    )
    if weighed.strength is Strength.NOTHING:
        return None
    return Finding(
        detector=NAME,
        subject="explained",
        severity=SEVERITIES[weighed.strength],
        message=f"{NAME}.explained_{NAMES[weighed.strength]}",
        policy=evidence.policy.version,
        measurement=weighed.measurement,
    )


def _not_understood(evidence: Evidence) -> Finding | None:
    tallies, policy = evidence.tallies, evidence.policy
    questions = sorted(set(tallies.answers) - _SEVERAL_ANSWERS)
    groups = {EVERYBODY, *(g for each in questions for g in tallies.groups(each))}
    found = []
    for group in sorted(groups):
        if tallies.testimonies_of(group) < policy.smallest_group:
            continue
        lost = sum(
            tallies.choices(each, group).get(NonAnswer.NOT_UNDERSTOOD, 0)
            for each in questions
        )
        answers = sum(sum(tallies.choices(each, group).values()) for each in questions)
        if lost > policy.questions_not_understood * answers:
            found.append((group == EVERYBODY, lost / answers, group, lost, answers))
    if not found:
        return None
    _, _, group, lost, answers = max(found)
    return Finding(
        detector=NAME,
        subject="not_understood",
        severity=Severity.HIGH,
        message=f"{NAME}.not_understood",
        policy=policy.version,
        params={
            "group": group,
            "label": evidence.community.label(group),
            "count": lost,
            "answers": answers,
            "threshold": str(policy.questions_not_understood),
        },
    )
