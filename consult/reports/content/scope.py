"""Who reads the report, and what may therefore be named in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consult.communities.models import Community
from consult.communities.policies import MINIMUM_CELL
from consult.reports.enums import ReportKind
from projects.models import Place

# Counts under this are withheld even from those who answer for the project.
INTERNAL_MINIMUM_CELL = 5


def minimum_cell(kind: ReportKind | str) -> int:
    """Return the smallest count, above nought, that a report of this kind shows."""
    return MINIMUM_CELL if kind == ReportKind.PUBLIC else INTERNAL_MINIMUM_CELL


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a report is for."""

    kind: ReportKind

    @property
    def is_public(self) -> bool:
        """Say whether anybody may read it."""
        return self.kind == ReportKind.PUBLIC

    @property
    def minimum(self) -> int:
        """Return the smallest count, above nought, that is shown."""
        return minimum_cell(self.kind)

    def may_read_of(self, community: Community) -> bool:
        """Say whether anything of a community is shown to this reader.

        Of a tiny one something is, as of a place of its municipality: `name_of`.
        """
        return not self.is_public or community.publication_stopped_at is None

    def names(self, community: Community) -> bool:
        """Say whether a community is told apart: by its name, its code or its size."""
        return not self.is_public or community.is_shown

    def name_of(self, community: Community) -> str:
        """Return what a community is called: a tiny one goes by its municipality."""
        if self.names(community):
            return community.name
        return where_it_is(community.place)

    def names_hidden(self, communities: Iterable[Community]) -> frozenset[str]:
        """Return the names that no sentence of this report may hold."""
        if not self.is_public:
            return frozenset()
        return frozenset(each.name for each in communities if not each.is_shown)


def where_it_is(place: Place) -> str:
    """Return what a community is called whose own name would point at somebody."""
    if place.adm2_name:
        return _("Una comunidad pequeña de %(municipality)s") % {
            "municipality": place.adm2_name,
        }
    return _("Una comunidad pequeña")
