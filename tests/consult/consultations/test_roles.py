"""Who may do what, in which state: the whole table of this room's verbs."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.accounts.roles import ROLES
from consult.consultations import actions
from consult.consultations.enums import ConsultationState
from consult.consultations.models import Consultation
from projects.refusals import NotAllowed, Refusal
from tests.factories.communities import make_language
from tests.factories.consultations import (
    days_ago,
    decide,
    make_consultation,
    make_organisation,
    make_user,
    pdf_file,
    replace_design,
)

pytestmark = pytest.mark.django_db

OPEN, CLOSED, REPLACED = ConsultationState


def record_round(by: User, consultation: Consultation) -> object:
    """Write down a round."""
    return actions.record_round(
        by=by,
        consultation=consultation,
        held_on=days_ago(40),
        place_note="Escuela",
        languages=[make_language()],
        interpreter=False,
        promoter_present=True,
        attendance={("female", "30-59"): 9},
    )


def record_consent(by: User, consultation: Consultation) -> object:
    """Write down a no."""
    return actions.record_consent(
        by=by,
        consultation=consultation,
        decision="no_consent",
        authority="assembly",
        decided_on=days_ago(0),
    )


def withdraw_consent(by: User, consultation: Consultation) -> object:
    """Take the yes back."""
    return actions.withdraw_consent(
        by=by,
        consultation=consultation,
        authority="assembly",
        decided_on=days_ago(0),
        reason="Ya no.",
        acta=pdf_file(),
    )


def close_consultation(by: User, consultation: Consultation) -> object:
    """Close it."""
    return actions.close_consultation(by=by, consultation=consultation)


Verb = Callable[[User, Consultation], object]

# Who may, of all roles: those here and nobody else.
WHO: dict[Verb, set[RoleCode]] = {
    record_round: {RoleCode.PROJECT_OFFICER},
    record_consent: {RoleCode.PROJECT_OFFICER},
    withdraw_consent: {RoleCode.PROJECT_OFFICER, RoleCode.COMMUNITY_LEADER},
    close_consultation: {RoleCode.PROJECT_OFFICER},
}
# In which states; a consultation of a replaced design that was never closed may close.
WHEN: dict[Verb, set[ConsultationState]] = {
    record_round: {OPEN},
    record_consent: {OPEN, CLOSED},
    withdraw_consent: {OPEN, CLOSED, REPLACED},
    close_consultation: {OPEN, REPLACED},
}

# Roles that reach a place; the others reach an organisation.
OF_A_PLACE = {RoleCode.COMMUNITY_LEADER, RoleCode.FACILITATOR}


def scope(role: RoleCode, consultation: Consultation) -> dict[str, Any]:
    """Return the scope in which a role reaches the consultation."""
    if role in OF_A_PLACE:
        return {"place": consultation.community.place}
    return {"organisation": consultation.design.project.funder}


def in_state(state: ConsultationState) -> Consultation:
    """Return a consultation with a yes, in a state."""
    consultation = make_consultation()
    decide(consultation, days=1)
    if state == CLOSED:
        consultation.closed_at = consultation.opened_at
        consultation.closed_by = consultation.opened_by
        consultation.save()
    if state == REPLACED:
        replace_design(consultation.design)
    consultation.refresh_from_db()
    assert consultation.state == state
    return consultation


States = dict[ConsultationState, Consultation]


@pytest.fixture(scope="module")
def every_state(throughout: Callable[[Callable[[], States]], States]) -> States:
    """Make a consultation in each state, once for all tests."""
    return throughout(lambda: {each: in_state(each) for each in ConsultationState})


@pytest.fixture
def states(every_state: States) -> States:
    """Return a consultation in each state."""
    return deepcopy(every_state)


def answer(verb: Verb, by: User, consultation: Consultation) -> str:
    """Return `done`, `refused` or `not allowed`."""
    try:
        verb(by, consultation)
    except NotAllowed:
        return "not allowed"
    except Refusal:
        return "refused"
    return "done"


def test_every_role_is_in_the_table() -> None:
    assert set(ROLES) == {str(role) for role in RoleCode}


@pytest.mark.parametrize("state", list(ConsultationState))
@pytest.mark.parametrize("role", list(RoleCode))
@pytest.mark.parametrize("verb", list(WHO), ids=lambda verb: verb.__name__)
def test_a_verb_is_done_by_its_roles_in_its_states(
    states: States,
    verb: Verb,
    role: RoleCode,
    state: ConsultationState,
) -> None:
    consultation = states[state]
    by = make_user(role, **scope(role, consultation))
    expected = "not allowed"
    if role in WHO[verb]:
        expected = "done" if state in WHEN[verb] else "refused"
    assert answer(verb, by, consultation) == expected


@pytest.mark.parametrize("verb", list(WHO), ids=lambda verb: verb.__name__)
def test_a_role_elsewhere_reaches_nothing_here(states: States, verb: Verb) -> None:
    consultation = states[OPEN]
    elsewhere = make_user(RoleCode.PROJECT_OFFICER, organisation=make_organisation())
    leader_elsewhere = make_user(
        RoleCode.COMMUNITY_LEADER,
        place=make_consultation().community.place,
    )
    for by in (elsewhere, leader_elsewhere, make_user()):
        assert answer(verb, by, consultation) == "not allowed"


@pytest.mark.parametrize("verb", list(WHO), ids=lambda verb: verb.__name__)
def test_an_officer_without_a_second_factor_writes_nothing(
    states: States,
    verb: Verb,
) -> None:
    consultation = states[OPEN]
    by = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=consultation.design.project.funder,
        second_factor=False,
    )
    assert answer(verb, by, consultation) == "not allowed"
