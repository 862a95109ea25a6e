"""What a report's state allows, with the reason why not."""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.audit.acts import start_of_day
from consult.communities.models import Community
from consult.consultations.models import Consultation
from consult.reports.enums import Failure, ReportFormat, ReportKind, ReportState
from consult.reports.models import ConsultationReport, Snapshot
from consult.reports.permissions import check_may
from projects.models import Project
from projects.refusals import Refusal

# How long a worker is believed to be at work without a sign of life.
LEASE: Final = timedelta(minutes=3)
# How long a message may be on its way before the sweeper does the work itself.
PATIENCE: Final = timedelta(seconds=20)
# A file that takes its worker down every time is not tried for ever.
MOST_ATTEMPTS: Final = 4


def check_can_request(
    *,
    by: User,
    kind: ReportKind | str,
    scope: Consultation | Project,
) -> None:
    """Refuse a report that this person may not have, or that may not be made.

    Raises:
        NotAllowed: no role of this person reaches it.
        Refusal: publication of this community was stopped, or nothing was published.

    """
    check_may(by=by, kind=kind, scope=scope)
    if isinstance(scope, Project) and not scope.designs.public().exists():
        raise Refusal(
            _("Este proyecto todavía no tiene ningún diseño publicado."),
            field="scope",
        )
    check_may_publish(kind, scope)


def check_may_publish(kind: ReportKind | str, scope: Consultation | Project) -> None:
    """Refuse a public report of a single community whose publication was stopped.

    In a public report of a whole project such a community is left out, which the report
    says.

    Raises:
        Refusal: it was stopped.

    """
    if (
        kind == ReportKind.PUBLIC
        and isinstance(scope, Consultation)
        and scope.community.publication_stopped_at is not None
    ):
        raise Refusal(Failure.STOPPED.label, field="kind")


def check_formats(formats: list[str]) -> None:
    """Refuse no format at all, or one that is not there.

    Raises:
        Refusal: with the field.

    """
    if not formats:
        raise Refusal(_("Marque por lo menos un formato."), field="formats")
    if set(formats) - set(ReportFormat.values):
        raise Refusal(_("Ese formato no está en la lista."), field="formats")


def check_can_download(*, by: User, report: ConsultationReport) -> None:
    """Refuse a file that is not there, not theirs, or not to be shown any more.

    A public file made before a community's publication was stopped is kept and not
    given out.

    Raises:
        NotAllowed: no role of this person reaches it.
        Refusal: it is not finished, or a community in it was stopped since.

    """
    check_may(by=by, kind=report.kind, scope=report.snapshot)
    if report.state != ReportState.DONE:
        raise Refusal(_("Este informe todavía no está listo."))
    if report.kind == ReportKind.PUBLIC and was_stopped_since(report.snapshot):
        raise Refusal(
            _(
                "El día que se hizo este informe, o después, se detuvo la "
                "publicación de una comunidad que está en él. Haga uno nuevo; si fue "
                "hoy, hágalo mañana.",
            ),
        )


def was_stopped_since(snapshot: Snapshot) -> bool:
    """Say whether publication of a community in a snapshot was stopped after it."""
    communities = (
        Community.objects.filter(consultations=snapshot.consultation)
        if snapshot.consultation
        else Community.objects.filter(
            consultations__design__project=snapshot.project,
        )
    )
    taken = timezone.localdate(snapshot.taken_at or snapshot.requested_at)
    # Of what the engine stopped only the day is known.
    return communities.filter(
        publication_stopped_at__gte=start_of_day(taken),
    ).exists()


def check_can_retry(*, by: User, report: ConsultationReport) -> None:
    """Refuse to make again what did not fail, or what this person may not have.

    Raises:
        NotAllowed: no role of this person reaches it.
        Refusal: it did not fail.

    """
    check_may(by=by, kind=report.kind, scope=report.snapshot)
    if report.state != ReportState.FAILED:
        raise Refusal(_("Este informe no falló: no hay nada que repetir."))
