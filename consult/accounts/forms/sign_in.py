"""allauth's forms with our labels: its placeholders vanish as soon as one types."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

PASSWORD_HELP = _(
    "Al menos 10 letras o números. Tres palabras que solo usted juntaría son fáciles "
    "de recordar y difíciles de adivinar.",
)
APP_CODE_HELP = _("Los seis números que muestra ahora la aplicación de su teléfono.")
ANY_CODE_HELP = _(
    "Los seis números que muestra ahora la aplicación de su teléfono, o uno de sus "
    "códigos de respaldo.",
)


def _dress(
    field: forms.Field,
    label: StrOrPromise,
    help_text: StrOrPromise = "",
    **attrs: str,
) -> None:
    """Give a field our words and take its placeholder away."""
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class SignInForm(LoginForm):
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(
            self.fields["login"],
            _("Nombre de usuario o correo"),
            autocomplete="username",
            autocapitalize="none",
            spellcheck="false",
        )
        _dress(self.fields["password"], _("Contraseña"))


class PasswordForm(ChangePasswordForm):
    """The password of now, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(
            self.fields["oldpassword"],
            _("Contraseña de ahora"),
            autocomplete="current-password",
        )
        _dress(self.fields["password1"], _("Contraseña nueva"), PASSWORD_HELP)
        _dress(self.fields["password2"], _("La contraseña nueva, otra vez"))


class ConfirmForm(ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["password"], _("Contraseña"))


class CodeForm(AuthenticateForm):
    """The code that comes after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_code(self.fields["code"], ANY_CODE_HELP)


class FreshCodeForm(MfaReauthenticateForm):
    """A fresh code before something that weighs much."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_code(self.fields["code"], ANY_CODE_HELP)


class EnrolForm(ActivateTOTPForm):
    """The first code of a telephone, which proves that it was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_code(self.fields["code"], APP_CODE_HELP)


def _dress_code(field: forms.Field, help_text: StrOrPromise) -> None:
    _dress(field, _("Código"), help_text, inputmode="numeric", **{"class": "short"})
