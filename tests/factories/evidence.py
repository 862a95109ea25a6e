"""Evidence for detectors, from the little that a case says of it.

What a case does not say is quiet: a design, a community and a consultation in
which no detector sees anything.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from consult.mismatch.evidence import (
    Assumption,
    AssumptionKind,
    Attendance,
    Community,
    Component,
    Consent,
    Consequence,
    Consultation,
    Decision,
    Design,
    Evidence,
    Gathering,
    Hand,
    Implementer,
    KnownCondition,
    Level,
    Part,
    Round,
    SpokenLanguage,
    Tallies,
)

WATER = (
    Level(code="no_service", rank=0, name="Del río, con baldes"),
    Level(code="unimproved", rank=1, name="De pozo abierto"),
    Level(code="limited", rank=2, name="De chorro, lejos"),
    Level(code="basic", rank=3, name="De chorro, cerca"),
    Level(code="safely_managed", rank=4, name="De chorro en la casa, limpia"),
)

Case = Mapping[str, Any]


def evidence_from(case: Case) -> Evidence:
    """Return quiet evidence with what the case says instead."""
    return Evidence(
        design=_design(case.get("design", {})),
        community=_community(case.get("community", {})),
        consultation=_consultation(case.get("consultation", {})),
        tallies=_tallies(case.get("answers", {}), case.get("testimonies", {})),
        gathering=_gathering(case.get("gathering", {})),
    )


def water_assumption(**changes: Any) -> Assumption:
    """Return the assumption that families have drinking water nearby."""
    fields: dict[str, Any] = {
        "key": "drinking_water",
        "component": "riego",
        "kind": AssumptionKind.LADDER,
        "text": "Las familias ya tienen agua para tomar cerca",
        "severity": Consequence.BLOCK,
        "ladder": "water",
        "minimum_rank": 3,
        "levels": WATER,
    }
    return Assumption(**(fields | changes))


def tenure_statement(**changes: Any) -> Assumption:
    """Return the statement that everybody may use their plot."""
    fields: dict[str, Any] = {
        "key": "tenure",
        "component": "riego",
        "kind": AssumptionKind.STATEMENT,
        "text": "Las familias pueden sembrar su parcela sin pleito",
        "severity": Consequence.BLOCK,
    }
    return Assumption(**(fields | changes))


def _design(case: Case) -> Design:
    fields: dict[str, Any] = {
        "number": 1,
        "content_hash": "0" * 64,
        "title": "Mini-riego",
        "components": tuple(_component(each) for each in case.get("components", [{}])),
        "assumptions": tuple(_assumption(each) for each in case.get("assumptions", [])),
        "budget": Decimal(str(case.get("budget", "186000"))),
        "currency": "USD",
        "implementer": _implementer(case.get("implementer", {})),
        "households_targeted": case.get("households_targeted", 140),
        "administration_share": _share(case.get("administration_share", "1/10")),
        "comparable_costs": tuple(
            Decimal(str(each)) for each in case.get("comparable_costs", [])
        ),
        "money_of": case.get("money_of"),
        "price_index": case.get("price_index", ""),
    }
    return Design(**fields)


def _component(case: Case) -> Component:
    return Component(
        id=case.get("id", "riego"),
        title=case.get("title", "Riego por goteo"),
        purpose_code="31140",
        engine_sector=case.get("sector", "irrigation"),
        target_groups=tuple(case.get("target_groups", ["everyone"])),
    )


def _assumption(case: Case) -> Assumption:
    changes: dict[str, Any] = dict(case)
    make = tenure_statement if changes.pop("statement", False) else water_assumption
    if "severity" in changes:
        changes["severity"] = Consequence(changes["severity"])
    if "tolerance" in changes:
        changes["tolerance"] = Fraction(changes["tolerance"])
    return make(**changes)


def _implementer(case: Case | None) -> Implementer | None:
    if case is None:
        return None
    fields: dict[str, Any] = {"name": "Agua y Tierra", "finished_similar": 2}
    return Implementer(**(fields | dict(case)))


def _community(case: Case) -> Community:
    languages = case.get("languages", {"quc": 1})
    return Community(
        name="Chuwila'",
        households=case.get("households", 140),
        languages=tuple(
            SpokenLanguage(code=code, name=f"[{code}]", share=_share(share))
            for code, share in languages.items()
        ),
        groups={
            group: _share(share) for group, share in case.get("groups", {}).items()
        },
        conditions=tuple(KnownCondition(**each) for each in case.get("conditions", [])),
        parts=tuple(
            Part(number=number, name=name, households=households)
            for number, (name, households) in enumerate(
                case.get("parts", {}).items(),
                start=1,
            )
        ),
    )


def _consultation(case: Case) -> Consultation:
    fields: dict[str, Any] = {
        "kind": "routine",
        "required_notice_days": 15,
        "required_rounds": 2,
        "required_open_days": 30,
        "notice_days": 15,
        "open_days": 12,
        "closed": False,
        "text_languages": ("quc",),
    }
    changes = dict(case)
    rounds = changes.pop(
        "rounds",
        [{"held_on": date(2026, 3, 1)}, {"held_on": date(2026, 3, 15)}],
    )
    consent = changes.pop("consent", None)
    return Consultation(
        **(fields | changes),
        rounds=tuple(_round(each) for each in rounds),
        consent=_consent(consent) if consent else None,
    )


def _round(case: Case) -> Round:
    changes = dict(case)
    came = changes.pop("came", {})
    return Round(
        **({"languages": ("quc",)} | changes),
        attendance=tuple(
            Attendance(sex=sex, age_band=age, came=number)
            for who, number in came.items()
            for sex, age in [who.split(" ")]
        ),
    )


def _consent(case: Case) -> Consent:
    changes = {"decided_on": date(2026, 5, 1)} | dict(case)
    return Consent(**(changes | {"decision": Decision(changes["decision"])}))


def _tallies(answers: Case, testimonies: Case) -> Tallies:
    """Add up, where a case does not say it, who gave a testimony from the answers."""
    totals: dict[str, int] = {}
    for groups in answers.values():
        for group, choices in groups.items():
            totals[group] = max(totals.get(group, 0), sum(choices.values()))
    return Tallies(answers, totals | dict(testimonies))


def _gathering(case: Case) -> Gathering:
    """Return how testimonies came together; a hand is how many, and what they said."""
    return Gathering(
        devices=tuple(case.get("devices", ())),
        alike=case.get("alike", {}),
        straight=case.get("straight", 0),
        arrivals=tuple(case.get("arrivals", ())),
        hands=tuple(Hand(**each) for each in case.get("hands", ())),
    )


def _share(share: str | float | None) -> Fraction | None:
    return None if share is None else Fraction(str(share))
