"""allauth's pages that are used here, under Spanish addresses.

Signing up, e-mail and password reset are left out: an account comes from a card, and
so does the way back into one. allauth finds its pages by name.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

from consult.accounts.decorators import signed_in
from consult.accounts.views import second_factor
from consult.web.access import public

_open = public(reason="It is how one signs in and out.")
_own = signed_in(reason="It shows and changes only one's own way of signing in.")

urlpatterns = [
    path("entrar/", _open(account.login), name="account_login"),
    path("salir/", _open(account.logout), name="account_logout"),
    path("cerrada/", _open(account.account_inactive), name="account_inactive"),
    path("confirmar/", _own(account.reauthenticate), name="account_reauthenticate"),
    path(
        "contrasena/",
        _own(account.password_change),
        name="account_change_password",
    ),
    path("segundo-paso/", _own(second_factor.overview), name="mfa_index"),
    path("segundo-paso/entrar/", _open(mfa.authenticate), name="mfa_authenticate"),
    path(
        "segundo-paso/confirmar/",
        _own(mfa.reauthenticate),
        name="mfa_reauthenticate",
    ),
    path("segundo-paso/poner/", _own(second_factor.enrol), name="mfa_activate_totp"),
    path(
        "segundo-paso/quitar/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"
    ),
    path(
        "segundo-paso/respaldo/",
        _own(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "segundo-paso/respaldo/nuevos/",
        _own(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
