"""Role by verb by state: who may do what with people, their roles and their cards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from consult.accounts import actions
from consult.accounts.enums import RoleCode
from consult.accounts.models import Invitation, Person, RoleAssignment, User
from projects.models import Organisation, Place
from tests.consult.accounts.permission_table import ROLES
from tests.consult.accounts.verdicts import outcome
from tests.factories.accounts import make_administrator, make_user
from tests.factories.communities import make_community
from tests.factories.consultations import make_design, make_officer

pytestmark = pytest.mark.django_db

# As `outcome` says it, in the order of ROLES.
TABLE = """
invite      a leader where the project is     n n n n y n n y
invite      a leader somewhere else           n n n n n n n y
invite      an approver                       n n n n n n n y
invite      a leader of no place              - - - - - - - -
cancel      a card that works                 n n n n y n n y
cancel      a card of somewhere else          n n n n n n n y
cancel      a card that was used              n n n n - n n -
cancel      a card cancelled before           n n n n - n n -
grant       a role not held                   n n n n n n n y
grant       a role held already               n n n n n n n -
grant       a role to oneself                 n n n n n n n n
grant       a role to a closed account        n n n n n n n -
grant       a staff role to nobody known      n n n n n n n -
revoke      a role held                       n n n n n n n y
revoke      a role taken back before          n n n n n n n -
close       an open account                   n n n n n n n y
close       a closed account                  n n n n n n n -
close       one's own account                 n n n n n n n n
reopen      a closed account                  n n n n n n n y
reopen      an open account                   n n n n n n n -
reopen      whose person came back            n n n n n n n -
return      a leader of the place             n n n n y n n y
return      a leader of somewhere else        n n n n n n n y
return      a closed account                  - - - - - - - -
return      one's own account                 n n n n n n n n
factor      an account that has one           n n n n n n n y
factor      an account without one            n n n n n n n -
factor      one's own account                 n n n n n n n n
name        an account of nobody known        n n n n n n n y
name        an account of somebody            n n n n n n n -
merge       two records of one person         n n n n n n n y
merge       two that both have an account     n n n n n n n -
merge       two that were merged before       n n n n n n n -
"""
ROWS = [
    (line[:12].strip(), line[12:46].strip(), line[46:].split())
    for line in TABLE.strip().splitlines()
]


@dataclass
class Ground:
    """A place where a project is, another, and whom the verbs are done to."""

    by: User
    here: Place
    elsewhere: Place
    organisation: Organisation
    administrator: User

    def leader(self, place: Place | None = None) -> User:
        return make_user(RoleCode.COMMUNITY_LEADER, place=place or self.here)

    def approver(self) -> User:
        return make_user(RoleCode.RELEASE_APPROVER, organisation=self.organisation)

    def card(self, place: Place | None = None) -> tuple[Invitation, str]:
        return actions.invite(
            by=self.administrator,
            role=RoleCode.COMMUNITY_LEADER,
            place=place or self.here,
        )

    def closed(self, account: User) -> User:
        return actions.close_account(by=self.administrator, account=account)


def ground_of(role: str) -> Ground:
    """Return a world in which somebody has this role, near the project if it can be."""
    community = make_community()
    design = make_design(community)
    funder = design.project.funder
    if role == RoleCode.PROJECT_OFFICER:
        by = make_officer(design)
    elif role in {RoleCode.DESIGN_AUTHOR, RoleCode.RELEASE_APPROVER}:
        by = make_user(role, organisation=funder)
    elif role in {RoleCode.PROTECTION_OFFICER, RoleCode.ADMINISTRATOR}:
        by = make_user(role)
    else:
        by = make_user(role, place=community.place)
    return Ground(
        by=by,
        here=community.place,
        elsewhere=make_community().place,
        organisation=funder,
        administrator=make_administrator(),
    )


def invite(ground: Ground, state: str) -> Callable[[], object]:
    role, place = RoleCode.COMMUNITY_LEADER, ground.here
    if state == "an approver":
        return lambda: actions.invite(
            by=ground.by,
            role=RoleCode.RELEASE_APPROVER,
            organisation=ground.organisation,
            person_name="Alguien más",
        )
    if state == "a leader of no place":
        return lambda: actions.invite(by=ground.by, role=role)
    if state == "a leader somewhere else":
        place = ground.elsewhere
    return lambda: actions.invite(by=ground.by, role=role, place=place)


def cancel(ground: Ground, state: str) -> Callable[[], object]:
    place = ground.elsewhere if state == "a card of somewhere else" else ground.here
    card, code = ground.card(place)
    if state == "a card that was used":
        actions.accept_invitation(
            code=code, username="con-tarjeta", password="una frase muy larga"
        )
    if state == "a card cancelled before":
        actions.cancel_invitation(by=ground.administrator, invitation=card)
    card.refresh_from_db()
    return lambda: actions.cancel_invitation(by=ground.by, invitation=card)


def grant(ground: Ground, state: str) -> Callable[[], object]:
    user, role, place = ground.leader(), RoleCode.FACILITATOR, ground.here
    if state == "a role held already":
        role = RoleCode.COMMUNITY_LEADER
    if state == "a role to oneself":
        user = ground.by
    if state == "a role to a closed account":
        user = ground.closed(user)
    if state == "a staff role to nobody known":
        return lambda: actions.grant_role(
            by=ground.by,
            user=user,
            role=RoleCode.RELEASE_APPROVER,
            organisation=ground.organisation,
        )
    return lambda: actions.grant_role(by=ground.by, user=user, role=role, place=place)


def revoke(ground: Ground, state: str) -> Callable[[], object]:
    assignment = RoleAssignment.objects.get(user=ground.leader())
    if state == "a role taken back before":
        actions.revoke_role(by=ground.administrator, assignment=assignment)
    return lambda: actions.revoke_role(by=ground.by, assignment=assignment)


def close(ground: Ground, state: str) -> Callable[[], object]:
    account = ground.by if state == "one's own account" else ground.leader()
    if state == "a closed account":
        account = ground.closed(account)
    return lambda: actions.close_account(by=ground.by, account=account)


def reopen(ground: Ground, state: str) -> Callable[[], object]:
    account = ground.approver()
    if state != "an open account":
        account = ground.closed(account)
    if state == "whose person came back":
        again = make_user(RoleCode.COMMUNITY_LEADER, place=ground.here)
        User.objects.filter(pk=again.pk).update(person=account.person)
    return lambda: actions.reopen_account(by=ground.by, account=account)


def come_back(ground: Ground, state: str) -> Callable[[], object]:
    elsewhere = state == "a leader of somewhere else"
    account = ground.leader(ground.elsewhere if elsewhere else ground.here)
    if state == "a closed account":
        account = ground.closed(account)
    if state == "one's own account":
        account = ground.by
    return lambda: actions.invite_back(by=ground.by, account=account)


def factor(ground: Ground, state: str) -> Callable[[], object]:
    if state == "one's own account":
        account = ground.by
    elif state == "an account that has one":
        account = ground.approver()
    else:
        account = ground.leader()
    return lambda: actions.reset_second_factor(by=ground.by, account=account)


def name(ground: Ground, state: str) -> Callable[[], object]:
    known = state == "an account of somebody"
    account = ground.approver() if known else ground.leader()
    return lambda: actions.name_person(
        by=ground.by,
        account=account,
        person_name="Rosa Tzoc",
    )


def merge(ground: Ground, state: str) -> Callable[[], object]:
    keep = ground.approver().person
    assert keep is not None
    duplicate = Person.objects.create(name="Otra vez la misma")
    if state == "two that both have an account":
        person = ground.approver().person
        assert person is not None
        duplicate = person
    if state == "two that were merged before":
        Person.objects.filter(pk=duplicate.pk).update(
            merged_into=keep,
            merged_at=timezone.now() - timedelta(days=1),
            merged_by=ground.administrator,
        )
    return lambda: actions.merge_persons(by=ground.by, keep=keep, duplicate=duplicate)


VERBS: dict[str, Callable[[Ground, str], Callable[[], object]]] = {
    "invite": invite,
    "cancel": cancel,
    "grant": grant,
    "revoke": revoke,
    "close": close,
    "reopen": reopen,
    "return": come_back,
    "factor": factor,
    "name": name,
    "merge": merge,
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("verb", "state"),
    [(verb, state) for verb, state, _marks in ROWS],
)
def test_role_by_verb_by_state(role: str, verb: str, state: str) -> None:
    marks = next(marks for v, s, marks in ROWS if (v, s) == (verb, state))
    ground = ground_of(role)
    act = VERBS[verb](ground, state)
    assert outcome(act) == dict(zip(ROLES, marks, strict=True))[role]


@pytest.mark.parametrize("verb", [*VERBS])
def test_a_staff_account_without_its_second_factor_may_nothing(verb: str) -> None:
    state = next(state for v, state, marks in ROWS if v == verb and marks[-1] == "y")
    ground = ground_of(RoleCode.ADMINISTRATOR)
    act = VERBS[verb](ground, state)
    actions.reset_second_factor(by=ground.administrator, account=ground.by)
    assert outcome(act) == "n"


def test_every_role_and_every_verb_of_the_room_has_its_row() -> None:
    assert set(ROLES) == {role.value for role in RoleCode}
    assert {verb for verb, _state, _marks in ROWS} == set(VERBS)
    # Who comes with a card is nobody's yet; the other two are for commands, and for
    # whoever sets up a second factor of their own.
    alone = {"accept_invitation", "make_account", "enrol_second_factor"}
    assert set(actions.__all__) - alone == {
        *("invite", "cancel_invitation", "invite_back", "grant_role", "revoke_role"),
        *("close_account", "reopen_account", "reset_second_factor", "name_person"),
        "merge_persons",
    }
