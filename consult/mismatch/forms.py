"""The form in which an administrator changes the numbers of the detectors."""

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.mismatch.models import PolicyVersion
from consult.mismatch.phrases.rules import RULES
from consult.mismatch.policies import check_policy
from consult.mismatch.policy import DEFAULT_POLICY, Number, limits_of, numbers_of
from consult.mismatch.queries import policy_in_force
from projects.refusals import Refusal


class ShareField(forms.CharField):
    """A share, as `1/5` or `0.2`."""

    def to_python(self, value: object) -> Any:  # noqa: ANN401 - Django's signature
        """Return a fraction."""
        text = super().to_python(value) or ""
        try:
            return Fraction(text.replace(",", ".").strip())
        except (ValueError, ZeroDivisionError) as error:
            raise forms.ValidationError(
                _("Escriba una parte, como 1/5 o 0.2."),
                code="share",
            ) from error


def _field(name: str, default: Number) -> forms.Field:
    kinds: dict[type, type[forms.Field]] = {
        Fraction: ShareField,
        float: forms.FloatField,
        int: forms.IntegerField,
    }
    low, high = limits_of(name)
    return kinds[type(default)](
        label=RULES.get(name, name),
        help_text=_("De %(low)s a %(high)s.") % {"low": low, "high": high},
    )


class PolicyForm(forms.ModelForm[PolicyVersion]):
    """Every number of the policy in force, and why it changes."""

    class Meta:
        model = PolicyVersion
        fields = ("reason",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in numbers_of(policy_in_force()).items():
            if name in self.fields:
                self.fields[name].initial = str(value)

    def clean(self) -> dict[str, Any]:
        """Refuse what the action would refuse, beside the field it is about."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_policy(
                    policy_in_force(),
                    numbers=self.numbers,
                    reason=cleaned["reason"],
                )
            except Refusal as refusal:
                self.add_error(refusal.field, str(refusal))
        return cleaned

    @property
    def numbers(self) -> dict[str, Number]:
        """Return the numbers as they were written."""
        return {name: self.cleaned_data[name] for name in NUMBERS}


NUMBERS = tuple(numbers_of(DEFAULT_POLICY))
for _name, _default in numbers_of(DEFAULT_POLICY).items():
    PolicyForm.base_fields[_name] = _field(_name, _default)
    PolicyForm.declared_fields[_name] = PolicyForm.base_fields[_name]
