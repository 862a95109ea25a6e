"""Asking for reports, watching them being made, and taking them away."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.reports import actions, queries
from consult.reports.content.scope import minimum_cell
from consult.reports.enums import ReportFormat, ReportKind, ReportLanguage
from consult.reports.exporters import EXPORTERS
from consult.reports.forms import RequestForm
from consult.reports.models import ConsultationReport
from consult.reports.pages import files_of, told_of
from consult.reports.permissions import REQUEST
from projects.refusals import Refusal

PER_PAGE = 25


@require_safe
@permission_required_somewhere(REQUEST)
def index(request: HttpRequest) -> HttpResponse:
    """List the reports this person may have, the newest first."""
    reports = queries.visible_reports(account_of(request))
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reports/list.html",
        {"page_obj": page, "rows": [told_of(report) for report in page]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required_somewhere(REQUEST)
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask for a report in one or several formats."""
    user = account_of(request)
    form = RequestForm(
        request.POST if request.method == "POST" else None,
        scopes=queries.scopes_for(user),
        kinds=queries.kinds_for(user),
        initial={
            "scope": request.GET.get("de", ""),
            "kind": ReportKind.PUBLIC,
            "formats": [ReportFormat.PDF],
            "language": ReportLanguage.ENGLISH
            if get_language() == ReportLanguage.ENGLISH
            else ReportLanguage.SPANISH,
        },
    )
    if form.is_valid():
        try:
            reports = actions.request_reports(
                by=user,
                scope=form.wanted,
                kind=form.cleaned_data["kind"],
                formats=form.cleaned_data["formats"],
                language=form.cleaned_data["language"],
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect(reports[0])
    return render(
        request,
        "reports/request.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@require_safe
@never_cache
@permission_required_somewhere(REQUEST)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report: how far each of its files is, and where to take it."""
    report = _visible(request, pk)
    user = account_of(request)
    files = files_of(report, user)
    return render(
        request,
        "reports/detail.html",
        {
            "report": report,
            "told": told_of(report),
            "files": files,
            "is_unfinished": any(each.report.is_unfinished for each in files),
            "minimum": minimum_cell(report.kind),
        },
    )


@require_POST
@permission_required_somewhere(REQUEST)
def retry(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make a report that failed again."""
    report = _visible(request, pk)
    try:
        actions.retry_report(by=account_of(request), report=report)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(report)


@require_safe
@never_cache
@permission_required_somewhere(REQUEST)
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give out a file to those who may have it, never to be shown in the page."""
    report = _visible(request, pk)
    try:
        actions.note_download(by=account_of(request), report=report)
        file = report.file.open("rb")
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(report)
    except FileNotFoundError:
        messages.error(
            request,
            _("El archivo ya no está donde se guardó. Pida el informe otra vez."),
        )
        return redirect(report)
    answer = FileResponse(
        file,
        as_attachment=True,
        filename=_file_name(report),
        content_type=EXPORTERS[report.format].media_type,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _visible(request: HttpRequest, pk: int) -> ConsultationReport:
    """Return a report this person may have; any other is 404."""
    return get_object_or_404(queries.visible_reports(account_of(request)), pk=pk)


def _file_name(report: ConsultationReport) -> str:
    made = timezone.localtime(report.snapshot.taken_at)
    parts = (
        _("informe"),
        report.snapshot.about_project.slug,
        report.snapshot.get_kind_display().split(":")[0],
        f"{made:%Y-%m-%d}",
        report.language,
    )
    return f"{slugify(' '.join(parts))}.{EXPORTERS[report.format].extension}"
