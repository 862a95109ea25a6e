"""Write the table of how often a stuffed count is seen, and an honest one mistaken."""

from pathlib import Path
from platform import python_version
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from consult.mismatch.policy import DEFAULT_POLICY
from consult.story.stuffing import HONEST, STUFFING, Way, flagged_share

SEED: Final = 169
SIZES: Final = (60, 150, 400)

_PAGE: Final = """\
# How often a stuffed count is seen

Made by `manage.py measure_integrity --runs {runs} --seed {seed} --write
docs/integrity.md`; seed {seed}, policy {policy}, Python {python}. Do not edit by hand.

Each figure is {runs} simulated consultations of 18 questions. In an honest one every
testimony is a household's own; in a stuffed one a fifth of them are not. The figure is
how often the detector `integrity` says more than "watch". What it compares, and by
which statistic, stands in `consult/mismatch/detectors/integrity.py`; how the
testimonies are made up, in `consult/story/stuffing.py`. Nobody knows how counts are
stuffed in earnest: whoever invents each testimony anew, as varied as a village and on
many phones, is not seen by it.

The thresholds were chosen while looking at these same ways of stuffing, so the table
says how well the detector sees what it was made to see, and less of any other way.

| a consultation in which | {sizes} |
|---|{rules}|
{lines}

The aim: at most 5 % of the honest, at least 95 % of the stuffed.

## What is kept for it

Only counts, in a table of their own: how many came from one device, as a random word
that the device makes and the server hashes with a key and the consultation; how many
one collector wrote down and what they said; how many say exactly the same, as a keyed
hash; how many chose the same place throughout; how many came in each day. What waited
on a phone without signal counts for its device and for no day: a village comes back
into signal on market day. The word is forgotten after a month, and is another in every
consultation.
A testimony forgets its device and its day in the moment it is counted; where it has a
receipt, both are kept under a key that only the receipt gives, so that whoever takes
the testimony back takes them out of the counts. All of it is forgotten 60
days after the last testimony that counted in it. `manage.py reevaluate` does not count
it again: what is hashed cannot be read back from the testimonies by the database, and
the device and the hour are kept nowhere else.
"""


class Command(BaseCommand):
    """Simulate honest and stuffed consultations, and print or write what came."""

    help = "Simula consultas honestas y rellenadas y escribe la tabla."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--runs", type=int, default=200)
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--write", type=Path, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        table = page(options["runs"], options["seed"])
        if options["write"]:
            options["write"].write_text(table)
        else:
            self.stdout.write(table)


def page(runs: int, seed: int) -> str:
    """Return the page of docs, with everything needed to make it again."""
    lines = [
        *(_line(each, "honest", runs, seed) for each in HONEST),
        *(_line(each, "stuffed", runs, seed) for each in STUFFING),
    ]
    return _PAGE.format(
        runs=runs,
        seed=seed,
        policy=DEFAULT_POLICY.version,
        python=python_version(),
        sizes=" | ".join(f"{size} testimonies" for size in SIZES),
        rules="|".join(["---:"] * len(SIZES)),
        lines="\n".join(lines),
    )


def _line(way: Way, kind: str, runs: int, seed: int) -> str:
    shares = [
        flagged_share(way, testimonies=size, runs=runs, seed=seed) for size in SIZES
    ]
    return (
        " | ".join(
            (f"| {kind}: {way}", *(f"{share:.1%}" for share in shares)),
        )
        + " |"
    )
