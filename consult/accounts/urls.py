"""Addresses of the room. A card's is short, because people type it."""

from django.urls import path

from consult.accounts.views import cards, desk, invitations, people

app_name = "accounts"

urlpatterns = [
    path("c/", cards.enter_code, name="enter_code"),
    path("c/<str:code>", cards.open_card, name="open_card"),
    path("personas/tarjeta/", cards.join, name="join"),
    path("personas/bienvenida/", desk.welcome, name="welcome"),
    path("escritorio/", desk.desk, name="desk"),
    path("personas/", people.people, name="people"),
    path("personas/tarjetas/", invitations.cards, name="cards"),
    path("personas/tarjetas/nueva/", invitations.choose_role, name="choose_role"),
    path(
        "personas/tarjetas/nueva/<slug:role>/",
        invitations.new_card,
        name="new_card",
    ),
    path("personas/tarjetas/<int:pk>/", invitations.show_card, name="show_card"),
    path(
        "personas/tarjetas/<int:pk>/anular/",
        invitations.cancel_card,
        name="cancel_card",
    ),
    path("personas/cuentas/<int:pk>/", people.account, name="account"),
    path("personas/cuentas/<int:pk>/papeles/", people.grant, name="grant"),
    path(
        "personas/cuentas/<int:pk>/papeles/<int:assignment>/quitar/",
        people.revoke,
        name="revoke",
    ),
    path("personas/cuentas/<int:pk>/persona/", people.name_person, name="name_person"),
    path(
        "personas/cuentas/<int:pk>/misma-persona/",
        people.merge,
        name="merge_persons",
    ),
    path("personas/cuentas/<int:pk>/cerrar/", people.close, name="close"),
    path("personas/cuentas/<int:pk>/abrir/", people.reopen, name="reopen"),
    path(
        "personas/cuentas/<int:pk>/segundo-paso/",
        people.reset_second_factor,
        name="reset_second_factor",
    ),
    path(
        "personas/cuentas/<int:pk>/volver/",
        people.return_card,
        name="return_card",
    ),
]
