"""What the pages of reports show, put together from what was read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.reports import policies, queries
from consult.reports.enums import Failure, ReportFormat, ReportState
from consult.reports.models import ConsultationReport
from projects.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Told:
    """A report in a list: what it is about, and its words."""

    report: ConsultationReport
    title: str
    kind: str
    format: str


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One format of a report as its page shows it."""

    report: ConsultationReport
    name: str
    why: str
    why_not_download: str

    @property
    def is_failed(self) -> bool:
        """Say whether it may be tried again."""
        return self.report.state == ReportState.FAILED

    @property
    def is_done(self) -> bool:
        """Say whether there is a file."""
        return self.report.state == ReportState.DONE


def told_of(report: ConsultationReport) -> Told:
    """Return a report's words in the active language."""
    return Told(
        report=report,
        title=title_of(report),
        kind=str(report.snapshot.get_kind_display()).split(":", maxsplit=1)[0],
        format=str(report.format).upper(),
    )


def title_of(report: ConsultationReport) -> str:
    """Return what a report is about."""
    scope = report.snapshot.scope
    if isinstance(scope, Consultation):
        return _("%(community)s: %(design)s (diseño %(number)s)") % {
            "community": scope.community.name,
            "design": scope.design.title,
            "number": scope.design.number,
        }
    return scope.title


def files_of(report: ConsultationReport, user: User) -> list[ReportFile]:
    """Return every format of a report."""
    found = [report, *queries.siblings(report)]
    order = ReportFormat.values
    found.sort(key=lambda each: order.index(each.format))
    return [_file(each, user) for each in found]


def _file(report: ConsultationReport, user: User) -> ReportFile:
    refused = ""
    if report.state == ReportState.DONE:
        try:
            policies.check_can_download(by=user, report=report)
        except Refusal as refusal:
            refused = str(refusal)
    return ReportFile(
        report=report,
        name=str(report.get_format_display()),
        why=str(Failure(report.failure).label) if report.failure else "",
        why_not_download=refused,
    )
