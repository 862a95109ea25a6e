"""The service's own checks, each a piece of text and what it becomes without it."""

from tests.faults.services.clearances import CLEARANCES
from tests.faults.services.fault import HELD, Fault, listening_to, taken_away
from tests.faults.services.gate import GATE
from tests.faults.services.glass import GLASS
from tests.faults.services.money import MONEY
from tests.faults.services.people import PEOPLE
from tests.faults.services.turns import TURNS

FAULTS: tuple[Fault, ...] = (*GATE, *PEOPLE, *MONEY, *GLASS, *CLEARANCES, *TURNS)

__all__ = [
    "CLEARANCES",
    "FAULTS",
    "GATE",
    "GLASS",
    "HELD",
    "MONEY",
    "PEOPLE",
    "TURNS",
    "Fault",
    "listening_to",
    "taken_away",
]
