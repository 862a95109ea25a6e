"""What a budget and its tranches may say."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from projects.amounts import CENT, LARGEST, written
from projects.enums import BudgetCategory
from projects.facts import LineFacts, TrancheFacts
from projects.models import BudgetLine, Design, Tranche
from projects.policies.drafting import EARLIEST_YEAR, check_fits
from projects.refusals import Refusal

_LARGEST_QUANTITY = Decimal("9999999999.99")


def check_line(facts: LineFacts, *, design: Design) -> tuple[Decimal, Decimal]:
    """Refuse an impossible budget line; return its quantity and its unit cost.

    Raises:
        Refusal: negative, zero, too large, finer than cents, or of another design.

    """
    check_fits(
        BudgetLine,
        required=("description",),
        description=facts.description,
        unit=facts.unit,
    )
    if facts.category not in BudgetCategory.values:
        raise Refusal(_("Escoja qué tipo de gasto es."), field="category")
    if facts.component is not None and facts.component.design_id != design.pk:
        raise Refusal(_("Ese componente es de otro diseño."), field="component")
    if facts.quantity is None:
        raise Refusal(_("Falta la cantidad."), field="quantity")
    if facts.unit_cost is None:
        raise Refusal(_("Falta el costo de cada una."), field="unit_cost")
    if facts.quantity <= 0:
        raise Refusal(
            _("La cantidad tiene que ser mayor que cero."),
            field="quantity",
        )
    if facts.unit_cost < 0:
        raise Refusal(_("El costo no puede ser menos que cero."), field="unit_cost")
    _check_cents(facts.quantity, "quantity", _LARGEST_QUANTITY)
    _check_cents(facts.unit_cost, "unit_cost", LARGEST)
    if facts.quantity * facts.unit_cost > LARGEST:
        raise Refusal(
            _("Esa línea sale demasiado grande: no cabe. Revise cantidad y costo."),
            field="unit_cost",
        )
    return facts.quantity, facts.unit_cost


def check_total(total: Decimal) -> None:
    """Refuse a budget larger than can be written.

    Raises:
        Refusal: it is.

    """
    if total > LARGEST:
        raise Refusal(
            _("Todo junto sale demasiado grande: no cabe. Revise las cantidades."),
        )


def check_tranche(facts: TrancheFacts, *, design: Design) -> None:
    """Refuse an impossible tranche.

    Raises:
        Refusal: no amount or a bad one, dates missing or the wrong way round, or a
            place the design is not for.

    """
    check_fits(Tranche, required=("purpose",), purpose=facts.purpose)
    if facts.amount is None:
        raise Refusal(_("Falta el monto."), field="amount")
    if facts.amount <= 0:
        raise Refusal(_("El monto tiene que ser mayor que cero."), field="amount")
    _check_cents(facts.amount, "amount", LARGEST)
    if facts.planned_on is None:
        raise Refusal(_("Falta la fecha prevista."), field="planned_on")
    if facts.first_activity_on is None:
        raise Refusal(
            _("Falta el día de la primera actividad que paga."),
            field="first_activity_on",
        )
    if facts.planned_on.year < EARLIEST_YEAR:
        raise Refusal(
            _("Esa fecha quedó muy atrás. Revise el año."),
            field="planned_on",
        )
    if facts.first_activity_on < facts.planned_on:
        raise Refusal(
            _("La primera actividad no puede ser antes de que llegue el dinero."),
            field="first_activity_on",
        )
    if design.ends_on and facts.first_activity_on > design.ends_on:
        raise Refusal(
            _("La primera actividad cae después de que termina el proyecto."),
            field="first_activity_on",
        )
    own = {place.pk for place in design.places.all()}
    if not own.issuperset(place.pk for place in facts.places):
        raise Refusal(
            _("Ese desembolso nombra una comunidad que no está en el diseño."),
            field="places",
        )


def check_tranches_sum(
    amounts: Iterable[Decimal],
    *,
    total: Decimal,
    currency: str,
    complete: bool,
) -> None:
    """Refuse tranches that add up to more than the budget; or, complete, to less.

    Raises:
        Refusal: with both sums and the difference.

    """
    planned = sum(amounts, Decimal(0))
    sums = {
        "planned": written(planned, currency),
        "total": written(total, currency),
        "difference": written(abs(planned - total), currency),
    }
    if planned > total:
        raise Refusal(
            _(
                "Los desembolsos suman %(planned)s y el presupuesto es de %(total)s: "
                "sobran %(difference)s.",
            )
            % sums,
        )
    if complete and planned < total:
        raise Refusal(
            _(
                "Los desembolsos suman %(planned)s y el presupuesto es de %(total)s: "
                "faltan %(difference)s.",
            )
            % sums,
        )


def changed_releases(
    amounts: Mapping[int, Decimal],
    *,
    released: Mapping[int, Decimal],
) -> list[int]:
    """Return which released tranches are missing or have another amount."""
    return sorted(
        number for number, amount in released.items() if amounts.get(number) != amount
    )


def check_releases_kept(
    amounts: Mapping[int, Decimal],
    *,
    released: Mapping[int, Decimal],
) -> None:
    """Refuse to plan anew the money that is gone.

    Raises:
        Refusal: a released tranche is missing or has another amount.

    """
    changed = changed_releases(amounts, released=released)
    if changed:
        raise Refusal(
            _(
                "El desembolso %(number)s ya se entregó: no se quita y su monto no "
                "cambia.",
            )
            % {"number": changed[0]},
        )


def _check_cents(value: Decimal, field: str, largest: Decimal) -> None:
    if not value.is_finite() or value > largest:
        raise Refusal(
            _("Esa cifra es demasiado grande: no cabe."),
            field=field,
        )
    if value != value.quantize(CENT):
        raise Refusal(_("Escriba a lo más dos decimales."), field=field)
