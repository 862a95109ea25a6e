"""What a report says of a project and of each of its designs."""

from decimal import Decimal

from django.utils.translation import gettext as _

from consult.feedback.texts import statement_texts
from consult.reports.content.scope import Reader
from consult.reports.content.values import (
    Facts,
    amount,
    day,
    of_texts,
    plain,
    said,
    spanish,
)
from projects.enums import AssumptionKind, TargetGroup
from projects.models import Assumption, Component, Design, Project


def project_facts(project: Project) -> Facts:
    """Return who proposes, pays for and carries out a project."""
    return {
        "title": project.title,
        "iati_identifier": project.iati_identifier,
        "status": str(project.get_status_display()),
        "publisher": project.publisher.name,
        "funder": project.funder.name,
        "implementer": project.implementer.name,
        "invented": project.publisher.invented,
    }


def design_facts(design: Design, reader: Reader) -> Facts:
    """Return a design: what it does, costs, and takes for granted on what basis."""
    lines = list(design.budget_lines.all())
    components = list(
        design.components.select_related("purpose_code").prefetch_related(
            "assumptions__ladder",
            "assumptions__minimum_level",
            "assumptions__prerequisite",
        ),
    )
    return {
        "number": design.number,
        "state": str(design.get_state_display()),
        "is_current": design.state == "published",
        "hash": design.content_hash,
        "title": said(design, "title"),
        "summary": said(design, "summary"),
        "beneficiaries": said(design, "beneficiaries"),
        "upkeep": said(design, "upkeep"),
        "implementer": design.carried_out_by.name,
        "published_on": day(design.published_at),
        "starts_on": day(design.starts_on),
        "ends_on": day(design.ends_on),
        "households_targeted": design.households_targeted,
        "budget": amount(
            sum((line.amount for line in lines), Decimal(0)),
            design.currency,
        ),
        "places": _places(design, reader),
        "components": [_component(each) for each in components],
        "assumptions": [
            _assumption(assumption, component)
            for component in components
            for assumption in component.assumptions.all()
        ],
    }


def _places(design: Design, reader: Reader) -> list[str]:
    places = design.places.select_related("community")
    return sorted(
        {
            reader.name_of(place.community)
            if hasattr(place, "community")
            else place.name
            for place in places
        },
    )


def _component(component: Component) -> Facts:
    return {
        "title": said(component, "title"),
        "description": said(component, "description"),
        "purpose_code": component.purpose_code.code,
        "purpose": said(component.purpose_code, "name"),
        "for_whom": [
            str(TargetGroup(code).label) if code in TargetGroup.values else code
            for code in component.target_groups
        ],
    }


def _assumption(assumption: Assumption, component: Component) -> Facts:
    usual = assumption.prerequisite
    level = assumption.minimum_level
    return {
        "key": assumption.key,
        "component": said(component, "title"),
        "text": of_texts(statement_texts(assumption)),
        "ladder": said(assumption.ladder, "name") if assumption.ladder else None,
        "minimum": said(level, "name") if level else None,
        "is_ladder": assumption.kind == AssumptionKind.LADDER,
        "severity": str(assumption.get_severity_display()),
        "origin": str(assumption.get_origin_display()),
        "basis": str(usual.get_basis_display())
        if usual
        else _("lo escribió quien hizo el diseño"),
        "basis_note": said(usual, "basis_note") if usual else plain(""),
        "dropped": assumption.is_dropped,
        "dropped_reason": spanish(assumption.dropped_reason),
        "despite_reason": spanish(assumption.despite_reason),
    }
