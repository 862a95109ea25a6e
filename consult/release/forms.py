"""What is filled in to let a flag pass, and to have a funder's machine told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.mismatch.models import Flag, FlagQuerySet
from consult.mismatch.queries import words_of
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


class FlagChoiceField(forms.ModelMultipleChoiceField[Flag]):
    """Flags by what they say, and where."""

    def label_from_instance(self, obj: Flag) -> str:
        """Return the community and the flag's title in the active language."""
        return f"{obj.community.name}: {words_of(obj).title}"


class OverrideForm(forms.Form):
    """Which flags, and why: for everybody to read."""

    flags = FlagChoiceField(
        label=_("¿Qué alertas se dejan pasar?"),
        help_text=_("Solo las que marque. Una nueva detiene el dinero otra vez."),
        queryset=Flag.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Diga qué alertas se dejan pasar.")},
    )
    justification = forms.CharField(
        label=_("¿Por qué no se puede esperar?"),
        help_text=_(
            "Lo leerá cualquiera, para siempre. Diga qué daño hace esperar, quién lo "
            "dice y qué se hará después. Frases cortas, palabras de todos los días.",
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=3000,
    )

    def __init__(self, *args: object, flags: FlagQuerySet, **kwargs: object) -> None:
        """Offer the flags that detain this money now."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # as any form
        field = self.fields["flags"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = flags.select_related("community__place", "design")
