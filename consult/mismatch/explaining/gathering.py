"""The computation of what may stuff a count, line by line."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from consult.mismatch.detectors.integrity import bound
from consult.mismatch.explaining.words import yes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from consult.mismatch.findings import Finding
    from consult.mismatch.policy import Policy


def _devices(finding: Finding, policy: Policy) -> Iterator[str]:
    count, total = _number(finding, "count"), _number(finding, "testimonies")
    yield (
        f"teléfonos que mandaron más de {finding.params['most']} testimonios cada uno: "
        f"{finding.params['phones']}"
    )
    share = policy.from_few_phones
    yield (
        f"mandaron {count} de {total} = {count / total:.4f}; {share} o más: "
        + yes(count >= share * total)
    )


def _same(finding: Finding, policy: Policy) -> Iterator[str]:
    count, total = _number(finding, "count"), _number(finding, "testimonies")
    told = (
        "contestaron lo mismo en todo, o en dos de cada tres preguntas"
        if finding.subject == "alike"
        else "escogieron en todas las preguntas el mismo lugar"
    )
    yield f"{told}: {count} de {total} = {count / total:.4f}"
    yield (f"{policy.smallest_group} o más: {yes(count >= policy.smallest_group)}")
    chance = finding.params.get("chance")
    if chance is None:
        # Kept by a version that did not write it down.
        return
    likeliest = float(str(chance))
    most = bound(count, total, likeliest)
    yield (
        f"por azar, cuando mucho, cada quien con probabilidad {chance} (raíz del "
        "producto de lo que más se contestó a cada pregunta)"
    )
    yield (
        f"cota de Hoeffding para {count} o más de {total} = {most:.3g}; "
        f"{policy.stuffed_error} o menos: {yes(most <= policy.stuffed_error)}"
    )


def _hands(finding: Finding, policy: Policy) -> Iterator[str]:
    count, total = _number(finding, "count"), _number(finding, "testimonies")
    questions = _number(finding, "questions")
    yield (
        "personas que apuntan por otras y contradicen a las demás: "
        f"{finding.params['hands']}"
    )
    yield f"la que más: apuntó {count} de {total} y contradice en {questions} preguntas"
    least = policy.fewest_by_hand
    yield (
        f"{least} o más apuntados y {least} o más de las demás: "
        + yes(min(count, total - count) >= least)
    )
    yield (
        f"{policy.fewest_contradictions} preguntas o más: "
        + yes(questions >= policy.fewest_contradictions)
    )
    if "asked" in finding.params:
        asked = _number(finding, "asked")
        yield (
            f"{questions} / {asked} = {questions / asked:.4f}; {policy.contradicting} "
            f"o más: {yes(questions >= policy.contradicting * asked)}"
        )


def _burst(finding: Finding, policy: Policy) -> Iterator[str]:
    count, total = _number(finding, "count"), _number(finding, "testimonies")
    yield f"llegaron en un mismo día: {count} de {total} = {count / total:.4f}"
    yield (
        f"{policy.burst} o más: {yes(count >= policy.burst)}; la mitad o más: "
        + yes(2 * count >= total)
    )


def _number(finding: Finding, name: str) -> int:
    return int(str(finding.params[name]))


GATHERED: Final[Mapping[str, Callable[[Finding, Policy], Iterator[str]]]] = (
    MappingProxyType(
        {
            "integrity.devices": _devices,
            "integrity.alike": _same,
            "integrity.straight": _same,
            "integrity.hands": _hands,
            "integrity.burst": _burst,
        },
    )
)
"""By the code of the message."""
