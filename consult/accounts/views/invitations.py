"""Giving cards: the list, a new one, its printed page, cancelling it."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from consult.accounts.actions import cancel_invitation, invite
from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.accounts.enums import InvitationState, RoleCode
from consult.accounts.forms import InviteForm
from consult.accounts.policies import FIELD_ROLES
from consult.accounts.qr import svg
from consult.accounts.queries import INVITE, MANAGE, cards_for
from consult.accounts.roles import ROLES
from consult.accounts.sign_in import code_to_show, show_once
from projects.refusals import Refusal

PER_PAGE = 25


@require_safe
@permission_required_somewhere(MANAGE, INVITE)
def cards(request: HttpRequest) -> HttpResponse:
    """List the cards one may look after, the newest first."""
    page = Paginator(cards_for(account_of(request)), PER_PAGE)
    return render(
        request,
        "accounts/cards.html",
        {
            "page_obj": page.get_page(request.GET.get("page")),
            "waiting": InvitationState.WAITING,
        },
    )


@require_safe
@permission_required_somewhere(MANAGE, INVITE)
def choose_role(request: HttpRequest) -> HttpResponse:
    """Ask first what the card is for: the rest follows from it."""
    everything = account_of(request).has_perm(MANAGE)
    offered = [
        role for code, role in ROLES.items() if everything or code in FIELD_ROLES
    ]
    return render(request, "accounts/choose_role.html", {"roles": offered})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required_somewhere(MANAGE, INVITE)
def new_card(request: HttpRequest, role: str) -> HttpResponseBase:
    """Make a card, and show it once."""
    if role not in ROLES:
        raise Http404
    by = account_of(request)
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        by=by,
        role=RoleCode(role),
    )
    if form.is_valid():
        try:
            invitation, code = invite(by=by, role=role, **form.cleaned_data)
        except Refusal as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal))
        else:
            show_once(request, invitation.pk, code)
            return redirect("accounts:show_card", pk=invitation.pk)
    return render(
        request,
        "accounts/new_card.html",
        {"form": form, "role": ROLES[role]},
    )


@require_safe
@permission_required_somewhere(MANAGE, INVITE)
@never_cache
def show_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a card to be printed, the first time; afterwards what became of it."""
    invitation = get_object_or_404(cards_for(account_of(request)), pk=pk)
    code = code_to_show(request, invitation.pk)
    context: dict[str, object] = {
        "invitation": invitation,
        "code": code,
        "is_waiting": invitation.state == InvitationState.WAITING,
    }
    if invitation.role:
        context["role"] = ROLES[invitation.role]
    if code:
        address = f"{settings.PUBLIC_URL}/c/{code}"
        context |= {
            # Drawn here from an address of ours: nothing a visitor wrote.
            "qr": mark_safe(svg(address, title="")),  # noqa: S308
            "short_address": settings.PUBLIC_URL.split("://", 1)[-1] + "/c",
        }
    return render(request, "accounts/show_card.html", context)


@require_POST
@permission_required_somewhere(MANAGE, INVITE)
def cancel_card(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Cancel a card that was lost."""
    by = account_of(request)
    invitation = get_object_or_404(cards_for(by), pk=pk)
    try:
        cancel_invitation(by=by, invitation=invitation)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La tarjeta quedó anulada: ya no sirve."))
    return redirect("accounts:cards")
