"""Reads across tables: which consultations somebody may see, and what is left to do."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q

from consult.accounts.models import User
from consult.accounts.roles import ROLES
from consult.communities.models import Community, CommunityLanguage
from consult.consultations import policies
from consult.consultations.models import (
    ConsentRecord,
    Consultation,
    ConsultationQuerySet,
    Round,
)
from consult.consultations.permissions import OPEN, VIEW
from projects.enums import DesignState
from projects.models import Design, Place


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a permission of somebody reaches; `everywhere` wins over the rest."""

    everywhere: bool
    organisations: frozenset[int]
    places: frozenset[int]

    @classmethod
    def of(cls, user: User, permission: str) -> "Reach":
        """Return where the standing roles of an account grant a permission."""
        standing = [
            each
            for each in user.role_assignments.standing()
            if permission in ROLES[each.role].permissions
        ]
        return cls(
            everywhere=any(
                each.organisation_id is None and each.place_id is None
                for each in standing
            ),
            organisations=frozenset(
                each.organisation_id for each in standing if each.organisation_id
            ),
            places=frozenset(each.place_id for each in standing if each.place_id),
        )

    def of_designs(self, prefix: str = "") -> Q:
        """Return the designs an organisation of this reach publishes or pays for."""
        return Q(**{f"{prefix}project__publisher__in": self.organisations}) | Q(
            **{f"{prefix}project__funder__in": self.organisations},
        )


def visible_consultations(user: User, permission: str = VIEW) -> ConsultationQuerySet:
    """Return the consultations on which this account holds a permission."""
    reach = Reach.of(user, permission)
    consultations = Consultation.objects.all()
    if reach.everywhere:
        return consultations
    return consultations.filter(
        reach.of_designs("design__") | Q(community__place__in=reach.places),
    )


def with_evidence(consultations: ConsultationQuerySet) -> ConsultationQuerySet:
    """Join what the policies look at: the number of queries never grows."""
    return consultations.select_related(
        "design__project__publisher",
        "community__place",
    ).prefetch_related(
        Prefetch(
            "rounds",
            queryset=Round.objects.prefetch_related("languages", "attendances"),
        ),
        Prefetch("consents", queryset=ConsentRecord.objects.all()),
        Prefetch(
            "community__languages",
            queryset=CommunityLanguage.objects.select_related("language"),
        ),
    )


@dataclass(frozen=True, slots=True)
class ListRow:
    """One consultation as the list shows it."""

    consultation: Consultation
    rounds_held: int
    decision: ConsentRecord | None
    missing: int

    @classmethod
    def of(cls, consultation: Consultation) -> "ListRow":
        """Return the row of a consultation read by `with_evidence`."""
        found = policies.established(consultation).values()
        return cls(
            consultation=consultation,
            rounds_held=len({each.held_on for each in consultation.rounds.all()}),
            decision=next(iter(consultation.consents.all()), None),
            missing=sum(not each.ok for each in found),
        )


@dataclass(frozen=True, slots=True)
class Pending:
    """A design and one of its places where it was not consulted yet."""

    design: Design
    place: Place
    community: Community | None


def pending_openings(user: User) -> list[Pending]:
    """Return what this account could open: current designs, by place."""
    reach = Reach.of(user, OPEN)
    designs = Design.objects.filter(state=DesignState.PUBLISHED)
    if not reach.everywhere:
        designs = designs.filter(reach.of_designs())
    designs = designs.select_related("project").prefetch_related(
        "places__community",
        "consultations",
    )
    found = []
    for design in designs.order_by("project__title"):
        done = {each.community_id for each in design.consultations.all()}
        for place in design.places.all():
            community = getattr(place, "community", None)
            if community is None or community.pk not in done:
                found.append(Pending(design, place, community))
    return found
