"""Attempts to move money round the service: the database refuses each of them."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.consultations.actions import withdraw_consent
from consult.mismatch import engine, evidence
from consult.mismatch.models import Flag
from consult.release import actions, gate
from consult.release.models import Release
from consult.review.actions import contest_resolution, resolve_flag
from consult.review.models import Contest
from projects.models import Organisation, Project
from tests.consult.release.bypass import WAYS, draft, insert, refused, signature
from tests.factories.consultations import make_organisation, make_user, pdf_file
from tests.factories.locks import unlocked
from tests.factories.release import (
    World,
    ask_for,
    asked_and_signed,
    make_approver,
    make_world,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", WAYS)
def test_no_way_writes_a_release_past_an_open_flag(flagged: World, way: str) -> None:
    resolution = resolve_flag(
        flag=Flag.objects.blocking().get(),
        by=flagged.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    request = asked_and_signed(flagged)
    row = draft(request)
    Contest.objects.create(
        resolution=resolution,
        reason="No es cierto.",
        contested_at=timezone.now(),
        contested_by=flagged.officer,
    )
    with refused("invariant"):
        WAYS[way](row)
    row.gate_epoch = Project.objects.get(pk=request.project_id).gate_epoch
    with refused("invariant 1|invariant 4"):
        WAYS[way](row)
    assert Release.objects.count() == 0


@pytest.mark.parametrize("way", WAYS)
def test_what_the_service_would_release_the_database_lets_through(
    world: World,
    way: str,
) -> None:
    WAYS[way](draft(asked_and_signed(world)))
    assert Release.objects.count() == 1


def test_an_open_flag_alone_refuses_a_release(flagged: World) -> None:
    request = ask_for(flagged)
    for approver in flagged.approvers:
        insert(signature(request, approver))
    with refused("invariant 1: a flag is open"):
        insert(draft(request))


@pytest.mark.postgres
def test_a_table_in_front_of_the_flags_deceives_no_lock(flagged: World) -> None:
    request = ask_for(flagged)
    for approver in flagged.approvers:
        insert(signature(request, approver))
    row = draft(request)
    with refused("invariant 1: a flag is open"), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE mismatch_flag (LIKE mismatch_flag)")
        insert(row)


def test_a_contest_opens_the_flag_for_the_database_too(flagged: World) -> None:
    resolution = resolve_flag(
        flag=Flag.objects.blocking().get(),
        by=flagged.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    leader = make_user(
        RoleCode.COMMUNITY_LEADER,
        place=flagged.consultation.community.place,
    )
    contest_resolution(resolution=resolution, by=leader, reason="No es cierto.")
    request = ask_for(flagged)
    for approver in flagged.approvers:
        insert(signature(request, approver))
    with refused("invariant 1: a flag is open"):
        insert(draft(request))


def test_a_consent_taken_back_by_raw_sql_stops_the_money(world: World) -> None:
    request = ask_for(world)
    consent = world.consultation.consents.get()
    consent.pk, consent.decision, consent.reason = None, "withdrawn", "No cumplieron."
    consent.recorded_at = timezone.now()
    insert(consent)
    for approver in world.approvers:
        insert(signature(request, approver))
    with refused("invariant 3: consent does not stand"):
        insert(draft(request))


def test_a_clock_that_was_put_back_hides_no_withdrawal() -> None:
    world = make_world(decided_days_ago=5)
    request = asked_and_signed(world)
    yes = world.consultation.consents.get()
    with time_machine.travel(yes.recorded_at - timedelta(hours=3)):
        withdraw_consent(
            by=world.officer,
            consultation=world.consultation,
            authority="assembly",
            decided_on=yes.decided_on + timedelta(days=1),
            reason="No cumplieron.",
            acta=pdf_file(),
        )
    assert (3, "no_consent") in [
        (each.invariant, each.code) for each in gate.reasons(world.tranche)
    ]
    assert engine.gather(world.consultation).consultation.consent == evidence.Consent(
        decision=evidence.Decision.WITHDRAWN,
        decided_on=yes.decided_on + timedelta(days=1),
        conditions="",
        conditions_met=False,
    )
    for approver in world.approvers:
        insert(signature(request, approver))
    with unlocked("mismatch_flag"), refused("invariant 3: consent does not stand"):
        Flag.objects.all()._raw_delete("default")
        insert(draft(request))


def test_nobody_writes_a_yes_that_outlives_what_comes_after(world: World) -> None:
    yes = world.consultation.consents.get()
    yes.pk = 2**40
    with refused("numbers are given, not chosen"):
        yes.save(force_insert=True)


def test_one_person_is_not_two_in_the_database(world: World) -> None:
    request = asked_and_signed(world)
    first = request.approvals.all()[0]
    with refused("invariant 7|two_persons"):
        insert(draft(request, second_approval=first, second_person=first.person))


def test_one_signature_is_not_enough_for_the_database(world: World) -> None:
    request = asked_and_signed(world)
    row = draft(request)
    taken_back = request.approvals.get(approved_by=world.approvers[1])
    actions.revoke_approval(approval=taken_back, by=world.approvers[1])
    with refused("invariant 6: too few persons signed"):
        insert(row)


def test_two_accounts_of_one_person_are_one_in_the_database(world: World) -> None:
    request = asked_and_signed(world)
    first, second = world.approvers
    User.objects.filter(pk=first.pk).update(is_active=False)
    User.objects.filter(pk=second.pk).update(person=first.person)
    assert [each.code for each in gate.reasons(world.tranche)] == ["signatures"]
    with refused("invariant"):
        insert(draft(request))
    second.refresh_from_db()
    insert(signature(request, second))
    with refused("invariant 6: too few persons signed"):
        insert(draft(request))


def test_an_old_epoch_releases_nothing(world: World) -> None:
    request = asked_and_signed(world)
    row = draft(request)
    world.consultation.rounds.update(interpreter=True)
    with refused("invariant 4"):
        insert(row)
    row.gate_epoch += 1
    with refused("invariant 6: too few persons signed"):
        insert(row)


def test_the_budget_holds_in_the_database() -> None:
    world = make_world(budget=1000)
    actions.release_tranche(request=asked_and_signed(world), by=world.requester)
    second = world.design.tranches.select_related("design__project").get(number=2)
    request = ask_for(world, second)
    for approver in world.approvers:
        insert(signature(request, approver))
    with refused("invariant 8: more than the budget"):
        insert(draft(request))


def test_a_tranche_goes_once_in_the_database(world: World) -> None:
    request = asked_and_signed(world)
    actions.release_tranche(request=request, by=world.requester)
    with refused("invariant 8: released already"):
        insert(draft(request))


def test_another_amount_than_what_was_signed_is_refused(world: World) -> None:
    request = asked_and_signed(world)
    with refused("invariant 4"):
        insert(draft(request, amount=999))


def give(user: User, role: RoleCode, organisation: Organisation) -> None:
    """Give a role in an organisation."""
    RoleAssignment.objects.create(
        user=user,
        role=role,
        organisation=organisation,
        granted_at=timezone.now(),
        granted_by=user,
    )


# --- Signatures -----------------------------------------------------------------------


def test_the_requester_signs_nothing_by_raw_sql(world: World) -> None:
    request = ask_for(world)
    give(world.requester, RoleCode.RELEASE_APPROVER, world.design.project.funder)
    with refused("too near to the project"):
        insert(signature(request, world.requester))


def test_a_resolver_signs_nothing_by_raw_sql(flagged: World) -> None:
    resolve_flag(
        flag=Flag.objects.blocking().get(),
        by=flagged.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    give(flagged.officer, RoleCode.RELEASE_APPROVER, flagged.design.project.funder)
    with refused("too near to the project"):
        insert(signature(ask_for(flagged), flagged.officer))


def test_the_implementer_signs_nothing_by_raw_sql(world: World) -> None:
    near = make_approver(world.design.project.funder)
    give(near, RoleCode.DESIGN_AUTHOR, world.design.project.implementer)
    with refused("too near to the project"):
        insert(signature(ask_for(world), near))


def test_whoever_holds_no_role_that_signs_signs_nothing_by_raw_sql(
    world: World,
) -> None:
    request = ask_for(world)
    with refused("no role that signs for this project"):
        insert(signature(request, world.officer))
    with refused("no role that signs for this project"):
        insert(signature(request, make_approver(make_organisation())))


def test_a_signature_goes_with_the_role(world: World) -> None:
    request = asked_and_signed(world)
    with unlocked("accounts_roleassignment"):
        RoleAssignment.objects.filter(user=world.approvers[0]).update(
            revoked_at=timezone.now(),
            revoked_by=world.officer,
        )
    with refused("invariant 6: too few persons signed"):
        insert(draft(request))


def test_an_account_signs_for_its_own_person_only(world: World) -> None:
    first, second = world.approvers
    with refused("the account of another person"):
        insert(signature(ask_for(world), first, person=second.person))


def test_nobody_signs_for_an_epoch_that_is_not(world: World) -> None:
    request = ask_for(world)
    with refused("not what stands to be signed"):
        insert(signature(request, world.approvers[0], gate_epoch=10**6))
