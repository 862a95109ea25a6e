"""The money of a project: each tranche, its gate, its signatures."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.accounts.second_factor import SecondFactorNeeded, ask_again, used_at
from consult.release import actions, pages
from consult.release.broken_glass import proposed_overrides, shown_overrides
from consult.release.models import Approval, ReleaseRequest
from projects.models import Design, Project, Tranche
from projects.refusals import Refusal

LOOK = (
    *("release.request_release", "release.approve_release", "release.override_gate"),
    "audit.view_event",
)


@require_safe
@permission_required_somewhere(*LOOK)
def index(request: HttpRequest) -> HttpResponse:
    """List the projects whose money this person handles."""
    projects = pages.visible_projects(account_of(request))
    context = {
        "projects": projects,
        "is_invented": any(each.publisher.invented for each in projects),
    }
    return render(request, "release/list.html", context)


@require_safe
@permission_required_somewhere(*LOOK)
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the tranches of a project's current design."""
    found = visible(request, slug)
    design = get_object_or_404(
        Design.objects.published().select_related("project"),
        project=found,
    )
    return render(
        request,
        "release/project.html",
        {
            "project": found,
            "design": design,
            "states": pages.tranche_states(design, account_of(request)),
            "overrides": shown_overrides(found),
            "proposed": proposed_overrides(found),
        },
    )


@require_POST
@permission_required_somewhere("release.request_release")
def ask(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for one tranche."""
    tranche = get_object_or_404(
        Tranche.objects.select_related("design__project"),
        pk=pk,
    )
    slug = visible(request, tranche.design.project.slug).slug
    return do(
        request,
        slug,
        lambda: actions.request_release(tranche=tranche, by=account_of(request)),
        _("Pedido. Ahora lo tienen que firmar otras personas."),
    )


@require_POST
@permission_required_somewhere("release.request_release")
def cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a request back."""
    found = request_of(request, pk)
    return do(
        request,
        found.project.slug,
        lambda: actions.cancel_request(request=found, by=account_of(request)),
        _("La solicitud se retiró."),
    )


@require_POST
@permission_required_somewhere("release.approve_release")
def approve(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign for a tranche."""
    found = request_of(request, pk)
    return do(
        request,
        found.project.slug,
        lambda: actions.approve_release(
            request=found,
            by=account_of(request),
            second_factor_at=used_at(request),
        ),
        _("Su firma quedó puesta."),
    )


@require_POST
@permission_required_somewhere("release.approve_release")
def revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take one's own signature back."""
    approval = get_object_or_404(
        Approval.objects.select_related("request__project"),
        pk=pk,
    )
    slug = visible(request, approval.request.project.slug).slug
    return do(
        request,
        slug,
        lambda: actions.revoke_approval(approval=approval, by=account_of(request)),
        _("Su firma se retiró."),
    )


@require_POST
@permission_required_somewhere("release.request_release")
def release(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the money of a tranche go, if the gate is open."""
    found = request_of(request, pk)
    return do(
        request,
        found.project.slug,
        lambda: actions.release_tranche(request=found, by=account_of(request)),
        _("El desembolso se liberó."),
    )


def do(
    request: HttpRequest,
    slug: str,
    act: Callable[[], object],
    done: str,
) -> HttpResponseBase:
    """Do one thing and go back to the project; a refusal is said in words there."""
    try:
        act()
    except SecondFactorNeeded:
        return ask_again(request)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("release:project", slug)


def visible(request: HttpRequest, slug: str) -> Project:
    """Return a project whose money this person handles; any other is 404."""
    found = get_object_or_404(Project, slug=slug)
    user = account_of(request)
    if not any(user.has_perm(permission, found) for permission in LOOK):
        raise Http404
    return found


def request_of(request: HttpRequest, pk: int) -> ReleaseRequest:
    """Return a request whose money this person handles; any other is 404."""
    found = get_object_or_404(
        ReleaseRequest.objects.select_related("project", "tranche__design__project"),
        pk=pk,
    )
    visible(request, found.project.slug)
    return found
