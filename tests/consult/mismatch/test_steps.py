"""Findings that no question was weighed for explain themselves, step by step."""

from typing import Any

import pytest

from consult.mismatch.detectors import run
from consult.mismatch.explaining.steps import steps
from consult.mismatch.findings import Finding
from consult.mismatch.policy import DEFAULT_POLICY
from tests.consult.mismatch.detectors.test_cases import CASES, merged
from tests.factories.evidence import evidence_from


def _unweighed() -> dict[str, Finding]:
    """Return one finding of every message that has no measurement."""
    return {
        finding.message: finding
        for case in CASES
        for finding in run(evidence_from(merged(case.values[1], case.values[2])))
        if finding.measurement is None
    }


UNWEIGHED = _unweighed()


COSTS = (
    "costos por hogar de 5 diseños del mismo sector y país, en dinero de 2026 "
    "(índice CPI-U): 1, 2, 440, 900, 1000"
)
CHANCE = (
    "por azar serían 9 o menos con probabilidad 0.0003 (binomial); menos que 0.05: sí"
)


def explained(case: dict[str, Any], subject: str) -> list[str]:
    """Return the steps of the finding about a subject."""
    found = {each.subject: each for each in run(evidence_from(case))}
    return list(steps(found[subject], DEFAULT_POLICY))


@pytest.mark.parametrize("message", sorted(UNWEIGHED))
def test_every_one_is_more_than_its_parameters(message: str) -> None:
    finding = UNWEIGHED[message]
    told = list(steps(finding, DEFAULT_POLICY))
    assert told
    assert told != list(steps(finding, None))
    assert not [line for line in told if "None" in line]


def test_the_median_is_worked_out_from_the_costs() -> None:
    design = {
        "budget": 184800,
        "comparable_costs": [900, 1, 440, 2, 1000],
        "money_of": 2026,
        "price_index": "CPI-U",
    }
    assert explained({"design": design}, "per_household") == [
        "costo por hogar = 184800 / 140 = 1320.00 USD",
        COSTS,
        "mediana = 440.00",
        "1320.00 / 440.00 = 3.00 veces; se vigila desde 3, es grave desde 5",
    ]


def test_chance_is_worked_out_for_whom_was_hardly_heard() -> None:
    case = {
        "consultation": {"closed": True},
        "testimonies": {
            "all": 40,
            "sex:female": 9,
            "sex:male": 31,
            "age:18-29": 40,
            "language:quc": 40,
        },
    }
    assert explained(case, "women") == [
        "testimonios en que se puede saber: 40 de 40",
        "de este grupo: 9",
        "parte de la comunidad: 1/2 = 0.5000",
        "1/2 × 1/2 × 40 = 10.00; menos que eso: sí",
        CHANCE,
    ]


def test_points_and_places_are_told_by_group() -> None:
    case = {
        "answers": {
            "needs": {
                "all": {"1:water": 40, "2:health": 40, "3:road": 40, "3:irrigation": 5},
                "sex:female": {"1:irrigation": 6},
            },
            "needs_order": {
                "all": {"water>health": 40, "water>road": 40, "health>road": 40},
            },
        },
    }
    assert explained(case, "riego") == [
        "necesidades que atiende el sector: agua para regar y siembra y cosecha",
        "puntos de Borda: 3 por cada primer lugar, 2 por cada segundo, 1 por cada 3.º",
        "grupo toda la comunidad (all) <- decide",
        "  contestaron 40; la mejor: 5 puntos",
        "  con más puntos: agua para tomar 120; salud 80; camino 40",
        "  lugar = 1 + 3 = 4",
        "  entre las primeras 3: no",
        "grupo mujeres (sex:female)",
        "  contestaron 6; la mejor: 18 puntos",
        "  con más puntos: ninguna",
        "  lugar = 1 + 0 = 1",
        "  entre las primeras 3: sí",
        "hacen falta 33 hogares para decirlo con fuerza; contestaron 40",
        "con el método de Schulze, toda la comunidad: lugar 4 (comprueba, no decide)",
    ]


def test_few_who_were_not_free_are_not_counted() -> None:
    case = {"answers": {"spoke_freely": {"all": {"yes": 45, "no": 3}}}}
    assert explained(case, "spoke_freely") == [
        "menos de 5 personas: el número no se guarda, para cuidar a quienes lo dijeron",
    ]


def test_a_count_that_is_too_much_alike_is_worked_out_again() -> None:
    finding = UNWEIGHED["integrity.alike"]
    count, total = finding.params["count"], finding.params["testimonies"]
    chance = float(str(finding.params["chance"]))
    # Hoeffding (1963), theorem 1, written as its formula stands there.
    share = int(str(count)) / int(str(total))
    most = (
        (chance / share) ** share * ((1 - chance) / (1 - share)) ** (1 - share)
    ) ** int(str(total))
    assert list(steps(finding, DEFAULT_POLICY))[-1] == (
        f"cota de Hoeffding para {count} o más de {total} = {most:.3g}; "
        "0.001 o menos: sí"
    )


def test_hands_and_days_say_by_how_much() -> None:
    told = list(steps(UNWEIGHED["integrity.hands"], DEFAULT_POLICY))
    assert told[-1].endswith("o más: sí")
    told = list(steps(UNWEIGHED["integrity.burst"], DEFAULT_POLICY))
    assert told[-1] == "30 o más: sí; la mitad o más: sí"
