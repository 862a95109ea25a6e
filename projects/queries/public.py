"""What anybody may read of projects, in a number of queries that never grows."""

import re
from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch, Q, QuerySet

from projects.amounts import Budget, budget_of
from projects.enums import DesignState
from projects.models import (
    Assumption,
    BudgetLine,
    Component,
    Design,
    Organisation,
    Place,
    Project,
    TrackRecord,
    Tranche,
)

_MOST_WORDS: Final = 6
_NEWEST: Final = 3
_LIKE: Final = ("aáàäâ", "eéèëê", "iíìïî", "oóòöô", "uúùüû", "nñ", "'’‘ʼꞌ´`")


def loosely(word: str) -> str:
    """Return a pattern that finds a word however its accents and glottals are typed.

    `chuwila'` finds `Chuwilaʼ`, `energia` finds `Energía`; both databases read it.
    """
    return "".join(
        next((f"[{same}]" for same in _LIKE if letter in same), re.escape(letter))
        for letter in word.lower()
    )


def public_projects(
    *,
    words: str = "",
    country: str = "",
    sector: str = "",
) -> QuerySet[Design]:
    """Return the current design of each project that matches, by title.

    `words` are looked for in titles, summaries, places and organisations, however
    accents and glottal signs are written; `sector` is a DAC/CRS purpose code.
    """
    designs = Design.objects.filter(state=DesignState.PUBLISHED)
    for word in words.split()[:_MOST_WORDS]:
        pattern = loosely(word)
        designs = designs.filter(
            Q(title_es__iregex=pattern)
            | Q(summary_es__iregex=pattern)
            | Q(project__publisher__name__iregex=pattern)
            | Q(project__funder__name__iregex=pattern)
            | Q(implementer__name__iregex=pattern)
            | Q(places__name__iregex=pattern)
            | Q(places__adm2_name__iregex=pattern),
        )
    if country:
        designs = designs.filter(places__country=country)
    if sector:
        designs = designs.filter(components__purpose_code__code=sector)
    # Matches are told by number: what is joined to look for them must not be sorted
    # out again over every column.
    return (
        Design.objects.filter(pk__in=designs.values("pk"))
        .select_related("project__publisher", "project__funder")
        .select_related("project__implementer", "implementer")
        .prefetch_related(
            "places",
            "budget_lines",
            Prefetch(
                "components",
                Component.objects.select_related("purpose_code"),
            ),
        )
        .order_by("project__title", "pk")
    )


def newest_designs() -> list[Design]:
    """Return the designs in force that were published last, for the front page."""
    return list(
        Design.objects.filter(state=DesignState.PUBLISHED)
        .select_related("project")
        .prefetch_related("places")
        .order_by("-published_at", "-pk")[:_NEWEST],
    )


def anything_invented() -> bool:
    """Say whether names here are invented, to show how Consult works."""
    return Organisation.objects.filter(invented=True).exists()


def budget_of_design(design: Design) -> Budget:
    """Return what a design costs; its lines may have been read with it."""
    return budget_of(
        design.budget_lines.all(),
        currency=design.currency,
        households=design.households_targeted,
    )


@dataclass(frozen=True, slots=True)
class PublicDesign:
    """Everything the public page of a design says."""

    project: Project
    design: Design
    versions: list[Design]
    budget: Budget
    components: list[Component]
    assumptions: list[Assumption]
    dropped: list[Assumption]
    places: list[Place]
    lines: list[BudgetLine]
    tranches: list[Tranche]
    records: list[TrackRecord]
    is_invented: bool

    @property
    def finished(self) -> list[TrackRecord]:
        """Return what the implementer finished, with something that proves it."""
        return [record for record in self.records if record.is_finished_with_evidence]

    @property
    def unproven(self) -> list[TrackRecord]:
        """Return what the implementer says it did and nothing proves."""
        return [each for each in self.records if not each.is_finished_with_evidence]

    @property
    def previous(self) -> Design | None:
        """Return the version before this one."""
        earlier = [each for each in self.versions if each.number < self.design.number]
        return max(earlier, key=lambda each: each.number) if earlier else None

    @property
    def newer(self) -> Design | None:
        """Return the version that replaced this one, if one did."""
        later = [each for each in self.versions if each.number > self.design.number]
        return max(later, key=lambda each: each.number) if later else None


def public_design(slug: str, number: int | None = None) -> PublicDesign | None:
    """Return a published design of a project, the current one if none is named."""
    versions = _versions(slug)
    for design in versions:
        if design.number == number or (
            number is None and design.state == DesignState.PUBLISHED
        ):
            return _page(design, versions)
    return None


def page_of(design: Design) -> PublicDesign:
    """Return what the page of a draft will say once it is published."""
    return _page(design, _versions(design.project.slug))


def _versions(slug: str) -> list[Design]:
    return list(
        Design.objects.public()
        .filter(project__slug=slug)
        .select_related(
            "project__publisher",
            "project__funder",
            "project__implementer",
            "implementer",
        )
        .order_by("number"),
    )


def _page(design: Design, versions: list[Design]) -> PublicDesign:
    components = list(
        design.components.select_related("purpose_code").prefetch_related(
            Prefetch(
                "assumptions",
                Assumption.objects.select_related(
                    "ladder",
                    "minimum_level",
                    "prerequisite__minimum_level",
                ),
            ),
        ),
    )
    places = list(design.places.order_by("name"))
    lines = list(design.budget_lines.order_by("pk"))
    organisations = (
        design.carried_out_by,
        design.project.publisher,
        design.project.funder,
    )
    assumptions = [row for each in components for row in each.assumptions.all()]
    project = design.project
    return PublicDesign(
        project=project,
        design=design,
        versions=versions,
        budget=budget_of(
            lines,
            currency=design.currency,
            households=design.households_targeted,
        ),
        lines=lines,
        components=components,
        assumptions=[row for row in assumptions if not row.is_dropped],
        dropped=[row for row in assumptions if row.is_dropped],
        places=places,
        tranches=list(design.tranches.prefetch_related("places").order_by("number")),
        records=list(
            TrackRecord.objects.filter(
                organisation=design.carried_out_by,
            ).select_related("purpose_code"),
        ),
        is_invented=any(each.invented for each in organisations)
        or any(each.invented for each in places),
    )
