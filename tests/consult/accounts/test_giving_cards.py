from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from consult.accounts.actions import (
    accept_invitation,
    cancel_invitation,
    close_account,
    grant_role,
    invite,
    invite_back,
    revoke_role,
)
from consult.accounts.cards import find_invitation
from consult.accounts.enums import RoleCode
from consult.accounts.models import Invitation, RoleAssignment, User
from projects.models import Place
from projects.refusals import NotAllowed, Refusal
from tests.consult.accounts.cards import card, draft_for, publish, publish_for, use
from tests.factories.accounts import (
    fresh,
    make_administrator,
    make_organisation,
    make_user,
)
from tests.factories.communities import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return make_administrator()


@pytest.fixture
def place() -> Place:
    return make_place()


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-1, "ya pasó"), (91, "90 días como mucho")],
)
def test_a_day_that_makes_no_sense_is_refused(
    admin: User,
    place: Place,
    days: int,
    sentence: str,
) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        invite(
            by=admin,
            role=RoleCode.COMMUNITY_LEADER,
            place=place,
            expires_on=timezone.localdate() + timedelta(days=days),
        )
    assert refused.value.field == "expires_on"


def test_a_card_works_thirty_days_unless_told_otherwise(
    admin: User,
    place: Place,
) -> None:
    with time_machine.travel("2027-03-01T18:00:00Z", tick=False):
        invitation, _code = card(admin, place)

    assert invitation.expires_on == date(2027, 3, 31)


@pytest.mark.parametrize("role", list(RoleCode))
def test_an_officer_gives_the_roles_of_the_field_and_no_other(
    place: Place,
    role: RoleCode,
) -> None:
    organisation = make_organisation()
    officer = make_user(RoleCode.PROJECT_OFFICER, organisation=organisation)
    publish_for(organisation, place, officer)
    field = role in {
        RoleCode.COMMUNITY_LEADER,
        RoleCode.FACILITATOR,
        RoleCode.SPEAKER,
    }

    if field:
        invitation, _code = invite(by=officer, role=role, place=place)
        assert invitation.created_by == officer
    else:
        with pytest.raises((NotAllowed, Refusal)):
            invite(
                by=officer,
                role=role,
                organisation=None if role == RoleCode.ADMINISTRATOR else organisation,
                person_name="Alguien",
            )
        assert not Invitation.objects.exists()


def test_an_officer_invites_only_where_their_organisation_works(place: Place) -> None:
    organisation = make_organisation()
    officer = make_user(RoleCode.PROJECT_OFFICER, organisation=organisation)

    with pytest.raises(NotAllowed, match="no trabaja en ese lugar"):
        card(officer, place)
    draft = draft_for(organisation, place, officer)
    with pytest.raises(NotAllowed, match="no trabaja en ese lugar"):
        card(officer, place)
    publish(draft, officer)
    card(officer, place)


def test_an_officer_of_the_whole_house_invites_anywhere(place: Place) -> None:
    officer = make_user(RoleCode.PROJECT_OFFICER)

    invitation, _code = card(officer, place)

    assert invitation.place == place


@pytest.mark.parametrize(
    "role",
    [
        RoleCode.COMMUNITY_LEADER,
        RoleCode.FACILITATOR,
        RoleCode.DESIGN_AUTHOR,
        RoleCode.RELEASE_APPROVER,
        RoleCode.PROTECTION_OFFICER,
    ],
)
def test_nobody_else_invites(place: Place, role: RoleCode) -> None:
    with pytest.raises(NotAllowed):
        card(make_user(role), place)


def test_without_a_second_factor_nobody_invites(place: Place) -> None:
    officer = make_user(RoleCode.PROJECT_OFFICER, second_factor=False)

    with pytest.raises(NotAllowed, match="segundo paso"):
        card(officer, place)


def test_a_card_dies_with_the_right_to_give_it(admin: User, place: Place) -> None:
    officer = make_user(RoleCode.PROJECT_OFFICER)
    _invitation, code = card(officer, place)
    held = RoleAssignment.objects.get(user=officer)
    revoke_role(by=admin, assignment=held)

    with pytest.raises(Refusal, match="ya no puede invitar"):
        use(code)


def test_a_card_dies_when_its_giver_is_closed_out(admin: User, place: Place) -> None:
    other = make_administrator()
    _invitation, code = card(other, place)
    close_account(by=admin, account=other)

    with pytest.raises(Refusal, match="ya no puede invitar"):
        use(code)


def test_a_card_to_come_back_changes_the_password_and_nothing_else(
    admin: User,
    place: Place,
) -> None:
    user = use(card(admin, place)[1])
    _invitation, code = invite_back(by=admin, account=user)

    assert accept_invitation(code=code, password="otra frase larga") == user
    user.refresh_from_db()
    assert user.check_password("otra frase larga")
    assert [held.role for held in user.role_assignments.standing()] == [
        RoleCode.COMMUNITY_LEADER,
    ]
    with pytest.raises(Refusal, match="ya se usó"):
        accept_invitation(code=code, password="una tercera frase")


def test_a_new_card_to_come_back_voids_the_one_before(
    admin: User,
    place: Place,
) -> None:
    user = use(card(admin, place)[1])
    _first, lost = invite_back(by=admin, account=user)
    invite_back(by=admin, account=user)

    with pytest.raises(Refusal, match="fue anulada"):
        accept_invitation(code=lost, password="otra frase larga")


def test_a_card_to_come_back_is_of_no_use_to_somebody_signed_in(
    admin: User,
    place: Place,
) -> None:
    user = use(card(admin, place)[1])
    _invitation, code = invite_back(by=admin, account=user)

    with pytest.raises(Refusal, match="Salga primero"):
        accept_invitation(code=code, by=make_user(RoleCode.FACILITATOR))


def test_an_officer_helps_back_only_those_in_their_charge(
    admin: User,
    place: Place,
) -> None:
    organisation = make_organisation()
    officer = make_user(RoleCode.PROJECT_OFFICER, organisation=organisation)
    publish_for(organisation, place, officer)
    leader = use(card(officer, place)[1])
    elsewhere = use(card(admin, make_place())[1], "lejos")

    invitation, _code = invite_back(by=officer, account=leader)
    assert invitation.account == leader
    for account in (elsewhere, admin):
        with pytest.raises(NotAllowed, match="no está a su cargo"):
            invite_back(by=officer, account=account)
    # Whoever holds another role besides is in somebody else's charge.
    grant_role(
        by=admin,
        user=leader,
        role=RoleCode.FACILITATOR,
        place=make_place(),
    )
    with pytest.raises(NotAllowed, match="no está a su cargo"):
        invite_back(by=officer, account=fresh(leader))


def test_nobody_helps_themselves_back(admin: User) -> None:
    with pytest.raises(NotAllowed, match="Mi cuenta"):
        invite_back(by=admin, account=admin)


def test_somebody_elses_card_is_not_ones_own_to_cancel(
    admin: User,
    place: Place,
) -> None:
    invitation, code = card(admin, place)
    officer = make_user(RoleCode.PROJECT_OFFICER, organisation=make_organisation())

    with pytest.raises(NotAllowed):
        cancel_invitation(by=officer, invitation=invitation)
    assert find_invitation(code) == invitation
