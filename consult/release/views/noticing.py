"""Which machines are told when a gate opens or closes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.release import actions, queries
from consult.release.forms import WatcherForm
from consult.release.models import Watcher
from projects.refusals import Refusal

_MANAGE = "accounts.manage_roles"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required_somewhere(_MANAGE)
def watchers(request: HttpRequest) -> HttpResponse:
    """List who is told, and take one more; its secret is shown this once."""
    form = WatcherForm(request.POST if request.method == "POST" else None)
    secret = ""
    if form.is_valid():
        try:
            _watcher, secret = actions.start_watcher(
                organisation=form.cleaned_data["organisation"],
                url=form.cleaned_data["url"],
                by=account_of(request),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            form = WatcherForm()
    return render(
        request,
        "release/watchers.html",
        {
            "form": form,
            "secret": secret,
            "rows": queries.watcher_rows(),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@permission_required_somewhere(_MANAGE)
def stop_watcher(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Tell one nothing more."""
    watcher = get_object_or_404(Watcher, pk=pk)
    try:
        actions.stop_watcher(watcher=watcher, by=account_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Ya no se avisa a esa dirección."))
    return redirect("release:watchers")
