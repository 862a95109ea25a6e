"""The table of faults lists every piece that holds the gate, and nothing else."""

from importlib import import_module
from pathlib import Path

from django.conf import settings

from tests.faults.pieces import pieces
from tests.faults.services import FAULTS

TABLE = Path(settings.BASE_DIR) / "docs" / "gate-faults.md"


def test_every_piece_in_force_was_taken_away_once_and_noticed() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    listed = {
        " ".join(line.split(" | ")[:2]) for line in lines if line.startswith("| ")
    } - {"| piece what it does", "| invariant taken away"}
    rows = [*(each.row for each in pieces()), *(each.row for each in FAULTS)]
    wanted = {" ".join(row.removesuffix(" |").split(" | ")) for row in rows}
    assert wanted - listed == set(), "Run `make faults`: it writes the table."
    assert listed - wanted == set(), "Run `make faults`: it writes the table."


def test_every_check_of_the_service_stands_where_it_is_taken_away() -> None:
    for fault in FAULTS:
        file = import_module(fault.module).__file__
        assert file is not None
        text = Path(file).read_text(encoding="utf-8")
        assert (fault.what, text.count(fault.old)) == (fault.what, 1)
