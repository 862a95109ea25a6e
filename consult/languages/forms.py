"""What speakers fill in."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from consult.languages.models import Language, Theme
from consult.languages.orthography import MAYAN
from consult.languages.policies import TEXT_MAX


class SpokenForm(forms.Form):
    """Which languages one speaks."""

    languages = forms.ModelMultipleChoiceField(
        label=_("¿Qué idiomas habla usted?"),
        help_text=_(
            "Solo los que habla bien: otras personas van a leer y oír lo suyo."
        ),
        queryset=Language.objects.filter(active=True),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class WrittenForm(forms.Form):
    """How a text is written."""

    text = forms.CharField(
        label=_("Escriba cómo se dice"),
        help_text=_(
            "Como lo diría usted a su familia. No tiene que ser letra por letra."
        ),
        max_length=TEXT_MAX,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        """Say of a Mayan language that every sign for the glottal stop will do."""
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.widget.attrs["lang"] = language.tag
        if language.pk in MAYAN:
            field.help_text = _(
                "Como lo diría usted a su familia. El saltillo escríbalo como lo tenga "
                "su teléfono (' ’ ʼ): todos valen igual.",
            )


class SpokenTextForm(forms.Form):
    """How a text is said aloud."""

    sound = forms.FileField(
        label=_("Grabe cómo se dice"),
        help_text=_(
            "El teléfono abre su grabadora, o escoja una grabación que ya tenga. "
            "Léalo despacio, en un lugar callado.",
        ),
        widget=forms.FileInput(attrs={"accept": "audio/*", "capture": "user"}),
    )

    def clean_sound(self) -> UploadedFile[Any]:
        """Refuse what weighs more than any clip of two minutes does."""
        sound: UploadedFile[Any] = self.cleaned_data["sound"]
        if (sound.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(_("Esa grabación pesa demasiado."))
        return sound


class WordForm(forms.Form):
    """A word that is watched for."""

    term = forms.CharField(
        label=_("Palabra"),
        help_text=_(
            "Una palabra o dos o tres juntas. Con * al final vale cualquier final.",
        ),
        max_length=80,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
    )
    theme = forms.ModelChoiceField(
        label=_("¿De qué habla?"),
        queryset=Theme.objects.filter(active=True),
        empty_label=_("Escoja un tema"),
    )
