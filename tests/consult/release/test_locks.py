"""The locks themselves: whole or not, who may undo them, and what waits for what."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import (
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.utils import timezone

from consult.accounts.second_factor import SecondFactorNeeded
from consult.release import actions, locks
from consult.release.checks import check_locks
from consult.release.locks.hardening import weaknesses
from consult.release.models import Approval, Release
from projects.refusals import Refusal
from projects.retrying import ATTEMPTS, retried
from tests.factories.release import ask_for, asked_and_signed, make_world

pytestmark = pytest.mark.django_db

MONEY = "gate_release_release_insert"


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def drop(name: str, table: str) -> None:
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    execute(f"DROP TRIGGER {name}{on}")


def test_every_lock_is_in_place_after_migrating() -> None:
    assert len({lock.name for lock in locks.LOCKS}) == len(locks.LOCKS)
    assert locks.differences(connection) == []
    assert locks.put_in_place(connection) == []


def test_money_stays_while_a_lock_is_missing_and_goes_when_it_is_back() -> None:
    world = make_world()
    request = asked_and_signed(world)
    drop(MONEY, "release_release")
    with pytest.raises(Refusal, match="ya no cuida el dinero"):
        actions.release_tranche(request=request, by=world.requester)
    assert Release.objects.count() == 0
    assert locks.put_in_place(connection) == [MONEY]
    actions.release_tranche(request=request, by=world.requester)
    assert Release.objects.count() == 1


def test_a_lock_that_says_something_else_is_found() -> None:
    drop("gate_mismatch_flag_delete", "mismatch_flag")
    if connection.vendor == "sqlite":
        execute(
            "CREATE TRIGGER gate_mismatch_flag_delete BEFORE DELETE ON mismatch_flag "
            "BEGIN SELECT 1; END",
        )
    else:
        execute(
            "CREATE TRIGGER gate_mismatch_flag_delete BEFORE DELETE ON mismatch_flag "
            "FOR EACH ROW WHEN (false) EXECUTE FUNCTION gate_mismatch_flag_delete()",
        )
    assert locks.differences(connection) == ["gate_mismatch_flag_delete"]
    (found, *_rest) = check_locks(databases=["default"])
    assert (found.id, "gate_mismatch_flag_delete" in found.msg) == (
        "release.W001",
        True,
    )


def test_a_trigger_that_is_not_ours_is_found() -> None:
    if connection.vendor == "sqlite":
        execute(
            "CREATE TRIGGER quiet AFTER INSERT ON mismatch_flag BEGIN SELECT 1; END",
        )
    else:
        execute(
            "CREATE TRIGGER quiet BEFORE INSERT ON mismatch_flag FOR EACH ROW "
            "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        )
    assert locks.differences(connection) == ["mismatch_flag.quiet"]


def test_a_constraint_that_is_gone_is_found() -> None:
    execute(
        "DROP INDEX release_approval_once_a_person"
        if connection.vendor == "sqlite"
        else "ALTER TABLE release_release DROP CONSTRAINT release_two_persons",
    )
    (found,) = locks.differences(connection)
    assert found in {"release_approval_once_a_person", "release_two_persons"}


@pytest.mark.postgres
def test_a_rule_that_swallows_a_write_is_found() -> None:
    execute("CREATE RULE quiet AS ON INSERT TO mismatch_flag DO INSTEAD NOTHING")
    assert locks.differences(connection) == ["mismatch_flag.quiet"]


@pytest.mark.postgres
def test_a_lock_that_is_switched_off_or_hollow_is_found() -> None:
    execute(f"ALTER TABLE release_release DISABLE TRIGGER {MONEY}")
    execute(
        "CREATE OR REPLACE FUNCTION gate_mismatch_flag_delete() RETURNS trigger "
        "LANGUAGE plpgsql AS $$BEGIN RETURN OLD; END$$",
    )
    assert locks.differences(connection) == ["gate_mismatch_flag_delete", MONEY]


# --- The role -------------------------------------------------------------------------


@contextmanager
def as_runtime() -> Iterator[str]:
    """Be the hardened role, made for this test; give its name."""
    role = f"runtime_{uuid4().hex[:8]}"
    call_command("harden_database", role=role, stdout=StringIO())
    execute(f"SET LOCAL ROLE {role}")
    yield role
    execute("RESET ROLE")


@pytest.mark.postgres
@pytest.mark.parametrize(
    "attempt",
    [
        f"DROP TRIGGER {MONEY} ON release_release",
        f"ALTER TABLE release_release DISABLE TRIGGER {MONEY}",
        "ALTER TABLE release_release DROP CONSTRAINT release_two_persons",
        f"ALTER FUNCTION {MONEY}() SET search_path TO pg_temp",
        "SET session_replication_role = replica",
        "TRUNCATE mismatch_flag CASCADE",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMPORARY TABLE mismatch_flag (id int)",
        "DELETE FROM mismatch_flag",
        "UPDATE audit_event SET verb = 'role.granted'",
        "DROP TABLE mismatch_flag CASCADE",
        "DELETE FROM django_migrations",
    ],
)
def test_the_runtime_role_undoes_nothing(attempt: str) -> None:
    with (
        as_runtime(),
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
    ):
        execute(attempt)


@pytest.mark.postgres
def test_the_runtime_role_does_all_the_work_and_counts_as_hardened() -> None:
    found = weaknesses(connection)
    assert found[:4] == [
        "it is a superuser, or may make roles or replicate",
        "it may create in the schema",
        "it may put a temporary table in front of another",
        "it may switch triggers off for its session",
    ]
    assert [each.split(":")[0] for each in found[5:]] == [
        "it may DELETE what is kept",
        "it may UPDATE what is kept",
    ]
    assert [each.id for each in check_locks(databases=["default"])] == ["release.W002"]
    with as_runtime():
        assert check_locks(databases=["default"]) == []
        world = make_world()
        actions.release_tranche(request=asked_and_signed(world), by=world.requester)
        assert Release.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("left", "said"),
    [
        (
            "GRANT DELETE ON mismatch_flag TO {role}",
            "it may DELETE what is kept: mismatch_flag",
        ),
        (
            "GRANT UPDATE ON audit_event TO {role}",
            "it may UPDATE what is kept: audit_event",
        ),
        (
            "GRANT TRUNCATE ON release_release TO {role}",
            "it owns, empties or puts triggers on 1 tables",
        ),
        (
            "GRANT CREATE ON SCHEMA public TO {role}",
            "it may create in the schema",
        ),
    ],
)
def test_a_right_that_was_left_to_the_role_is_found(left: str, said: str) -> None:
    with as_runtime() as role:
        execute("RESET ROLE")
        execute(left.format(role=role))
        execute(f"SET LOCAL ROLE {role}")
        assert weaknesses(connection) == [said]


@pytest.mark.postgres
def test_whoever_migrates_is_not_the_runtime_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    with pytest.raises(CommandError, match="escoja uno nuevo"):
        call_command("harden_database", role=owner)


# --- Waiting --------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_what_met_another_writer_is_tried_again_and_no_more_than_so_often(
    state: str,
) -> None:
    tries = []

    def act(conflicts: int) -> int:
        with transaction.atomic():
            tries.append(1)
            if len(tries) <= conflicts:
                execute(f"DO $$BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END$$")
        return len(tries)

    assert retried(act)(ATTEMPTS - 1) == ATTEMPTS
    tries.clear()
    with pytest.raises(OperationalError):
        retried(act)(100)
    assert len(tries) == ATTEMPTS
    tries.clear()
    with pytest.raises(OperationalError), transaction.atomic():
        retried(act)(100)
    assert len(tries) == 1


# --- The clock ------------------------------------------------------------------------


def test_a_clock_that_was_put_back_makes_no_old_code_new() -> None:
    world = make_world()
    request = ask_for(world)
    given = timezone.now() - timedelta(minutes=11)
    with (
        time_machine.travel(given + timedelta(minutes=1)),
        pytest.raises(SecondFactorNeeded),
    ):
        actions.approve_release(
            request=request,
            by=world.approvers[0],
            second_factor_at=given,
        )
    assert Approval.objects.count() == 0


def test_a_code_from_the_future_is_not_recent() -> None:
    world = make_world()
    with pytest.raises(SecondFactorNeeded):
        actions.approve_release(
            request=ask_for(world),
            by=world.approvers[0],
            second_factor_at=timezone.now() + timedelta(hours=1),
        )
