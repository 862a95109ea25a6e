"""What authors read of their projects and drafts."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q

from projects.enums import DesignState
from projects.models import (
    Component,
    Design,
    Ladder,
    Level,
    Place,
    Project,
    PurposeCode,
)
from projects.permissions import EDIT, VIEW_DRAFT, Actor, organisations_where
from projects.standards import search_purpose_codes
from projects.wording import spanish

# So many places are offered without looking for one.
_FEW_PLACES = 24
_MOST_FOUND = 40


def find_design(by: Actor, slug: str, number: int) -> Design | None:
    """Return a design that this person may read as its author or reviewer, or None."""
    design = (
        Design.objects.filter(project__slug=slug, number=number)
        .select_related("project__publisher", "project__implementer")
        .select_related("project__funder", "implementer")
        .first()
    )
    if design is None or not by.has_perm(VIEW_DRAFT, design):
        return None
    return design


def find_project(by: Actor, slug: str) -> Project | None:
    """Return a project whose designs this person writes, or None."""
    project = Project.objects.filter(slug=slug).first()
    if project is None or not by.has_perm(EDIT, project):
        return None
    return project


@dataclass(frozen=True, slots=True)
class OwnProject:
    """A project as its authors see it: its draft, and what is public of it."""

    project: Project
    draft: Design | None
    current: Design | None
    may_edit: bool


def own_projects(by: Actor) -> list[OwnProject]:
    """Return the projects whose drafts this person may read, those with one first."""
    organisations = [each.pk for each in organisations_where(by, VIEW_DRAFT)]
    projects = (
        Project.objects.filter(
            Q(publisher__in=organisations) | Q(funder__in=organisations),
        )
        .select_related("publisher", "funder")
        .prefetch_related(
            Prefetch(
                "designs",
                Design.objects.exclude(state=DesignState.SUPERSEDED),
                to_attr="living_designs",
            ),
        )
        .order_by("title", "pk")
    )
    rows = [_own(by, project) for project in projects]
    return sorted(rows, key=lambda row: row.draft is None)


def _own(by: Actor, project: Project) -> OwnProject:
    designs: list[Design] = getattr(project, "living_designs", [])
    by_state = {design.state: design for design in designs}
    return OwnProject(
        project=project,
        draft=by_state.get(DesignState.DRAFT),
        current=by_state.get(DesignState.PUBLISHED),
        may_edit=by.has_perm(EDIT, project),
    )


def components_of(design: Design) -> list[Component]:
    """Return a design's components in order, with sector and assumptions."""
    return list(
        design.components.select_related("purpose_code")
        .prefetch_related(
            "assumptions__ladder__levels",
            "assumptions__minimum_level",
            "assumptions__prerequisite__minimum_level",
        )
        .order_by("order", "pk"),
    )


def ladders_in_use() -> list[Ladder]:
    """Return the ladders in use with their steps, the lowest first."""
    return list(
        Ladder.objects.filter(active=True).prefetch_related(
            Prefetch("levels", Level.objects.filter(active=True).order_by("rank")),
        ),
    )


def sectors_in_use() -> list[PurposeCode]:
    """Return the purpose codes in use by their names."""
    return list(PurposeCode.objects.filter(active=True).order_by("name_es"))


def sectors_offered(query: str, *, chosen: str = "") -> list[PurposeCode]:
    """Return the sectors that match what was typed, and the one chosen before.

    Nothing typed offers nothing but that one: the list is long.
    """
    found = list(search_purpose_codes(query)) if query.strip() else []
    if chosen and chosen not in {row.pk for row in found}:
        found = [*PurposeCode.objects.filter(pk=chosen), *found]
    return found


def places_offered(design: Design, query: str) -> list[Place]:
    """Return the places of a design, and those that match what was typed.

    Where there are few, all are offered without looking for one.
    """
    chosen = Q(designs=design)
    words = query.split()
    if words:
        wanted = Q()
        for word in words:
            wanted &= Q(name__icontains=word) | Q(adm2_name__icontains=word)
        found = Place.objects.filter(chosen | wanted)
    elif Place.objects.count() <= _FEW_PLACES:
        found = Place.objects.all()
    else:
        found = Place.objects.filter(chosen)
    own = set(design.places.values_list("pk", flat=True))
    return sorted(
        found.distinct()[: _MOST_FOUND + len(own)],
        key=lambda place: (place.pk not in own, place.name),
    )


def texts_of(design: Design) -> dict[str, str]:
    """Return the Spanish texts of a design whose plainness is shown, by field."""
    return {
        name: spanish(design, name) for name in ("summary", "beneficiaries", "upkeep")
    }
