from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db.models import Model
from django.utils import timezone

from consult.accounts.models import RoleAssignment, User
from consult.accounts.permissions import NOT_YOURS, require
from consult.accounts.phrases import SENTENCES, can_do
from consult.accounts.roles import (
    ALL_PERMISSIONS,
    REFERENCE_TABLES,
    ROLES,
    STAFF_ROLES,
)
from consult.accounts.roles_page import roles_page
from projects.models import Organisation, Place
from projects.refusals import NotAllowed
from tests.architecture.house import ROOT
from tests.consult.accounts import permission_table as table
from tests.factories.accounts import fresh, make_organisation
from tests.factories.communities import make_place


@dataclass
class Ground:
    """Two organisations and two places to hold a role in, or not."""

    own_organisation: Organisation
    other_organisation: Organisation
    own_place: Place
    other_place: Place

    def asked_about(self, what: str) -> Model | None:
        return {
            "nothing in particular": None,
            "own organisation": self.own_organisation,
            "other organisation": self.other_organisation,
            "own place": self.own_place,
            "other place": self.other_place,
        }[what]


@pytest.fixture
def ground(db: None) -> Ground:
    return Ground(make_organisation(), make_organisation(), make_place(), make_place())


def holder(ground: Ground, role: str, scope: str) -> User:
    """Return an account that holds a role in a scope, sensible or not."""
    user = User.objects.create_user(username=f"{role}-{scope}")
    RoleAssignment.objects.create(
        user=user,
        role=role,
        organisation=ground.own_organisation if scope == "organisation" else None,
        place=ground.own_place if scope == "place" else None,
        granted_at=timezone.now(),
        granted_by=user,
    )
    return user


def test_the_table_names_every_role_and_every_permission() -> None:
    assert set(table.ROLES) == set(ROLES)
    assert set(table.PERMISSIONS) == ALL_PERMISSIONS


@pytest.mark.parametrize("role", table.ROLES)
@pytest.mark.parametrize("scope", ["everywhere", "organisation", "place"])
def test_a_role_may_what_the_table_says_and_where(
    ground: Ground,
    role: str,
    scope: str,
) -> None:
    user = holder(ground, role, scope)
    expected = {
        (permission, about): table.GRANTED[role, permission] and reaches
        for permission in table.PERMISSIONS
        for (held, about), reaches in table.REACH.items()
        if held == scope
    }

    answers = {
        (permission, about): user.has_perm(permission, ground.asked_about(about))
        for permission, about in expected
    }

    assert answers == expected


@pytest.mark.parametrize("role", table.ROLES)
@pytest.mark.parametrize("state", table.POWERLESS)
@pytest.mark.parametrize("scope", ["everywhere", "organisation", "place"])
def test_who_is_out_may_nothing_anywhere(
    ground: Ground,
    role: str,
    state: str,
    scope: str,
) -> None:
    held = holder(ground, role, scope)
    if state == "revoked":
        held.role_assignments.update(revoked_at=timezone.now(), revoked_by=held)
    if state == "inactive account":
        User.objects.filter(pk=held.pk).update(is_active=False)
    user = AnonymousUser() if state == "anonymous" else fresh(held)

    granted = [
        (permission, about)
        for permission in table.PERMISSIONS
        for about in {about for _scope, about in table.REACH}
        if user.has_perm(permission, ground.asked_about(about))
    ]

    assert granted == []


def test_two_roles_add_up_each_within_its_own_scope(ground: Ground) -> None:
    user = holder(ground, "project_officer", "organisation")
    RoleAssignment.objects.create(
        user=user,
        role="community_leader",
        place=ground.other_place,
        granted_at=timezone.now(),
        granted_by=user,
    )

    assert user.has_perm("review.resolve_flag", ground.own_organisation)
    assert user.has_perm("review.contest_flag", ground.other_place)
    assert not user.has_perm("review.contest_flag", ground.own_organisation)
    assert not user.has_perm("review.resolve_flag", ground.other_place)


def test_djangos_own_ways_grant_nothing(ground: Ground) -> None:
    user = User.objects.create_superuser(username="raíz", password="x")
    group = Group.objects.create(name="todos")
    group.permissions.set(Permission.objects.all())
    user.groups.add(group)
    user.user_permissions.set(Permission.objects.all())
    user = fresh(user)

    granted = [
        permission
        for permission in [*table.PERMISSIONS, "accounts.change_user"]
        if user.has_perm(permission) or user.has_perm(permission, ground.own_place)
    ]

    assert granted == []
    assert user.get_all_permissions() == set()
    assert not user.has_module_perms("projects")


def test_a_role_opens_its_rooms_and_no_others(ground: Ground) -> None:
    user = holder(ground, "facilitator", "place")

    opened = {
        room
        for room in ("feedback", "consultations", "release", "projects", "accounts")
        if user.has_module_perms(room)
    }

    assert opened == {"feedback", "consultations"}


def test_require_passes_in_silence_and_refuses_with_a_sentence(ground: Ground) -> None:
    user = holder(ground, "project_officer", "organisation")

    require(user, "review.reply_flag", ground.own_organisation)
    with pytest.raises(NotAllowed) as refused:
        require(user, "review.reply_flag", ground.other_organisation)
    with pytest.raises(NotAllowed) as told:
        require(user, "review.reply_flag", ground.other_organisation, message="No.")

    assert refused.value.message == NOT_YOURS
    assert told.value.message == "No."


def test_require_refuses_nobody_and_a_stranger() -> None:
    with pytest.raises(NotAllowed):
        require(None, "review.reply_flag")
    with pytest.raises(NotAllowed):
        require(AnonymousUser(), "review.reply_flag")


@pytest.mark.parametrize("role", table.ROLES)
def test_a_role_is_held_only_where_it_makes_sense(role: str) -> None:
    assert {scope.value for scope in ROLES[role].scopes} == table.SCOPES[role]
    assert (role in STAFF_ROLES) == (role in table.STAFF)


def test_every_permission_is_said_in_a_sentence() -> None:
    tables = {
        permission
        for permission in ALL_PERMISSIONS
        for label in REFERENCE_TABLES
        if permission.endswith(f"_{label.split('.')[1]}")
        and permission.split(".")[0] == label.split(".")[0]
    }

    assert set(SENTENCES) == ALL_PERMISSIONS - tables


def test_a_role_says_what_it_can_do_in_a_steady_order() -> None:
    assert [str(sentence) for sentence in can_do("facilitator")] == [
        "Ver cómo va una consulta por dentro.",
        "Anotar lo que contesta cada familia.",
        "Cuidar la lista de palabras que avisan qué conviene leer primero.",
        "Decir cómo se dice cada texto en su idioma.",
    ]


def test_the_page_about_roles_is_up_to_date() -> None:
    written = (ROOT / "docs" / "roles.md").read_text(encoding="utf-8")

    assert written == roles_page(), "Run: python manage.py write_roles_page"
