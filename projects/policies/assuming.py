"""What a design may take for granted, and what it still has to decide about."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from projects.enums import AssumptionKind, Severity
from projects.models import Assumption, Component, Design, Ladder, Level, Prerequisite
from projects.policies.drafting import check_fits
from projects.refusals import Refusal
from projects.standards import proposed_assumptions

LARGEST_TOLERANCE: Final = Decimal("0.5")
# Fewer letters than this are not a reason that somebody else can judge.
SHORTEST_REASON: Final = 15
_THOUSANDTH: Final = Decimal("0.001")


def check_assumption(
    *,
    kind: str,
    text: str,
    ladder: Ladder | None,
    minimum_level: Level | None,
    severity: str,
    tolerance: Decimal,
) -> None:
    """Refuse an assumption nobody could answer about.

    Raises:
        Refusal: a ladder without its step, a step of another ladder or one that
            everybody reaches, a tolerance out of bounds.

    """
    check_fits(Assumption, required=("text",), text=text)
    if kind not in AssumptionKind.values:
        raise Refusal(_("Escoja cómo se va a preguntar."), field="kind")
    if severity not in Severity.values:
        raise Refusal(_("Escoja qué pasa si no se cumple."), field="severity")
    if not 0 <= tolerance <= LARGEST_TOLERANCE:
        raise Refusal(
            _("Escriba entre 0 y 50: de cada 100 familias, cuántas pueden no tenerlo."),
            field="tolerance",
        )
    if tolerance != tolerance.quantize(_THOUSANDTH):
        raise Refusal(_("Escriba a lo más un decimal."), field="tolerance")
    if kind == AssumptionKind.LADDER:
        _check_step(ladder, minimum_level)
    elif ladder is not None or minimum_level is not None:
        raise Refusal(
            _("Una frase de sí o no va sin escalera ni peldaño."),
            field="ladder",
        )


def _check_step(ladder: Ladder | None, minimum_level: Level | None) -> None:
    if ladder is None:
        raise Refusal(_("Escoja la escalera."), field="ladder")
    if minimum_level is None:
        raise Refusal(_("Escoja el peldaño mínimo."), field="minimum_level")
    if minimum_level.ladder_id != ladder.pk:
        raise Refusal(
            _("Ese peldaño es de otra escalera: «%(ladder)s».")
            % {"ladder": minimum_level.ladder.name},
            field="minimum_level",
        )
    if not ladder.levels.filter(active=True, rank__lt=minimum_level.rank).exists():
        raise Refusal(
            _("Ese es el peldaño más bajo: todas las familias llegan. Escoja otro."),
            field="minimum_level",
        )


def check_reason(reason: str, *, field: str) -> None:
    """Refuse a reason that others cannot judge: to drop, or to keep all the same.

    Raises:
        Refusal: missing, too short to say anything, or too long.

    """
    check_fits(Assumption, **{field: reason})
    if len(reason.strip()) >= SHORTEST_REASON:
        return
    sentence = {
        "dropped_reason": _(
            "Para quitarlo escriba por qué, con una frase completa. Todos podrán "
            "leerla.",
        ),
        "despite_reason": _(
            "Escriba por qué lo da por hecho aunque se sabe otra cosa, con una frase "
            "completa. Todos podrán leerla.",
        ),
    }[field]
    raise Refusal(sentence, field=field)


def undecided(design: Design) -> dict[int, list[Prerequisite]]:
    """Return the usual assumptions not yet adopted nor dropped, by component.

    One that an earlier component holds, or that comes first there, is not asked about
    a second time: people answer for their home, not for a component.
    """
    components = list(
        design.components.select_related("purpose_code")
        .prefetch_related("assumptions")
        .order_by("order", "pk"),
    )
    seen = decided_prerequisites(components)
    missing: dict[int, list[Prerequisite]] = {}
    for component in components:
        proposed = [
            row
            for row in proposed_assumptions(component.purpose_code)
            if row.pk not in seen
        ]
        seen.update(row.pk for row in proposed)
        missing[component.pk] = proposed
    return missing


def decided_prerequisites(components: Iterable[Component]) -> set[int]:
    """Return the rows of the table that components adopted or dropped."""
    return {
        assumption.prerequisite_id
        for component in components
        for assumption in component.assumptions.all()
        if assumption.prerequisite_id is not None
    }
