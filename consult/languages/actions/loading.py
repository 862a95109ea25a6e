"""Bringing languages, hard words and themes from their files."""

from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.utils.translation import override

from consult.languages.models import Jargon, Language, Theme
from projects.enums import Basis
from projects.standards import DATA_FOLDER, TableReport, bring, rows_as_stored


@transaction.atomic
def load_languages(*, folder: Path = DATA_FOLDER) -> Mapping[str, TableReport]:
    """Bring languages, jargon and themes from their files, all of them or nothing.

    Raises:
        MalformedFile: a file is not as it should be; nothing was written.

    """
    # modeltranslation writes the active language into the column without a language.
    with override("es"):
        return {
            "languages": bring(
                rows_as_stored("languages.yaml", _language, folder=folder),
                Language.objects.all(),
                lambda row: row.code,
            ),
            "jargon": bring(
                rows_as_stored("jargon.yaml", _jargon, folder=folder),
                Jargon.objects.all(),
                lambda row: row.term,
            ),
            "themes": bring(
                rows_as_stored("themes.yaml", _theme, folder=folder),
                Theme.objects.all(),
                lambda row: row.code,
            ),
        }


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
