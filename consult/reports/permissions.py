"""Who may ask for a report, and open it."""

from typing import Final

from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.consultations.models import Consultation
from consult.reports.enums import ReportKind
from consult.reports.models import Snapshot
from projects.models import Project

REQUEST: Final = "reports.request_report"
REQUEST_INTERNAL: Final = "reports.request_internal_report"

NEEDED: Final = {
    ReportKind.PUBLIC: REQUEST,
    ReportKind.INTERNAL: REQUEST_INTERNAL,
}


def check_may(
    *,
    by: User,
    kind: ReportKind | str,
    scope: Consultation | Project | Snapshot,
) -> None:
    """Refuse whoever may not have reports of this kind about this.

    Asking for a report, trying again and downloading it take the same permission.

    Raises:
        NotAllowed: no role of this person reaches it.

    """
    message = (
        _("Usted no puede sacar la versión interna de este informe.")
        if kind == ReportKind.INTERNAL
        else _("Usted no puede sacar informes de esto.")
    )
    require(by=by, perm=NEEDED[ReportKind(kind)], obj=scope, message=message)
