"""Reads of reports, and of what somebody may ask for."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.consultations.queries import Reach, visible_consultations
from consult.reports.content.values import Facts
from consult.reports.enums import ReportKind, ReportState
from consult.reports.models import ConsultationReport, Snapshot
from consult.reports.permissions import NEEDED, REQUEST
from consult.reports.policies import PATIENCE
from projects.enums import DesignState
from projects.models import Project


def with_snapshot() -> QuerySet[ConsultationReport]:
    """Return reports with what they are about joined."""
    return ConsultationReport.objects.select_related(
        "requested_by__person",
        "snapshot__project",
        "snapshot__consultation__design__project",
        "snapshot__consultation__community__place",
    ).defer("snapshot__content")


def document_of(snapshot: Snapshot, language: str) -> Facts:
    """Return what a snapshot that was taken says, in one language.

    Raises:
        KeyError: it was not taken in that language.

    """
    document: Facts = json.loads(snapshot.content)[language]
    return document


# --- For people -----------------------------------------------------------------------


def visible_reports(user: User) -> QuerySet[ConsultationReport]:
    """Return the reports this account may have, by the scope of its roles."""
    found = Q()
    for kind, permission in NEEDED.items():
        found |= Q(snapshot__kind=kind) & _reached(Reach.of(user, permission))
    return with_snapshot().filter(found)


def _reached(reach: Reach) -> Q:
    if reach.everywhere:
        return Q(pk__isnull=False)
    return (
        reach.of_designs("snapshot__consultation__design__")
        | Q(snapshot__consultation__community__place__in=reach.places)
        | Q(snapshot__project__publisher__in=reach.organisations)
        | Q(snapshot__project__funder__in=reach.organisations)
    )


def siblings(report: ConsultationReport) -> QuerySet[ConsultationReport]:
    """Return the other formats of the same report."""
    return report.snapshot.reports.exclude(pk=report.pk).order_by("format")


@dataclass(frozen=True, slots=True)
class Scopes:
    """What somebody may have reports of."""

    projects: list[Project]
    consultations: list[Consultation]


def scopes_for(user: User) -> Scopes:
    """Return the projects and consultations this account may have reports of."""
    reach = Reach.of(user, REQUEST)
    projects = Project.objects.filter(
        designs__state__in=(DesignState.PUBLISHED, DesignState.SUPERSEDED),
    ).distinct()
    if not reach.everywhere:
        projects = projects.filter(
            Q(publisher__in=reach.organisations) | Q(funder__in=reach.organisations),
        )
    consultations = (
        visible_consultations(user, REQUEST)
        .select_related("design__project", "community__place")
        .order_by("design__project__title", "-design__number", "community__place__name")
    )
    return Scopes(list(projects.order_by("title")), list(consultations))


def kinds_for(user: User) -> list[ReportKind]:
    """Return the versions this account may have anywhere."""
    return [kind for kind, permission in NEEDED.items() if user.has_perm(permission)]


# --- For workers ----------------------------------------------------------------------


def free_to_take(now: datetime) -> QuerySet[ConsultationReport]:
    """Return reports nobody works on: waiting, or left by a worker that is gone."""
    return ConsultationReport.objects.filter(
        Q(state=ReportState.WAITING)
        | Q(state=ReportState.WORKING, leased_until__lt=now),
    )


def lost(now: datetime) -> list[int]:
    """Return the reports no message is on its way for any more, the oldest first."""
    return list(
        free_to_take(now)
        .filter(requested_at__lt=now - PATIENCE)
        .order_by("requested_at", "pk")
        .values_list("pk", flat=True),
    )
