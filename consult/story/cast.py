"""Who plays in the story: invented organisations, and an account for each role."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.totp.internal.auth import generate_totp_secret

from consult.accounts import second_factor
from consult.accounts.actions import (
    accept_invitation,
    enrol_second_factor,
    invite,
    make_account,
)
from consult.accounts.models import User
from consult.languages.actions import set_spoken_languages
from consult.languages.models import Language
from projects.actions import set_organisation, set_place
from projects.models import Organisation, Place

PREFIX = "demo-"


@dataclass(frozen=True, slots=True)
class Cast:
    """The story's organisations, places and accounts by the names it uses."""

    organisations: Mapping[str, Organisation]
    places: Mapping[str, Place]
    accounts: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, name: str) -> User:
        """Return an account by the name the story gives it."""
        return self.accounts[name]


def username(name: str) -> str:
    """Return the user name of somebody in the story: `demo-officer`."""
    return PREFIX + name.replace("_", "-")


def raise_curtain(told: Mapping[str, Any]) -> Cast:
    """Make the organisations, the places and the accounts.

    Only the first administrator is made by command, as a new house makes its own;
    everybody else comes with a card.
    """
    cast = Cast(
        {
            name: set_organisation(by=None, invented=True, **facts)
            for name, facts in told["organisations"].items()
        },
        {
            name: set_place(
                by=None,
                invented=True,
                **{
                    key: place[key]
                    for key in ("name", "country", "adm1_code", "adm2_name")
                },
            )
            for name, place in told["places"].items()
        },
    )
    people = dict(told["people"])
    cast.accounts["admin"] = make_account(
        by=None,
        username=username("admin"),
        password=secrets.token_urlsafe(24),
        role=people["admin"]["role"],
        person_name=people.pop("admin")["person"],
        totp_secret=generate_totp_secret(),
    )
    for name, facts in people.items():
        cast.accounts[name] = _come_with_a_card(cast, name, facts)
        if "speaks" in facts:
            set_spoken_languages(
                by=cast.accounts[name],
                languages=Language.objects.filter(interface_code__in=facts["speaks"]),
            )
    return cast


def _come_with_a_card(cast: Cast, name: str, facts: Mapping[str, str]) -> User:
    """Let the administrator hand a card to somebody, who makes an account with it."""
    _invitation, code = invite(
        by=cast["admin"],
        role=facts["role"],
        organisation=cast.organisations.get(facts.get("organisation", "")),
        place=cast.places.get(facts.get("place", "")),
        person_name=facts.get("person", ""),
    )
    user = accept_invitation(
        code=code,
        username=username(name),
        password=secrets.token_urlsafe(24),
    )
    if second_factor.is_needed(user):
        enrol_second_factor(user=user, secret=generate_totp_secret(), by=user)
    return user
