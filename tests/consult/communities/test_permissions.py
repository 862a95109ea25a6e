"""Role by verb by state: who may write about a community, stop and resume its pages."""

import pytest

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.communities import actions
from consult.communities.enums import StopReason
from consult.communities.models import Community
from tests.consult.accounts.permission_table import ROLES
from tests.consult.accounts.verdicts import outcome
from tests.factories.accounts import make_user
from tests.factories.communities import make_community, make_language
from tests.factories.consultations import make_design, make_officer

pytestmark = pytest.mark.django_db

# As `outcome` says it, in the order of ROLES.
TABLE = """
write    of the project's community    n n n n y n y y
write    of another project's          n n n n n n y y
write    of nobody's yet               n n n n y n y y
write    with fewer people than homes  n n n n - n - -
stop     shown                         n n n n y n y y
stop     shown, another project's      n n n n n n y y
stop     stopped before                n n n n y n y y
resume   stopped before                n n n n n n y y
resume   shown                         n n n n n n - -
"""
ROWS = [
    (line[:9].strip(), line[9:39].strip(), line[39:].split())
    for line in TABLE.strip().splitlines()
]


def community_of(state: str, mine: Community) -> Community:
    """Return the community that a state is about; `mine` is the project's."""
    if "another project's" in state:
        other = make_community()
        make_design(other)
        return other
    return make_community() if "nobody's" in state else mine


def act_of(verb: str, state: str, by: User, community: Community) -> object:
    """Do what a row of the table says."""
    if verb == "write":
        return actions.set_community(
            by=by,
            place=community.place,
            households=50,
            languages={make_language("quc"): None},
            population=20 if "fewer people" in state else 200,
        )
    if state == "stopped before":
        actions.stop_publication(by=None, community=community, reason=StopReason.FEAR)
    if verb == "stop":
        return actions.stop_publication(
            by=by,
            community=community,
            reason=StopReason.ASKED,
        )
    return actions.resume_publication(by=by, community=community)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("verb", "state"),
    [(verb, state) for verb, state, _marks in ROWS],
)
def test_role_by_verb_by_state(role: str, verb: str, state: str) -> None:
    marks = next(marks for v, s, marks in ROWS if (v, s) == (verb, state))
    mine = make_community()
    design = make_design(mine)
    if role == RoleCode.PROJECT_OFFICER:
        by = make_officer(design)
    elif role in {RoleCode.DESIGN_AUTHOR, RoleCode.RELEASE_APPROVER}:
        by = make_user(role, organisation=design.project.funder)
    elif role in {RoleCode.PROTECTION_OFFICER, RoleCode.ADMINISTRATOR}:
        by = make_user(role)
    else:
        by = make_user(role, place=mine.place)
    community = community_of(state, mine)

    done = outcome(lambda: act_of(verb, state, by, community))

    assert done == dict(zip(ROLES, marks, strict=True))[role]


def test_the_table_names_every_role_and_every_verb_of_the_room() -> None:
    assert set(ROLES) == {role.value for role in RoleCode}
    assert {verb for verb, _state, _marks in ROWS} == {"write", "stop", "resume"}


def test_why_it_stopped_is_not_overwritten_by_who_stops_it_again() -> None:
    community = make_community()
    officer = make_officer(make_design(community))
    actions.stop_publication(by=None, community=community, reason=StopReason.FEAR)
    actions.stop_publication(by=officer, community=community, reason=StopReason.ASKED)
    assert community.publication_stopped_because == StopReason.FEAR
