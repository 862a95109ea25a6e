"""Breaking the glass: naming the flags, saying why, and signing with somebody else."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.accounts.second_factor import SecondFactorNeeded, ask_again, used_at
from consult.release import actions
from consult.release.forms import OverrideForm
from consult.release.glass import why_not_override
from consult.release.models import Override, ReleaseRequest
from consult.release.views.releasing import do, request_of, visible
from consult.review.queries import open_blocking_flags
from projects.refusals import Refusal

BREAKS = "release.override_gate"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required_somewhere(BREAKS)
def override(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Name the flags that a tranche should pass, and sign first."""
    found = request_of(request, pk)
    flags = open_blocking_flags(found.project_id)
    form = OverrideForm(request.POST or None, flags=flags)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form)
    try:
        actions.propose_override(
            request=found,
            flags=form.cleaned_data["flags"],
            justification=form.cleaned_data["justification"],
            by=account_of(request),
            second_factor_at=used_at(request),
        )
    except SecondFactorNeeded:
        return ask_again(request)
    except Refusal as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return _page(request, found, form)
    return redirect("release:project", found.project.slug)


@require_POST
@permission_required_somewhere(BREAKS)
def sign_override(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign as the second person."""
    found = _override_of(request, pk)
    return do(
        request,
        found.project.slug,
        lambda: actions.sign_override(
            override=found,
            by=account_of(request),
            second_factor_at=used_at(request),
        ),
        _("Firmado por dos personas de fuera. Las alertas siguen abiertas."),
    )


@require_POST
@permission_required_somewhere(BREAKS)
def withdraw_override(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take it back."""
    found = _override_of(request, pk)
    return do(
        request,
        found.project.slug,
        lambda: actions.withdraw_override(override=found, by=account_of(request)),
        _("Se retiró. Las alertas detienen el dinero otra vez."),
    )


def _page(
    request: HttpRequest,
    found: ReleaseRequest,
    form: OverrideForm,
) -> HttpResponse:
    by = account_of(request)
    if not by.has_perm(BREAKS, found):
        raise Http404
    return render(
        request,
        "release/override.html",
        {
            "project": found.project,
            "tranche": found.tranche,
            "form": form,
            "why_not": why_not_override(request=found, by=by),
        },
        status=422 if form.errors else 200,
    )


def _override_of(request: HttpRequest, pk: int) -> Override:
    found = get_object_or_404(Override.objects.select_related("project"), pk=pk)
    visible(request, found.project.slug)
    return found
