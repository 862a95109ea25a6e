"""What this room adds to a consultation's page: the way to its report."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.reports.permissions import REQUEST
from consult.reports.queries import visible_reports
from projects.sections import Section

_SHOWN = 5


def consultation_section(
    request: HttpRequest,
    consultation: Consultation,
) -> Section | None:
    """Offer the report of a consultation, with the latest ones, to who may have it."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm(REQUEST, consultation):
        return None
    reports = visible_reports(user).filter(snapshot__consultation=consultation)
    return Section(
        title=_("Informes"),
        template="reports/consultation_section.html",
        context={"consultation": consultation, "reports": reports[:_SHOWN]},
        order=90,
    )
