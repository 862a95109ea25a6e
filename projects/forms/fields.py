"""Fields that read what people really type, and keep it when it is refused."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.models import Organisation, PurposeCode

# Thousands by commas or not at all, decimals after a dot. «186.000,00» and «186000,50»
# are refused: read the one way or the other they differ by a hundred times.
_AMOUNT: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


class AmountField(forms.Field):
    """A number as Central America writes it: `186,000.00`."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: str | Decimal | None) -> Decimal | None:
        """Return the number, or None for an empty text.

        Raises:
            ValidationError: it is not a number, or could be read in two ways.

        """
        if value is None or isinstance(value, Decimal):
            return value
        typed = value.strip().replace("\u00a0", "").replace(" ", "")
        if not typed:
            return None
        if not _AMOUNT.fullmatch(typed):
            raise ValidationError(
                _(
                    "Escriba la cifra así: 1,250.50 (coma para los miles, punto para "
                    "los centavos).",
                ),
            )
        try:
            return Decimal(typed.replace(",", ""))
        except InvalidOperation as error:
            raise ValidationError(_("Esa cifra no se entiende.")) from error

    def prepare_value(self, value: object) -> object:
        """Write a stored number with thousands; leave what was typed as it is."""
        return f"{value:,.2f}" if isinstance(value, Decimal) else value


class QuantityField(AmountField):
    """A number whose decimals are only shown where there are any."""

    def prepare_value(self, value: object) -> object:
        """Write `95` for 95.00 and `2.5` for 2.50."""
        if not isinstance(value, Decimal):
            return value
        return f"{value:,.2f}".rstrip("0").rstrip(".")


class ShareField(AmountField):
    """A share of 0 to 1, typed as so many of each hundred."""

    def to_python(self, value: str | Decimal | None) -> Decimal | None:
        """Return the share.

        Raises:
            ValidationError: it is not a number.

        """
        number = super().to_python(value)
        if number is None or isinstance(value, Decimal):
            return number
        return number / 100

    def prepare_value(self, value: object) -> object:
        """Write `20` for 0.20."""
        if not isinstance(value, Decimal):
            return value
        return f"{value * 100:.1f}".rstrip("0").rstrip(".")


class NeededLater:
    """Needed to publish and not to save: a draft may be half written.

    The page shows the field as one that has to be filled in.
    """

    def validate(self, value: object) -> None:
        """Let an empty value pass."""
        if value in forms.Field.empty_values:
            return
        super().validate(value)  # type: ignore[misc]


class NeededText(NeededLater, forms.CharField):
    """A text that must be there to publish."""


class NeededDate(NeededLater, forms.DateField):
    """A date that must be there to publish."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class NeededNumber(NeededLater, forms.IntegerField):
    """A number that must be there to publish."""


class NeededAmount(NeededLater, AmountField):
    """An amount that must be there to publish."""


class NeededQuantity(NeededLater, QuantityField):
    """A quantity that must be there to publish."""


class NeededShare(NeededLater, ShareField):
    """A share that must be there to publish."""


class NeededChoice(NeededLater, forms.ChoiceField):
    """A choice that must be made to publish."""


class OrganisationField(forms.ModelChoiceField[Organisation]):
    """An organisation by its name; a made-up one says so."""

    def label_from_instance(self, obj: Organisation) -> str:
        """Return the name, with a sign for an invented one."""
        if obj.invented:
            return str(_("%(name)s (inventada)") % {"name": obj.name})
        return obj.name


class NeededOrganisation(NeededLater, OrganisationField):
    """An organisation of the list, unless a new one is written beside it."""


class SectorField(forms.ModelChoiceField[PurposeCode]):
    """A DAC/CRS purpose code by its name, the number after it."""

    def label_from_instance(self, obj: PurposeCode) -> str:
        """Return the name first: nobody looks for a number."""
        return f"{obj.name} · {obj.code}"


class PlainForm(forms.Form):
    """A form that the server judges: the browser would stop half a draft."""

    use_required_attribute = False
