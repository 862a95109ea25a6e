"""Write the table of how often a block is wrong, and how often it comes in time."""

from pathlib import Path
from platform import python_version
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from consult.mismatch.policy import DEFAULT_POLICY
from consult.mismatch.simulating import Scenario, blocked_share

SEED: Final = 169
WRONG: Final = tuple(
    Scenario(households=size, lacking=size // 5, looks=size)
    for size in (20, 55, 140, 400)
)
RIGHT: Final = tuple(
    Scenario(households=size, lacking=size * 4 // 5, looks=40)
    for size in (55, 140, 400)
)

_PAGE: Final = """\
# How often a blocking flag is wrong, and how soon it is right

Made by `manage.py measure_detectors --runs {runs} --write docs/detectors.md`;
seed {seed}, policy {policy}, Python {python}. Do not edit by hand.

Each line is {runs} simulated consultations. After every testimony one looks at
everybody together and at eleven groups (sex, age band, language, displacement).
A block rests on a confidence sequence (Waudby-Smith and Ramdas 2020), which holds
however often one looks; a group of at least five also blocks when all say so.
Somebody answers at random here: it says nothing of people chosen for what they say.

| households | lack it | testimonies | should block | blocked |
|---:|---:|---:|---|---:|
{lines}

The aim: at most 5 % where it should not, at least 95 % where it should.
"""


class Command(BaseCommand):
    """Simulate whole consultations, and print or write what came of them."""

    help = "Simula consultas enteras y escribe la tabla de los detectores."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--runs", type=int, default=1000)
        parser.add_argument("--write", type=Path, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        table = page(options["runs"])
        if options["write"]:
            options["write"].write_text(table)
        else:
            self.stdout.write(table)


def page(runs: int) -> str:
    """Return the page of docs, with everything needed to make it again."""
    lines = [
        *(_line(each, "no", runs) for each in WRONG),
        *(_line(each, "yes", runs) for each in RIGHT),
    ]
    return _PAGE.format(
        runs=runs,
        seed=SEED,
        policy=DEFAULT_POLICY.version,
        python=python_version(),
        lines="\n".join(lines),
    )


def _line(scenario: Scenario, should: str, runs: int) -> str:
    share = blocked_share(scenario, runs=runs, seed=SEED)
    return (
        f"| {scenario.households} | {scenario.lacking} | {scenario.looks} "
        f"| {should} | {share:.1%} |"
    )
