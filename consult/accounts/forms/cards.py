"""What the holder of a card fills in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.accounts.forms.sign_in import PASSWORD_HELP
from consult.accounts.models import User


class CodeEntryForm(forms.Form):
    """The code that is printed on a card."""

    code = forms.CharField(
        label=_("Código de la tarjeta"),
        help_text=_(
            "Ocho letras y números, como están en la tarjeta. No importan las "
            "mayúsculas ni el guion.",
        ),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            },
        ),
    )


class NewPasswordForm(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label=_("Contraseña"),
        help_text=PASSWORD_HELP,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("La contraseña, otra vez"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error(
                "again",
                _("No son iguales. Escriba la misma contraseña las dos veces."),
            )
        return cleaned


class JoinForm(NewPasswordForm):
    """A user name and a password; an e-mail for those who want to use one."""

    username = forms.CharField(
        label=_("Nombre de usuario"),
        help_text=User._meta.get_field("username").help_text,
        max_length=User._meta.get_field("username").max_length,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            },
        ),
    )
    email = forms.EmailField(
        label=_("Correo"),
        help_text=_("Si lo pone, puede entrar también con él. No le escribiremos."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("username", "email", "password", "again")

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 - whatever a form takes
        *,
        asks_email: bool,
    ) -> None:
        super().__init__(data)
        if not asks_email:
            del self.fields["email"]
