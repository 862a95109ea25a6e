"""The links of the page frame, each shown to those who may use it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Link:
    """One link; with no permissions it is for everybody."""

    name: str
    label: str | Promise
    any_of: tuple[str, ...] = ()
    staff_only: bool = False


@dataclass(frozen=True)
class ShownLink:
    """A link as the page shows it."""

    url: str
    label: str
    is_current: bool


LINKS: Sequence[Link] = (
    Link("projects:list", _("Proyectos")),
    Link("projects:mine", _("Mis diseños"), ("projects.edit_design",)),
    Link("feedback:start", _("Responder")),
    Link("consultations:list", _("Consultas"), ("consultations.view_consultation",)),
    Link("review:queue", _("Alertas"), ("mismatch.view_flag",)),
    Link(
        "release:list",
        _("Desembolsos"),
        ("release.request_release", "release.approve_release", "audit.view_event"),
    ),
    Link("reports:list", _("Informes"), ("reports.request_report",)),
    Link(
        "accounts:people",
        _("Personas"),
        ("accounts.manage_roles", "accounts.invite_leader"),
    ),
    Link("admin:index", _("Administración"), staff_only=True),
)


def _may_see(user: object, link: Link) -> bool:
    if link.staff_only:
        return bool(getattr(user, "is_staff", False))
    has_perm = getattr(user, "has_perm", None)
    return not link.any_of or bool(
        has_perm and any(has_perm(permission) for permission in link.any_of),
    )


def links_for(request: HttpRequest) -> list[ShownLink]:
    """Return the links this visitor may use, the one they are in marked.

    A room that is not installed has no address, and its link is left out.
    """
    user = getattr(request, "user", AnonymousUser())
    found = []
    for link in LINKS:
        try:
            url = reverse(link.name)
        except NoReverseMatch:
            continue
        if _may_see(user, link):
            found.append((url, str(link.label)))
    # One room's address may begin with another's: the longest is where one is.
    around = [url for url, _label in found if request.path.startswith(url)]
    here = max(around, key=len, default="")
    return [ShownLink(url, label, url == here) for url, label in found]
