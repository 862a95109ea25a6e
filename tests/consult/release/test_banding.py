"""More money, more persons: the bands, who edits them, and what an edit voids."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.audit.models import Event
from consult.release import actions, gate
from consult.release.models import ApprovalBand, Release, ReleaseSignature
from consult.release.queries import requests_signed, required_approvals
from projects.models import Project
from projects.refusals import NotAllowed, Refusal
from tests.consult.release.bypass import draft, insert, refused
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_user
from tests.factories.release import World, asked_and_signed, make_approver, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return make_user(RoleCode.ADMINISTRATOR)


def three(by: User, *, from_amount: str = "1000") -> ApprovalBand:
    """Let three persons sign from an amount on: the tranches are of 1,000 dollars."""
    return actions.save_band(
        by=by,
        currency="USD",
        from_amount=Decimal(from_amount),
        approvals=3,
    )


def said(world: World) -> list[str]:
    return [str(reason.message) for reason in gate.reasons(world.tranche)]


@pytest.mark.parametrize(
    ("currency", "amount", "needed"),
    [
        ("USD", "1", 2),
        ("USD", "99999.99", 2),
        ("USD", "100000", 3),
        ("USD", "499999.99", 3),
        ("USD", "500000", 4),
        ("GTQ", "100000", 2),
        ("GTQ", "780000", 3),
        ("HNL", "12500000", 4),
    ],
)
def test_more_money_asks_for_more_persons(
    world: World,
    currency: str,
    amount: str,
    needed: int,
) -> None:
    tranche = world.tranche
    tranche.amount, tranche.design.currency = Decimal(amount), currency
    assert required_approvals(tranche) == needed


def test_two_are_not_enough_where_three_are_asked_for(
    world: World,
    admin: User,
) -> None:
    three(admin)
    request = asked_and_signed(world)
    assert said(world) == ["Falta 1 firma."]
    assert requests_signed(world.requester) == []
    with refused("invariant 6: too few persons signed"):
        insert(draft(request))
    third = make_approver(world.design.project.funder)
    sign(request, third)
    assert requests_signed(world.requester) == [request]
    release = actions.release_tranche(request=request, by=world.requester)
    persons = [*(each.person for each in world.approvers), third.person]
    assert [each.person for each in release.signatures.all()] == persons
    assert release.signers == "{}, {} y {}".format(*persons)
    event = Event.objects.get(verb="release.released")
    assert event.public["persons"] == sorted(each.pk for each in persons if each)


def test_nobody_signed_yet_and_three_are_missing(world: World, admin: User) -> None:
    three(admin)
    actions.request_release(tranche=world.tranche, by=world.requester)
    assert said(world) == ["Faltan 3 firmas de personas distintas."]


def test_an_edit_voids_what_was_signed_and_is_an_event(
    world: World,
    admin: User,
) -> None:
    request = asked_and_signed(world)
    band = three(admin, from_amount="5000")
    assert said(world) == ["Faltan 2 firmas de personas distintas."]
    assert request.approvals.count() == 2
    actions.save_band(
        by=admin,
        band=band,
        currency="USD",
        from_amount=Decimal(10),
        approvals=4,
    )
    assert said(world) == ["Faltan 4 firmas de personas distintas."]
    assert [
        each.public for each in Event.objects.filter(verb="release.band_saved")
    ] == [
        {"currency": "USD", "from_amount": "5000", "approvals": 3},
        {"currency": "USD", "from_amount": "10", "approvals": 4},
    ]


def test_an_edit_past_the_service_voids_too(world: World) -> None:
    asked_and_signed(world)
    before = Project.objects.get(pk=world.design.project_id).gate_epoch
    ApprovalBand.objects.filter(currency="USD").update(approvals=5)
    assert Project.objects.get(pk=world.design.project_id).gate_epoch == before + 1


def test_no_band_asks_for_fewer_than_two_or_goes_away(world: World) -> None:
    with (
        pytest.raises(IntegrityError, match="release_band_two_or_more"),
        transaction.atomic(),
    ):
        ApprovalBand.objects.update(approvals=1)
    with refused("release_approvalband: rows are never deleted"):
        ApprovalBand.objects.all()._raw_delete("default")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"currency": "XYZ"}, "currency"),
        ({"from_amount": Decimal(-1)}, "from_amount"),
        ({"from_amount": Decimal(100_000)}, "from_amount"),
        ({"approvals": 1}, "approvals"),
        ({"approvals": 10}, "approvals"),
    ],
)
def test_a_band_that_says_nothing_sensible_is_refused(
    admin: User,
    facts: dict[str, object],
    field: str,
) -> None:
    given = {"currency": "USD", "from_amount": Decimal(5), "approvals": 3, **facts}
    with pytest.raises(Refusal) as refusal:
        actions.save_band(by=admin, **given)  # type: ignore[arg-type] # on purpose
    assert refusal.value.field == field


@pytest.mark.parametrize("role", [each for each in RoleCode if each != "administrator"])
def test_only_administrators_edit_them(role: RoleCode) -> None:
    with pytest.raises(NotAllowed):
        three(make_user(role))


def test_a_signature_of_another_request_carries_no_release(world: World) -> None:
    release = actions.release_tranche(
        request=asked_and_signed(world),
        by=world.requester,
    )
    second = world.design.tranches.select_related("design__project").get(number=2)
    other = asked_and_signed(world, second)
    approval = other.approvals.all()[0]
    with refused("not a signature of this release|never replaced"):
        insert(
            ReleaseSignature(
                release=release,
                approval=approval,
                person=approval.person,
            ),
        )
    assert Release.objects.count() == 1


def test_the_administration_writes_it_by_the_action(
    client: Client,
    admin: User,
) -> None:
    sign_in(client, admin)
    band = ApprovalBand.objects.get(currency="USD", approvals=3)
    url = reverse("admin:release_approvalband_change", args=[band.pk])
    assertContains(client.get(url), "Quetzales")
    client.post(url, {"currency": "USD", "from_amount": "90000", "approvals": "3"})
    band.refresh_from_db()
    assert band.from_amount == Decimal(90_000)
    assert Event.objects.filter(verb="release.band_saved").count() == 1
    add = reverse("admin:release_approvalband_add")
    client.post(add, {"currency": "EUR", "from_amount": "5", "approvals": "2"})
    assert ApprovalBand.objects.filter(currency="EUR", from_amount=5).exists()
    deletion = reverse("admin:release_approvalband_delete", args=[band.pk])
    assert client.post(deletion, {"post": "yes"}).status_code == 403
