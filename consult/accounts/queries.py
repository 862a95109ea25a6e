"""What the screens about people read."""

from collections.abc import Iterable
from itertools import chain

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from consult.accounts.backends import keep_roles, knows_roles
from consult.accounts.enums import RoleCode
from consult.accounts.models import (
    Invitation,
    InvitationQuerySet,
    Person,
    RoleAssignment,
    User,
)
from consult.accounts.roles import STAFF_ROLES
from projects.enums import DesignState
from projects.models import Organisation, Place, Project

INVITE = "accounts.invite_leader"
MANAGE = "accounts.manage_roles"


def remember_roles(users: Iterable[User]) -> None:
    """Read the standing roles of several loaded accounts at once: one query.

    Of those whose roles were not read yet.
    """
    asked = [each for each in users if not knows_roles(each)]
    held: dict[int, list[RoleAssignment]] = {each.pk: [] for each in asked}
    if asked:
        for role in RoleAssignment.objects.standing().filter(user__in=held):
            held[role.user_id].append(role)
    for user in asked:
        keep_roles(user, held[user.pk])


def organisations_working_in(place: Place) -> frozenset[int]:
    """Return who publishes or funds a design, now public, that is for a place.

    A draft does not count: anybody may write any village into one.
    """
    pairs = Project.objects.filter(
        designs__places=place,
        designs__state__in=(DesignState.PUBLISHED, DesignState.SUPERSEDED),
    ).values_list("publisher_id", "funder_id")
    return frozenset(chain.from_iterable(pairs))


def places_to_invite_for(by: User) -> QuerySet[Place]:
    """Return the places whose leaders `by` may invite, by name."""
    scopes = _scopes_of(by, {RoleCode.ADMINISTRATOR, RoleCode.PROJECT_OFFICER})
    places = Place.objects.order_by("name", "adm2_name")
    if None in scopes:
        return places
    public = Project.objects.filter(
        Q(publisher__in=scopes) | Q(funder__in=scopes),
        designs__places=OuterRef("pk"),
        designs__state__in=(DesignState.PUBLISHED, DesignState.SUPERSEDED),
    )
    return places.filter(Exists(public))


def organisations_to_invite_for(by: User) -> QuerySet[Organisation]:
    """Return the organisations for which `by` may invite somebody, by name."""
    scopes = _scopes_of(by, {RoleCode.ADMINISTRATOR, RoleCode.PROJECT_OFFICER})
    organisations = Organisation.objects.order_by("name")
    if None in scopes:
        return organisations
    return organisations.filter(pk__in=[pk for pk in scopes if pk is not None])


def _scopes_of(by: User, roles: Iterable[RoleCode]) -> set[int | None]:
    """Return the organisations in which `by` holds a role; None among them: all."""
    return set(
        by.role_assignments.standing()
        .filter(role__in=roles, place=None)
        .values_list("organisation_id", flat=True),
    )


def cards_for(by: User) -> InvitationQuerySet:
    """Return the cards `by` may see: every card, or one's own and one's places'."""
    cards = Invitation.objects.select_related(
        "organisation",
        "place",
        "person",
        "account",
        "created_by",
        "used_by",
    )
    if by.has_perm(MANAGE):
        return cards
    return cards.filter(
        Q(created_by=by)
        | Q(
            role__in=(RoleCode.COMMUNITY_LEADER, RoleCode.FACILITATOR),
            place__in=places_to_invite_for(by),
        ),
    )


def accounts(search: str = "", role: str = "") -> QuerySet[User]:
    """Return every account with its person, standing roles and second factor.

    `has_second_factor` is annotated. Three queries whatever there is.
    """
    found = (
        User.objects.select_related("person")
        .prefetch_related(
            Prefetch(
                "role_assignments",
                RoleAssignment.objects.standing().select_related(
                    "organisation",
                    "place",
                ),
                to_attr="standing",
            ),
        )
        .annotate(
            has_second_factor=Exists(
                Authenticator.objects.filter(
                    user_id=OuterRef("pk"),
                    type=Authenticator.Type.TOTP,
                ),
            ),
        )
        .order_by("-is_active", "first_name", "username")
    )
    if search:
        found = found.filter(
            Q(username__icontains=search) | Q(person__name__icontains=search),
        )
    if role:
        found = found.filter(
            Exists(
                RoleAssignment.objects.standing().filter(
                    user=OuterRef("pk"),
                    role=role,
                ),
            ),
        )
    return found


def staff_without_second_factor() -> QuerySet[User]:
    """Return the open accounts that can do nothing until they enrol."""
    return User.objects.filter(
        Exists(
            RoleAssignment.objects.standing().filter(
                user=OuterRef("pk"),
                role__in=STAFF_ROLES,
            ),
        ),
        ~Exists(
            Authenticator.objects.filter(
                user_id=OuterRef("pk"),
                type=Authenticator.Type.TOTP,
            ),
        ),
        is_active=True,
    )


def persons_without_account() -> QuerySet[Person]:
    """Return the people who could be given an account: none of theirs is active."""
    return Person.objects.standing().exclude(
        pk__in=User.objects.filter(is_active=True, person__isnull=False).values(
            "person",
        ),
    )


def other_administrators(user: User) -> QuerySet[User]:
    """Return who would still administer without this account."""
    return User.objects.filter(
        Exists(
            RoleAssignment.objects.standing().filter(
                user=OuterRef("pk"),
                role=RoleCode.ADMINISTRATOR,
            ),
        ),
        is_active=True,
    ).exclude(pk=user.pk)
