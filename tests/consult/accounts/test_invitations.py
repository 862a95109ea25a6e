from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from consult.accounts.actions import (
    accept_invitation,
    cancel_invitation,
    invite,
    make_account,
)
from consult.accounts.cards import UnknownCode, find_invitation
from consult.accounts.codes import new_code
from consult.accounts.enums import InvitationState, RoleCode
from consult.accounts.models import Person, User
from consult.audit.models import Event
from projects.models import Place
from projects.refusals import Refusal
from tests.consult.accounts.cards import card, use
from tests.factories.accounts import (
    PASSWORD,
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


def verbs() -> list[str]:
    return list(Event.objects.order_by("sequence").values_list("verb", flat=True))


def test_a_card_makes_an_account_with_its_role_and_nothing_else(
    admin: User,
    place: Place,
) -> None:
    invitation, code = card(admin, place)
    user = use(code)

    invitation.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.person is None
    assert user.email == ""
    assert [
        (held.role, held.place, held.organisation, held.granted_by)
        for held in user.role_assignments.standing()
    ] == [(RoleCode.COMMUNITY_LEADER, place, None, admin)]
    assert invitation.state == InvitationState.USED
    assert invitation.used_by == user
    assert user.has_perm("review.contest_flag", place)


def test_only_a_hash_of_the_code_is_stored(admin: User, place: Place) -> None:
    invitation, code = card(admin, place)
    bare = code.replace("-", "")

    stored = " ".join(str(value) for value in vars(invitation).values())
    recorded = " ".join(str(vars(event)) for event in Event.objects.all())

    assert len(invitation.code_digest) == 64
    for secret in (code, bare):
        assert secret not in stored + recorded


def test_what_was_done_is_recorded_without_names(admin: User, place: Place) -> None:
    before = len(verbs())
    _invitation, code = card(admin, place)
    use(code, "marta-la-de-la-tienda")

    assert verbs()[before:] == [
        "invitation.made",
        "invitation.used",
        "account.made",
        "role.granted",
    ]
    assert "marta" not in str([event.public for event in Event.objects.all()])


def test_a_card_works_once(admin: User, place: Place) -> None:
    _invitation, code = card(admin, place)
    use(code)

    with pytest.raises(Refusal, match="ya se usó"):
        use(code, "otra")
    assert not User.objects.filter(username="otra").exists()


def test_a_card_works_through_its_last_day_and_not_after(
    admin: User,
    place: Place,
) -> None:
    invitation, code = card(admin, place)
    last = timezone.make_aware(datetime.combine(invitation.expires_on, time.min))
    with time_machine.travel(last + timedelta(hours=23), tick=False):
        assert find_invitation(code) == invitation
    with (
        time_machine.travel(last + timedelta(hours=25), tick=False),
        pytest.raises(Refusal, match="ya se venció"),
    ):
        use(code)


def test_a_cancelled_card_does_not_work(admin: User, place: Place) -> None:
    invitation, code = card(admin, place)
    cancel_invitation(by=admin, invitation=invitation)

    with pytest.raises(Refusal, match="fue anulada"):
        use(code)


def test_a_used_card_cannot_be_cancelled(admin: User, place: Place) -> None:
    invitation, code = card(admin, place)
    use(code)

    with pytest.raises(Refusal, match="ya se usó"):
        cancel_invitation(by=admin, invitation=invitation)
    invitation.refresh_from_db()
    assert invitation.cancelled_at is None


def test_a_code_nobody_has_is_told_from_a_slip_of_the_finger() -> None:
    with pytest.raises(UnknownCode, match="Ninguna tarjeta"):
        find_invitation(new_code())
    with pytest.raises(Refusal, match="no está completo") as slip:
        find_invitation("K7RT")
    assert not isinstance(slip.value, UnknownCode)


def test_a_refused_name_or_password_leaves_the_card_as_it_was(
    admin: User,
    place: Place,
) -> None:
    invitation, code = card(admin, place)
    use_up = [
        ({"username": "a b", "password": PASSWORD}, "username"),
        ({"username": "ab", "password": PASSWORD}, "username"),
        ({"username": admin.username.upper(), "password": PASSWORD}, "username"),
        ({"username": "marta", "password": "corta"}, "password"),
        ({"username": "marta", "password": "1234567890"}, "password"),
        ({"username": "marta@x", "password": PASSWORD}, "username"),
    ]

    fields = []
    for given, _field in use_up:
        with pytest.raises(Refusal) as refused:
            accept_invitation(code=code, by=None, **given)
        fields.append(refused.value.field)

    invitation.refresh_from_db()
    assert fields == [field for _given, field in use_up]
    assert invitation.state == InvitationState.WAITING
    assert User.objects.count() == 1
    assert "invitation.used" not in verbs()


def test_a_card_adds_its_role_to_the_account_that_is_signed_in(
    admin: User,
    place: Place,
) -> None:
    user = use(card(admin, place)[1])
    _invitation, code = invite(by=admin, role=RoleCode.FACILITATOR, place=place)

    assert accept_invitation(code=code, by=user) == user
    assert {held.role for held in user.role_assignments.standing()} == {
        RoleCode.COMMUNITY_LEADER,
        RoleCode.FACILITATOR,
    }
    assert User.objects.count() == 2


def test_the_same_role_twice_is_refused_and_the_card_stays(
    admin: User,
    place: Place,
) -> None:
    user = use(card(admin, place)[1])
    invitation, code = card(admin, place)

    with pytest.raises(Refusal, match="ya tiene ese papel"):
        accept_invitation(code=code, by=user)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.WAITING


def test_a_staff_card_names_a_person_and_its_account_is_theirs(admin: User) -> None:
    organisation = make_organisation()
    invitation, code = invite(
        by=admin,
        role=RoleCode.PROJECT_OFFICER,
        organisation=organisation,
        person_name="  Mateo   Xicará ",
    )
    user = use(code, "mateo")

    assert invitation.person == user.person
    assert str(user) == "Mateo Xicará"
    assert user.has_perm("review.resolve_flag", organisation)


def test_a_staff_card_for_nobody_in_particular_is_refused(admin: User) -> None:
    with pytest.raises(Refusal, match="Escriba el nombre") as refused:
        invite(by=admin, role=RoleCode.RELEASE_APPROVER)
    assert refused.value.field == "person_name"


def test_a_person_who_has_an_account_gets_no_second_one(admin: User) -> None:
    officer = make_user(RoleCode.PROJECT_OFFICER)

    with pytest.raises(Refusal, match=f"la cuenta «{officer.username}»"):
        invite(by=admin, role=RoleCode.RELEASE_APPROVER, person=officer.person)


def test_two_cards_for_one_person_make_one_account(admin: User) -> None:
    first, one = invite(
        by=admin,
        role=RoleCode.RELEASE_APPROVER,
        person_name="Rosa Tzoc",
    )
    _second, other = invite(
        by=admin,
        role=RoleCode.PROTECTION_OFFICER,
        person=first.person,
    )
    user = use(one, "rosa")

    with pytest.raises(Refusal, match="ya tiene la cuenta «rosa»"):
        use(other, "rosa2")
    accept_invitation(code=other, by=user)
    assert Person.objects.filter(name="Rosa Tzoc").count() == 1


def test_a_card_for_somebody_else_is_not_added_to_ones_account(admin: User) -> None:
    officer = make_user(RoleCode.PROJECT_OFFICER)
    _invitation, code = invite(
        by=admin,
        role=RoleCode.RELEASE_APPROVER,
        person_name="Rosa Tzoc",
    )

    with pytest.raises(Refusal, match="es para otra persona"):
        accept_invitation(code=code, by=officer)


def test_a_name_is_taken_in_any_case(admin: User, place: Place) -> None:
    make_account(
        by=admin,
        username="Marta",
        password=PASSWORD,
        role=RoleCode.COMMUNITY_LEADER,
        place=place,
    )

    with pytest.raises(Refusal, match="Escoja otro"):
        use(card(admin, place)[1], "mARTA")
