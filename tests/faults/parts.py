"""What is taken away in one go, each part with the tests that concern it."""

from dataclasses import dataclass

from tests.faults.services import CLEARANCES, GATE, GLASS, MONEY, PEOPLE, TURNS, Fault


@dataclass(frozen=True, slots=True)
class Part:
    """Some pieces, and the files of tests that should notice them."""

    tests: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    # What the database itself holds.
    locks: bool = False
    # Two at the same moment: only PostgreSQL has two writers.
    only_postgres: bool = False


PARTS = {
    "locks": Part(
        (
            *("test_every_lock", "test_every_turn", "test_kept", "test_bypass"),
            *("test_bypass_admin", "test_banding", "test_overriding_by_hand"),
            *("test_locks",),
        ),
        locks=True,
    ),
    "gate": Part(
        ("test_gate_facts", "test_gate", "test_banding", "test_replaced"),
        GATE,
    ),
    "people": Part(
        (
            *("test_gate_facts", "test_gate", "test_permissions", "test_banding"),
            *("test_locks", "test_overriding", "test_overriding_stands"),
            "test_asking",
        ),
        (*PEOPLE, *MONEY),
    ),
    "glass": Part(
        (
            *("test_overriding_stands", "test_overriding", "test_gate_facts"),
            *("test_overriding_by_hand", "test_overriding_permissions"),
        ),
        GLASS,
    ),
    "clearances": Part(
        ("test_issuing", "test_clearances", "test_clearance_keys", "test_redeeming"),
        CLEARANCES,
    ),
    "turns": Part(("test_gate_races",), TURNS, only_postgres=True),
}
