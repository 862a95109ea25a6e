"""What a draft may say of what, when and for whom."""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db.models import CharField, Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.enums import Currency, TargetGroup
from projects.models import Design
from projects.refusals import Refusal

# Longer than any aid project runs: a longer one is a slip of the hand (proposal).
LONGEST_YEARS: Final = 20
EARLIEST_YEAR: Final = 2000
MOST_HOUSEHOLDS: Final = 5_000_000
LONGEST_TEXT: Final = 5000
_DAYS_A_YEAR: Final = 366


def check_draft(design: Design) -> None:
    """Refuse to change what was published.

    Raises:
        Refusal: the design is public, current or replaced.

    """
    if not design.is_draft:
        raise Refusal(
            _(
                "Este diseño ya se publicó y no cambia. Para cambiar algo, empiece un "
                "diseño nuevo.",
            ),
        )


def check_fits(
    model: type[Model], *, required: Collection[str] = (), **texts: str
) -> None:
    """Refuse texts that are missing or longer than their column.

    Raises:
        Refusal: about the first such field.

    """
    for name, text in texts.items():
        stripped = text.strip()
        if name in required and not stripped:
            raise Refusal(_("Falta escribir esto."), field=name)
        column = model._meta.get_field(name)
        limit = (
            column.max_length or LONGEST_TEXT
            if isinstance(column, CharField)
            else LONGEST_TEXT
        )
        if len(stripped) > limit:
            raise Refusal(
                ngettext(
                    "Es muy largo: cabe %(limit)s letra y escribió %(length)s.",
                    "Es muy largo: caben %(limit)s letras y escribió %(length)s.",
                    limit,
                )
                % {"limit": limit, "length": len(stripped)},
                field=name,
            )
        if "\x00" in stripped:
            raise Refusal(_("Tiene un signo que no se puede guardar."), field=name)


def check_basics(
    *,
    starts_on: date | None,
    ends_on: date | None,
    currency: str,
    households_targeted: int | None,
    currency_before: str,
    is_money_released: bool,
) -> None:
    """Refuse dates the wrong way round, impossible counts, a currency nobody keeps.

    Raises:
        Refusal: about the field to mend.

    """
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day is not None and day.year < EARLIEST_YEAR:
            raise Refusal(_("Esa fecha quedó muy atrás. Revise el año."), field=name)
    if starts_on and ends_on:
        if ends_on < starts_on:
            raise Refusal(
                _("Las fechas están al revés: termina antes de empezar."),
                field="ends_on",
            )
        if (ends_on - starts_on).days > LONGEST_YEARS * _DAYS_A_YEAR:
            raise Refusal(
                _("Son más de %(years)s años. Revise las fechas.")
                % {"years": LONGEST_YEARS},
                field="ends_on",
            )
    if currency not in Currency.values:
        raise Refusal(_("Esa moneda no está en la lista."), field="currency")
    if currency != currency_before and is_money_released:
        raise Refusal(
            _("Ya se entregó dinero de este proyecto: la moneda no puede cambiar."),
            field="currency",
        )
    if households_targeted is not None and not (
        1 <= households_targeted <= MOST_HOUSEHOLDS
    ):
        raise Refusal(
            _("Escriba cuántas familias lo usarán: por lo menos una."),
            field="households_targeted",
        )


def check_groups(groups: Collection[str]) -> None:
    """Refuse a group that is not in the list.

    Raises:
        Refusal: one is not.

    """
    if not set(groups) <= set(TargetGroup.values):
        raise Refusal(_("Ese grupo no está en la lista."), field="target_groups")
