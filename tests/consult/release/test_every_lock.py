"""Every lock that refuses whatever is written, table by table."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from consult.feedback.models import Questionnaire
from consult.mismatch.models import Flag, PolicyVersion
from consult.release import actions
from consult.release.locks.every import locks_of
from consult.release.models import (
    Approval,
    ApprovalBand,
    Clearance,
    ClearanceWithdrawal,
    OverriddenFlag,
    Override,
    Redemption,
    Release,
    ReleaseRequest,
    ReleaseSignature,
)
from consult.review.actions import resolve_flag
from consult.review.models import Contest
from tests.consult.release.bypass import (
    draft,
    execute,
    insert,
    refused,
    signature,
    unsigned,
)
from tests.factories.locks import unlocked
from tests.factories.overrides import overridden
from tests.factories.release import (
    World,
    ask_for,
    asked_and_signed,
    make_world,
    sign,
)

pytestmark = pytest.mark.django_db


ALWAYS = "1 = 1"
# As they are written: what takes one of them away meanwhile is to be noticed.
REFUSALS = [
    (lock, refusal) for lock in locks_of(connection.vendor) for refusal in lock.refuses
]
# Of two locks on one event, either may speak first.
BESIDE = {"release_overriddenflag": "|flags are named before anybody signs"}


def first(table: str) -> int | None:
    """Return the number of a row of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(id) FROM {table}")
        found: int | None = cursor.fetchone()[0]
    return found


def always(event: str) -> Iterator[tuple[str, str]]:
    """Yield each table with what it says to an event, whatever the row is."""
    for lock, refusal in REFUSALS:
        if lock.on == event and refusal.when == ALWAYS:
            yield lock.table, refusal.saying


@pytest.fixture
def everything(flagged: World, key_file: Path) -> World:
    """Leave a row in each table that is kept."""
    request = ask_for(flagged)
    overridden(request)
    for approver in flagged.approvers:
        sign(request, approver)
    actions.release_tranche(request=request, by=flagged.requester)
    now = timezone.now()
    clearance = Clearance.objects.get()
    ClearanceWithdrawal.objects.create(clearance=clearance, seen_at=now, reasons=[])
    Redemption.objects.create(
        clearance=clearance,
        project=clearance.project,
        tranche_number=1,
        payment="1",
        redeemed_at=now,
    )
    resolution = resolve_flag(
        flag=Flag.objects.blocking().get(),
        by=flagged.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    Contest.objects.create(
        resolution=resolution,
        reason="No es cierto.",
        contested_at=now,
        contested_by=flagged.officer,
    )
    PolicyVersion.objects.create(
        version="1",
        numbers={},
        reason="x",
        set_at=now,
        set_by=flagged.officer,
    )
    ApprovalBand.objects.create(currency="GTQ", from_amount=77, approvals=2)
    return flagged


def test_no_row_that_is_kept_is_written_again(everything: World) -> None:
    for table, saying in always("UPDATE"):
        with refused(saying):
            execute(f"UPDATE {table} SET id = id WHERE id = %s", first(table))


def test_no_row_that_is_kept_is_deleted(everything: World) -> None:
    for table, saying in always("DELETE"):
        with refused(saying):
            execute(f"DELETE FROM {table} WHERE id = %s", first(table))


@pytest.mark.postgres
def test_no_table_that_is_kept_is_emptied() -> None:
    for table, saying in always("TRUNCATE"):
        with refused(saying):
            execute(f"TRUNCATE {table} CASCADE")


def test_no_row_that_is_kept_is_written_twice(everything: World) -> None:
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    for lock, refusal in REFUSALS:
        if lock.on == "INSERT" and "is there already" in refusal.saying:
            with refused(refusal.saying + BESIDE.get(lock.table, "")):
                execute(
                    f"{verb} INTO {lock.table} SELECT * FROM {lock.table} "
                    "WHERE id = %s",
                    first(lock.table),
                )


def test_what_people_were_consulted_on_gets_and_loses_no_part(world: World) -> None:
    """Rows are put beside and taken out; what a part says is tested elsewhere."""
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    with unlocked("projects_tranche_places"):
        world.tranche.places.add(world.consultation.community.place)
    for lock, refusal in REFUSALS:
        if "consulted on it" in refusal.saying and (number := first(lock.table)):
            ways = {
                "INSERT": f"{verb} INTO {lock.table} SELECT * FROM {lock.table} "
                "WHERE id = %s",
                "DELETE": f"DELETE FROM {lock.table} WHERE id = %s",
                "UPDATE": f"UPDATE {lock.table} SET id = -id WHERE id = %s",
            }
            with refused(refusal.saying):
                execute(ways[lock.on], number)


def test_once_the_money_went_nothing_under_it_is_taken_back(everything: World) -> None:
    now, by = timezone.now(), everything.officer
    for rows, taken_back in (
        (ReleaseRequest.objects.all(), {"cancelled_at": now, "cancelled_by": by}),
        (Approval.objects.all(), {"revoked_at": now, "revoked_by": by}),
        (Override.objects.all(), {"withdrawn_at": now, "withdrawn_by": by}),
    ):
        with refused(f"{rows.model._meta.db_table}: the money has gone"):
            rows.update(**taken_back)


def test_before_it_went_they_are_only_taken_back(world: World) -> None:
    request = asked_and_signed(world)
    with refused("a request can only be cancelled, once"):
        ReleaseRequest.objects.update(requested_by=world.officer)
    with refused("a signature can only be taken back, once"):
        Approval.objects.update(gate_epoch=10**6)
    with refused("signed already"):
        insert(signature(request, world.approvers[0]))


def test_a_release_names_signatures_that_count(world: World) -> None:
    request = asked_and_signed(world)
    old = request.approvals.get(approved_by=world.approvers[0])
    world.consultation.rounds.update(interpreter=True)
    for each in world.approvers:
        insert(signature(request, each))
    new = request.approvals.filter(approved_by=world.approvers[1]).latest("pk")
    row = draft(
        request,
        first_approval=old,
        first_person=old.person,
        second_approval=new,
        second_person=new.person,
    )
    with refused("invariant 7: signed for something else"):
        insert(row)


def test_a_release_carries_its_own_signatures_only(world: World) -> None:
    other = ask_for(world, world.design.tranches.get(number=2))
    foreign = sign(other, world.approvers[0])
    actions.release_tranche(request=asked_and_signed(world), by=world.requester)
    third = ReleaseSignature(
        release=Release.objects.get(),
        approval=foreign,
        person=make_world().approvers[0].person,
    )
    with refused("not a signature of this release"):
        insert(third)


def test_no_flag_is_named_twice_nor_a_band_put_over_another(flagged: World) -> None:
    insert(unsigned(ask_for(flagged)))
    named = OverriddenFlag(
        override=Override.objects.get(),
        flag=Flag.objects.blocking().get(),
    )
    insert(named)
    with refused("release_overriddenflag: this row is there already"):
        insert(named)
    for amount in (77, 78):
        ApprovalBand.objects.create(currency="GTQ", from_amount=amount, approvals=2)
    verb = "UPDATE OR REPLACE" if connection.vendor == "sqlite" else "UPDATE"
    with refused("release_approvalband: another row is never replaced"):
        execute(f"{verb} release_approvalband SET from_amount = 77")


def test_a_questionnaire_is_not_sealed_again(world: World) -> None:
    with refused("feedback_questionnaire: it was frozen"):
        Questionnaire.objects.update(content_hash="0" * 64)
