"""Two records that are one human being: joined once, with their history kept."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.accounts.actions import close_account, invite, merge_persons
from consult.accounts.acts import differences
from consult.accounts.enums import RoleCode
from consult.accounts.forms import MergeForm
from consult.accounts.models import Person, User
from consult.audit.models import Event
from consult.release.models import Approval
from consult.release.signatures import signatures_of
from projects.refusals import NotAllowed, Refusal
from tests.consult.accounts.answers import words
from tests.factories.accounts import (
    fresh,
    make_administrator,
    make_organisation,
    make_user,
    sign_in,
)
from tests.factories.release import asked_and_signed, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    """Return who looks after people."""
    return make_administrator()


@pytest.fixture
def kept() -> User:
    """Return the account that stays open."""
    return make_user(RoleCode.RELEASE_APPROVER)


@pytest.fixture
def closed(admin: User) -> User:
    """Return another account of the same human being, under another record."""
    account = make_user(RoleCode.RELEASE_APPROVER)
    return close_account(by=admin, account=account)


def person_of(user: User) -> Person:
    """Return whose an account is now."""
    person = fresh(user).person
    assert person is not None
    return person


def test_the_accounts_become_one_person_s_and_both_records_stay(
    admin: User,
    kept: User,
    closed: User,
) -> None:
    keep, duplicate = person_of(kept), person_of(closed)
    _card, _code = invite(
        by=admin,
        role=RoleCode.DESIGN_AUTHOR,
        organisation=make_organisation("Cooperativa El Pino"),
        person=duplicate,
    )

    assert merge_persons(by=admin, keep=keep, duplicate=duplicate) == keep

    assert person_of(closed) == keep
    assert fresh(closed).first_name == keep.name
    duplicate.refresh_from_db()
    assert (duplicate.merged_into, duplicate.merged_by) == (keep, admin)
    assert list(Person.objects.standing().filter(pk=duplicate.pk)) == []
    assert keep.invitations.count() == 1
    event = Event.objects.get(verb="person.merged")
    assert (event.actor, event.object_ref) == (
        f"user:{admin.pk}",
        f"accounts.person:{duplicate.pk}",
    )
    assert event.public["into"] == keep.pk
    assert duplicate.name not in str(event.public)
    assert list(differences()) == []


def test_signatures_of_both_count_as_one_from_then_on(admin: User) -> None:
    world = make_world()
    request = asked_and_signed(world)
    first, second = Approval.objects.order_by("pk")
    assert len(signatures_of([request.tranche]).counting(request)) == 2
    assert first.approved_by is not None
    User.objects.filter(pk=second.approved_by_id).update(is_active=False)

    merge_persons(by=admin, keep=first.person, duplicate=second.person)

    User.objects.filter(pk=first.approved_by_id).update(is_active=False)
    User.objects.filter(pk=second.approved_by_id).update(is_active=True)
    people = {
        each.approved_by.person_id
        for each in Approval.objects.select_related("approved_by")
    }
    assert people == {first.person_id}
    # Who signed what, and as whom, stays as it was signed.
    assert set(Approval.objects.values_list("person", flat=True)) == {
        first.person_id,
        second.person_id,
    }
    assert len(signatures_of([request.tranche]).counting(request)) < 2


def test_two_open_accounts_are_closed_to_one_first(admin: User, kept: User) -> None:
    other = make_user(RoleCode.RELEASE_APPROVER)
    with pytest.raises(Refusal, match="Cierre primero una"):
        merge_persons(by=admin, keep=person_of(kept), duplicate=person_of(other))


def test_nobody_joins_a_record_with_itself_or_twice(
    admin: User,
    kept: User,
    closed: User,
) -> None:
    keep, duplicate = person_of(kept), person_of(closed)
    with pytest.raises(Refusal, match="esta es la misma"):
        merge_persons(by=admin, keep=keep, duplicate=keep)
    merge_persons(by=admin, keep=keep, duplicate=duplicate)
    third = Person.objects.create(name="Tercera persona")
    for one, other in ((keep, duplicate), (duplicate, keep), (third, duplicate)):
        with pytest.raises(Refusal, match="ya se unió"):
            merge_persons(by=admin, keep=one, duplicate=other)


def test_nobody_joins_their_own_record(admin: User, closed: User) -> None:
    own, other = person_of(admin), person_of(closed)
    for keep, duplicate in ((own, other), (other, own)):
        with pytest.raises(NotAllowed, match="su propio registro"):
            merge_persons(by=admin, keep=keep, duplicate=duplicate)


def test_a_joined_record_is_offered_and_taken_no_more(
    admin: User,
    kept: User,
    closed: User,
) -> None:
    keep, duplicate = person_of(kept), person_of(closed)
    merge_persons(by=admin, keep=keep, duplicate=duplicate)

    offered = MergeForm(person=person_of(admin)).fields["duplicate"]
    assert duplicate not in offered.queryset  # type: ignore[attr-defined]
    duplicate.refresh_from_db()
    with pytest.raises(Refusal, match="se unió con otro"):
        invite(
            by=admin,
            role=RoleCode.DESIGN_AUTHOR,
            organisation=make_organisation("Cooperativa El Pino"),
            person=duplicate,
        )


@pytest.mark.parametrize("role", [each for each in RoleCode if each != "administrator"])
def test_only_administrators_join_people(
    client: Client,
    role: RoleCode,
    kept: User,
    closed: User,
) -> None:
    by = make_user(role)
    with pytest.raises(NotAllowed):
        merge_persons(by=by, keep=person_of(kept), duplicate=person_of(closed))
    sign_in(client, by)
    answer = client.post(reverse("accounts:merge_persons", args=[kept.pk]), {})

    assert answer.status_code == 403
    assert not Person.objects.exclude(merged_into=None).exists()


def test_it_is_done_on_the_page_of_the_account(
    client: Client,
    admin: User,
    kept: User,
    closed: User,
) -> None:
    sign_in(client, admin)
    address = reverse("accounts:account", args=[kept.pk])
    assert "Esta persona está anotada dos veces" in words(client.get(address))
    name = person_of(closed).name
    post = reverse("accounts:merge_persons", args=[kept.pk])
    assert client.post(post, {"duplicate": ""}).status_code == 200

    answer = client.post(post, {"duplicate": person_of(closed).pk})

    assert answer["Location"] == address
    assert f"También se anotó como {name}" in words(client.get(address))


def test_the_database_holds_who_joined_them(admin: User, kept: User) -> None:
    keep = person_of(kept)
    for wrong in (
        {"merged_into": keep},
        {"merged_at": timezone.now(), "merged_by": admin},
        {"merged_into": keep, "merged_at": timezone.now(), "merged_by": admin},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=keep.pk).update(**wrong)
