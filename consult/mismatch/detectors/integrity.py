"""The count may be stuffed: testimonies came together as no village answers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from consult.feedback.gathering import in_band
from consult.feedback.vocabulary import (
    NEED_RANKS,
    NEEDS_ORDER,
    NON_ANSWERS,
    Question,
    split_ranked_need,
)
from consult.mismatch.findings import Finding, Parameter, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consult.mismatch.evidence import Evidence
    from consult.mismatch.evidence.gathering import Hand

NAME: Final = "integrity"


def detect(evidence: Evidence) -> list[Finding]:
    """Compare how testimonies came together with how a village would give them.

    Compares, each on its own: how many came from one phone; how many say exactly the
    same in everything, or in two thirds of the questions; how many chose the same place
    of every question; what one person wrote down with what everybody else said; and how
    many came in on one day.

    Statistic: for what is alike and what is straight, the chance that so many agree
    if each question were answered on its own is bounded by the answers most often given
    to each, multiplied; because answers hang together, only the square root of that is
    taken, as if every second question told nothing new. More than that allows is seen
    by Hoeffding's bound (1963, theorem 1): so many of n or more have a chance of at
    most exp(-n KL(count/n, p)), here one in a thousand. Where a village is of one mind
    p nears 1 and nothing is seen. A hand contradicts the rest when, in two fifths of
    the questions and five of them, one answer is 20 points commoner with it than with
    the rest and beyond the same bound at one in twenty. Phones and arrivals are
    counts: a family may share a phone, so it takes more than eight from one.

    Never blocks: it judges the count, not the people. High when the phones that sent
    more than eight sent at least one in twenty of all; when too many are alike or
    straight; when a hand contradicts the rest. Watch when one phone sent more than
    eight, or half of thirty or more came in on one day.

    Cleared by hearing the people again, on their own phones or by somebody else; a
    testimony is never taken out, and no other flag becomes lighter.
    """
    total = evidence.tallies.testimonies_of()
    if not total:
        return []
    found = [
        _devices(evidence, total),
        _alike(evidence, total),
        _straight(evidence, total),
        _hands(evidence),
        _burst(evidence, total),
    ]
    return [each for each in found if each]


def _finding(
    evidence: Evidence,
    subject: str,
    severity: Severity,
    **params: Parameter,
) -> Finding:
    return Finding(
        detector=NAME,
        subject=subject,
        severity=severity,
        message=f"{NAME}.{subject}",
        policy=evidence.policy.version,
        params=params,
    )


def _devices(evidence: Evidence, total: int) -> Finding | None:
    policy = evidence.policy
    busy = [each for each in evidence.gathering.devices if each > policy.one_phone]
    if not busy:
        return None
    many = sum(busy) >= policy.from_few_phones * total
    return _finding(
        evidence,
        "devices",
        Severity.HIGH if many else Severity.WATCH,
        phones=len(busy),
        count=sum(busy),
        most=policy.one_phone,
        testimonies=total,
    )


def _alike(evidence: Evidence, total: int) -> Finding | None:
    for band, count in sorted(evidence.gathering.alike.items()):
        chance = _likeliest(evidence, band)
        if _is_too_many(evidence, count, total, chance):
            return _finding(
                evidence,
                "alike",
                Severity.HIGH,
                count=count,
                testimonies=total,
                chance=_told(chance),
            )
    return None


def _straight(evidence: Evidence, total: int) -> Finding | None:
    count, chance = evidence.gathering.straight, _likeliest(evidence, "")
    if not _is_too_many(evidence, count, total, chance):
        return None
    return _finding(
        evidence,
        "straight",
        Severity.HIGH,
        count=count,
        testimonies=total,
        chance=_told(chance),
    )


def _told(chance: float) -> str:
    """Return a chance as it is kept: enough to work the bound out again by hand."""
    return f"{chance:.6g}"


def _is_too_many(evidence: Evidence, count: int, total: int, chance: float) -> bool:
    return (
        count >= evidence.policy.smallest_group
        and bound(count, total, chance) <= evidence.policy.stuffed_error
    )


def _likeliest(evidence: Evidence, band: str) -> float:
    """Return how often any one row of answers is given, at most and with care."""
    # Summed exactly: in whatever order the questions come, it is the same.
    log = math.fsum(
        math.log(share)
        for question in evidence.tallies.answers
        if question != NEEDS_ORDER and in_band(question, band)
        for share in _shares(evidence, question)
    )
    return math.exp(log / 2)


def _shares(evidence: Evidence, question: str) -> list[float]:
    """Return the share of the likeliest choice; of needs, of each rank."""
    choices = evidence.tallies.choices(question)
    total = evidence.tallies.testimonies_of()
    if question != Question.NEEDS:
        said = max(choices.values(), default=0)
        # Where it is one of several that may be chosen, nobody chose more than all.
        left = total - sum(choices.values())
        return [min(1.0, max(said, left) / total)]
    shares = []
    for rank in NEED_RANKS:
        at = [
            count
            for choice, count in choices.items()
            if (split_ranked_need(choice) or (0, ""))[0] == rank
        ]
        shares.append(min(1.0, max([*at, total - sum(at)]) / total))
    return shares


def _hands(evidence: Evidence) -> Finding | None:
    contradicting = [
        (hand, questions)
        for hand in evidence.gathering.hands
        if (questions := _contradictions(evidence, hand))
    ]
    if not contradicting:
        return None
    hand, questions = max(
        contradicting, key=lambda each: (each[1], each[0].testimonies)
    )
    return _finding(
        evidence,
        "hands",
        Severity.HIGH,
        hands=len(contradicting),
        count=hand.testimonies,
        questions=questions,
        asked=sum(1 for each in hand.answers.values() if each),
        testimonies=evidence.tallies.testimonies_of(),
    )


def _contradictions(evidence: Evidence, hand: Hand) -> int:
    """Return in how many questions a hand says otherwise than the rest; 0 if few."""
    policy = evidence.policy
    rest = evidence.tallies.testimonies_of() - hand.testimonies
    if min(hand.testimonies, rest) < policy.fewest_by_hand:
        return 0
    asked = {question: each for question, each in hand.answers.items() if each}
    found = sum(
        _is_otherwise(evidence, said, _real(evidence, question))
        for question, said in asked.items()
    )
    several = found >= policy.fewest_contradictions
    return found if several and found >= policy.contradicting * len(asked) else 0


def _real(evidence: Evidence, question: str) -> Mapping[str, int]:
    choices = evidence.tallies.choices(question)
    if question == Question.NEEDS:
        # Of needs the most urgent is compared.
        return {
            choice: count
            for choice, count in choices.items()
            if (split_ranked_need(choice) or (0, ""))[0] == 1
        }
    return {
        choice: count for choice, count in choices.items() if choice not in NON_ANSWERS
    }


def _is_otherwise(
    evidence: Evidence,
    said: Mapping[str, int],
    everybody: Mapping[str, int],
) -> bool:
    policy = evidence.policy
    mine, all_of_them = sum(said.values()), sum(everybody.values())
    rest = all_of_them - mine
    if mine < policy.fewest_by_hand or rest < policy.fewest_by_hand:
        return False
    return any(
        count / mine - (everybody.get(choice, 0) - count) / rest >= policy.contradiction
        and bound(count, mine, everybody.get(choice, 0) / all_of_them)
        <= policy.contradiction_error
        for choice, count in said.items()
    )


def _burst(evidence: Evidence, total: int) -> Finding | None:
    policy = evidence.policy
    most = max(evidence.gathering.arrivals, default=0)
    if most < policy.burst or 2 * most < total:
        return None
    return _finding(
        evidence,
        "burst",
        Severity.WATCH,
        count=most,
        testimonies=total,
    )


def bound(count: int, total: int, chance: float) -> float:
    """Return the most that the chance of ``count`` or more of ``total`` can be.

    Hoeffding (1963), Probability inequalities for sums of bounded random variables,
    theorem 1; by its section 6 it holds for drawing without putting back too.
    """
    share = count / total
    if share <= chance or chance >= 1:
        return 1.0
    if chance <= 0:
        return 0.0
    divergence = share * math.log(share / chance)
    if share < 1:
        divergence += (1 - share) * math.log((1 - share) / (1 - chance))
    return math.exp(-total * divergence)
