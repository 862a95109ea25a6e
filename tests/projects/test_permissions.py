"""Each verb of the room, for each role, in each state of a design."""

from collections.abc import Callable

import pytest

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from projects import actions
from projects.enums import DesignState
from projects.models import Design, Organisation
from projects.permissions import (
    CREATE,
    EDIT,
    PUBLISH,
    VIEW_DRAFT,
    can_edit,
    can_see,
    organisations_where,
)
from projects.policies import check_can_publish, why_not_publish
from projects.refusals import NotAllowed, Refusal
from tests.factories.consultations import make_organisation, make_user
from tests.factories.projects import add_irrigation, make_draft, publisher_of

DRAFT, PUBLISHED, SUPERSEDED = DesignState
# Who may do what with the designs of their own organisation, and in which state.
ALLOWED: dict[str, dict[RoleCode, set[DesignState]]] = {
    "see": {role: {PUBLISHED, SUPERSEDED} for role in RoleCode}
    | {
        role: {DRAFT, PUBLISHED, SUPERSEDED}
        for role in (
            RoleCode.DESIGN_AUTHOR,
            RoleCode.PROJECT_OFFICER,
            RoleCode.RELEASE_APPROVER,
            RoleCode.ADMINISTRATOR,
        )
    },
    "write": {RoleCode.DESIGN_AUTHOR: {DRAFT}},
    "publish": {RoleCode.DESIGN_AUTHOR: {DRAFT}},
}


def _see(by: User, design: Design) -> None:
    if not can_see(by, design):
        raise NotAllowed("no")


def _write(by: User, design: Design) -> None:
    add_irrigation(by, design, "Otra parte")


def _publish(by: User, design: Design) -> None:
    check_can_publish(by, design)


VERBS: dict[str, Callable[[User, Design], None]] = {
    "see": _see,
    "write": _write,
    "publish": _publish,
}


@pytest.fixture
def of_every_state(author: User, ready: Design) -> dict[DesignState, Design]:
    """Give one design in each state, all of one organisation."""
    first = actions.publish_design(by=author, design=ready)
    second = actions.start_design(by=author, project=first.project)
    second = actions.publish_design(by=author, design=second)
    third = actions.start_design(by=author, project=first.project)
    first.refresh_from_db()
    return {SUPERSEDED: first, PUBLISHED: second, DRAFT: third}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", RoleCode)
def test_each_role_does_what_the_table_says_and_no_more(
    of_every_state: dict[DesignState, Design],
    author: User,
    verb: str,
    role: RoleCode,
) -> None:
    organisation = publisher_of(author)
    somebody = (
        make_user(role, place=of_every_state[DRAFT].places.get())
        if role in {RoleCode.COMMUNITY_LEADER, RoleCode.FACILITATOR}
        else make_user(role, organisation=organisation)
    )

    allowed = set()
    for state, design in of_every_state.items():
        try:
            VERBS[verb](somebody, design)
        except Refusal:
            continue
        allowed.add(state)

    assert allowed == ALLOWED[verb].get(role, set())


@pytest.mark.parametrize("verb", ["write", "publish"])
@pytest.mark.parametrize("role", RoleCode)
def test_no_role_reaches_into_another_organisation(
    of_every_state: dict[DesignState, Design],
    verb: str,
    role: RoleCode,
) -> None:
    somebody = make_user(role, organisation=make_organisation())

    with pytest.raises(NotAllowed):
        VERBS[verb](somebody, of_every_state[DRAFT])


def test_the_draft_of_another_organisation_is_not_seen(draft: Design) -> None:
    stranger = make_user(RoleCode.DESIGN_AUTHOR, organisation=make_organisation())

    assert not can_see(stranger, draft)
    assert not can_edit(stranger, draft)


def test_an_author_of_who_pays_writes_too(draft: Design) -> None:
    funder = make_user(
        RoleCode.DESIGN_AUTHOR,
        organisation=Organisation.objects.get(pk=draft.project.funder_id),
    )

    assert can_edit(funder, draft)


def test_an_author_of_who_carries_it_out_does_not_write(draft: Design) -> None:
    implementer = make_user(
        RoleCode.DESIGN_AUTHOR,
        organisation=draft.carried_out_by,
    )

    assert not can_edit(implementer, draft)


def test_a_role_taken_back_writes_no_more(author: User, draft: Design) -> None:
    author.role_assignments.update(revoked_at="2026-01-01T00:00Z", revoked_by=author)
    again = User.objects.get(pk=author.pk)

    with pytest.raises(NotAllowed):
        actions.save_basics(by=again, design=draft, title="Riego")


@pytest.mark.parametrize(
    ("role", "perms"),
    [
        (RoleCode.DESIGN_AUTHOR, {CREATE, VIEW_DRAFT, EDIT, PUBLISH}),
        (RoleCode.ADMINISTRATOR, {CREATE, VIEW_DRAFT}),
        (RoleCode.PROJECT_OFFICER, {VIEW_DRAFT}),
        (RoleCode.RELEASE_APPROVER, {VIEW_DRAFT}),
        (RoleCode.PROTECTION_OFFICER, set()),
        (RoleCode.FACILITATOR, set()),
        (RoleCode.COMMUNITY_LEADER, set()),
    ],
)
def test_a_permission_reaches_the_organisation_it_was_given_for(
    tables: None,
    role: RoleCode,
    perms: set[str],
) -> None:
    own, _other = make_organisation(), make_organisation()
    somebody = make_user(role, organisation=own)

    reached = {
        perm: organisations_where(somebody, perm)
        for perm in (CREATE, VIEW_DRAFT, EDIT, PUBLISH)
    }

    assert reached == {perm: [own] if perm in perms else [] for perm in reached}


def test_an_administrator_starts_a_project_and_writes_no_design(
    tables: None,
) -> None:
    administrator = make_user(RoleCode.ADMINISTRATOR)

    with pytest.raises(NotAllowed):
        actions.begin_project(
            by=administrator,
            title="Riego",
            publisher=make_organisation(),
            implementer=make_organisation(),
            funder=make_organisation(),
        )


def test_the_page_says_why_somebody_cannot_publish(author: User) -> None:
    draft = make_draft(author)
    officer = make_user(RoleCode.PROJECT_OFFICER, organisation=publisher_of(author))

    assert why_not_publish(officer, draft, []) == (
        "Solo quien escribe los diseños de su organización puede publicar."
    )
    assert why_not_publish(author, draft, []) is None
