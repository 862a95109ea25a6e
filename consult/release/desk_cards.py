"""What this room puts on a desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.accounts.desk import Card
from consult.accounts.models import User
from consult.release.broken_glass import overrides_near
from consult.release.models import ReleaseRequest
from consult.release.queries import requests_signed, requests_to_sign


def waiting(user: User) -> list[Card]:
    """Return what waits to be signed or let go, and whom is told of gates."""
    cards = _passed(user)
    if user.has_perm("release.approve_release"):
        cards.append(_to_sign(user))
    if user.has_perm("release.request_release"):
        cards.append(_to_release(user))
    if user.has_perm("accounts.manage_roles"):
        cards.append(_watchers())
    return cards


def _passed(user: User) -> list[Card]:
    """Return one card for each override: to administrators all, to a leader theirs."""
    return [
        Card(
            title=_("Se dejó pasar una alerta"),
            text=each.project.title,
            url=each.project.get_absolute_url(),
            action=_("Ver quién y por qué"),
            tone="warn",
            order=15,
        )
        for each in overrides_near(user)
    ]


def _to_sign(user: User) -> Card:
    waiting = requests_to_sign(user)
    return Card(
        title=_("Desembolsos que esperan su firma"),
        text=_("Antes de firmar, lea por qué la puerta está abierta o cerrada."),
        count=len(waiting),
        url=_address(waiting),
        action=_("Ver y firmar") if waiting else _("Ver los desembolsos"),
        tone="warn" if waiting else "ok",
        order=11,
    )


def _to_release(user: User) -> Card:
    signed = requests_signed(user)
    return Card(
        title=_("Desembolsos con todas las firmas"),
        text=_("Si la puerta sigue abierta, ya se puede entregar el dinero."),
        count=len(signed),
        url=_address(signed),
        action=_("Ver y liberar") if signed else _("Ver los desembolsos"),
        tone="warn" if signed else "plain",
        order=30,
    )


def _address(requests: list[ReleaseRequest]) -> str:
    """Lead to the one project they are all of, or to the list."""
    slugs = {each.project.slug for each in requests}
    if len(slugs) == 1:
        return reverse("release:project", args=[slugs.pop()])
    return reverse("release:list")


def _watchers() -> Card:
    return Card(
        title=_("Avisos de la puerta"),
        text=_("A quién se avisa cuando el dinero puede salir, o ya no puede."),
        url=reverse("release:watchers"),
        action=_("Ver los avisos"),
        order=80,
    )
