"""What an administrator fills in to have a funder's machine told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Organisation


class WatcherForm(forms.Form):
    """Whose machine it is, and where."""

    organisation = forms.ModelChoiceField(
        label=_("¿Qué organización?"),
        help_text=_("La que pone el dinero."),
        queryset=Organisation.objects.order_by("name"),
        empty_label=_("Escoja"),
    )
    url = forms.URLField(
        label=_("¿A qué dirección se avisa?"),
        help_text=_("Empieza con https. Tiene que estar en la lista permitida."),
        max_length=300,
        assume_scheme="https",
    )
