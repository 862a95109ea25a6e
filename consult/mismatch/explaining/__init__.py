"""A flag's computation, step by step, from the evidence that was kept with it.

For an auditor at a terminal: every number that decided, and the same number worked out
again from the counts. It reads what was stored and nothing else, so that a flag is
explained as it was raised, whatever has changed since.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from consult.mismatch.enums import FlagSeverity
from consult.mismatch.explaining.steps import steps
from consult.mismatch.explaining.words import yes
from consult.mismatch.findings import Finding, GroupCount, Measurement, hash_of
from consult.mismatch.phrases import group_name, render
from consult.mismatch.queries import policy_of
from consult.mismatch.statistics import shown_interval, sure_share, surely_exceeds
from consult.mismatch.weighing import error_of, unanimous_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consult.mismatch.models import Flag, FlagEvidence
    from consult.mismatch.policy import Policy

# Findings round their shares to four decimals.
_NEAR: Final = 0.00006
_METHODS: Final = {
    "wilson": "Wilson, con corrección por población finita",
    "exact": "exacto, hipergeométrico o binomial",
}


def explain(flag: Flag) -> list[str]:
    """Return the lines that explain a flag: what it is, and each change of it."""
    lines = [
        f"Alerta {flag.pk}: {flag.detector} / {flag.subject}",
        f"Diseño {flag.design.number} de «{flag.design.project.title}»",
        f"Comunidad: {flag.community}",
        f"Gravedad: {FlagSeverity(flag.severity).label} (la mayor que tuvo)",
        f"Levantada: {flag.raised_on:%Y-%m-%d}",
        "Hoy: " + ("la evidencia la sostiene" if flag.supported else "ya no se vería"),
    ]
    for entry in flag.history.all():
        lines += ["", *_entry(entry)]
    return lines


def _entry(entry: FlagEvidence) -> Iterator[str]:
    """Explain one change: what was seen then."""
    head = f"{entry.sequence}. {entry.seen_on:%Y-%m-%d}"
    if not entry.supported:
        yield f"{head}: los detectores dejaron de verla. Guarda lo último que vieron."
        return
    finding = Finding.from_dict(entry.finding)
    whole = hash_of(entry.finding) == entry.finding_hash
    yield f"{head}: {FlagSeverity(entry.severity).label}"
    yield f"   huella {entry.finding_hash}"
    yield "   " + ("coincide con lo guardado" if whole else "NO COINCIDE: fue cambiada")
    words = render(entry.finding)
    yield f"   {words.title}"
    yield f"   {words.explanation}"
    policy = policy_of(finding.policy)
    yield f"   reglas: versión {finding.policy}" + (
        "" if policy else " (de otra versión del programa: las cotas no se recalculan)"
    )
    if finding.measurement:
        for line in measured(finding.measurement, policy):
            yield f"   {line}"
    yield from (f"   {line}" for line in steps(finding, policy))
    yield f"   por qué esta gravedad: {_why(finding, policy)}"
    yield f"   se aclara así: {words.what_would_clear}"


def measured(measurement: Measurement, policy: Policy | None) -> Iterator[str]:
    """Yield the computation of each group that was weighed, the deciding one named."""
    yield f"pregunta: {measurement.question}"
    if measurement.minimum:
        yield f"el diseño necesita por lo menos: {measurement.minimum}"
    counted = ", ".join(step.choice for step in measurement.steps if step.counted)
    yield f"cuentan como problema: {counted}"
    yield f"tolerancia: {measurement.threshold}"
    for group in measurement.groups:
        mark = " <- decide" if group.group == measurement.group else ""
        yield f"grupo {group_name(group.group, group.label)} ({group.group}){mark}"
        for line in _group(group, measurement, policy):
            yield f"  {line}"


def _group(
    group: GroupCount,
    measurement: Measurement,
    policy: Policy | None,
) -> Iterator[str]:
    tolerance, watched = Fraction(measurement.threshold), measurement.watched
    choices = ", ".join(
        f"{choice} {count}" for choice, count in sorted(group.choices.items())
    )
    people = "no se sabe" if group.population is None else str(group.population)
    yield f"respuestas: {choices or 'ninguna'}"
    yield f"contestaron {group.answered}; no saben o no dicen {group.silent}"
    yield f"hogares del grupo, a lo más: {people}"
    if not group.answered:
        return
    share = group.count / group.answered
    yield f"parte = {group.count} / {group.answered} = {share:.4f}"
    yield f"más que la tolerancia: {yes(group.count > tolerance * group.answered)}"
    shown = f"intervalo de 95 % = {group.low:.4f} a {group.high:.4f}"
    sure = f"cota segura = {group.sure:.4f}"
    method = _METHODS.get(group.method, group.method)
    if policy is None:
        yield f"{shown} ({method})"
        yield sure
        return
    counts = (group.count, group.answered, group.population)
    interval, _name = shown_interval(*counts, policy.confidence)
    same = _near(interval.low, group.low) and _near(interval.high, group.high)
    yield f"{shown} ({method}); calculado otra vez: {_agrees(same=same)}"
    error = error_of(policy, group.group, watched)
    again = sure_share(*counts, error)
    yield (
        f"{sure}, con error {error:.6f} mírese cuando se mire; calculada otra vez: "
        f"{_agrees(same=_near(again, group.sure))}"
    )
    exceeds = surely_exceeds(*counts, tolerance, error)
    enough = unanimous_from(policy, tolerance, watched)
    everyone = group.count == group.answered
    yield (
        f"pasa seguro de la tolerancia: {yes(exceeds)}; "
        f"todas las respuestas lo dicen (bastan {enough}): {yes(everyone)}"
    )


def _why(finding: Finding, policy: Policy | None) -> str:
    """Say in one line which condition gave the severity."""
    reason = finding.message.removeprefix(f"{finding.detector}.")
    if finding.measurement is None or policy is None:
        return f"{finding.message}: {finding.severity}"
    group = finding.measurement.deciding
    reasons = {
        "sure": "la parte pasa seguro de la tolerancia, o todo el grupo lo dice",
        "exceeds": "la parte pasa de la tolerancia, sin seguridad todavía",
        "somebody": "alguien lo dice, y no pasa de la tolerancia o son muy pocas",
    }
    told = reasons.get(reason, finding.message)
    return f"{told} ({group.count} de {group.answered}): {finding.severity}"


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, abs_tol=_NEAR)


def _agrees(*, same: bool) -> str:
    return "coincide" if same else "NO COINCIDE"
