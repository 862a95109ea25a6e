"""The first pages after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consult.accounts import second_factor
from consult.accounts.decorators import account_of, signed_in
from consult.accounts.desk import cards_of
from consult.accounts.models import RoleAssignment, User
from consult.accounts.phrases import can_do
from consult.accounts.roles import ROLES
from projects.queries.public import anything_invented


def _roles_of(user: User) -> list[dict[str, object]]:
    held = (
        RoleAssignment.objects.standing()
        .filter(user=user)
        .select_related("organisation", "place")
    )
    return [
        {
            "assignment": assignment,
            "role": ROLES[assignment.role],
            "can_do": can_do(assignment.role),
        }
        for assignment in held
    ]


@require_safe
@signed_in(reason="Everybody with an account has a desk; it shows only their own.")
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, their roles and their second factor."""
    user = account_of(request)
    return render(
        request,
        "accounts/desk.html",
        {
            "cards": cards_of(user),
            "is_invented": anything_invented(),
            "roles": _roles_of(user),
            "needs_second_factor": second_factor.is_needed(user),
            "has_second_factor": second_factor.is_enrolled(user),
        },
    )


@require_safe
@signed_in(reason="It says to whoever just came in what they can do.")
def welcome(request: HttpRequest) -> HttpResponse:
    """Greet somebody who used a card, and say what they can do now."""
    return render(
        request,
        "accounts/welcome.html",
        {"roles": _roles_of(account_of(request))},
    )
