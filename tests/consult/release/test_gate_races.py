"""Real transactions against each other: the money never passes what closes its gate.

`make nightly` runs five thousand of each at each isolation level and prints figures.
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.consultations.actions import withdraw_consent, withdraw_with_receipt
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.release import actions
from consult.release.models import (
    Approval,
    OverrideSignature,
    Release,
    ReleaseRequest,
)
from consult.release.signing import GateClosed
from consult.review.actions import contest_resolution, resolve_flag
from projects.actions import publish_design, start_design
from projects.models import Design
from projects.refusals import Refusal
from tests.consult.release.arena import (
    LEVELS,
    Act,
    Arena,
    Kept,
    arena,
    head,
    many,
    when,
)
from tests.factories.consultations import make_user
from tests.factories.overrides import make_outsider, overridden, propose
from tests.factories.release import (
    World,
    ask_for,
    asked_and_signed,
    let_answer,
    make_approver,
    make_world,
    sign,
)
from tests.figures import note

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600 + many(0)),
]

FEW = 4
# Five hundred in all on every run of the tests, in parts so that each core has one.
FLAGS = 125
PARTS = 4
# From so many on both orders must have happened.
ENOUGH = 50


@dataclass(frozen=True)
class Rival:
    """What is done at the same moment as the release."""

    act: Act
    request: ReleaseRequest
    by: World
    # The invariants that a release which comes second is refused by.
    closes: frozenset[int]
    # How its event is found in the chain.
    written: dict[str, object]


def a_flag() -> Rival:
    world = told(4)

    def act() -> None:
        let_answer(world, told_what_to_answer="yes")
        evaluate(consultation_id=world.consultation.pk)

    return Rival(
        act,
        asked_and_signed(world),
        world,
        frozenset({1}),
        {"public__detector": "coercion", "public__severity": "block"},
    )


def a_withdrawal() -> Rival:
    world = make_world()
    act = partial(
        withdraw_consent,
        by=make_user(
            RoleCode.COMMUNITY_LEADER,
            place=world.consultation.community.place,
        ),
        consultation=world.consultation,
        authority="assembly",
        decided_on=timezone.localdate(),
        reason="No cumplieron.",
    )
    written: dict[str, object] = {"verb": "consultations.withdraw_consent"}
    return Rival(act, asked_and_signed(world), world, frozenset({1, 3}), written)


def a_receipt_of_the_acta() -> Rival:
    world = make_world()
    act = partial(
        withdraw_with_receipt,
        consent=world.consultation.consents.get(),
        reason="No cumplieron.",
    )
    written: dict[str, object] = {
        "verb": "consultations.withdraw_consent",
        "actor": "receipt",
    }
    return Rival(act, asked_and_signed(world), world, frozenset({1, 3}), written)


def a_contest() -> Rival:
    world = told(6)
    resolution = resolve_flag(
        flag=Flag.objects.blocking().get(),
        by=world.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    leader = make_user(
        RoleCode.COMMUNITY_LEADER,
        place=world.consultation.community.place,
    )
    act = partial(
        contest_resolution,
        resolution=resolution,
        by=leader,
        reason="No es cierto.",
    )
    request = asked_and_signed(world)
    return Rival(act, request, world, frozenset({1}), {"verb": "flag.contested"})


def a_revision() -> Rival:
    world = make_world()
    draft = start_design(by=world.requester, project=world.design.project)
    today = timezone.localdate()
    Design.objects.filter(pk=draft.pk).update(
        beneficiaries_es="Las familias de la aldea.",
        upkeep_es="El comité de agua.",
        starts_on=today,
        ends_on=today + timedelta(days=90),
        households_targeted=20,
    )
    act = partial(publish_design, by=world.requester, design=draft)
    written: dict[str, object] = {"verb": "projects.design_published"}
    return Rival(act, asked_and_signed(world), world, frozenset({4}), written)


def a_revocation() -> Rival:
    world = make_world()
    request = asked_and_signed(world)
    approval = request.approvals.get(approved_by=world.approvers[0])

    def act() -> Approval:
        return actions.revoke_approval(approval=approval, by=world.approvers[0])

    written: dict[str, object] = {"verb": "release.approval_revoked"}
    return Rival(act, request, world, frozenset({6}), written)


def a_mended_glass() -> Rival:
    world = told(6)
    request = ask_for(world)
    override = overridden(request)
    for approver in world.approvers:
        sign(request, approver)
    act = partial(
        actions.withdraw_override,
        override=override,
        by=override.proposed_by,
    )
    written: dict[str, object] = {"verb": "release.override_withdrawn"}
    return Rival(act, request, world, frozenset({1}), written)


def told(times: int) -> World:
    """Return a world in which so many were told what to answer, evaluated."""
    world = make_world(closed=False)
    for _ in range(times):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    return world


RIVALS: tuple[Callable[[], Rival], ...] = (
    *(a_flag, a_withdrawal, a_receipt_of_the_acta, a_contest, a_revision),
    *(a_revocation, a_mended_glass),
)
# Once the money went, these are too late, and are told so. Nobody else is refused.
TOO_LATE = {a_revocation.__name__, a_mended_glass.__name__}


def race_the_money(rival: Rival, ring: Arena, races: int, name: str) -> Counter[str]:
    """Release against a rival; the money never comes second, nor is it sent away first.

    Whoever comes first wins. One of the two, by lot, starts up to as long after the
    other as a release takes, so that both orders happen.
    """
    kept = Kept()
    let_go = partial(
        actions.release_tranche,
        request=rival.request,
        by=rival.by.requester,
    )
    started = time.perf_counter()
    let_go()
    late = time.perf_counter() - started
    outcomes: Counter[str] = Counter({"illegal": 0, "wrongly refused": 0})
    for _race in range(races):
        kept.put_back()
        start = head()
        other, released = ring.race(rival.act, let_go, late=late)
        closed = when(start, **rival.written)
        went = when(start, verb="release.released")
        assert (went is not None) == isinstance(released, Release)
        assert Release.objects.count() == (went is not None)
        # Whoever was not refused left its event, and nobody else did.
        assert (closed is None) == isinstance(other, Refusal)
        outcomes[f"rival {'refused' if closed is None else 'done'}"] += 1
        if closed is None:
            assert went is not None
            outcomes["wrongly refused"] += name.split(maxsplit=1)[0] not in TOO_LATE
        if went is None:
            outcomes["stopped"] += 1
            assert isinstance(released, GateClosed)
            strange = [
                f"{reason.invariant} {reason.code}: {reason.message}"
                for reason in released.reasons
                if reason.invariant not in rival.closes
            ]
            outcomes["wrongly refused"] += bool(strange)
            outcomes.update(strange)
        else:
            outcomes["released"] += 1
            outcomes["illegal"] += closed is not None and closed < went
    outcomes.update(ring.conflicts)
    note(f"release against {name}", outcomes)
    assert outcomes["illegal"] == outcomes["wrongly refused"] == 0, outcomes
    # Whoever was sent away went through when the service tried again.
    assert outcomes["given up by the service"] == 0, outcomes
    # Both orders happened: a race that always goes one way proves nothing.
    assert races < ENOUGH or (outcomes["released"] and outcomes["stopped"])
    return outcomes


@pytest.mark.skipif("CONSULT_RACES" in os.environ, reason="The long run has more.")
@pytest.mark.parametrize("part", range(PARTS))
def test_no_release_passes_a_flag_in_five_hundred_races(part: int) -> None:
    with arena() as ring:
        outcomes = race_the_money(a_flag(), ring, FLAGS, f"a_flag in part {part}")
    assert outcomes["released"] + outcomes["stopped"] == FLAGS


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("make", RIVALS, ids=lambda make: make.__name__)
def test_no_release_passes_what_closes_its_gate(
    make: Callable[[], Rival],
    level: str,
) -> None:
    with arena(level) as ring:
        race_the_money(make(), ring, many(FEW), f"{make.__name__} at {level}")


@pytest.mark.parametrize("level", LEVELS)
def test_a_second_release_of_the_same_tranche_never_goes(level: str) -> None:
    world = make_world()
    request = asked_and_signed(world)
    kept = Kept()
    let_go = partial(actions.release_tranche, request=request, by=world.requester)
    with arena(level) as ring:
        for _race in range(many(FEW)):
            kept.put_back()
            results = ring.race(let_go, let_go)
            assert sum(isinstance(each, Release) for each in results) == 1
            assert Release.objects.count() == 1
        note(
            f"release against a second release at {level}",
            {"released": many(FEW), **ring.conflicts},
        )


@pytest.mark.parametrize("level", LEVELS)
def test_a_release_against_its_second_signature_goes_only_after_it(level: str) -> None:
    world = make_world()
    request = ask_for(world)
    sign(request, world.approvers[0])
    kept = Kept()
    let_go = partial(actions.release_tranche, request=request, by=world.requester)
    outcomes: Counter[str] = Counter({"illegal": 0, "wrongly refused": 0})
    with arena(level) as ring:
        for _race in range(many(FEW)):
            kept.put_back()
            start = head()
            second = partial(sign, request, world.approvers[1])
            released, signed = ring.race(let_go, second, late=0.1)
            assert isinstance(signed, Approval)
            if isinstance(released, Release):
                approved = when(start, verb="release.approved")
                went = when(start, verb="release.released")
                assert approved is not None
                assert went is not None
                outcomes["released"] += 1
                outcomes["illegal"] += went < approved
            else:
                assert isinstance(released, GateClosed)
                outcomes["stopped"] += 1
                reasons = {reason.invariant for reason in released.reasons}
                outcomes["wrongly refused"] += reasons != {6}
                # It was only too early: now it goes.
                assert let_go().tranche_number == 1
        outcomes.update(ring.conflicts)
    note(f"release against an approval at {level}", outcomes)
    assert outcomes["illegal"] == outcomes["wrongly refused"] == 0, outcomes


@pytest.mark.parametrize("level", LEVELS)
def test_over_broken_glass_it_goes_only_after_the_second_signature(level: str) -> None:
    world = told(6)
    request = ask_for(world)
    earlier = overridden(request)
    for approver in world.approvers:
        sign(request, approver)
    actions.withdraw_override(override=earlier, by=earlier.proposed_by)
    override = propose(request, make_outsider())
    second = partial(
        actions.sign_override,
        override=override,
        by=make_outsider(),
        second_factor_at=timezone.now(),
    )
    kept = Kept()
    let_go = partial(actions.release_tranche, request=request, by=world.requester)
    outcomes: Counter[str] = Counter({"illegal": 0, "wrongly refused": 0})
    with arena(level) as ring:
        for _race in range(many(FEW)):
            kept.put_back()
            second.keywords["second_factor_at"] = timezone.now()
            start = head()
            released, signed = ring.race(let_go, second, late=0.1)
            assert isinstance(signed, OverrideSignature)
            if isinstance(released, Release):
                passed = when(start, verb="release.override_signed")
                went = when(start, verb="release.released")
                assert passed is not None
                assert went is not None
                outcomes["released"] += 1
                outcomes["illegal"] += went < passed
            else:
                assert isinstance(released, GateClosed)
                outcomes["stopped"] += 1
                reasons = {reason.invariant for reason in released.reasons}
                outcomes["wrongly refused"] += reasons != {1}
                assert let_go().tranche_number == 1
        outcomes.update(ring.conflicts)
    note(f"release against a second signature over broken glass at {level}", outcomes)
    assert outcomes["illegal"] == outcomes["wrongly refused"] == 0, outcomes


def test_two_signatures_at_once_are_two_persons() -> None:
    world = make_world()
    third = make_approver(world.design.project.funder)
    request = ask_for(world)
    kept = Kept()
    with arena(size=4) as ring:
        for _race in range(many(FEW)):
            kept.put_back()
            results = ring.race(
                *(partial(sign, request, by) for by in (*world.approvers, third)),
                partial(sign, request, third),
            )
            assert sum(isinstance(each, Refusal) for each in results) == 1
            persons = list(request.approvals.values_list("person_id", flat=True))
            assert len(persons) == len(set(persons)) == 3
