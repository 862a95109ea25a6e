"""Every number in a flag of the story, counted again by hand, without the engine."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from consult.feedback.models import Testimony as Given
from consult.mismatch.findings import Finding
from consult.mismatch.models import Flag
from consult.mismatch.queries import finding_of
from projects.models import TrackRecord

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("story")]

SILENT = {"dont_know", "not_understood", "prefer_not"}
SEVERAL = {"needs", "left_out"}
DISPLACED = {"idp", "refugee", "asylum_seeker", "stateless"}
RETURNED = {
    *("idp_returnee", "returnee_from_abroad"),
    *("returned_spontaneous", "returned_assisted"),
}
# What the sector of the story's components serves, in the words of the needs.
SERVES = {
    "31140": {"irrigation", "farming"},
    "14031": {"water"},
    "23231": {"electricity"},
}


def heard(flag: Flag) -> list[Given]:
    """Return the testimonies that count."""
    return list(Given.objects.counted().filter(consultation=flag.consultation_id))


def said(testimony: Given, question: str) -> list[str]:
    """Return what was answered to a question."""
    answers: list[str] = testimony.answers.get(question, [])
    return answers


def states(testimony: Given, group: str) -> str:
    """Return what a testimony says of whom it is from, in the way a group is told."""
    if group == "women":
        return testimony.sex
    if group in {"young", "elder"}:
        return testimony.age_band
    if group in {"displaced", "returned", "deported", "uprooted"}:
        return testimony.displacement
    if group.startswith("place:"):
        return str(testimony.part_id or "")
    if group == "disability":
        return "" if testimony.disability is None else str(testimony.disability)
    return testimony.language_id or ""


def is_of(testimony: Given, group: str) -> bool:
    """Say by hand whether a testimony is of a group that a community has."""
    stated = states(testimony, group)
    wanted = {
        "women": {"female"},
        "young": {"14-17", "18-29"},
        "elder": {"60+"},
        "displaced": DISPLACED,
        "returned": RETURNED,
        "deported": {"returned_forced"},
        "disability": {"True"},
    }
    return stated in wanted.get(group, {group.partition(":")[2]})


def share_of(flag: Flag, group: str) -> Fraction | None:
    """Return a group's share of the people, as its community's record says it."""
    community = flag.community
    if group == "women":
        return Fraction(community.women_share or Decimal("0.5"))
    if group == "young":
        return Fraction(community.young_share) if community.young_share else None
    if group.startswith("language:"):
        share = community.languages.get(language=group.removeprefix("language:")).share
        return None if share is None else Fraction(share)
    if group.startswith("place:"):
        parts = {str(each.pk): each.households for each in community.parts.all()}
        return Fraction(parts[group.removeprefix("place:")], sum(parts.values()))
    households = community.groups_present.get(group)
    return Fraction(households, community.households) if households else None


def unheard(flag: Flag, finding: Finding) -> Mapping[str, Any]:
    group, share = str(finding.params["group"]), share_of(flag, flag.subject)
    testimonies = heard(flag)
    if finding.message.endswith(".rounds"):
        came = Counter[str]()
        for each in flag.consultation.rounds.all():
            for row in each.attendances.all():
                came["all"] += row.came
                came[row.sex] += row.came
                came[row.age_band] += row.came
        count = {"women": came["female"], "young": came["14-17"] + came["18-29"]}[group]
        stated = total = came["all"]
    else:
        count = sum(is_of(each, group) for each in testimonies)
        stated = sum(bool(states(each, group)) for each in testimonies)
        total = len(testimonies)
    return {
        "count": count,
        "stated": stated,
        "testimonies": total,
        "expected": -1 if share is None else round(share * stated),
        "in_hundred": -1 if share is None else round(share * 100),
    }


def language(flag: Flag, _finding: Finding) -> Mapping[str, Any]:
    code = flag.subject.removeprefix("language:")
    share = flag.community.languages.get(language=code).share
    rounds = list(flag.consultation.rounds.all())
    return {
        "in_hundred": -1 if share is None else round(share * 100),
        "rounds": len(rounds),
        "heard": any(
            each.interpreter or each.languages.filter(code=code).exists()
            for each in rounds
        ),
    }


def not_understood(flag: Flag, finding: Finding) -> Mapping[str, Any]:
    group = str(finding.params["group"])
    kind, _colon, value = group.partition(":")
    one_each = [
        answer
        for each in heard(flag)
        if group == "all" or belongs(each, kind, value)
        for question, answers in each.answers.items()
        if question not in SEVERAL
        for answer in answers
    ]
    return {"count": one_each.count("not_understood"), "answers": len(one_each)}


def belongs(testimony: Given, kind: str, value: str) -> bool:
    """Say by hand whether a testimony is of a group of those that answer."""
    if kind == "uprooted":
        return testimony.displacement not in {"", "resident", "international_migrant"}
    told = {
        "sex": testimony.sex,
        "age": testimony.age_band,
        "language": testimony.language_id or "",
        "displacement": testimony.displacement,
        "place": str(testimony.part_id or ""),
        "disability": {True: "yes", False: "no", None: ""}[testimony.disability],
    }
    return told[kind] == value


def silence(flag: Flag, _finding: Finding) -> Mapping[str, Any]:
    told = [said(each, "spoke_freely") for each in heard(flag)]
    return {
        "count": sum("prefer_not" in each for each in told),
        "asked": sum(bool(each) for each in told),
    }


def few(flag: Flag, finding: Finding) -> Mapping[str, Any]:
    """Up to four people say so, and the flag tells no number."""
    choice = "no" if flag.subject == "spoke_freely" else "yes"
    assert 1 <= sum(choice in said(each, flag.subject) for each in heard(flag)) <= 4
    assert finding.params == {}
    return {}


def one_off(flag: Flag, _finding: Finding) -> Mapping[str, Any]:
    consultation = flag.consultation
    opened = timezone.localdate(consultation.opened_at)
    until = timezone.localdate(consultation.closed_at or timezone.now())
    facts: dict[str, Mapping[str, Any]] = {
        "notice": {
            "given": (opened - consultation.announced_on).days,
            "required": consultation.required_notice_days,
        },
        "rounds": {
            "held": len({each.held_on for each in consultation.rounds.all()}),
            "required": consultation.required_rounds,
        },
        "open_days": {
            "passed": (until - opened).days,
            "required": consultation.required_open_days,
        },
        "without_promoter": {},
    }
    told = dict(facts[flag.subject])
    if told.get("held") == 0:
        del told["held"]
    return told


def excluded(flag: Flag, finding: Finding) -> Mapping[str, Any]:
    if finding.message.endswith(".present"):
        assert flag.subject in flag.community.groups_present
        return {}
    told = [said(each, "left_out") for each in heard(flag)]
    return {
        "count": sum(flag.subject in each for each in told),
        "answered": len(told) - sum(bool(SILENT & set(each)) for each in told),
    }


def administration(flag: Flag, _finding: Finding) -> Mapping[str, Any]:
    lines = list(flag.design.budget_lines.all())
    whole = sum(line.quantity * line.unit_cost for line in lines)
    overhead = sum(
        line.quantity * line.unit_cost
        for line in lines
        if line.category in {"administration", "consultancy"}
    )
    share = Fraction(overhead) / Fraction(whole)
    limit = 25 if share > Fraction(25, 100) else 15
    return {"in_hundred": round(share * 100), "limit": limit, "share": str(share)}


def record(flag: Flag, _finding: Finding) -> Mapping[str, Any]:
    sectors = {each.purpose_code.engine_sector for each in flag.design.components.all()}
    rows = TrackRecord.objects.filter(organisation=flag.design.carried_out_by)
    proved = [
        row
        for row in rows
        if row.finished_year and (row.evidence.strip() or row.evidence_url.strip())
    ]
    alike = [row for row in proved if row.purpose_code.engine_sector in sectors]
    assert alike == []
    return {"other": len(proved), "claims": len(rows) - len(proved)}


def points(testimonies: Iterable[Given]) -> Counter[str]:
    """Return 3 points for a first place, 2 for a second, 1 for a third."""
    total = Counter[str]()
    for each in testimonies:
        for place, need in enumerate(said(each, "needs")):
            if need not in SILENT:
                total[need] += 3 - place
    return total


def priority(flag: Flag, finding: Finding) -> Mapping[str, Any]:
    component = flag.design.components.get(pk=flag.subject)
    serves = SERVES[component.purpose_code.code]
    for standing in finding.standings:
        kind, _colon, value = standing.group.partition(":")
        theirs = [
            each
            for each in heard(flag)
            if standing.group == "all" or belongs(each, kind, value)
        ]
        named = [each for each in theirs if set(said(each, "needs")) - SILENT]
        total = points(theirs)
        best = max(total[need] for need in serves)
        above = {need: score for need, score in total.items() if score > best}
        assert standing.households == len(named)
        assert (standing.points, standing.place) == (best, len(above) + 1)
        assert dict(zip(standing.above, standing.points_above, strict=True)) == above
    told = next(
        each for each in finding.standings if each.group == finding.params["group"]
    )
    assert "all" in {each.group for each in finding.standings}
    return {
        "households": told.households,
        "place": told.place,
        "points": told.points,
        "above": told.above[:3],
        "points_above": tuple(map(str, told.points_above[:3])),
    }


def decision(flag: Flag, finding: Finding) -> Mapping[str, Any]:
    newest = flag.consultation.consents.order_by("-recorded_at").first()
    assert (newest is None) == finding.message.endswith(".none")
    return {"decided_on": newest.decided_on.isoformat() if newest else ""}


def known(flag: Flag, finding: Finding) -> Mapping[str, Any]:
    rows = flag.community.conditions.filter(source=finding.params["source"])
    assert finding.params["asked"] in set(rows.values_list("asked", flat=True))
    return {}


BY_HAND: dict[str, Callable[[Flag, Finding], Mapping[str, Any]]] = {
    "unheard_group": unheard,
    "language.absent": language,
    "language.unspoken": language,
    "language.unwritten": language,
    "language.not_understood": not_understood,
    "coercion.silence": silence,
    "coercion.spoke_freely_few": few,
    "coercion.told_what_to_answer_few": few,
    "one_off": one_off,
    "excluded_group": excluded,
    "cost.administration": administration,
    "executor_record": record,
    "priority": priority,
    "consent": decision,
    "unmet_prerequisite.known": known,
}
# What is a number of the rules, or of the answers needed, and not of the people.
OF_THE_RULES = {"needed", "limit", "schulze", "written", "in_hundred"}


def test_every_number_of_a_flag_without_a_question_is_counted_by_hand() -> None:
    checked = Counter[str]()
    for flag in Flag.objects.filter(supported=True).select_related(
        "community",
        "consultation",
        "design",
    ):
        finding = finding_of(flag)
        if finding.measurement is not None or flag.detector == "integrity":
            continue
        count = BY_HAND.get(finding.message) or BY_HAND[flag.detector]
        expected = count(flag, finding)
        told = {name: finding.params[name] for name in expected}
        assert told == expected, (flag, finding.message)
        numbers = {
            name for name, value in finding.params.items() if isinstance(value, int)
        }
        assert numbers - set(expected) <= OF_THE_RULES, (flag, numbers)
        checked[flag.detector] += 1
    assert set(checked) >= {
        "consent",
        "executor_record",
        "language",
        "one_off",
        "priority",
        "unheard_group",
    }
    assert checked.total() > 12
