"""Write the table of how often a block is wrong, and how often it comes in time."""

from fractions import Fraction
from pathlib import Path
from platform import python_version
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from consult.mismatch.policy import DEFAULT_POLICY
from consult.mismatch.simulating import GROUPS, Scenario, blocked_share, watched
from consult.mismatch.weighing import unanimous_from

SEED: Final = 169
WRONG: Final = (
    *(
        Scenario(households=size, lacking=size // 5, looks=size)
        for size in (20, 55, 140, 400)
    ),
    *(
        Scenario(
            households=140,
            lacking=int(140 * tolerance),
            looks=140,
            tolerance=tolerance,
        )
        for tolerance in (Fraction(1, 10), Fraction(3, 10), Fraction(1, 2))
    ),
    Scenario(detector="untrue_statement", households=140, lacking=28, looks=140),
    Scenario(detector="language", households=140, lacking=28, looks=140),
    Scenario(
        detector="comprehension",
        households=56,
        lacking=28,
        looks=56,
        tolerance=Fraction(1, 2),
    ),
    Scenario(
        detector="consent",
        households=56,
        lacking=28,
        looks=56,
        tolerance=Fraction(1, 2),
    ),
    Scenario(
        detector="coercion",
        households=140,
        lacking=4,
        looks=140,
        tolerance=Fraction(1, 20),
    ),
)
TOLERANCES: Final = tuple(map(Fraction, ("1/20", "1/10", "1/5", "3/10", "2/5", "1/2")))
RIGHT: Final = (
    *(
        Scenario(households=size, lacking=size * 4 // 5, looks=40)
        for size in (55, 140, 400)
    ),
    *(
        Scenario(households=140, lacking=112, looks=looks, tolerance=tolerance)
        for tolerance, looks in (
            (Fraction(1, 10), 40),
            (Fraction(3, 10), 40),
            (Fraction(1, 2), 60),
        )
    ),
    *(
        Scenario(
            detector=name,
            households=140,
            lacking=112,
            looks=looks,
            tolerance=limit,
        )
        for name, limit, looks in (
            ("untrue_statement", Fraction(1, 5), 40),
            ("language", Fraction(1, 5), 40),
            ("comprehension", Fraction(1, 2), 60),
            ("consent", Fraction(1, 2), 60),
            ("coercion", Fraction(1, 20), 40),
        )
    ),
)

_PAGE: Final = """\
# How often a blocking flag is wrong, and how soon it is right

Made by `manage.py measure_detectors --runs {runs} --write docs/detectors.md`;
seed {seed}, policy {policy}, Python {python}. Do not edit by hand.

Each line is {runs} simulated consultations. After every testimony the detector itself
looks at everybody together and at {groups} groups (sex, age band, language,
displacement and all who had to leave, disability, and up to four parts of the
community). Somebody answers at random here: it says nothing of people chosen for what
they say.

| detector | households | have it | tolerated | heard | should block | blocked |
|---|---:|---:|---:|---:|---|---:|
{lines}

The aim: at most 5 % where it should not, at least 95 % where it should.

## Why it holds

A block rests on a confidence sequence (Waudby-Smith and Ramdas 2020), which holds
however often one looks. Its errors for one question add up, at most, to one in twenty:
{everybody} for everybody together; {all_groups} divided among all groups that there can
be, whoever has answered so far (sex, age band, displacement, disability, the parts of
the community that are asked about, the languages of its record and {unlisted} more);
and {unanimous}, divided likewise, for
groups of which every single answer says so.

Such a group blocks from five answers on where one in five or less is tolerated: five
out of five are not outvoted by anybody. By chance alone that happens to a group once in
3,125 times, whatever the number of groups. Where more is tolerated, five out of five
are no surprise (once in 32 at one in two), and more are needed:

| tolerated | all of a group say so, from |
|---:|---:|
{unanimity}

Above the tolerance but below these numbers a flag is grave, and does not stop money.

Which other detectors stop money, and why no simulation is needed for them:

- `coercion` counts people, it does not estimate a share: five who say so are five
  people. Fewer than five never block, in any community; that is the line above.
- `language` also blocks for a language of one in five people in which nothing was
  said or written, `one_off` when no round was held, `untested_assumption` when too few
  answered, and `consent` for what the community decided. These are records, not
  samples.
- All other detectors never stop money.
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
    policy = DEFAULT_POLICY
    return _PAGE.format(
        runs=runs,
        seed=SEED,
        policy=policy.version,
        python=python_version(),
        groups=GROUPS,
        everybody=policy.everybody_error,
        all_groups=policy.groups_error,
        unanimous=policy.unanimous_error,
        unlisted=policy.unlisted_languages,
        lines="\n".join(lines),
        unanimity="\n".join(
            f"| {tolerance} | {unanimous_from(policy, tolerance, watched(WRONG[0]))} |"
            for tolerance in TOLERANCES
        ),
    )


def _line(scenario: Scenario, should: str, runs: int) -> str:
    share = blocked_share(scenario, runs=runs, seed=SEED)
    return (
        f"| {scenario.detector} | {scenario.households} | {scenario.lacking} "
        f"| {scenario.tolerance} | {scenario.looks} | {should} | {share:.1%} |"
    )
