"""How allauth behaves here: nobody signs up without a card, no address is kept."""

import time
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consult.accounts import second_factor
from consult.accounts.models import User
from consult.accounts.qr import svg
from consult.accounts.sealing import seal_word, unseal_word


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from a card; who asks is never known by address or browser."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "El nombre de usuario o la contraseña no coinciden. Revise las mayúsculas "
            "y escríbalos otra vez.",
        ),
        "email_password_mismatch": _(
            "El correo o la contraseña no coinciden. Revíselos y escríbalos otra vez.",
        ),
        "too_many_login_attempts": _(
            "Hubo demasiados intentos con este nombre. Espere diez minutos y pruebe "
            "otra vez.",
        ),
        "incorrect_password": _("Esa no es su contraseña. Escríbala otra vez."),
        "enter_current_password": _("Esa no es su contraseña de ahora."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up that is not by card."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the same word for everybody: no address reaches a cache or a log."""
        return "everybody"

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Return nothing: no browser is remembered."""
        return ""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again only when the last proof of who this is has grown old.

        allauth asks for the password at once after a fresh sign-in, which somebody who
        is sent to set up a second factor would not understand.
        """
        request = context.request
        records = get_authentication_records(request, request.user)
        if records:
            age_seconds = time.time() - records[-1]["at"]
            if age_seconds < app_settings.REAUTHENTICATION_TIMEOUT:
                return False
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the desk."""
        return reverse("accounts:desk")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed; who must have a second factor cannot take it off."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "Ese código no sirve. Espere el siguiente en su teléfono y escríbalo. Si "
            "sigue fallando, revise la hora del teléfono.",
        ),
        "cannot_delete_authenticator": _(
            "Su papel trabaja siempre con un segundo paso. Si cambió de teléfono, pida "
            "a quien administra que le permita ponerlo de nuevo.",
        ),
    }

    def get_totp_label(self, user: User) -> str:
        """Return the user name: an e-mail says more to whoever looks at the phone."""
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code that the telephone reads."""
        return svg(url, title="")

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return seal_word(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return unseal_word(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say no to staff: an administrator may, when a telephone was lost."""
        return not second_factor.is_needed(authenticator.user)
