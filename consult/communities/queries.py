"""Reads across tables for the screens of communities."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    Count,
    IntegerField,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.accounts.roles import ROLES
from consult.communities.enums import ConditionSource
from consult.communities.models import Community, CommunityLanguage, Condition
from consult.communities.permissions import CHANGE
from consult.communities.policies import MINIMUM_CELL, SMALL_HOUSEHOLDS, withheld
from consult.languages.models import Language
from projects.models import Design, Level, Place


def languages_for(community: Community | None) -> QuerySet[Language]:
    """Return the languages in use, those of a community first, by their share."""
    spoken = (
        list(community.languages.values_list("language", flat=True))
        if community
        else []
    )
    place = Case(
        *(When(pk=code, then=Value(order)) for order, code in enumerate(spoken)),
        default=Value(len(spoken)),
        output_field=IntegerField(),
    )
    return (
        Language.objects.filter(Q(active=True) | Q(pk__in=spoken))
        .annotate(place=place)
        .order_by("place", "name")
    )


def changeable_communities(user: User) -> QuerySet[Community]:
    """Return the communities this account may change, with what the list shows."""
    standing = [
        each
        for each in user.role_assignments.standing()
        if CHANGE in ROLES[each.role].permissions
    ]
    communities = (
        Community.objects.select_related("place")
        .prefetch_related(
            Prefetch(
                "languages",
                queryset=CommunityLanguage.objects.select_related("language"),
            ),
        )
        .order_by("place__name")
    )
    if any(each.organisation_id is None and each.place_id is None for each in standing):
        return communities
    organisations = [each.organisation_id for each in standing if each.organisation_id]
    places = [each.place_id for each in standing if each.place_id]
    designs = Design.objects.filter(
        Q(project__publisher__in=organisations) | Q(project__funder__in=organisations),
    )
    reached = (
        Q(place__in=Place.objects.filter(designs__in=designs))
        | Q(place__in=places)
        # Nobody has a design for it yet: see permissions.check_can_change.
        | ~Q(place__in=Place.objects.filter(designs__isnull=False))
    )
    return communities.filter(reached)


def places_without_people() -> QuerySet[Place]:
    """Return the places that some design names and of whose people nothing is known."""
    return (
        Place.objects.filter(community=None)
        .annotate(number_of_designs=Count("designs"))
        .filter(number_of_designs__gt=0)
        .order_by("name")
    )


def levels_by_ladder() -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the steps that may be chosen, under the name of their ladder."""
    groups: dict[str, list[tuple[int, str]]] = {}
    levels = (
        Level.objects.filter(active=True, ladder__active=True)
        .select_related("ladder")
        .order_by("ladder__order", "ladder__code", "rank")
    )
    for level in levels:
        groups.setdefault(level.ladder.name, []).append((level.pk, level.name))
    return list(groups.items())


@dataclass(frozen=True, slots=True)
class PublicStep:
    """One step of a known condition; None households are withheld."""

    level: Level
    households: int | None


@dataclass(frozen=True, slots=True)
class PublicCondition:
    """What one source says of one ladder, as anybody may read it."""

    ladder: str
    source: str
    on: date
    asked: int
    steps: tuple[PublicStep, ...]

    @property
    def caption(self) -> str:
        """Return what was asked, of how many, from where and when."""
        return _(
            "%(ladder)s: %(asked)s familias preguntadas. %(source)s, %(date)s."
        ) % {
            "ladder": self.ladder,
            "asked": self.asked,
            "source": self.source,
            "date": date_format(self.on),
        }

    @property
    def has_withheld(self) -> bool:
        """Say whether some figure is not shown."""
        return any(step.households is None for step in self.steps)


def public_conditions(community: Community) -> list[PublicCondition]:
    """Return what is known, without figures small enough to point at a household."""
    surveys: dict[tuple[str, str, str, date], list[Condition]] = {}
    conditions = community.conditions.select_related("ladder", "level")
    for each in conditions.order_by("ladder__order", "-as_of", "source", "level__rank"):
        key = (each.ladder_id, each.source, each.source_note, each.as_of)
        surveys.setdefault(key, []).append(each)
    return [
        _public_condition(rows)
        for rows in surveys.values()
        if rows[0].asked >= MINIMUM_CELL
    ]


def _public_condition(rows: list[Condition]) -> PublicCondition:
    first = rows[0]
    counts = [row.households for row in rows]
    hidden = withheld(counts, total=first.asked, minimum=MINIMUM_CELL)
    return PublicCondition(
        ladder=first.ladder.name,
        source=first.source_note or str(ConditionSource(first.source).label),
        on=first.as_of,
        asked=first.asked,
        steps=tuple(
            PublicStep(row.level, None if position in hidden else row.households)
            for position, row in enumerate(rows)
        ),
    )


def public_designs(community: Community) -> Iterable[Design]:
    """Return the current designs for a community."""
    return (
        Design.objects.published()
        .filter(places=community.place_id)
        .select_related("project")
        .order_by("project__title")
    )


def margin_km(community: Community) -> int:
    """Return about how wrong the published point is, in kilometres."""
    return 11 if community.households < SMALL_HOUSEHOLDS else 1
