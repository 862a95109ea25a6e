"""The money is wrong: for people, for its sector, or for those who run it."""

from __future__ import annotations

from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import Amount, Question
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.weighing import Strength, plain_steps, weigh

if TYPE_CHECKING:
    from consult.mismatch.evidence import Evidence

NAME: Final = "cost"

_CENT: Final = Decimal("0.01")


def detect(evidence: Evidence) -> list[Finding]:
    """Compare what it costs with what people, and other designs, say it should.

    Compares: the answers to "is the money right?"; the share of administration
    and consultancy in the budget; the cost per household with the median of
    comparable designs (same DAC sector and country, in money of one year).

    Statistic: the share of "too much", and of "too little", in all and in each
    group of at least five, weighed against one in five as in
    ``unmet_prerequisite``; plain ratios for the rest. With fewer than five
    comparable designs it cannot judge the cost per household, raises nothing, and
    says that it cannot (``not_judged``).

    Never blocks. High when either share exceeds one in five, when administration
    is above 25 %, or when a household costs five times the median or more; watch
    when administration is above 15 %, or a household costs three times or more.

    Cleared by a design with another budget, or a public explanation line by line.
    """
    found = [
        _said(evidence, Amount.TOO_MUCH),
        _said(evidence, Amount.TOO_LITTLE),
        _administration(evidence),
        _per_household(evidence),
    ]
    return [finding for finding in found if finding]


def _said(evidence: Evidence, wrong: Amount) -> Finding | None:
    weighed = weigh(
        evidence,
        Question.MONEY_RIGHT,
        plain_steps(Amount, counted=[wrong]),
        evidence.policy.tolerance,
    )
    if weighed.strength < Strength.EXCEEDS:
        return None
    return Finding(
        detector=NAME,
        subject=wrong,
        severity=Severity.HIGH,
        message=f"{NAME}.{wrong}",
        policy=evidence.policy.version,
        params={
            "amount": str(evidence.design.budget),
            "currency": evidence.design.currency,
        },
        measurement=weighed.measurement,
    )


def _administration(evidence: Evidence) -> Finding | None:
    share, policy = evidence.design.administration_share, evidence.policy
    if share is None or share <= policy.administration_watch:
        return None
    high = share > policy.administration_high
    limit = policy.administration_high if high else policy.administration_watch
    return Finding(
        detector=NAME,
        subject="administration",
        severity=Severity.HIGH if high else Severity.WATCH,
        message=f"{NAME}.administration",
        policy=policy.version,
        params={
            "in_hundred": round(share * 100),
            "limit": round(limit * 100),
            "share": str(share),
        },
    )


def _per_household(evidence: Evidence) -> Finding | None:
    design, policy = evidence.design, evidence.policy
    comparable = design.comparable_costs
    if not design.households_targeted or len(comparable) < policy.comparable_designs:
        return None
    cost = design.budget / design.households_targeted
    middle = median(comparable)
    if cost < policy.cost_ratio_watch * middle:
        return None
    high = cost >= policy.cost_ratio_high * middle
    return Finding(
        detector=NAME,
        subject="per_household",
        severity=Severity.HIGH if high else Severity.WATCH,
        message=f"{NAME}.per_household",
        policy=policy.version,
        params={
            "cost": str(cost.quantize(_CENT)),
            "median": str(middle.quantize(_CENT)),
            "currency": design.currency,
            "budget": str(design.budget),
            "households": design.households_targeted,
            "costs": tuple(map(str, sorted(comparable))),
            "designs": len(comparable),
            "year": design.money_of or 0,
            "index": design.price_index,
        },
    )


def not_judged(evidence: Evidence) -> Finding | None:
    """Return why the cost per household cannot be judged, None if it can.

    It is a note and never a flag: it says nothing of the design, only that there is
    too little to hold it against. It is shown where a consultation's flags are.
    """
    design, policy = evidence.design, evidence.policy
    known = bool(design.households_targeted)
    if known and len(design.comparable_costs) >= policy.comparable_designs:
        return None
    return Finding(
        detector=NAME,
        subject="per_household",
        severity=Severity.WATCH,
        message=f"{NAME}.{'not_judged' if known else 'households_unknown'}",
        policy=policy.version,
        params={
            "designs": len(design.comparable_costs),
            "needed": policy.comparable_designs,
        },
    )
