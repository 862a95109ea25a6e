"""Screens of communities: who lives there, for those who write it and for anybody."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.communities import actions, queries
from consult.communities.forms import CommunityForms, StopForm
from consult.communities.models import Community
from consult.communities.permissions import CHANGE, RESUME, check_can_change
from consult.communities.policies import MINIMUM_CELL
from consult.web.access import public
from projects.models import Place
from projects.refusals import NotAllowed, Refusal

PER_PAGE = 25


@require_safe
@permission_required_somewhere(CHANGE)
def community_list(request: HttpRequest) -> HttpResponse:
    """Show the communities this person may change, and the places still unknown."""
    communities = queries.changeable_communities(account_of(request))
    page = Paginator(communities, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "communities/list.html",
        {"page_obj": page, "unknown": queries.places_without_people()},
    )


@public(
    reason="Anybody may know which communities a project is for, and what is known."
)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what may be published of a community, and nothing where that could hurt."""
    community = get_object_or_404(Community.objects.select_related("place"), pk=pk)
    if not community.is_shown:
        return render(request, "communities/withheld.html", {"community": community})
    return render(
        request,
        "communities/detail.html",
        {
            "community": community,
            "spoken": community.languages.select_related("language"),
            "conditions": queries.public_conditions(community),
            "parts": community.parts.filter(in_use=True),
            "designs": queries.public_designs(community),
            "margin_km": queries.margin_km(community),
            "may_change": _may_change(request, community),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required_somewhere(CHANGE)
def add(request: HttpRequest) -> HttpResponse:
    """Write down a community of a place that is not in the list yet."""
    return _edit(request, place=None, community=None)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required_somewhere(CHANGE)
def describe(request: HttpRequest, place_pk: int) -> HttpResponse:
    """Write down the people of a place that some design names."""
    place = get_object_or_404(Place, pk=place_pk)
    community = Community.objects.filter(place=place).first()
    if community is not None:
        return redirect("communities:edit", community.pk)
    return _edit(request, place=place, community=None)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required_somewhere(CHANGE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a community."""
    community = get_object_or_404(Community.objects.select_related("place"), pk=pk)
    try:
        check_can_change(by=account_of(request), community=community)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return _edit(request, place=community.place, community=community)


@require_POST
@permission_required_somewhere(CHANGE)
def stop_publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish nothing of a community any more."""
    community = get_object_or_404(Community, pk=pk)
    form = StopForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Elija por qué no se publica."))
        return redirect("communities:edit", pk)
    try:
        actions.stop_publication(
            by=account_of(request),
            community=community,
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Ya no se publica nada de esta comunidad."))
    return redirect("communities:edit", pk)


@require_POST
@permission_required_somewhere(RESUME)
def resume_publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a community again."""
    community = get_object_or_404(Community, pk=pk)
    try:
        actions.resume_publication(by=account_of(request), community=community)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Los datos de la comunidad se publican otra vez."))
    return redirect("communities:edit", pk)


def _edit(
    request: HttpRequest,
    *,
    place: Place | None,
    community: Community | None,
) -> HttpResponse:
    made = CommunityForms.of(
        request.POST or None,
        community=community,
        with_place=place is None,
    )
    if request.method == "POST" and made.is_valid():
        try:
            written = actions.set_community(
                by=account_of(request),
                **made.facts(place),
            )
        except Refusal as refusal:
            made.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Los datos quedaron guardados."))
            if "more" in request.POST:
                return redirect("communities:edit", written.pk)
            return redirect("communities:detail", written.pk)
    return render(
        request,
        "communities/edit.html",
        {
            "forms": made,
            "place": place,
            "community": community,
            "stop_form": StopForm(),
            "least": MINIMUM_CELL,
            "retired": community.parts.filter(in_use=False) if community else (),
        },
    )


def _may_change(request: HttpRequest, community: Community) -> bool:
    if not request.user.is_authenticated:
        return False
    try:
        check_can_change(by=account_of(request), community=community)
    except NotAllowed:
        return False
    return True
