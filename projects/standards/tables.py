"""What the data files say of each table, checked against each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import gettext as _

from projects.enums import AssumptionKind, Sector, Severity
from projects.models import Ladder, Level, Prerequisite, PurposeCode
from projects.models.standards import StandardRow, content_hash
from projects.standards.files import (
    DATA_FOLDER,
    SECTIONS,
    TABLE_FILES,
    Place,
    Row,
    check_basis,
    check_files,
    read_file,
)

LANGUAGES = ("es", "en")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of a table as its file gives it: which row, and its columns."""

    key: tuple[str, ...]
    version: str
    content: Mapping[str, object]

    @property
    def hash(self) -> str:
        """Return the SHA-256 of the content, as a row of the table would have it."""
        return content_hash(dict(self.content))


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables, in the order in which they can be written."""

    ladders: tuple[FileRow, ...]
    levels: tuple[FileRow, ...]
    purpose_codes: tuple[FileRow, ...]
    prerequisites: tuple[FileRow, ...]


def read_tables(*, folder: Path = DATA_FOLDER) -> Tables:
    """Return what the data files say, without touching the database.

    Raises:
        MalformedFile: a file is not as it should be; says which row and why.

    """
    check_files(SECTIONS.keys() - TABLE_FILES, folder=folder)
    ladders, levels = _read_ladders(folder)
    codes = _read_purpose_codes(folder)
    return Tables(
        ladders=ladders,
        levels=levels,
        purpose_codes=codes,
        prerequisites=_read_prerequisites(
            folder,
            levels={row.key for row in levels},
            codes={row.key[0] for row in codes},
        ),
    )


# --- One reader a file ------------------------------------------------------------


def _read_ladders(folder: Path) -> tuple[tuple[FileRow, ...], tuple[FileRow, ...]]:
    name = "ladders.yaml"
    data = read_file(name, folder=folder)
    version = str(data["version"])
    ladders: list[FileRow] = []
    levels: list[FileRow] = []
    for order, row in enumerate(_rows(data)):
        place = Place(name, str(row["code"]))
        _only(
            place,
            row,
            "code name question standard source basis basis_note levels",
        )
        basis = check_basis(place, row.get("basis"))
        _slug(place, row["code"])
        content = {
            **_both(place, row, "name"),
            **_both(place, row, "question"),
            "standard": _text(place, row, "standard"),
            "source": _text(place, row, "source"),
            **_note(place, row, {}),
            "basis": basis,
            "order": order,
            "active": True,
        }
        _fits(place, Ladder, content)
        ladders.append(FileRow((str(row["code"]),), version, content))
        levels.extend(_read_levels(name, row, basis, version))
    return tuple(ladders), tuple(levels)


def _read_levels(
    name: str,
    ladder: Row,
    ladder_basis: str,
    version: str,
) -> Iterable[FileRow]:
    place = Place(name, str(ladder["code"]))
    rows = ladder.get("levels")
    if not isinstance(rows, list) or len(rows) < 2:  # noqa: PLR2004 - a ladder has steps
        place.refuse(_("una escalera lleva al menos dos peldaños."))
    seen: set[str] = set()
    for rank, row in enumerate(rows):
        code = row.get("code") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(code, str):
            place.refuse(
                _("al peldaño %(rank)s le falta «code».") % {"rank": rank},
            )
        here = Place(name, f"{ladder['code']}/{code}")
        _only(here, row, "rank code name definition basis basis_note")
        _slug(here, code)
        if code in seen:
            here.refuse(_("aparece dos veces."))
        seen.add(code)
        if row.get("rank") != rank or isinstance(row.get("rank"), bool):
            here.refuse(
                _("los peldaños van de abajo arriba; aquí toca la altura %(rank)s.")
                % {"rank": rank},
            )
        content = {
            "rank": rank,
            **_both(here, row, "name"),
            **_both(here, row, "definition"),
            **_note(here, row, {}),
            "basis": check_basis(here, row.get("basis", ladder_basis)),
            "active": True,
        }
        _fits(here, Level, content)
        yield FileRow((str(ladder["code"]), code), version, content)


def _read_purpose_codes(folder: Path) -> tuple[FileRow, ...]:
    name = "purpose_codes.yaml"
    data = read_file(name, folder=folder)
    found: list[FileRow] = []
    for row in _rows(data):
        code = str(row["code"])
        place = Place(name, code)
        _only(place, row, "code name keywords sector basis note")
        sector = _choice(place, row, "sector", Sector)
        if sector == Sector.ANY:
            place.refuse(_("«any» no es el sector de ningún código."))
        content = {
            **_both(place, row, "name"),
            "keywords": _text(place, row, "keywords"),
            "engine_sector": sector,
            **_note(place, row, _table(place, data, "notes")),
            "basis": check_basis(place, row.get("basis")),
            "active": True,
        }
        _fits(place, PurposeCode, {"code": code, **content})
        found.append(FileRow((code,), str(data["version"]), content))
    return tuple(found)


def _read_prerequisites(
    folder: Path,
    *,
    levels: set[tuple[str, ...]],
    codes: set[str],
) -> tuple[FileRow, ...]:
    name = "prerequisites.yaml"
    data = read_file(name, folder=folder)
    ladders = {key[0] for key in levels}
    found: dict[tuple[str, ...], FileRow] = {}
    for order, row in enumerate(_rows(data)):
        place = Place(name, f"{row.get('sector', '')}/{row['key']}")
        _only(
            place,
            row,
            "sector codes key text ladder minimum severity covered_by rationale basis "
            "note source",
        )
        _slug(place, row["key"])
        sector = _choice(place, row, "sector", Sector)
        ladder = _text(place, row, "ladder")
        minimum = _text(place, row, "minimum")
        if ladder and ladder not in ladders:
            place.refuse(
                _("la escalera «%(ladder)s» no existe.") % {"ladder": ladder},
            )
        if bool(ladder) != bool(minimum):
            place.refuse(_("escalera y peldaño mínimo van juntos, o no va ninguno."))
        if ladder and (ladder, minimum) not in levels:
            place.refuse(
                _("«%(level)s» no es un peldaño de la escalera «%(ladder)s».")
                % {"level": minimum, "ladder": ladder},
            )
        source = _text(place, row, "source")
        content = {
            "purpose_code_list": _codes(place, row, codes, sector),
            **_both(place, row, "text"),
            "kind": (AssumptionKind.LADDER if ladder else AssumptionKind.STATEMENT),
            "ladder_id": ladder,
            "minimum_level_code": minimum,
            "severity": _choice(place, row, "severity", Severity),
            "covered_by": _text(place, row, "covered_by"),
            **_both(place, row, "rationale"),
            **_note(place, row, _table(place, data, "notes")),
            "basis": check_basis(place, row.get("basis")),
            "source": str(_table(place, data, "sources").get(source, source)).strip(),
            "order": order,
            "active": True,
        }
        _fits(place, Prerequisite, {"key": row["key"], **content})
        key = (sector, str(row["key"]))
        if key in found:
            place.refuse(_("aparece dos veces."))
        found[key] = FileRow(key, str(data["version"]), content)
    return tuple(found.values())


# --- Columns ----------------------------------------------------------------------


def _rows(data: Mapping[str, object]) -> list[Row]:
    rows = data["rows"]
    return rows if isinstance(rows, list) else []


def _table(place: Place, data: Mapping[str, object], name: str) -> Row:
    table = data.get(name, {})
    if not isinstance(table, dict):
        Place(place.file).refuse(
            _("«%(name)s» debe ser una lista de claves.") % {"name": name},
        )
    return table


def _only(place: Place, row: Row, columns: str) -> None:
    """Refuse a column nobody reads: usually a slip of the pen."""
    unknown = sorted(str(name) for name in set(row) - set(columns.split()))
    if unknown:
        place.refuse(
            _("no hay ninguna columna «%(column)s».") % {"column": unknown[0]},
        )


def _text(place: Place, row: Row, column: str) -> str:
    value = row.get(column, "")
    if not isinstance(value, str):
        place.refuse(_("«%(column)s» debe ser un texto.") % {"column": column})
    return value.strip()


def _both(place: Place, row: Row, column: str) -> dict[str, object]:
    """Return a text in both languages a file must have."""
    texts = row.get(column)
    if not isinstance(texts, dict):
        place.refuse(_("le falta «%(column)s».") % {"column": column})
    unknown = sorted(str(code) for code in set(texts) - set(LANGUAGES))
    if unknown:
        place.refuse(
            _("«%(column)s» está en un idioma que no va en el archivo: %(language)s.")
            % {"column": column, "language": unknown[0]},
        )
    for code in LANGUAGES:
        if not isinstance(texts.get(code), str) or not texts[code].strip():
            place.refuse(
                _("a «%(column)s» le falta el texto en «%(language)s».")
                % {"column": column, "language": code},
            )
    return {f"{column}_{code}": texts[code].strip() for code in LANGUAGES}


def _note(place: Place, row: Row, notes: Mapping[str, object]) -> dict[str, object]:
    """Return the note on the basis: in the row itself, or by its key among `notes`."""
    key = row.get("note")
    if key is not None and (not isinstance(key, str) or key not in notes):
        place.refuse(_("no hay ninguna nota «%(note)s».") % {"note": key})
    note = notes[key] if isinstance(key, str) else row.get("basis_note")
    if note is None:
        return {f"basis_note_{code}": "" for code in LANGUAGES}
    return _both(place, {"basis_note": note}, "basis_note")


def _choice(
    place: Place,
    row: Row,
    column: str,
    choices: type[models.TextChoices],
) -> str:
    value = row.get(column)
    if value not in choices.values:
        place.refuse(
            _("«%(column)s» no puede ser «%(value)s».")
            % {"column": column, "value": value},
        )
    return str(value)


def _slug(place: Place, value: object) -> None:
    try:
        validate_slug(value)
    except ValidationError:
        place.refuse(_("su código lleva solo letras, cifras, guiones y rayas bajas."))


def _codes(place: Place, row: Row, known: set[str], sector: str) -> list[str]:
    codes = row.get("codes", [])
    if not isinstance(codes, list):
        place.refuse(_("«codes» debe ser una lista."))
    for code in codes:
        if code not in known:
            place.refuse(
                _("el código de sector «%(code)s» no existe.") % {"code": code}
            )
    if bool(codes) == (sector == Sector.ANY):
        place.refuse(_("solo lo que vale para cualquier proyecto va sin códigos."))
    if len(set(codes)) != len(codes):
        place.refuse(_("repite un código de sector."))
    return sorted(codes)


def _fits(
    place: Place,
    model: type[StandardRow],
    content: Mapping[str, object],
) -> None:
    """Refuse what the table's columns would cut or not take."""
    for field in model._meta.get_fields():
        value = content.get(field.name)
        if not isinstance(field, models.CharField) or not isinstance(value, str):
            continue
        if value and field.max_length and len(value) > field.max_length:
            place.refuse(
                _("«%(column)s» tiene %(length)s letras y caben %(limit)s.")
                % {
                    "column": field.name,
                    "length": len(value),
                    "limit": field.max_length,
                },
            )
        try:
            field.run_validators(value)
        except ValidationError as error:
            place.refuse(" ".join(error.messages))
