"""What a report says, put together once for all its formats."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from consult.communities.models import Community
from consult.consultations.models import Consultation
from consult.consultations.queries import with_evidence
from consult.release.checkpoints import Signed
from consult.reports.content.consulting import consultation_facts
from consult.reports.content.design import design_facts, project_facts
from consult.reports.content.labels import labels
from consult.reports.content.money import tranches_facts
from consult.reports.content.scope import Reader, minimum_cell
from consult.reports.content.values import Facts, moment
from consult.reports.enums import ReportKind
from consult.reports.models import Snapshot
from projects.models import Design

# Raised when a reader of the JSON would have to be changed.
VERSION: Final = 1

__all__ = ["VERSION", "documents", "minimum_cell"]


def documents(
    snapshot: Snapshot,
    *,
    taken_at: datetime,
    languages: tuple[str, ...],
    head: Signed,
) -> dict[str, Facts]:
    """Return what a snapshot says, by language: the same facts in other words."""
    found = {}
    for language in languages:
        with override(language):
            found[language] = _document(snapshot, taken_at, language, head)
    return found


def _document(
    snapshot: Snapshot,
    taken_at: datetime,
    language: str,
    head: Signed,
) -> Facts:
    reader = Reader(ReportKind(snapshot.kind))
    project = snapshot.about_project
    consultations = _consultations(snapshot)
    designs = _designs(snapshot)
    communities = [
        *(each.community for each in consultations),
        *Community.objects.filter(place__designs__in=designs).select_related("place"),
    ]
    hidden = reader.names_hidden(communities)
    current = designs[-1:]
    told = [consultation_facts(each, reader) for each in consultations]
    told_designs = [design_facts(each, reader) for each in designs]
    return {
        "version": VERSION,
        "language": language,
        "kind": snapshot.kind,
        "kind_name": _("Versión pública") if reader.is_public else _("Versión interna"),
        "scope": "consultation" if snapshot.consultation else "project",
        "title": _("Informe de consulta"),
        "subtitle": told_designs[-1]["title"]["text"]
        if told_designs
        else project.title,
        "where": _where(told) if snapshot.consultation else _of_project(told),
        "taken_at": moment(taken_at),
        "minimum_cell": reader.minimum,
        "invented": project.publisher.invented
        or any(each["is_published"] and each["community"]["invented"] for each in told),
        "project": project_facts(project),
        "designs": told_designs,
        "consultations": told,
        "tranches": [
            tranche
            for design in current
            for tranche in tranches_facts(design, reader, hidden)
        ],
        "audit": {
            "sequence": head.point.sequence,
            "hash": head.point.hash,
            "signed": head.token,
        },
        "labels": labels(),
    }


def _consultations(snapshot: Snapshot) -> list[Consultation]:
    found = with_evidence(Consultation.objects.all()).order_by("opened_at", "pk")
    if snapshot.consultation is not None:
        return list(found.filter(pk=snapshot.consultation.pk))
    return list(found.filter(design__project=snapshot.about_project))


def _designs(snapshot: Snapshot) -> list[Design]:
    """Return the designs it speaks of, the newest last; a draft is never one."""
    found = (
        Design.objects.public()
        .select_related("project__implementer", "implementer")
        .order_by("number")
    )
    if snapshot.consultation is not None:
        return list(found.filter(pk=snapshot.consultation.design_id))
    return list(found.filter(project=snapshot.about_project))


def _where(told: list[Facts]) -> str:
    community = told[0]["community"]
    wider = [
        community["municipality"],
        community["department"],
        community["country_name"],
    ]
    named = [community["name"]]
    # A community that goes by its municipality has said that already.
    named += [part for part in wider if part and part not in community["name"]]
    return ", ".join(named)


def _of_project(told: list[Facts]) -> str:
    named = sorted({each["community"]["name"] for each in told if each["is_published"]})
    return "; ".join(named)
