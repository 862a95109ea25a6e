import pytest
from allauth.mfa.models import Authenticator

from consult.accounts.actions import (
    close_account,
    enrol_second_factor,
    grant_role,
    make_account,
    name_person,
    reopen_account,
    reset_second_factor,
    revoke_role,
)
from consult.accounts.enums import RoleCode
from consult.accounts.models import Person, RoleAssignment, User
from consult.accounts.second_factor import is_enrolled
from projects.refusals import NotAllowed, Refusal
from tests.factories.accounts import (
    PASSWORD,
    TOTP_SECRET,
    fresh,
    make_administrator,
    make_organisation,
    make_user,
    totp_code,
)
from tests.factories.communities import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return make_administrator()


def make(by: User | None, **given: object) -> User:
    facts: dict[str, object] = {
        "username": "mateo",
        "password": PASSWORD,
        "role": RoleCode.RELEASE_APPROVER,
        "person_name": "Mateo Xicará",
    }
    return make_account(by=by, **{**facts, **given})  # type: ignore[arg-type]


def role_of(user: User) -> RoleAssignment:
    return user.role_assignments.standing().get()


def test_an_account_is_made_with_person_role_and_second_factor(admin: User) -> None:
    user = make(admin, email="Mateo@Example.org", totp_secret=TOTP_SECRET)

    assert (str(user), user.email) == ("Mateo Xicará", "mateo@example.org")
    assert user.check_password(PASSWORD)
    assert (role_of(user).role, role_of(user).granted_by) == (
        RoleCode.RELEASE_APPROVER,
        admin,
    )
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    assert sorted(kinds) == ["recovery_codes", "totp"]


def test_the_secret_of_an_authenticator_is_stored_sealed_and_works(admin: User) -> None:
    user = make(admin, totp_secret=TOTP_SECRET)
    stored = Authenticator.objects.get(user=user, type="totp")

    assert TOTP_SECRET not in str(stored.data)
    assert stored.wrap().validate_code(totp_code())


def test_the_house_is_set_up_by_nobody() -> None:
    user = make(None, role=RoleCode.ADMINISTRATOR)

    assert role_of(user).is_from_setup
    assert user.is_staff
    assert user.has_perm("accounts.manage_roles")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "con espacio"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "x" * 61}, "username"),
        ({"password": "corta"}, "password"),
        ({"email": "esto no es"}, "email"),
        ({"role": "reina"}, "role"),
        ({"person_name": ""}, "role"),
        ({"person_name": "n" * 151}, "person_name"),
    ],
)
def test_a_malformed_account_is_refused_whole(
    admin: User,
    given: dict[str, object],
    field: str,
) -> None:
    people = Person.objects.count()

    with pytest.raises(Refusal) as refused:
        make(admin, **given)

    assert refused.value.field == field
    assert (User.objects.count(), Person.objects.count()) == (1, people)


def test_an_email_belongs_to_one_account(admin: User) -> None:
    make(admin, email="una@example.org")

    with pytest.raises(Refusal, match="ese correo") as refused:
        make(admin, username="otra", person_name="Otra", email="UNA@example.org")
    assert refused.value.field == "email"


def test_only_administrators_make_accounts() -> None:
    with pytest.raises(NotAllowed):
        make(make_user(RoleCode.PROJECT_OFFICER))


def test_a_second_person_of_the_same_name_must_be_told_apart(admin: User) -> None:
    make(admin)

    with pytest.raises(Refusal, match="segundo apellido"):
        make(admin, username="otro", person_name="mateo xicará")


@pytest.mark.parametrize(
    ("role", "organisation", "place", "field"),
    [
        (RoleCode.COMMUNITY_LEADER, False, False, "place"),
        (RoleCode.COMMUNITY_LEADER, True, False, "place"),
        (RoleCode.FACILITATOR, False, False, "place"),
        (RoleCode.FACILITATOR, True, True, "place"),
        (RoleCode.DESIGN_AUTHOR, False, False, "organisation"),
        (RoleCode.DESIGN_AUTHOR, False, True, "place"),
        (RoleCode.ADMINISTRATOR, True, False, "organisation"),
        (RoleCode.ADMINISTRATOR, False, True, "place"),
        (RoleCode.RELEASE_APPROVER, False, True, "place"),
    ],
)
def test_a_role_is_refused_where_it_makes_no_sense(
    admin: User,
    role: RoleCode,
    organisation: bool,
    place: bool,
    field: str,
) -> None:
    where: dict[str, object] = {}
    if organisation:
        where["organisation"] = make_organisation()
    if place:
        where["place"] = make_place()
    user = make(admin)

    with pytest.raises(Refusal) as refused:
        grant_role(by=admin, user=user, role=role, **where)  # type: ignore[arg-type]

    assert refused.value.field == field


def test_a_role_is_held_once_in_one_place(admin: User) -> None:
    user = make(admin)

    with pytest.raises(Refusal, match="ya tiene ese papel"):
        grant_role(by=admin, user=user, role=RoleCode.RELEASE_APPROVER)
    grant_role(
        by=admin,
        user=user,
        role=RoleCode.RELEASE_APPROVER,
        organisation=make_organisation(),
    )
    assert user.role_assignments.standing().count() == 2


def test_nobody_gives_a_role_to_themselves(admin: User) -> None:
    with pytest.raises(NotAllowed, match="a sí mismo"):
        grant_role(by=admin, user=admin, role=RoleCode.RELEASE_APPROVER)


@pytest.mark.parametrize("role", [code for code in RoleCode if code != "administrator"])
def test_only_administrators_give_roles(role: RoleCode) -> None:
    other = make_user(RoleCode.FACILITATOR)

    with pytest.raises(NotAllowed):
        grant_role(
            by=make_user(role),
            user=other,
            role=RoleCode.COMMUNITY_LEADER,
            place=make_place(),
        )


def test_an_administrator_without_second_factor_gives_nothing() -> None:
    admin = make_administrator(second_factor=False)
    other = make_user(RoleCode.FACILITATOR)

    with pytest.raises(NotAllowed, match="segundo paso"):
        grant_role(
            by=admin,
            user=other,
            role=RoleCode.COMMUNITY_LEADER,
            place=make_place(),
        )


def test_a_staff_role_is_for_somebody_in_particular(admin: User) -> None:
    leader = make_user(RoleCode.COMMUNITY_LEADER)

    with pytest.raises(Refusal, match="Anote la persona"):
        grant_role(by=admin, user=leader, role=RoleCode.PROTECTION_OFFICER)
    name_person(by=admin, account=leader, person_name="Marta Us")
    grant_role(by=admin, user=leader, role=RoleCode.PROTECTION_OFFICER)

    assert str(fresh(leader)) == "Marta Us"


def test_an_account_is_named_once_and_a_person_has_one_account(admin: User) -> None:
    leader = make_user(RoleCode.COMMUNITY_LEADER)
    officer = make_user(RoleCode.PROJECT_OFFICER)

    with pytest.raises(Refusal, match="ya tiene la cuenta"):
        name_person(by=admin, account=leader, person=officer.person)
    with pytest.raises(Refusal, match="ya tiene su persona"):
        name_person(by=admin, account=officer, person_name="Otra")


def test_a_role_taken_back_is_gone_at_once_and_stays_written(admin: User) -> None:
    user = make(admin)
    assert user.has_perm("release.approve_release")

    held = revoke_role(by=admin, assignment=role_of(user))

    assert not fresh(user).has_perm("release.approve_release")
    assert held.revoked_by == admin
    with pytest.raises(Refusal, match="ya se le había quitado"):
        revoke_role(by=admin, assignment=held)
    grant_role(by=admin, user=user, role=RoleCode.RELEASE_APPROVER)
    assert user.role_assignments.count() == 2


def test_the_mark_of_an_administrator_follows_the_role(admin: User) -> None:
    user = make(admin, role=RoleCode.ADMINISTRATOR)
    assert fresh(user).is_staff

    revoke_role(by=admin, assignment=role_of(user))

    assert not fresh(user).is_staff


def test_the_last_administrator_stays(admin: User) -> None:
    with pytest.raises(Refusal, match="única persona que administra"):
        revoke_role(by=admin, assignment=role_of(admin))
    other = make(admin, role=RoleCode.ADMINISTRATOR, totp_secret=TOTP_SECRET)
    revoke_role(by=other, assignment=role_of(admin))
    with pytest.raises(NotAllowed):
        close_account(by=other, account=other)
    assert fresh(other).has_perm("accounts.manage_roles")


def test_a_closed_administrator_does_not_count(admin: User) -> None:
    other = make(admin, role=RoleCode.ADMINISTRATOR)
    close_account(by=admin, account=other)

    with pytest.raises(Refusal, match="única persona que administra"):
        revoke_role(by=admin, assignment=role_of(admin))


def test_a_closed_account_may_nothing_and_comes_back_as_it_was(admin: User) -> None:
    user = make(admin)
    close_account(by=admin, account=user)

    assert not fresh(user).has_perm("release.approve_release")
    with pytest.raises(Refusal, match="cerrada"):
        grant_role(by=admin, user=fresh(user), role=RoleCode.PROTECTION_OFFICER)
    with pytest.raises(Refusal, match="ya está cerrada"):
        close_account(by=admin, account=user)
    reopen_account(by=admin, account=user)
    assert fresh(user).has_perm("release.approve_release")
    with pytest.raises(Refusal, match="está abierta"):
        reopen_account(by=admin, account=user)


def test_a_person_with_a_new_account_keeps_the_old_one_closed(admin: User) -> None:
    user = make(admin)
    close_account(by=admin, account=user)
    User.objects.create_user(username="nueva", person=user.person)

    with pytest.raises(Refusal, match="la cuenta «nueva»"):
        reopen_account(by=admin, account=fresh(user))


def test_a_lost_telephone_is_forgotten_with_its_spare_codes(admin: User) -> None:
    user = make(admin, totp_secret=TOTP_SECRET)
    reset_second_factor(by=admin, account=user)

    assert not Authenticator.objects.filter(user=user).exists()
    with pytest.raises(Refusal, match="no tiene un segundo paso"):
        reset_second_factor(by=admin, account=user)


def test_nobody_takes_their_own_second_factor_off_this_way(admin: User) -> None:
    with pytest.raises(NotAllowed, match="otra persona"):
        reset_second_factor(by=admin, account=admin)
    assert is_enrolled(admin)


def test_an_account_is_enrolled_once(admin: User) -> None:
    with pytest.raises(Refusal, match="ya tiene su segundo paso"):
        enrol_second_factor(user=admin, secret=TOTP_SECRET)
