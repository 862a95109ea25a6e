"""Screens of consultations: the list, the page, and what is written down about one."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.accounts import qr, receipts
from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.accounts.models import User
from consult.communities.models import Community
from consult.communities.queries import languages_for
from consult.consultations import actions, pages, policies, queries, taking_back
from consult.consultations.forms import (
    ConsentForm,
    ConsultationFilter,
    OpenForm,
    RoundForm,
    WithdrawForm,
)
from consult.consultations.models import ConsentRecord, Consultation
from consult.consultations.permissions import (
    OPEN,
    RECORD_CONSENT,
    RECORD_ROUND,
    VIEW,
    WITHDRAW,
    check_may,
    may_read_acta,
    speaks_for,
)
from consult.consultations.requirements import all_requirements, requirements_of
from consult.consultations.sections import page_sections
from projects.models import Design
from projects.refusals import NotAllowed, Refusal

PER_PAGE = 25


@require_safe
@permission_required_somewhere(VIEW)
def consultation_list(request: HttpRequest) -> HttpResponse:
    """Show the consultations this person may see, the newest first."""
    user = account_of(request)
    filtered = ConsultationFilter(
        request.GET,
        queryset=queries.visible_consultations(user),
    )
    found = queries.with_evidence(filtered.qs)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "consultations/list.html",
        {
            "filter": filtered,
            "page_obj": page,
            "rows": [queries.ListRow.of(each) for each in page],
            "may_open": user.has_perm(OPEN),
            "may_change_communities": user.has_perm("communities.change_community"),
        },
    )


@require_safe
@permission_required_somewhere(VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one consultation: what happened, what is missing and why."""
    consultation = _visible(request, pk)
    user = account_of(request)
    return render(
        request,
        "consultations/detail.html",
        {
            "consultation": consultation,
            "decision": next(iter(consultation.consents.all()), None),
            "principles": pages.principles(consultation),
            "events": pages.timeline(consultation),
            "numbers": pages.numbers(consultation),
            "attendance": pages.attendance_table(consultation),
            "requirements": requirements_of(consultation.kind),
            "short_address": pages.short_address(consultation),
            "steps": pages.steps(consultation, user),
            "actas": pages.actas(consultation)
            if may_read_acta(user, consultation)
            else [],
            "sections": page_sections(request, consultation),
        },
    )


@require_safe
@permission_required_somewhere(OPEN)
def choose(request: HttpRequest) -> HttpResponse:
    """Show the designs this person could put to a community."""
    return render(
        request,
        "consultations/choose.html",
        {"pending": queries.pending_openings(account_of(request))},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required_somewhere(OPEN)
def open_consultation(
    request: HttpRequest,
    design_pk: int,
    community_pk: int,
) -> HttpResponse:
    """Open the consultation of a design in a community."""
    design = get_object_or_404(
        Design.objects.public().select_related("project"),
        pk=design_pk,
    )
    community = get_object_or_404(
        Community.objects.select_related("place"),
        pk=community_pk,
        place__designs=design,
    )
    by = account_of(request)
    _check(by, OPEN, design)
    form = OpenForm(request.POST or None, design=design, community=community)
    if form.is_valid():
        try:
            opened = actions.open_consultation(
                by=by,
                design=design,
                community=community,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            messages.success(
                request,
                _("La consulta está abierta. Ponga el cartel donde la gente lo vea."),
            )
            return redirect(opened)
    return render(
        request,
        "consultations/open.html",
        {
            "form": form,
            "design": design,
            "community": community,
            "kinds": all_requirements(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required_somewhere(RECORD_ROUND)
def record_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a meeting or a visit."""
    consultation = _visible(request, pk)
    by = account_of(request)
    _check(by, RECORD_ROUND, consultation)
    form = RoundForm(
        request.POST or None,
        consultation=consultation,
        languages=languages_for(consultation.community),
    )
    if form.is_valid():
        try:
            actions.record_round(by=by, consultation=consultation, **form.facts())
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, _("La reunión quedó anotada."))
            return redirect(consultation)
    return _form_page(
        request,
        "consultations/record_round.html",
        consultation,
        form,
        why_not=pages.refused_by(policies.check_takes_rounds, consultation),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required_somewhere(RECORD_CONSENT)
@never_cache
def record_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the community decided."""
    consultation = _visible(request, pk)
    by = account_of(request)
    _check(by, RECORD_CONSENT, consultation)
    form = ConsentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        receipt = receipts.make()
        try:
            decision = actions.record_consent(
                by=by,
                consultation=consultation,
                receipt=receipt,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            if decision.receipt_digest:
                return _give_receipt(request, decision, receipt)
            messages.success(request, _("La decisión quedó anotada."))
            return redirect(consultation)
    return _form_page(
        request,
        "consultations/record_consent.html",
        consultation,
        form,
        why_not=pages.refused_by(policies.check_takes_consent, consultation),
        early=pages.too_early(consultation),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required_somewhere(WITHDRAW)
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that the community takes back its yes."""
    consultation = _visible(request, pk)
    by = account_of(request)
    _check(by, WITHDRAW, consultation)
    form = WithdrawForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.withdraw_consent(
                by=by,
                consultation=consultation,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, taking_back.withdrawn_sentence(consultation))
            return redirect(consultation)
    return _form_page(
        request,
        "consultations/withdraw_consent.html",
        consultation,
        form,
        why_not=pages.refused_by(policies.check_has_consent, consultation),
        gone=taking_back.already_released(consultation),
        needs_acta=not speaks_for(by, consultation),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required_somewhere(OPEN)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop taking answers and rounds."""
    consultation = _visible(request, pk)
    by = account_of(request)
    _check(by, OPEN, consultation)
    if request.method == "POST":
        try:
            actions.close_consultation(by=by, consultation=consultation)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("La consulta está cerrada."))
        return redirect(consultation)
    return render(
        request,
        "consultations/close.html",
        {
            "consultation": consultation,
            "principles": pages.principles(consultation),
            "why_not": pages.refused_by(policies.check_can_close, consultation),
        },
    )


@require_safe
@permission_required_somewhere(VIEW)
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a poster to print, with the short address and its QR code."""
    consultation = _visible(request, pk)
    return render(
        request,
        "consultations/poster.html",
        {
            "consultation": consultation,
            "short_address": pages.short_address(consultation),
            "open_until": pages.open_until(consultation),
        },
    )


@require_safe
@permission_required_somewhere(VIEW)
def qr_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the QR code of the short address."""
    consultation = _visible(request, pk)
    drawing = qr.svg(pages.short_address(consultation), title="")
    return HttpResponse(drawing, content_type="image/svg+xml")


@require_safe
@never_cache
@permission_required_somewhere(VIEW)
def acta(request: HttpRequest, pk: int, record_pk: int) -> FileResponse:
    """Hand out an acta to those who may read it; to others there is none."""
    consultation = _visible(request, pk)
    record = get_object_or_404(
        ConsentRecord.objects.exclude(acta=""),
        pk=record_pk,
        consultation=consultation,
    )
    if not may_read_acta(account_of(request), consultation):
        raise Http404
    try:
        file = record.acta.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    ending = str(record.acta.name).rpartition(".")[2]
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"acta-{record.decided_on:%Y-%m-%d}.{ending}",
        content_type=record.acta_media_type,
    )


def _give_receipt(
    request: HttpRequest,
    decision: ConsentRecord,
    receipt: str,
) -> HttpResponse:
    """Show the receipt of a yes, this once: it is kept nowhere."""
    return render(
        request,
        "consultations/acta_receipt.html",
        {
            "decision": decision,
            "consultation": decision.consultation,
            "groups": receipts.groups(receipt),
            "short_address": taking_back.address(),
        },
    )


def _visible(request: HttpRequest, pk: int) -> Consultation:
    """Return a consultation this person may see; any other is 404."""
    visible = queries.visible_consultations(account_of(request))
    return get_object_or_404(
        queries.with_evidence(visible).select_related("opened_by", "closed_by"),
        pk=pk,
    )


def _check(by: User, verb: str, about: Consultation | Design) -> None:
    """Answer 403, with the action's own sentence, before a form is filled in vain."""
    try:
        check_may(by=by, verb=verb, about=about)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal


def _refused(form: forms.Form, refusal: Refusal) -> None:
    """Show why an action refused, by the field it is about where the form has it."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))


def _form_page(
    request: HttpRequest,
    template: str,
    consultation: Consultation,
    form: forms.Form,
    **more: object,
) -> HttpResponse:
    return render(
        request,
        template,
        {"consultation": consultation, "form": form, **more},
    )
