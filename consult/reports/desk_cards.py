"""What this room puts on a desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.accounts.desk import Card
from consult.accounts.models import User
from consult.reports.enums import ReportState
from consult.reports.permissions import REQUEST
from consult.reports.queries import visible_reports


def waiting(user: User) -> list[Card]:
    """Return the card about reports: those of this person that failed, or the way."""
    if not user.has_perm(REQUEST):
        return []
    failed = (
        visible_reports(user)
        .filter(requested_by=user, state=ReportState.FAILED)
        .count()
    )
    if failed:
        return [
            Card(
                title=_("Informes que no se pudieron hacer"),
                text=_("Cada uno dice por qué, y se puede probar otra vez."),
                count=failed,
                url=reverse("reports:list"),
                action=_("Ver los informes"),
                tone="warn",
                order=60,
            ),
        ]
    return [
        Card(
            title=_("Informes de consulta"),
            text=_("Para quien pone el dinero, para el gobierno y para la comunidad."),
            url=reverse("reports:request"),
            action=_("Pedir un informe"),
            order=70,
        ),
    ]
