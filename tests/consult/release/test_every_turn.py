"""Whoever writes past the service takes the project's turn, table by table."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment
from consult.mismatch.models import Flag
from consult.release import locks
from consult.release.locks.lock import Lock
from consult.release.models import (
    ApprovalBand,
    OverriddenFlag,
    Override,
    OverrideSignature,
    ReleaseRequest,
)
from consult.review.actions import resolve_flag
from consult.review.models import Contest, Resolution
from projects.models import Design, Project, TrackRecord
from tests.consult.release.bypass import draft, execute, insert, signature, unsigned
from tests.factories.communities import make_community
from tests.factories.feedback import make_ladder
from tests.factories.locks import unlocked
from tests.factories.overrides import make_outsider, overridden
from tests.factories.release import (
    World,
    ask_for,
    asked_and_signed,
    make_world,
)

pytestmark = pytest.mark.django_db

Row = TypeVar("Row", bound=models.Model)

# As they are written: what takes one of them away meanwhile is to be noticed.
TURNS = [(lock, lock.projects, lock.voids) for lock in locks.LOCKS if lock.projects]
FREE = (
    *("consultations_round_insert", "consultations_round_languages_insert"),
    *("consultations_attendance_insert", "communities_communitylanguage_insert"),
    *("communities_condition_insert", "projects_trackrecord_insert"),
)
BEFORE_AND_AFTER = 2
FREE_PARTS = [
    f"{part}_{event}"
    for part in ("budgetline", "tranche", "component", "assumption", "design_places")
    for event in ("insert", "update", "delete")
]


class _Undone(Exception):
    """What was written is taken back."""


def counts(world: World) -> tuple[int, int]:
    """Return the turn and the epoch of a project."""
    project = Project.objects.get(pk=world.design.project_id)
    return project.gate_turn, project.gate_epoch


def rows_of(table: str, projects: str, project: int) -> list[int]:
    """Return the rows for which a lock takes this project."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT guarded.id FROM {table} guarded WHERE %s IN "
            f"({projects.replace('<row>', 'guarded')}) ORDER BY guarded.id",
            [project],
        )
        return [number for (number,) in cursor.fetchall()]


def write(lock: Lock, number: int, request: ReleaseRequest) -> None:
    """Write a row past the service, as one kind of lock looks at it.

    What is taken out to be put in again has voided already: somebody signs anew.
    """
    table = lock.table
    if lock.on == "UPDATE":
        column = lock.of[0] if lock.of else "id"
        execute(f"UPDATE {table} SET {column} = {column} WHERE id = %s", number)
    elif lock.on == "DELETE":
        execute(f"DELETE FROM {table} WHERE id = %s", number)
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [number])
            columns = [f'"{each[0]}"' for each in cursor.description]
            values = cursor.fetchone()
        execute(f"DELETE FROM {table} WHERE id = %s", number)
        signer = request.approvals.latest("pk").approved_by
        insert(signature(request, signer))
        places = ", ".join(["%s"] * len(columns))
        execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", *values
        )


def moved(
    lock: Lock,
    number: int,
    world: World,
    request: ReleaseRequest,
) -> set[str] | None:
    """Return what one write past the service moved; None if it was refused."""
    seen: list[tuple[int, int]] = []

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.split(maxsplit=1)[0] == lock.on and lock.table in sql:
            seen.append(counts(world))
        return execute(sql, *rest)

    with suppress(IntegrityError, _Undone), transaction.atomic():
        with connection.execute_wrapper(note):
            write(lock, number, request)
        seen.append(counts(world))
        raise _Undone
    if len(seen) < BEFORE_AND_AFTER:
        return None
    (turn, epoch), (turn_after, epoch_after) = seen[-2:]
    return {
        *(["turn"] if turn_after > turn else []),
        *(["epoch"] if epoch_after > epoch else []),
    }


def moving(world: World, request: ReleaseRequest) -> set[str]:
    """Write past the service wherever that can be; return the locks that noticed."""
    for each in world.approvers:
        insert(signature(request, each))
    seen = set()
    for lock, projects, voids in TURNS:
        # Those that look at what changed in a row have tests of their own.
        if "NEW." in projects:
            continue
        rows = rows_of(lock.table, projects, world.design.project_id)
        found = moved(lock, rows[-1], world, request) if rows else None
        if found is not None:
            assert found == ({"turn", "epoch"} if voids else {"turn"}), lock.name
            seen.add(lock.name)
    return seen


def test_whoever_writes_past_the_service_takes_a_turn_and_voids(world: World) -> None:
    request = asked_and_signed(world)
    world.consultation.community.conditions.create(
        level=make_ladder("water").levels.all()[0],
        ladder=make_ladder("water"),
        households=1,
        asked=2,
        source="survey",
        as_of=timezone.localdate(),
    )
    TrackRecord.objects.create(
        organisation=world.design.project.implementer,
        title="Otra obra",
        purpose_code=world.design.components.get().purpose_code,
        place="Aquí",
    )
    seen = moving(world, request)
    assert {f"gate_{each}" for each in FREE} <= seen
    # Nobody was consulted on this design any more: its parts may still change.
    with unlocked("consultations_consultation"):
        world.design.consultations.update(design=make_world().design)
    world.tranche.places.add(*world.design.places.all())
    seen |= moving(world, request)
    assert {f"gate_projects_{each}" for each in FREE_PARTS} <= seen


def copy(row: Row, **changed: object) -> Row:
    """Return a row like another, not yet written."""
    row.pk = None
    for name, value in changed.items():
        setattr(row, name, value)
    return row


def test_whoever_writes_a_row_that_is_kept_takes_a_turn_and_voids(
    flagged: World,
) -> None:
    resolution = resolve_flag(
        flag=Flag.objects.blocking().get(),
        by=flagged.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    request = ask_for(flagged)
    contest = Contest(
        resolution=resolution,
        reason="No es cierto.",
        contested_at=timezone.now(),
        contested_by=flagged.officer,
    )
    role = RoleAssignment.objects.get(user=flagged.approvers[1])
    for row in (
        copy(Resolution.objects.get()),
        contest,
        copy(flagged.consultation, code="OTRA", community=make_community()),
        copy(role, role=RoleCode.PROJECT_OFFICER),
        ApprovalBand(currency=flagged.design.currency, from_amount=77, approvals=2),
        copy(
            Design.objects.get(pk=flagged.design.pk),
            number=9,
            state="superseded",
        ),
    ):
        insert(signature(request, flagged.approvers[1]))
        turn, epoch = counts(flagged)
        insert(row)
        after = counts(flagged)
        assert after[0] > turn, row._meta.db_table
        assert after[1] > epoch, row._meta.db_table


def test_a_flag_that_moves_takes_a_turn_and_voids_and_one_told_otherwise_does_not(
    flagged: World,
) -> None:
    request = ask_for(flagged)
    for moved, takes in (
        ("supported = NOT supported", True),
        ("severity = 'block'", True),
        ("finding = finding", False),
    ):
        flag = flagged.consultation.flags.exclude(severity="block").earliest("pk")
        insert(signature(request, flagged.approvers[1]))
        turn, epoch = counts(flagged)
        execute(f"UPDATE mismatch_flag SET {moved} WHERE id = %s", flag.pk)
        after = counts(flagged)
        assert (after[0] > turn, after[1] > epoch) == (takes, takes), moved


def test_money_takes_a_turn_and_voids_nothing(flagged: World) -> None:
    second = flagged.design.tranches.get(number=2)
    request = ReleaseRequest(
        project=flagged.design.project,
        tranche=second,
        requested_at=timezone.now(),
        requested_by=flagged.requester,
    )
    turns = [counts(flagged)]

    def then(write: Callable[[], object]) -> None:
        write()
        turns.append(counts(flagged))

    then(lambda: insert(request))
    request = ReleaseRequest.objects.get()
    override = unsigned(request)
    then(lambda: insert(override))
    override = Override.objects.get()
    insert(OverriddenFlag(override=override, flag=Flag.objects.blocking().get()))
    for by in (make_outsider(), make_outsider()):
        mark = OverrideSignature(
            override=override,
            person=by.person,
            signed_at=timezone.now(),
            signed_by=by,
            second_factor_at=timezone.now(),
        )
        then(partial(insert, mark))
    for by in flagged.approvers:
        then(partial(insert, signature(request, by)))
    then(lambda: insert(draft(request)))
    # One turn each, and no epoch but the first.
    assert [turn - turns[0][0] for turn, _epoch in turns] == list(range(len(turns)))
    assert {epoch for _turn, epoch in turns} == {turns[0][1]}


def test_an_override_taken_back_takes_a_turn(flagged: World) -> None:
    override = overridden(ask_for(flagged))
    turn, epoch = counts(flagged)
    Override.objects.filter(pk=override.pk).update(
        withdrawn_at=timezone.now(),
        withdrawn_by=override.proposed_by,
    )
    assert counts(flagged) == (turn + 1, epoch)
