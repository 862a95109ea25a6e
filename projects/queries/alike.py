"""Which designs are like one another: what they cost may be compared."""

from django.db.models import Q, QuerySet

from projects.enums import DesignState
from projects.models import Design

_SECTOR_DIGITS = 3


def designs_alike(design: Design) -> QuerySet[Design]:
    """Return the current designs of other projects in its sectors and countries.

    A sector is a DAC sector: the first three digits of a purpose code, as 140 for all
    water and sanitation.
    """
    sectors = {
        each.purpose_code_id[:_SECTOR_DIGITS] for each in design.components.all()
    }
    if not sectors:
        return Design.objects.none()
    same = Q()
    for sector in sorted(sectors):
        same |= Q(components__purpose_code__code__startswith=sector)
    return (
        Design.objects.filter(
            same,
            state=DesignState.PUBLISHED,
            places__country__in=design.places.values("country"),
        )
        .exclude(project_id=design.project_id)
        .distinct()
    )
