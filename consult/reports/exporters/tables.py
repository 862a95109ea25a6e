"""The content as rows, the same for every format that is a table."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

import yaml

from consult.reports.content.values import Facts
from projects.standards.files import DATA_FOLDER, SafeLoader

Cell = str | int | None
Row = dict[str, Cell]

# Characters that make a spreadsheet take what follows for a formula (OWASP, "CSV
# Injection"), also after blanks that it strips.
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001

# The columns of the table of answers and flags, by their keys in hxl.yaml.
COLUMNS: Final = (
    "date",
    "country",
    "adm1_name",
    "adm1_code",
    "adm2_name",
    "adm2_code",
    "community",
    "part",
    "project",
    "project_code",
    "sector",
    "funder",
    "implementer",
    "question",
    "respondent",
    "level_observed",
    "level_assumed",
    "answers",
    "flag",
    "severity",
    "status",
    "comment",
)
# Columns the standard file does not know yet: heading by language, and tag.
_OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "answers": {
        "es": "Testimonios",
        "en": "Testimonies",
        "tag": "#indicator+num",
    },
}


def starts_like_formula(text: str) -> bool:
    """Say whether a spreadsheet could take a cell for a formula."""
    return text.lstrip(" \u00a0").startswith(_STARTS)


@lru_cache(maxsize=1)
def _standard() -> Mapping[str, Mapping[str, str]]:
    text = (DATA_FOLDER / "hxl.yaml").read_text(encoding="utf-8")
    rows = yaml.load(text, Loader=SafeLoader)["rows"]  # noqa: S506 - a safe loader
    return {row["key"]: row for row in rows}


def headings(language: str) -> list[str]:
    """Return the heading of every column, in the report's language."""
    return [_column(key)[language] for key in COLUMNS]


def tags(language: str) -> list[str]:
    """Return the HXL tag of every column; a comment's says its language."""
    return [_column(key)["tag"].replace("+i_es", f"+i_{language}") for key in COLUMNS]


def _column(key: str) -> Mapping[str, str]:
    return _OWN.get(key) or _standard()[key]


def answer_rows(document: Facts) -> Iterator[Row]:
    """Yield one row for each question, group and choice whose count may be shown.

    A count that is withheld has its row too, empty and with a comment, so that a gap
    is not taken for a nought.
    """
    labels = document["labels"]
    for consultation in _told(document):
        where = _where(document, consultation)
        for question in consultation["numbers"]["questions"]:
            required = question["required"]
            for row in question["rows"]:
                for choice, count in zip(
                    question["choices"],
                    row["counts"],
                    strict=True,
                ):
                    yield {
                        **where,
                        "question": question["text"]["text"],
                        "respondent": row["name"],
                        # A report that was kept from before has no such thing.
                        "part": row.get("part", ""),
                        "level_observed": choice["name"]["text"],
                        "level_assumed": required["name"]["text"] if required else "",
                        "answers": count,
                        "comment": labels["withheld"] if count is None else "",
                    }


def flag_rows(document: Facts) -> Iterator[Row]:
    """Yield one row for each flag: what it is, how grave, where its answer stands."""
    for consultation in _told(document):
        where = _where(document, consultation)
        for flag in consultation["flags"]:
            yield {
                **where,
                "flag": f"{flag['detector']}:{flag['subject']}",
                "severity": flag["severity_name"],
                "status": flag["status_name"],
                "comment": flag["title"],
            }


def point_row(document: Facts) -> Row:
    """Return the row that says where the audit chain stood, as number and hash."""
    audit = document["audit"]
    return {
        "date": document["taken_at"]["iso"][:10],
        "comment": f"{document['labels']['audit_point']} "
        f"{audit['sequence']}:{audit['hash']} {audit['signed']}".strip(),
    }


def _told(document: Facts) -> list[Facts]:
    return [each for each in document["consultations"] if each["is_published"]]


def _where(document: Facts, consultation: Facts) -> Row:
    community, project = consultation["community"], document["project"]
    design = next(
        each for each in document["designs"] if each["number"] == consultation["design"]
    )
    sectors = sorted({each["purpose_code"] for each in design["components"]})
    return {
        "date": document["taken_at"]["iso"][:10],
        "country": community["country"],
        "adm1_name": community["department"],
        "adm1_code": community["department_code"],
        "adm2_name": community["municipality"],
        "adm2_code": community["municipality_code"],
        "community": community["name"],
        "project": f"{project['title']} ({consultation['design']})",
        "project_code": project["iati_identifier"],
        "sector": "; ".join(sectors),
        "funder": project["funder"],
        "implementer": design["implementer"],
    }
