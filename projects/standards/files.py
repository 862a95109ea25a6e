"""Reading a data file: its shape, its version, and the basis of each of its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import yaml
from django.utils.translation import gettext as _

from projects.enums import Basis
from projects.refusals import Refusal

# Much faster than the plain one, where PyYAML came with its C library.
SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"

# Read by this room; the others are for the rooms above, and only checked here.
TABLE_FILES = frozenset({"ladders.yaml", "purpose_codes.yaml", "prerequisites.yaml"})

# The lists of each file, and what names a row of a list.
SECTIONS: dict[str, dict[str, str]] = {
    "ladders.yaml": {"rows": "code"},
    "purpose_codes.yaml": {"rows": "code"},
    "prerequisites.yaml": {"rows": "key"},
    "languages.yaml": {"rows": "code"},
    "jargon.yaml": {"rows": "term"},
    "themes.yaml": {"rows": "code"},
    "consultation.yaml": {"rows": "kind", "decisions": "code", "principles": "code"},
    "people.yaml": {
        "sex": "code",
        "age_bands": "code",
        "displacement": "code",
        "disability": "code",
        "disability_answers": "code",
    },
    "hxl.yaml": {"rows": "key"},
}

# A key that stands once in each sector, not once in the whole file.
SHARED_KEYS = frozenset({"prerequisites.yaml"})

Row = dict[str, object]


class MalformedFile(Refusal):
    """A data file is not as it should be; nothing of it was loaded."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file: what a refusal begins with."""

    file: str
    row: str = ""

    def refuse(self, what: str) -> NoReturn:
        """Refuse the file.

        Raises:
            MalformedFile: always, with file, row and what is wrong.

        """
        if not self.row:
            raise MalformedFile(
                _("%(file)s: %(what)s") % {"file": self.file, "what": what},
            )
        raise MalformedFile(
            _("%(file)s, fila «%(row)s»: %(what)s")
            % {"file": self.file, "row": self.row, "what": what},
        )


def parse(text: str) -> object:
    """Return what a YAML text says, as plain values.

    Raises:
        yaml.YAMLError: it is not YAML.

    """
    loader = SafeLoader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def read_file(name: str, *, folder: Path = DATA_FOLDER) -> dict[str, object]:
    """Return a data file as it stands, its version and the basis of its rows checked.

    Raises:
        MalformedFile: the file cannot be read, says no version, lacks one of its lists,
            or has a row without name or basis, or two of one name.

    """
    place = Place(name)
    try:
        text = (folder / name).read_text(encoding="utf-8")
        data = parse(text)
    except FileNotFoundError:
        place.refuse(_("no existe ese archivo."))
    except UnicodeDecodeError:
        place.refuse(_("no está escrito en UTF-8."))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        if mark is None:
            place.refuse(_("no se entiende como YAML."))
        place.refuse(
            _("no se entiende como YAML en la línea %(line)s.")
            % {"line": mark.line + 1},
        )
    if not isinstance(data, dict):
        place.refuse(_("debe empezar con su versión y sus filas."))
    if not isinstance(data.get("version"), str) or not data["version"].strip():
        place.refuse(_("falta la versión, entre comillas."))
    for section, key in SECTIONS.get(name, {}).items():
        _check_section(name, data.get(section), section, key)
    return data


def read_rows(
    name: str,
    section: str = "rows",
    *,
    folder: Path = DATA_FOLDER,
) -> list[Row]:
    """Return one list of a data file, checked as `read_file` does.

    Raises:
        MalformedFile: as `read_file`.
        KeyError: the file has no such list.

    """
    rows = read_file(name, folder=folder)[section]
    return list(rows) if isinstance(rows, list) else []


def check_files(names: Iterable[str], *, folder: Path = DATA_FOLDER) -> None:
    """Read the files only to see that they are as they should be.

    Raises:
        MalformedFile: one of them is not.

    """
    for name in names:
        read_file(name, folder=folder)


def _check_section(name: str, rows: object, section: str, key: str) -> None:
    if not isinstance(rows, list) or not rows:
        Place(name).refuse(_("falta la lista «%(list)s».") % {"list": section})
    seen: set[object] = set()
    for number, row in enumerate(rows, start=1):
        nameless = Place(name, str(number))
        if not isinstance(row, dict):
            nameless.refuse(_("no tiene columnas."))
        if not isinstance(row.get(key), str) or not row[key].strip():
            nameless.refuse(_("le falta «%(column)s».") % {"column": key})
        place = Place(name, row[key])
        check_basis(place, row.get("basis"))
        if name in SHARED_KEYS:
            continue
        if row[key] in seen:
            place.refuse(_("aparece dos veces."))
        seen.add(row[key])


def check_basis(place: Place, basis: object) -> str:
    """Return the basis of a row.

    Raises:
        MalformedFile: it is missing, or none of those there are.

    """
    if basis not in Basis.values:
        place.refuse(
            _("la base debe ser una de estas: %(bases)s.")
            % {"bases": ", ".join(Basis.values)},
        )
    return str(basis)
