"""The officers' queue and the page of a flag."""

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.accounts.models import User
from consult.feedback.queries import testimony_of_pass
from consult.mismatch.models import Flag
from consult.review import actions, policies, queries, what_if
from consult.review.forms import (
    AssignForm,
    AssignManyForm,
    ContestForm,
    QueueFilter,
    ReplyForm,
    ResolveForm,
)
from consult.review.models import Resolution
from consult.review.pages import flag_page
from consult.review.reckoning import reckoning_page
from consult.web.access import public
from consult.web.pagination import LongPaginator
from projects.queries.public import anything_invented
from projects.refusals import Refusal
from projects.sections import drawn_sections

PER_PAGE = 25
_SORTS = {
    # The codes' letters go from grave to light, and so does the index.
    "severity": ("severity", "raised_on", "pk"),
    "age": ("raised_on", "pk"),
    "newest": ("-raised_on", "-pk"),
    # All that makes a place one of its kind: one index gives them in this order.
    "community": (
        *("community__place__name", "community__place__adm2_name"),
        *("community__place__adm1_code", "community__place__country"),
        *("severity", "pk"),
    ),
}


@require_safe
@permission_required_somewhere("mismatch.view_flag")
def queue(request: HttpRequest) -> HttpResponse:
    """Show the flags this person may see, the gravest first."""
    return _queue(request)


@require_POST
@permission_required_somewhere("review.assign_flag")
def assign_many(request: HttpRequest) -> HttpResponseBase:
    """Give the marked flags of the queue to somebody."""
    by = account_of(request)
    shown = queries.visible_flags(by)
    form = AssignManyForm(
        request.POST,
        shown=shown.select_related("design__project", "community"),
        reviewers=queries.reviewers_beside(by),
    )
    if not form.is_valid():
        return _queue(request, form)
    try:
        given = actions.assign_flags(
            flags=form.cleaned_data["flags"],
            to=form.cleaned_data["to"],
            by=by,
        )
    except Refusal as refusal:
        _say(request, form, refusal)
        return _queue(request, form)
    messages.success(
        request,
        ngettext(
            "%(count)d alerta ya tiene quién la atienda.",
            "%(count)d alertas ya tienen quién las atienda.",
            len(given),
        )
        % {"count": len(given)},
    )
    return redirect(f"{reverse('review:queue')}?{request.GET.urlencode()}")


def _queue(
    request: HttpRequest,
    refused: AssignManyForm | None = None,
) -> HttpResponse:
    """Show the queue as its address filters it; a refused form keeps its marks."""
    by = account_of(request)
    shown = queries.visible_flags(by)
    filtered = QueueFilter(request.GET, queryset=shown, request=request)
    sort = request.GET.get("sort", "severity")
    form = refused
    if form is None and by.has_perm("review.assign_flag"):
        form = AssignManyForm(shown=shown, reviewers=queries.reviewers_beside(by))
    ordered = filtered.qs.order_by(*_SORTS.get(sort, _SORTS["severity"]))
    # Of all of them only which they are: the rest is read of those of the page.
    numbers = ordered.values_list("pk", flat=True)
    page = LongPaginator(numbers, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "review/queue.html",
        {
            "filter": filtered,
            "sort": sort,
            "page_obj": page,
            "rows": queries.queue_rows(list(page)),
            "assign_form": form,
            "marked": request.POST.getlist("flags"),
            "asked": request.GET.urlencode(),
            "is_invented": anything_invented(),
        },
        status=422 if refused else 200,
    )


@require_safe
@permission_required_somewhere("mismatch.view_flag")
def flag(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one flag: what the design says beside what people said."""
    return _page(request, _visible(request, pk))


@require_safe
@permission_required_somewhere("mismatch.view_flag")
def reckoning(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a flag was computed, step by step."""
    flag = _visible(request, pk)
    return render(request, "review/reckoning.html", reckoning_page(flag))


@require_POST
@permission_required_somewhere("review.acknowledge_flag")
def acknowledge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say that the flag was seen."""
    flag = _visible(request, pk)
    try:
        actions.acknowledge_flag(flag=flag, by=account_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("review:flag", pk)


@require_POST
@permission_required_somewhere("review.assign_flag")
def assign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the flag to somebody."""
    flag = _visible(request, pk)
    form = AssignForm(request.POST, reviewers=queries.reviewers_of(flag))
    if form.is_valid():
        try:
            actions.assign_flag(
                flag=flag,
                to=form.cleaned_data["to"],
                by=account_of(request),
            )
        except Refusal as refusal:
            _say(request, form, refusal)
        else:
            messages.success(request, _("Listo: ya se sabe quién la atiende."))
            return redirect("review:flag", pk)
    return _page(request, flag, assign_form=form)


@require_POST
@permission_required_somewhere("review.reply_flag")
def reply(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say something to the community."""
    flag = _visible(request, pk)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            actions.reply_flag(flag=flag, by=account_of(request), **form.cleaned_data)
        except Refusal as refusal:
            _say(request, form, refusal)
        else:
            messages.success(request, _("Publicado. La comunidad ya lo puede leer."))
            return redirect("review:flag", pk)
    return _page(request, flag, reply_form=form)


@require_POST
@permission_required_somewhere("review.resolve_flag")
def resolve(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Decide on the flag."""
    flag = _visible(request, pk)
    form = ResolveForm(request.POST, flag=flag)
    if form.is_valid():
        try:
            actions.resolve_flag(flag=flag, by=account_of(request), **form.cleaned_data)
        except Refusal as refusal:
            _say(request, form, refusal)
        else:
            messages.success(
                request,
                _("Resuelta. La comunidad puede decir que no está de acuerdo."),
            )
            return redirect("review:flag", pk)
    return _page(request, flag, resolve_form=form)


@require_POST
@permission_required_somewhere("review.contest_flag")
def contest(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say for the community that a resolution is not accepted."""
    resolution = get_object_or_404(
        Resolution.objects.select_related("flag__design__project"),
        pk=pk,
    )
    flag = _visible(request, resolution.flag_id)
    form = ContestForm(request.POST)
    if form.is_valid():
        try:
            actions.contest_resolution(
                resolution=resolution,
                reason=form.cleaned_data["reason"],
                by=account_of(request),
            )
        except Refusal as refusal:
            _say(request, form, refusal)
        else:
            messages.success(
                request,
                _("Listo. La alerta está abierta otra vez y el dinero no se mueve."),
            )
            return redirect("review:flag", flag.pk)
    return _page(request, flag, contest_form=form)


@require_POST
@public(reason="Whoever holds a receipt speaks with it, without an account.")
def contest_by_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Say with a receipt that a resolution is not accepted."""
    resolution = get_object_or_404(
        Resolution.objects.select_related("flag__design__project"),
        pk=pk,
    )
    word = request.POST.get("pass", "")
    form = ContestForm(request.POST)
    refused = ""
    if form.is_valid():
        try:
            actions.contest_resolution(
                resolution=resolution,
                reason=form.cleaned_data["reason"],
                testimony=testimony_of_pass(word),
            )
        except Refusal as refusal:
            refused = str(refusal)
        else:
            return render(request, "review/contested.html")
    return render(
        request,
        "review/contested.html",
        {"form": form, "pass": word, "refused": refused},
        status=422,
    )


def _say(request: HttpRequest, form: BaseForm, refusal: Refusal) -> None:
    """Say a refusal beside its field, or above the page if it is about none.

    The form may no longer be on the page: somebody else answered in the meantime.
    """
    if refusal.field:
        form.add_error(refusal.field, str(refusal))
    else:
        messages.error(request, str(refusal))


def _visible(request: HttpRequest, pk: int) -> Flag:
    """Return a flag this person may see; any other is 404."""
    flags = queries.for_queue(queries.visible_flags(account_of(request)))
    return get_object_or_404(flags, pk=pk)


def _page(request: HttpRequest, flag: Flag, **forms: BaseForm) -> HttpResponse:
    """Show the page of a flag; a form that was refused keeps what was typed."""
    by = account_of(request)
    resolution = queries.standing_resolution(flag)
    context = {
        **flag_page(flag),
        **what_if.of_flag(request.GET, flag.consultation, flag.subject),
        "is_invented": flag.community.place.invented,
        "resolution": resolution,
        "ground": queries.ground_of(resolution) if resolution else "",
        "why_not_resolve": _why_not_resolve(flag, by),
        "can_acknowledge": by.has_perm("review.acknowledge_flag", flag),
        "can_assign": by.has_perm("review.assign_flag", flag),
        "can_reply": by.has_perm("review.reply_flag", flag),
        "can_resolve": by.has_perm("review.resolve_flag", flag),
        "can_contest": by.has_perm("review.contest_flag", flag),
        "assign_form": AssignForm(reviewers=queries.reviewers_of(flag)),
        "reply_form": ReplyForm(),
        "resolve_form": ResolveForm(flag=flag),
        "contest_form": ContestForm(),
        "sections": drawn_sections(request, settings.FLAG_PAGE_SECTIONS, flag),
        **forms,
    }
    # A form comes back only when it was refused.
    return render(request, "review/flag.html", context, status=422 if forms else 200)


def _why_not_resolve(flag: Flag, by: User) -> str:
    try:
        policies.check_can_resolve(flag=flag, by=by)
    except Refusal as refusal:
        return str(refusal)
    return ""
