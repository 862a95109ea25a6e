"""Overrides written past the service: the database asks the same of them."""

import pytest
from django.utils import timezone

from consult.accounts.models import Person, User
from consult.mismatch.models import Flag
from consult.release.models import (
    OverriddenFlag,
    Override,
    OverrideSignature,
    Release,
    ReleaseRequest,
)
from consult.review.actions import resolve_flag
from tests.consult.release.bypass import draft, insert, refused, signature
from tests.consult.release.ties import TIES
from tests.factories.locks import unlocked
from tests.factories.overrides import make_outsider, overridden, propose
from tests.factories.release import (
    World,
    make_approver,
    make_world,
)

pytestmark = pytest.mark.django_db


def by_hand(request: ReleaseRequest, *signers: User, **changed: object) -> Override:
    """Write an override and its signatures past the service."""
    tranche = request.tranche
    override = Override(
        **{
            "project": request.project,
            "request": request,
            "tranche_number": tranche.number,
            "amount": tranche.amount,
            "currency": tranche.design.currency,
            "design_hash": tranche.design.content_hash,
            "gate_epoch": type(request.project)
            .objects.get(pk=request.project_id)
            .gate_epoch,
            "justification": "x",
            "proposed_at": timezone.now(),
            "proposed_by": request.requested_by,
            **changed,
        },
    )
    insert(override)
    override = Override.objects.latest("pk")
    for flag in Flag.objects.blocking():
        insert(OverriddenFlag(override=override, flag=flag))
    for by in signers:
        insert(
            OverrideSignature(
                override=override,
                person=by.person,
                signed_at=timezone.now(),
                signed_by=by,
                second_factor_at=timezone.now(),
            ),
        )
    return override


def signed(world: World, request: ReleaseRequest) -> Release:
    """Sign for the money past the service, and return the release to write."""
    for approver in world.approvers:
        insert(signature(request, approver))
    return draft(request)


def test_the_database_lets_pass_what_two_outsiders_signed(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    by_hand(request_, make_outsider(), make_outsider())
    insert(signed(flagged, request_))
    assert Release.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": 1},
        {"tranche_number": 2},
        {"gate_epoch": 10**6},
        {"design_hash": "0" * 64},
        {"withdrawn_at": timezone.now()},
    ],
)
def test_an_override_of_something_else_lets_nothing_pass(
    flagged: World,
    request_: ReleaseRequest,
    changed: dict[str, object],
) -> None:
    outsiders = make_outsider(), make_outsider()
    if "withdrawn_at" in changed:
        changed = {**changed, "withdrawn_by": outsiders[0]}
    by_hand(request_, *outsiders, **changed)
    row = signed(flagged, request_)
    with refused("invariant 1: a flag is open"):
        insert(row)


def test_one_outsider_is_too_few_for_the_database(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    by_hand(request_, make_outsider())
    row = signed(flagged, request_)
    with refused("invariant 1: a flag is open"):
        insert(row)


def test_two_accounts_of_one_outsider_are_one_in_the_database(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    first, twin = make_outsider(), make_outsider()
    by_hand(request_, first, twin)
    row = signed(flagged, request_)
    with unlocked("accounts_user"):
        User.objects.filter(pk=first.pk).update(
            person=Person.objects.create(name="Otra"),
        )
        User.objects.filter(pk=twin.pk).update(is_active=False, person=first.person)
    with refused("invariant 1: a flag is open"):
        insert(row)


@pytest.mark.parametrize("tie", ["publishes", "pays", "builds", "resolved", "no role"])
def test_nobody_from_inside_signs_an_override_by_raw_sql(
    flagged: World,
    request_: ReleaseRequest,
    tie: str,
) -> None:
    by = make_outsider()
    if tie == "no role":
        by = make_approver(make_world().design.project.funder)
    elif tie == "resolved":
        flag = Flag.objects.blocking().get()
        resolve_flag(flag=flag, by=by, kind="mistaken", reason="Se preguntó otra vez.")
    else:
        TIES[tie](flagged, by)
    with refused("invariant 9: not from outside"):
        by_hand(request_, make_outsider(), by)


def test_no_flag_is_named_after_somebody_signed(request_: ReleaseRequest) -> None:
    override = propose(request_, make_outsider())
    flag = Flag.objects.blocking().get()
    with unlocked("mismatch_flag"):
        flag.pk, flag.subject = None, "another"
        flag.save(force_insert=True)
    with refused("flags are named before anybody signs"):
        insert(OverriddenFlag(override=override, flag=flag))


def test_an_override_is_neither_changed_nor_deleted(request_: ReleaseRequest) -> None:
    overridden(request_)
    for model, change in (
        (Override, {"justification": "Otra cosa."}),
        (OverriddenFlag, {"override": None}),
        (OverrideSignature, {"second_factor_at": timezone.now()}),
    ):
        rows = model._base_manager.all()
        with refused(model._meta.db_table):
            rows.update(**change)
        with refused(model._meta.db_table):
            rows._raw_delete("default")
