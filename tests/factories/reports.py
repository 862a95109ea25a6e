"""Reports for tests, asked for and made by the actions the screens call."""

import io
from typing import Any

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.reports.actions import make_report, request_reports
from consult.reports.models import ConsultationReport
from consult.reports.queries import document_of
from projects.models import Project
from tests.factories.consultations import make_user

Document = dict[str, Any]


def make_administrator() -> User:
    """Return somebody who may have every report."""
    return make_user(RoleCode.ADMINISTRATOR)


def ask_for_reports(
    scope: Consultation | Project,
    *formats: str,
    kind: str = "internal",
    language: str = "es",
    by: User | None = None,
) -> list[ConsultationReport]:
    """Ask for a report, as PDF unless told otherwise; nothing is made yet."""
    return request_reports(
        by=by or make_administrator(),
        scope=scope,
        kind=kind,
        formats=formats or ("pdf",),
        language=language,
    )


def finished(report: ConsultationReport) -> ConsultationReport:
    """Make a report and return it as it is then."""
    make_report(report_id=report.pk)
    return ConsultationReport.objects.select_related("snapshot").get(pk=report.pk)


def made(
    scope: Consultation | Project,
    report_format: str = "pdf",
    **options: Any,
) -> ConsultationReport:
    """Ask for a report in one format and make it."""
    return finished(ask_for_reports(scope, report_format, **options)[0])


def document(report: ConsultationReport) -> Document:
    """Return what a finished report says."""
    return document_of(report.snapshot, report.language)


def bytes_of(report: ConsultationReport) -> bytes:
    """Return a finished report's file."""
    with report.file.open("rb") as file:
        return bytes(file.read())


def stream_of(report: ConsultationReport) -> io.BytesIO:
    """Return a finished report's file, to be read by a library."""
    return io.BytesIO(bytes_of(report))
