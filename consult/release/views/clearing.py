"""Having a clearance signed, and taking it away."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.release import actions
from consult.release.queries import find_clearance
from consult.release.views.releasing import LOOK, do, request_of, visible


@require_POST
@permission_required_somewhere("release.request_release")
def clear(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Have it signed that a tranche may be paid."""
    found = request_of(request, pk)
    return do(
        request,
        found.project.slug,
        lambda: actions.issue_clearance(request=found, by=account_of(request)),
        _("La autorización quedó firmada."),
    )


@require_safe
@never_cache
@permission_required_somewhere(*LOOK)
def clearance(request: HttpRequest, jti: UUID) -> HttpResponse:
    """Give a clearance as a file, for whoever pays."""
    found = find_clearance(str(jti))
    if found is None:
        raise Http404
    visible(request, found.project.slug)
    name = f"{found.project.slug}-{found.tranche_number}.jws"
    return HttpResponse(
        found.token,
        content_type="application/jose",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
