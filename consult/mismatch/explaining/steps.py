"""The computation of findings that no question was weighed for, line by line."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from consult.mismatch.explaining.gathering import GATHERED
from consult.mismatch.explaining.words import yes
from consult.mismatch.phrases import group_name
from consult.mismatch.phrases.names import need_names
from consult.mismatch.statistics import answers_needed, chance_of_at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from consult.mismatch.findings import Finding
    from consult.mismatch.policy import Policy

    _Explain = Callable[[Finding, Policy], Iterator[str]]

_CENT: Final = Decimal("0.01")


def steps(finding: Finding, policy: Policy | None) -> Iterator[str]:
    """Yield each step from what was counted to what was concluded.

    Without the policy a finding was judged by, only its numbers.
    """
    explain = _STEPS.get(finding.message) or _STEPS.get(finding.detector)
    if explain and policy:
        yield from explain(finding, policy)
    elif finding.measurement is None:
        yield from (f"{name} = {value}" for name, value in finding.params.items())


def _priority(finding: Finding, policy: Policy) -> Iterator[str]:
    params = finding.params
    needs = params.get("needs", ())
    served = need_names(needs) if isinstance(needs, tuple) else ""
    yield f"necesidades que atiende el sector: {served}"
    yield "puntos de Borda: 3 por cada primer lugar, 2 por cada segundo, 1 por cada 3.º"
    for each in finding.standings:
        mark = " <- decide" if each.group == params["group"] else ""
        yield f"grupo {group_name(each.group, each.label)} ({each.group}){mark}"
        yield f"  contestaron {each.households}; la mejor: {each.points} puntos"
        above = zip(each.above, each.points_above, strict=True)
        told = "; ".join(f"{need_names([need])} {points}" for need, points in above)
        yield f"  con más puntos: {told or 'ninguna'}"
        yield f"  lugar = 1 + {len(each.above)} = {each.place}"
        urgent = each.place <= policy.urgent_places and each.points > 0
        yield f"  entre las primeras {policy.urgent_places}: {yes(urgent)}"
    yield (
        f"hacen falta {params['needed']} hogares para decirlo con fuerza; contestaron "
        f"{params['households']}"
    )
    if params["schulze"]:
        yield (
            "con el método de Schulze, toda la comunidad: lugar "
            f"{params['schulze']} (comprueba, no decide)"
        )


def _per_household(finding: Finding, policy: Policy) -> Iterator[str]:
    params = finding.params
    costs = params["costs"] if isinstance(params["costs"], tuple) else ()
    cost = Decimal(str(params["budget"])) / int(str(params["households"]))
    middle = median(sorted(map(Decimal, costs)))
    yield (
        f"costo por hogar = {params['budget']} / {params['households']} = "
        f"{cost.quantize(_CENT)} {params['currency']}"
    )
    yield (
        f"costos por hogar de {params['designs']} diseños del mismo sector y país, en "
        f"dinero de {params['year']} (índice {params['index'] or 'ninguno'}): "
        f"{', '.join(costs)}"
    )
    yield f"mediana = {middle.quantize(_CENT)}"
    yield (
        f"{cost.quantize(_CENT)} / {middle.quantize(_CENT)} = {cost / middle:.2f} "
        f"veces; se vigila desde {policy.cost_ratio_watch}, es grave desde "
        f"{policy.cost_ratio_high}"
    )


def _administration(finding: Finding, policy: Policy) -> Iterator[str]:
    share = Fraction(str(finding.params["share"]))
    yield (
        f"administración y consultorías / presupuesto = {share} = {float(share):.4f}; "
        f"se vigila por encima de {policy.administration_watch}, es grave por encima "
        f"de {policy.administration_high}"
    )


def _language(finding: Finding, policy: Policy) -> Iterator[str]:
    params = finding.params
    hundred = int(str(params["in_hundred"]))
    speakers = "no se sabe" if hundred < 0 else f"{hundred} de cada 100"
    yield f"personas que lo hablan: {speakers}"
    yield f"reuniones: {params['rounds']}; en el idioma o con intérprete: " + yes(
        params["heard"],
    )
    yield f"el diseño se puede leer u oír en él: {yes(params['written'])}"
    yield (
        "detiene el dinero si faltan las dos cosas y lo habla "
        f"{policy.language_blocks} o más"
    )


def _not_understood(finding: Finding, _policy: Policy) -> Iterator[str]:
    params = finding.params
    count, answers = int(str(params["count"])), int(str(params["answers"]))
    limit = Fraction(str(params["threshold"]))
    yield f"grupo {group_name(str(params['group']), str(params['label']))}"
    yield f"«no entendí» / respuestas = {count} / {answers} = {count / answers:.4f}"
    yield f"más que {limit}: {yes(count > limit * answers)}"


def _unheard(finding: Finding, policy: Policy) -> Iterator[str]:
    params = finding.params
    count, stated = int(str(params["count"])), int(str(params["stated"]))
    of = "asistentes" if finding.message.endswith(".rounds") else "testimonios"
    yield f"{of} en que se puede saber: {stated} de {params['testimonies']}"
    if finding.message.endswith(".unstated"):
        enough = policy.stated_at_least * int(str(params["testimonies"]))
        yield f"hacen falta por lo menos {float(enough):g}"
        return
    yield f"de este grupo: {count}"
    if not params["share"]:
        yield "no se sabe cuántas personas son: solo cuenta que no se oyera a nadie"
        return
    share = Fraction(str(params["share"]))
    least = policy.heard_at_least * share * stated
    yield f"parte de la comunidad: {share} = {float(share):.4f}"
    yield (
        f"{policy.heard_at_least} × {share} × {stated} = {float(least):.2f}; menos que "
        f"eso: {yes(count < least)}"
    )
    chance = chance_of_at_most(count, stated, share)
    yield (
        f"por azar serían {count} o menos con probabilidad {chance:.4f} (binomial); "
        f"menos que {policy.heard_error}: {yes(chance < policy.heard_error)}"
    )


def _excluded(finding: Finding, policy: Policy) -> Iterator[str]:
    params = finding.params
    yield f"grupo {group_name(str(params['group']))}"
    if "count" not in params:
        yield "vive en la comunidad, y ningún componente lo nombra"
        return
    count, answered = int(str(params["count"])), int(str(params["answered"]))
    yield f"lo nombran {count} de {answered} testimonios"
    yield (
        f"{policy.smallest_group} o más: {yes(count >= policy.smallest_group)}; dos o "
        f"más y por encima de {policy.left_out_mentions}: "
        + yes(count > 1 and count > policy.left_out_mentions * answered)
    )


def _one_off(finding: Finding, _policy: Policy) -> Iterator[str]:
    params = finding.params
    had = next(
        (params[name] for name in ("given", "held", "passed") if name in params),
        None,
    )
    if "required" in params:
        told = "no consta" if had is None else str(had)
        yield f"hubo: {told}; hacen falta: {params['required']}"
    else:
        yield "reuniones sin quien promueve el proyecto: 0; hace falta: 1"


def _record(finding: Finding, _policy: Policy) -> Iterator[str]:
    params = finding.params
    yield f"quien lo hará: {params['implementer'] or 'no se dice'}"
    yield "proyectos parecidos, terminados y con prueba: 0; hace falta: 1"
    yield f"proyectos de otro tipo, terminados y con prueba: {params['other']}"
    yield f"proyectos que nada prueba: {params['claims']}"


def _decision(finding: Finding, _policy: Policy) -> Iterator[str]:
    params = finding.params
    yield f"fecha de la decisión: {params['decided_on'] or 'no hay decisión'}"
    if params["conditions"]:
        yield f"condiciones: {params['conditions']}"
    yield "no es una cuenta: vale lo que la comunidad decidió"


def _few(_finding: Finding, policy: Policy) -> Iterator[str]:
    yield (
        f"menos de {policy.smallest_group} personas: el número no se guarda, para "
        "cuidar a quienes lo dijeron"
    )


def _silence(finding: Finding, policy: Policy) -> Iterator[str]:
    params = finding.params
    count, asked = int(str(params["count"])), int(str(params["asked"]))
    limit = policy.silent_about_freedom
    yield f"prefieren no decir / preguntadas = {count} / {asked} = {count / asked:.4f}"
    yield (
        f"{policy.smallest_group} o más: {yes(count >= policy.smallest_group)}; "
        f"{limit} o más: {yes(count >= limit * asked)}"
    )


def _known(finding: Finding, _policy: Policy) -> Iterator[str]:
    params = finding.params
    count, asked = int(str(params["count"])), int(str(params["asked"]))
    limit = Fraction(str(params["threshold"]))
    yield f"{params['source']}, {params['as_of']}: {count} de {asked} estaban más abajo"
    yield f"más que la tolerancia {limit}: {yes(count > limit * asked)}"


def _untested(finding: Finding, policy: Policy) -> Iterator[str]:
    measurement = finding.measurement
    if measurement is None:
        return
    population = measurement.groups[0].population
    needed = answers_needed(population, policy.tested_within, policy.confidence)
    told = "no se sabe" if population is None else str(population)
    yield (
        f"para conocer una parte a ± {policy.tested_within} con "
        f"{policy.confidence:.0%} de seguridad entre {told} hogares hacen falta "
        f"{needed} respuestas"
    )
    yield f"contestaron {finding.params['answered']}: faltan " + str(
        needed - int(str(finding.params["answered"])),
    )


_STEPS: Final[Mapping[str, _Explain]] = MappingProxyType(
    {
        "priority": _priority,
        "cost.per_household": _per_household,
        "cost.administration": _administration,
        "language.absent": _language,
        "language.unspoken": _language,
        "language.unwritten": _language,
        "language.not_understood": _not_understood,
        "unheard_group": _unheard,
        "excluded_group": _excluded,
        "one_off": _one_off,
        "executor_record": _record,
        "consent.none": _decision,
        "consent.refused": _decision,
        "consent.withdrawn": _decision,
        "consent.undecided": _decision,
        "consent.unmet_conditions": _decision,
        "coercion.spoke_freely_few": _few,
        "coercion.told_what_to_answer_few": _few,
        "coercion.silence": _silence,
        "unmet_prerequisite.known": _known,
        "untested_assumption": _untested,
        **GATHERED,
    },
)
"""By the code of the message, or of the detector where all its messages are alike."""
