"""Which events to list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.audit.phrases import PHRASES


class EventFilter(forms.Form):
    """What was done, and by which account."""

    verb = forms.ChoiceField(
        label=_("Qué se hizo"),
        required=False,
        choices=[
            ("", _("Todo")),
            *((verb, phrase.sentence) for verb, phrase in PHRASES.items()),
        ],
    )
    account = forms.IntegerField(
        label=_("Número de la cuenta"),
        required=False,
        min_value=1,
    )
