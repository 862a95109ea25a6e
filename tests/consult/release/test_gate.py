"""The gate: each invariant with the gate otherwise open."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.accounts.second_factor import SecondFactorNeeded
from consult.audit.acts import moment
from consult.audit.models import Event
from consult.consultations.actions import withdraw_consent
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.release import actions, gate
from consult.release.models import Approval, Release
from consult.release.signing import GateClosed
from consult.review.actions import contest_resolution, resolve_flag
from projects.actions import bump_gate_epoch
from projects.models import Design, Project, Tranche
from projects.refusals import NotAllowed, Refusal
from tests.factories.consultations import (
    decide,
    make_consultation,
    make_user,
    pdf_file,
)
from tests.factories.locks import unlocked
from tests.factories.release import (
    World,
    ask_for,
    asked_and_signed,
    let_answer,
    make_approver,
    make_world,
    sign,
)

pytestmark = pytest.mark.django_db


def codes(tranche: Tranche) -> list[tuple[int, str]]:
    """Return the gate's reasons as invariant and code."""
    return [(reason.invariant, reason.code) for reason in gate.reasons(tranche)]


def test_it_is_open_once_two_persons_signed(world: World) -> None:
    request = asked_and_signed(world)
    assert codes(world.tranche) == []
    release = actions.release_tranche(request=request, by=world.requester)
    assert release.amount == Decimal(1000)
    assert {release.first_person_id, release.second_person_id} == {
        approver.person_id for approver in world.approvers
    }
    assert Event.objects.filter(verb="release.released").count() == 1


def test_it_wants_a_request_and_then_two_signatures(world: World) -> None:
    assert codes(world.tranche) == [(6, "not_requested")]
    request = ask_for(world)
    assert codes(world.tranche) == [(6, "signatures")]
    sign(request, world.approvers[0])
    assert codes(world.tranche) == [(6, "signatures")]
    with pytest.raises(GateClosed):
        actions.release_tranche(request=request, by=world.requester)


def test_an_open_blocking_flag_closes_it_and_a_resolution_opens_it(
    world: World,
) -> None:
    for _ in range(6):
        let_answer_late(world, told_what_to_answer="yes")
    evaluate_now(world)
    flag = Flag.objects.blocking().get()
    assert flag.detector == "coercion"
    assert codes(world.tranche) == [(1, "open_flag")]
    resolution = resolve_flag(
        flag=flag,
        by=world.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    assert codes(world.tranche) == [(6, "not_requested")]
    leader = make_user(
        RoleCode.COMMUNITY_LEADER,
        place=world.consultation.community.place,
    )
    contest_resolution(resolution=resolution, by=leader, reason="No es cierto.")
    assert codes(world.tranche) == [(1, "open_flag")]


def let_answer_late(world: World, **said: str) -> None:
    """Let somebody let_answer although the consultation was closed: reopen it first."""
    type(world.consultation).objects.filter(pk=world.consultation.pk).update(
        closed_at=None,
        closed_by=None,
    )
    world.consultation.refresh_from_db()
    let_answer(world, **said)


def evaluate_now(world: World) -> None:
    """Evaluate the world's consultation."""
    evaluate(consultation_id=world.consultation.pk)


def test_an_assumption_nobody_was_asked_about_closes_it(world: World) -> None:
    world.consultation.tallies.filter(
        question="assumption:source_agreement",
    ).delete()
    assert (2, "untested") in codes(world.tranche)


@pytest.mark.parametrize("decision", ["no_consent", "undecided"])
def test_without_a_yes_it_is_closed(world: World, decision: str) -> None:
    decide(world.consultation, decision, by=world.officer, days=0)
    assert (3, "no_consent") in codes(world.tranche)


def test_conditions_that_were_not_met_close_it(world: World) -> None:
    decide(world.consultation, "consent_with_conditions", by=world.officer, days=0)
    assert (3, "no_consent") in codes(world.tranche)


def test_a_withdrawn_yes_closes_it(world: World) -> None:
    asked_and_signed(world)
    withdraw_consent(
        by=world.officer,
        consultation=world.consultation,
        authority="assembly",
        decided_on=timezone.localdate(),
        reason="No cumplieron.",
        acta=pdf_file(),
    )
    assert (3, "no_consent") in codes(world.tranche)


def test_a_place_that_was_not_consulted_closes_it() -> None:
    world = make_world(also_for=[make_consultation().community.place])
    assert codes(world.tranche) == [(4, "not_consulted")]


def test_a_design_that_is_not_what_was_published_closes_it(world: World) -> None:
    request = asked_and_signed(world)
    with unlocked("projects_component"):
        world.design.components.update(title_es="Otra cosa")
    assert codes(world.tranche) == [(4, "altered")]
    with pytest.raises(GateClosed):
        actions.release_tranche(request=request, by=world.requester)


def test_a_replaced_design_closes_it(world: World) -> None:
    request = asked_and_signed(world)
    Design.objects.filter(pk=world.design.pk).update(state="superseded")
    assert codes(world.tranche) == [(4, "superseded")]
    with pytest.raises(GateClosed):
        actions.release_tranche(request=request, by=world.requester)


def test_consent_on_the_first_day_of_work_is_too_late(world: World) -> None:
    with unlocked("projects_tranche"):
        world.design.tranches.update(
            first_activity_on=timezone.localdate() - timedelta(days=1),
        )
    assert codes(world.tranche) == [(4, "altered"), (5, "consent_after_start")]
    with unlocked("projects_tranche"):
        world.design.tranches.update(first_activity_on=timezone.localdate())
    assert codes(world.tranche) == [(4, "altered")]


def test_the_chain_keeps_when_the_second_factor_of_a_signature_was_used(
    world: World,
) -> None:
    used = timezone.now() - timedelta(minutes=3)
    by = world.approvers[0]
    actions.approve_release(request=ask_for(world), by=by, second_factor_at=used)

    event = Event.objects.get(verb="release.approved")
    assert event.public["second_factor_at"] == moment(used)


def test_any_change_of_epoch_voids_the_signatures(world: World) -> None:
    request = asked_and_signed(world)
    bump_gate_epoch(project_id=world.design.project_id)
    assert codes(world.tranche) == [(6, "signatures")]
    for approver in world.approvers:
        sign(request, approver)
    assert codes(world.tranche) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": Decimal(999)},
        {"tranche_number": 7},
        {"design_hash": "0" * 64},
        {"currency": "EUR"},
    ],
)
def test_a_signature_counts_only_for_what_was_signed(
    world: World,
    changed: dict[str, object],
) -> None:
    request = asked_and_signed(world)
    with unlocked("release_approval"):
        request.approvals.update(**changed)
    assert codes(world.tranche) == [(6, "signatures")]


def test_a_tranche_is_released_once(world: World) -> None:
    request = asked_and_signed(world)
    actions.release_tranche(request=request, by=world.requester)
    assert codes(world.tranche) == [(8, "already_released")]
    with pytest.raises(GateClosed):
        actions.release_tranche(request=request, by=world.requester)
    with pytest.raises(Refusal):
        ask_for(world)


def test_releases_never_exceed_the_budget() -> None:
    world = make_world(budget=1000)
    request = asked_and_signed(world)
    actions.release_tranche(request=request, by=world.requester)
    second = world.design.tranches.select_related("design__project").get(number=2)
    assert codes(second) == [(8, "over_budget")]


def test_the_database_refuses_a_second_release_and_one_person_twice(
    world: World,
) -> None:
    request = asked_and_signed(world)
    release = actions.release_tranche(request=request, by=world.requester)
    release.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        release.save(force_insert=True)
    stored = Release.objects.get()
    stored.second_person = stored.first_person
    with pytest.raises(IntegrityError), transaction.atomic():
        stored.save()


def test_a_refused_release_leaves_nothing(world: World) -> None:
    request = ask_for(world)
    before = Event.objects.count()
    with pytest.raises(GateClosed):
        actions.release_tranche(request=request, by=world.requester)
    assert Release.objects.count() == 0
    assert Event.objects.count() == before


def test_it_refuses_when_the_requester_approves(world: World) -> None:
    requester = world.requester
    _give(requester, RoleCode.RELEASE_APPROVER, world)
    request = ask_for(world)
    with pytest.raises(NotAllowed, match="Usted pidió"):
        sign(request, requester)


def test_it_refuses_whoever_resolved_a_flag_of_the_project(world: World) -> None:
    for _ in range(6):
        let_answer_late(world, told_what_to_answer="yes")
    evaluate_now(world)
    resolver = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=world.design.project.funder,
    )
    _give(resolver, RoleCode.RELEASE_APPROVER, world)
    resolve_flag(
        flag=Flag.objects.blocking().get(),
        by=resolver,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    request = ask_for(world)
    with pytest.raises(NotAllowed, match="resolvió una alerta"):
        sign(request, resolver)


def test_it_refuses_whoever_works_for_the_implementer(world: World) -> None:
    near = make_approver(world.design.project.funder)
    RoleAssignment.objects.create(
        user=near,
        role=RoleCode.DESIGN_AUTHOR,
        organisation=world.design.project.implementer,
        granted_at=timezone.now(),
        granted_by=near,
    )
    request = ask_for(world)
    with pytest.raises(NotAllowed, match="quienes harán"):
        sign(request, near)


def test_two_accounts_of_one_person_are_one_signature(world: World) -> None:
    request = ask_for(world)
    first = world.approvers[0]
    sign(request, first)
    User.objects.filter(pk=first.pk).update(is_active=False)
    twin = make_approver(world.design.project.funder)
    User.objects.filter(pk=twin.pk).update(person=first.person)
    twin.refresh_from_db()
    sign(request, twin)
    assert codes(world.tranche) == [(6, "signatures")]
    with pytest.raises(Refusal, match="ya firmó"):
        sign(request, twin)


def test_one_person_cannot_have_two_active_accounts(world: World) -> None:
    twin = make_approver(world.design.project.funder)
    twin.person = world.approvers[0].person
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.parametrize("age_minutes", [11, None])
def test_an_old_second_factor_signs_nothing(
    world: World,
    age_minutes: int | None,
) -> None:
    request = ask_for(world)
    used = timezone.now() - timedelta(minutes=age_minutes) if age_minutes else None
    with pytest.raises(SecondFactorNeeded):
        actions.approve_release(
            request=request,
            by=world.approvers[0],
            second_factor_at=used,
        )
    assert Approval.objects.count() == 0


def test_a_signature_taken_back_does_not_count(world: World) -> None:
    request = asked_and_signed(world)
    mine = request.approvals.get(approved_by=world.approvers[0])
    actions.revoke_approval(approval=mine, by=world.approvers[0])
    assert codes(world.tranche) == [(6, "signatures")]


def test_a_role_taken_back_voids_the_signature(world: World) -> None:
    asked_and_signed(world)
    RoleAssignment.objects.filter(user=world.approvers[0]).update(
        revoked_at=timezone.now(),
        revoked_by=world.officer,
    )
    assert codes(world.tranche) == [(6, "signatures")]


def test_an_approval_does_not_change_the_epoch(world: World) -> None:
    before = Project.objects.get(pk=world.design.project_id).gate_epoch
    asked_and_signed(world)
    assert Project.objects.get(pk=world.design.project_id).gate_epoch == before


def _give(user: User, role: str, world: World) -> None:
    RoleAssignment.objects.create(
        user=user,
        role=role,
        organisation=world.design.project.funder,
        granted_at=timezone.now(),
        granted_by=user,
    )
