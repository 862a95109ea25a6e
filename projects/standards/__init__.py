"""The standard tables: read from versioned files, loaded once, kept where edited here.

`load` brings `projects/data` into the database, and with it the tables of the rooms
above, which `bring` their own. `proposed_assumptions` and
`search_purpose_codes` are what a design author is offered from it. `read_rows` gives
the rooms above the files that have no table of this room: languages, jargon, people.
"""

from projects.standards.bringing import TableReport, bring, rows_as_stored
from projects.standards.files import DATA_FOLDER, MalformedFile, read_file, read_rows
from projects.standards.loading import LoadReport, load, restore
from projects.standards.offering import (
    BASIS_MEANINGS,
    proposed_assumptions,
    rows_by_table,
    search_purpose_codes,
)
from projects.standards.permissions import (
    can_change_standards,
    check_can_change_standards,
)
from projects.standards.tables import FileRow, Tables, read_tables

__all__ = [
    "BASIS_MEANINGS",
    "DATA_FOLDER",
    "FileRow",
    "LoadReport",
    "MalformedFile",
    "TableReport",
    "Tables",
    "bring",
    "can_change_standards",
    "check_can_change_standards",
    "load",
    "proposed_assumptions",
    "read_file",
    "read_rows",
    "read_tables",
    "restore",
    "rows_as_stored",
    "rows_by_table",
    "search_purpose_codes",
]
