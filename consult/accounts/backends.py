"""Answers `user.has_perm(...)` from the roles somebody holds, and where."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend

from consult.accounts.roles import ROLES

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model

    from consult.accounts.models import RoleAssignment

_CACHE = "_consult_role_assignments"


class RoleBackend(BaseBackend):
    """Grants what the standing roles of an active account grant, within their scope.

    Without an object the question is "anywhere at all?": for showing a link, never for
    letting somebody act.
    """

    def has_perm(
        self,
        user_obj: "AbstractBaseUser | AnonymousUser",
        perm: str,
        obj: "Model | None" = None,
    ) -> bool:
        """Say whether a role grants `perm` on `obj`."""
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        return any(
            perm in ROLES[assignment.role].permissions
            and (obj is None or _covers(assignment, obj))
            for assignment in _standing(user_obj)
        )

    def has_module_perms(
        self,
        user_obj: "AbstractBaseUser | AnonymousUser",
        app_label: str,
    ) -> bool:
        """Say whether any permission of the room is held anywhere."""
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        return any(
            permission.startswith(f"{app_label}.")
            for assignment in _standing(user_obj)
            for permission in ROLES[assignment.role].permissions
        )


class SignInBackend(AuthenticationBackend):
    """Signs people in by user name or e-mail, and grants nothing.

    Django's own permissions, groups and superuser flag would let somebody past the
    roles without a trace in them.
    """

    def has_perm(self, user_obj: object, perm: str, obj: object = None) -> bool:
        """Grant nothing: roles do."""
        return False

    def has_module_perms(self, user_obj: object, app_label: str) -> bool:
        """Grant nothing: roles do."""
        return False

    def get_all_permissions(self, user_obj: object, obj: object = None) -> set[str]:
        """Grant nothing: roles do."""
        return set()


def standing_roles(user: object) -> frozenset[str]:
    """Return the codes of the roles an account holds anywhere."""
    return frozenset(assignment.role for assignment in _standing(user))


def forget_roles(user: object) -> None:
    """Read the roles anew at the next question, after they were changed."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)


def knows_roles(user: object) -> bool:
    """Say whether the roles of a loaded account were read."""
    return hasattr(user, _CACHE)


def keep_roles(user: object, standing: "list[RoleAssignment]") -> None:
    """Keep the standing assignments of a loaded account, which were just read."""
    setattr(user, _CACHE, standing)


def _standing(user: object) -> Iterable["RoleAssignment"]:
    """Return the standing assignments, read once for each loaded account."""
    if not hasattr(user, _CACHE):
        keep_roles(user, list(user.role_assignments.standing()))  # type: ignore[attr-defined]
    cached: list[RoleAssignment] = getattr(user, _CACHE)
    return cached


def _covers(assignment: "RoleAssignment", obj: "Model") -> bool:
    """Say whether the scope of an assignment reaches an object."""
    if assignment.organisation_id is not None:
        reached: frozenset[int] = getattr(obj, "scope_organisation_ids", frozenset())
        return assignment.organisation_id in reached
    if assignment.place_id is not None:
        return assignment.place_id in getattr(obj, "scope_place_ids", frozenset())
    return True
