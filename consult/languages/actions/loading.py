"""What writes in this room."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from consult.languages.models import Jargon, Language, Theme
from projects.enums import Basis
from projects.models.standards import StandardRow
from projects.standards import DATA_FOLDER, MalformedFile, read_file

LANGUAGES_FILE, JARGON_FILE = "languages.yaml", "jargon.yaml"
THEMES_FILE = "themes.yaml"

RowT = TypeVar("RowT", bound=StandardRow)


@dataclass(slots=True)
class LoadReport:
    """What happened to one table. `kept` names the rows edited here and left alone."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_languages(
    *,
    folder: Path = DATA_FOLDER,
    check: bool = False,
) -> Mapping[str, LoadReport]:
    """Bring languages, jargon and themes from their files, all of them or nothing.

    A row whose content is not what was loaded last was edited here: it is kept and
    reported. A row that left its file is no longer used, never deleted. The same files
    again write nothing. With `check` everything is done and undone.

    Raises:
        MalformedFile: a file is not as it should be; nothing was written.

    """
    reports = {
        "languages": _load(
            _rows(LANGUAGES_FILE, folder, _language),
            Language.objects.all(),
            lambda row: row.code,
        ),
        "jargon": _load(
            _rows(JARGON_FILE, folder, _jargon),
            Jargon.objects.all(),
            lambda row: row.term,
        ),
        "themes": _load_themes(folder),
    }
    transaction.set_rollback(check)
    return reports


def _load_themes(folder: Path) -> LoadReport:
    # modeltranslation writes the active language into the column without a language.
    with override("es"):
        return _load(
            _rows(THEMES_FILE, folder, _theme),
            Theme.objects.all(),
            lambda row: row.code,
        )


def _load(
    rows: Iterable[RowT],
    existing: Iterable[RowT],
    key_of: Callable[[RowT], str],
) -> LoadReport:
    report = LoadReport()
    here = {key_of(row): row for row in existing}
    for row in rows:
        kept = here.pop(key_of(row), None)
        if kept is None:
            row.save(force_insert=True)
            report.created += 1
        elif kept.content_hash() == row.loaded_hash:
            report.unchanged += 1
            if kept.loaded_hash != row.loaded_hash:
                kept.loaded_hash = row.loaded_hash
                kept.save(update_fields=["loaded_hash"])
        elif kept.is_edited_here:
            report.kept.append(key_of(kept))
        else:
            row.pk = kept.pk
            row.save(force_update=True)
            report.updated += 1
    for key, gone in here.items():
        if not gone.loaded_hash:
            continue
        if gone.is_edited_here:
            report.kept.append(key)
        elif gone.active:
            gone.active = False
            gone.loaded_hash = gone.content_hash()
            gone.save(update_fields=["active", "loaded_hash"])
            report.retired += 1
    return report


def _rows(
    file: str,
    folder: Path,
    row_of: Callable[[Mapping[str, object]], RowT],
) -> list[RowT]:
    """Return the rows of a file as they would be stored, checked against the columns.

    Raises:
        MalformedFile: a column is missing or does not fit.

    """
    data = read_file(file, folder=folder)
    listed = data["rows"]
    rows = []
    for number, entry in enumerate(listed if isinstance(listed, list) else [], start=1):
        try:
            row = row_of(entry)
            row.loaded_version = str(data["version"])
            row.loaded_hash = row.content_hash()
            row.full_clean(validate_unique=False, validate_constraints=False)
        except KeyError as missing:
            raise MalformedFile(
                _("%(file)s, fila %(row)s: le falta «%(column)s».")
                % {"file": file, "row": number, "column": missing.args[0]},
            ) from missing
        except ValidationError as error:
            raise MalformedFile(
                _("%(file)s, fila %(row)s: %(what)s")
                % {"file": file, "row": number, "what": " ".join(error.messages)},
            ) from error
        rows.append(row)
    return rows


def _language(entry: Mapping[str, object]) -> Language:
    countries = entry.get("countries", [])
    return Language(
        # The file is keyed by what HTML wants («es»); the table by ISO 639-3 («spa»).
        code=str(entry["iso639_3"]),
        name=str(entry["name_es"]),
        autonym=str(entry["autonym"]),
        countries=" ".join(countries) if isinstance(countries, list) else "",
        interface_code=str(entry["code"]) if entry.get("interface") else "",
        source=str(entry.get("source", "")),
        basis=Basis(str(entry["basis"])),
    )


def _jargon(entry: Mapping[str, object]) -> Jargon:
    forms = entry.get("forms", [])
    return Jargon(
        term=str(entry["term"]),
        plain=str(entry["plain"]),
        forms="\n".join(map(str, forms)) if isinstance(forms, list) else "",
        basis=Basis(str(entry["basis"])),
    )


def _theme(entry: Mapping[str, object]) -> Theme:
    texts = {
        f"{name}_{code}": text
        for name in ("name", "hint")
        for code, text in _by_language(entry[name]).items()
    }
    return Theme(
        code=str(entry["code"]),
        order=int(str(entry["order"])),
        basis=Basis(str(entry["basis"])),
        **texts,
    )


def _by_language(texts: object) -> Mapping[str, str]:
    if not isinstance(texts, dict):
        return {}
    return {code: str(texts[code]) for code in ("es", "en")}
