"""The constraints of the guarded tables: gone, or saying something else, is found."""

from collections.abc import Callable

import pytest
from django.db import connection

from consult.release import actions, locks
from consult.release.checks import check_locks
from consult.release.locks.canonical import canonical
from consult.release.models import Release
from projects.refusals import Refusal
from tests.consult.release.bypass import execute
from tests.factories.release import asked_and_signed, make_world

pytestmark = pytest.mark.django_db


def rewrite(table: str, old: str, new: str) -> None:
    """Change what a table of SQLite says of itself, as whoever owns the file can."""
    execute("PRAGMA writable_schema = ON")
    execute(
        "UPDATE sqlite_master SET sql = replace(sql, %s, %s) WHERE name = %s",
        old,
        new,
        table,
    )
    execute("PRAGMA writable_schema = OFF")


def without_two_persons() -> str:
    name = "release_two_persons"
    if connection.vendor == "postgresql":
        execute(f"ALTER TABLE release_release DROP CONSTRAINT {name}")
    else:
        rewrite("release_release", name, "another_name")
    return name


def two_persons_or_one() -> str:
    name = "release_two_persons"
    if connection.vendor == "postgresql":
        execute(f"ALTER TABLE release_release DROP CONSTRAINT {name}")
        execute(
            f"ALTER TABLE release_release ADD CONSTRAINT {name} "
            "CHECK (NOT (first_person_id = -second_person_id))",
        )
    else:
        rewrite(
            "release_release",
            '"first_person_id" = ("second_person_id")',
            '"first_person_id" = (-"second_person_id")',
        )
    return name


def an_hour_old() -> str:
    name = "release_approval_second_factor_just_used"
    if connection.vendor == "postgresql":
        execute(f"ALTER TABLE release_approval DROP CONSTRAINT {name}")
        execute(
            f"ALTER TABLE release_approval ADD CONSTRAINT {name} CHECK "
            "(approved_at - second_factor_at >= '-00:01:00' "
            "AND approved_at - second_factor_at <= '01:00:00')",
        )
    else:
        rewrite("release_approval", "BETWEEN -60 AND 600", "BETWEEN -60 AND 3600")
    return name


def once_a_row() -> str:
    name = "release_approval_once_a_person"
    execute(f"DROP INDEX {name}")
    execute(
        f"CREATE UNIQUE INDEX {name} ON release_approval "
        "(request_id, person_id, gate_epoch, id) WHERE revoked_at IS NULL",
    )
    return name


def once_if_big() -> str:
    name = "release_approval_once_a_person"
    execute(f"DROP INDEX {name}")
    execute(
        f"CREATE UNIQUE INDEX {name} ON release_approval "
        "(request_id, person_id, gate_epoch) "
        "WHERE revoked_at IS NULL AND amount > 1000000",
    )
    return name


@pytest.mark.parametrize(
    "spoil",
    [without_two_persons, two_persons_or_one, an_hour_old, once_a_row, once_if_big],
    ids=lambda spoil: spoil.__name__,
)
def test_money_stays_while_a_constraint_is_not_what_it_should_be(
    spoil: Callable[[], str],
) -> None:
    world = make_world()
    request = asked_and_signed(world)
    if connection.vendor == "postgresql":
        # What waits for the end of a transaction keeps its table from being altered.
        execute("SET CONSTRAINTS ALL IMMEDIATE")
    name = spoil()
    assert locks.differences(connection) == [name]
    assert name in check_locks(databases=["default"])[0].msg
    with pytest.raises(Refusal, match="ya no cuida el dinero"):
        actions.release_tranche(request=request, by=world.requester)
    assert Release.objects.count() == 0


@pytest.mark.postgres
def test_what_is_not_yet_looked_at_is_no_constraint() -> None:
    execute("ALTER TABLE release_release DROP CONSTRAINT release_amount_positive")
    execute(
        "ALTER TABLE release_release ADD CONSTRAINT release_amount_positive "
        "CHECK (amount > 0) NOT VALID",
    )
    assert locks.differences(connection) == ["release_amount_positive"]


@pytest.mark.postgres
def test_a_column_that_is_unique_no_more_is_found() -> None:
    execute(
        "ALTER TABLE release_release DROP CONSTRAINT release_release_tranche_id_key"
    )
    execute("CREATE UNIQUE INDEX half ON release_release (tranche_id) WHERE amount > 1")
    assert locks.differences(connection) == ["release_release.tranche_id"]


SAME = (
    (
        'CHECK ((("a" IS NULL AND "b" = \'\') OR NOT ("c" = (1))))',
        "CHECK ((((a IS NULL) AND ((b)::text = ''::text)) OR (NOT (c = 1))))",
    ),
    (
        "CHECK (\"d\" IN ('x y', 'z') AND \"e\" > 0)",
        (
            "CHECK ((((d)::text = ANY ((ARRAY['x y'::character varying, "
            "'z'::character varying])::text[])) AND (e > (0)::numeric)))"
        ),
    ),
    (
        'CREATE UNIQUE INDEX "n" ON "t" ((LOWER("u")), "v") WHERE NOT ("u" = \'\')',
        (
            "CREATE UNIQUE INDEX n ON public.t USING btree (lower((u)::text), v) "
            "WHERE (NOT ((u)::text = ''::text))"
        ),
    ),
)


@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_the_same_in_other_spelling_is_the_same(ours: str, theirs: str) -> None:
    assert canonical(ours) == canonical(theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("CHECK ((a OR b) AND c)", "CHECK (a OR (b AND c))"),
        ("CHECK (NOT (a AND b))", "CHECK (NOT a AND b)"),
        ("CHECK (NOT a)", "CHECK (a)"),
        ("CHECK (a - (b - c) > 0)", "CHECK ((a - b) - c > 0)"),
        ("UNIQUE INDEX i ON t (f(a, b), c)", "UNIQUE INDEX i ON t (f(a), b, c)"),
        ("CHECK (a > 0)", "CHECK (a >= 0)"),
        ("CHECK (a = 'X')", "CHECK (a = 'x')"),
        ("CHECK (a = '')", "CHECK (a = '' OR true)"),
        ("UNIQUE (a, b)", "UNIQUE (a, b, c)"),
        ("UNIQUE (a, b)", "UNIQUE (a, b) DEFERRABLE INITIALLY DEFERRED"),
        ("CREATE UNIQUE INDEX n ON t (a)", "CREATE UNIQUE INDEX n ON t (a) WHERE b"),
    ],
)
def test_what_differs_never_looks_the_same(ours: str, theirs: str) -> None:
    assert canonical(ours) != canonical(theirs)
