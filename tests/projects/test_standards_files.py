import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from projects.enums import Basis
from projects.standards import DATA_FOLDER, MalformedFile, read_rows, read_tables
from projects.standards.files import SECTIONS
from tests.factories.standards import change_data, copy_data, read_unchecked

Data = dict[str, Any]


def every_row() -> Iterator[tuple[str, dict[str, object]]]:
    for name, sections in SECTIONS.items():
        data = read_unchecked(name)
        for section in sections:
            yield from ((name, row) for row in data[section])


def test_every_data_file_is_among_those_checked() -> None:
    assert {path.name for path in DATA_FOLDER.iterdir()} == set(SECTIONS)


def test_every_file_says_its_version_and_its_licence() -> None:
    silent = [
        name
        for name in SECTIONS
        if not re.fullmatch(
            r"\d{4}\.\d+\.\d+", str(read_unchecked(name).get("version"))
        )
        or not read_unchecked(name).get("licence")
    ]

    assert silent == []


def test_every_row_of_every_file_has_a_basis() -> None:
    rows = list(every_row())

    assert len(rows) > 280
    assert [row for _name, row in rows if row.get("basis") not in Basis.values] == []


def test_every_level_takes_a_basis_that_is_known() -> None:
    levels = read_tables().levels

    assert len(levels) == 100
    assert {row.content["basis"] for row in levels} == set(Basis.values)


def test_a_row_that_was_read_says_where() -> None:
    ladders = read_unchecked("ladders.yaml")["rows"]
    prerequisites = read_unchecked("prerequisites.yaml")["rows"]

    assert [
        row.get("code", row.get("key"))
        for row in (*ladders, *prerequisites)
        if row["basis"] == Basis.READ and not row.get("source")
    ] == []


def test_a_proposal_among_the_usual_assumptions_says_what_is_proposed() -> None:
    assert [
        row["key"]
        for row in read_unchecked("prerequisites.yaml")["rows"]
        if row["basis"] != Basis.READ and not row.get("note")
    ] == []


def test_every_minimum_is_a_level_of_its_own_ladder() -> None:
    levels = {
        (ladder["code"], level["code"])
        for ladder in read_unchecked("ladders.yaml")["rows"]
        for level in ladder["levels"]
    }
    with_ladder = [
        row for row in read_unchecked("prerequisites.yaml")["rows"] if "ladder" in row
    ]

    assert len(with_ladder) == 67
    assert {(row["ladder"], row["minimum"]) for row in with_ladder} - levels == set()


def test_words_under_a_picture_are_few() -> None:
    names = [str(row.content["name_es"]) for row in read_tables().levels]

    assert [name for name in names if len(name) > 32] == []


def test_what_a_household_reads_has_no_jargon() -> None:
    jargon = [
        re.escape(str(form))
        for row in read_rows("jargon.yaml")
        for form in [row["term"], *cast("list[str]", row.get("forms", []))]
    ]
    pattern = re.compile(rf"\b({'|'.join(jargon)})\b", re.IGNORECASE)
    tables = read_tables()
    read_aloud = [
        *(row.content["question_es"] for row in tables.ladders),
        *(row.content["name_es"] for row in tables.ladders),
        *(row.content["name_es"] for row in tables.levels),
        *(row.content["text_es"] for row in tables.prerequisites),
    ]

    assert len(read_aloud) == 24 + 24 + 100 + 83
    assert [text for text in read_aloud if pattern.search(str(text))] == []


def test_nothing_is_left_in_spanish_for_english_readers() -> None:
    tables = read_tables()
    same = [
        row.key
        for row in (*tables.ladders, *tables.levels, *tables.prerequisites)
        for column in ("name", "question", "text", "definition", "rationale")
        if f"{column}_es" in row.content
        and row.content[f"{column}_es"] == row.content[f"{column}_en"]
    ]

    assert same == []


MALFORMED: dict[str, tuple[str, Callable[[Data], object], str]] = {
    "no version": (
        "ladders.yaml",
        lambda data: data.pop("version"),
        "ladders.yaml: falta la versión, entre comillas.",
    ),
    "no rows": (
        "purpose_codes.yaml",
        lambda data: data.pop("rows"),
        "purpose_codes.yaml: falta la lista «rows».",
    ),
    "no basis": (
        "prerequisites.yaml",
        lambda data: data["rows"][0].pop("basis"),
        (
            "prerequisites.yaml, fila «drinking_water_first»: la base debe ser una de "
            "estas: read, recalled, proposal."
        ),
    ),
    "no basis in a file of another room": (
        "languages.yaml",
        lambda data: data["rows"][0].pop("basis"),
        (
            "languages.yaml, fila «es»: la base debe ser una de estas: read, recalled, "
            "proposal."
        ),
    ),
    "no name of the row": (
        "jargon.yaml",
        lambda data: data["rows"][2].pop("term"),
        "jargon.yaml, fila «3»: le falta «term».",
    ),
    "ladder twice": (
        "ladders.yaml",
        lambda data: data["rows"].append(data["rows"][0]),
        "ladders.yaml, fila «water»: aparece dos veces.",
    ),
    "level twice": (
        "ladders.yaml",
        lambda data: data["rows"][0]["levels"][1].update(code="no_service"),
        "ladders.yaml, fila «water/no_service»: aparece dos veces.",
    ),
    "rank out of order": (
        "ladders.yaml",
        lambda data: data["rows"][0]["levels"][2].update(rank=4),
        (
            "ladders.yaml, fila «water/limited»: los peldaños van de abajo arriba; "
            "aquí toca la altura 2."
        ),
    ),
    "question without English": (
        "ladders.yaml",
        lambda data: data["rows"][0]["question"].pop("en"),
        "ladders.yaml, fila «water»: a «question» le falta el texto en «en».",
    ),
    "an Indigenous language in a file": (
        "ladders.yaml",
        lambda data: data["rows"][0]["name"].update(quc="…"),
        (
            "ladders.yaml, fila «water»: «name» está en un idioma que no va en el "
            "archivo: quc."
        ),
    ),
    "a column nobody reads": (
        "ladders.yaml",
        lambda data: data["rows"][0].update(pregunta="¿?"),
        "ladders.yaml, fila «water»: no hay ninguna columna «pregunta».",
    ),
    "a name that would not fit": (
        "ladders.yaml",
        lambda data: data["rows"][0]["levels"][0]["name"].update(es="a" * 61),
        "ladders.yaml, fila «water/no_service»: «name_es» tiene 61 letras y caben 60.",
    ),
    "a purpose code of four digits": (
        "purpose_codes.yaml",
        lambda data: data["rows"][0].update(code="3114"),
        "purpose_codes.yaml, fila «3114»: El código lleva cinco cifras.",
    ),
    "an unknown sector": (
        "purpose_codes.yaml",
        lambda data: data["rows"][0].update(sector="riego"),
        "purpose_codes.yaml, fila «11110»: «sector» no puede ser «riego».",
    ),
    "an unknown ladder": (
        "prerequisites.yaml",
        lambda data: data["rows"][0].update(ladder="agua"),
        (
            "prerequisites.yaml, fila «irrigation/drinking_water_first»: la escalera "
            "«agua» no existe."
        ),
    ),
    "a level of another ladder": (
        "prerequisites.yaml",
        lambda data: data["rows"][0].update(minimum="tier3"),
        (
            "prerequisites.yaml, fila «irrigation/drinking_water_first»: «tier3» no es "
            "un peldaño de la escalera «water»."
        ),
    ),
    "a ladder without a level": (
        "prerequisites.yaml",
        lambda data: data["rows"][0].pop("minimum"),
        (
            "prerequisites.yaml, fila «irrigation/drinking_water_first»: escalera y "
            "peldaño mínimo van juntos, o no va ninguno."
        ),
    ),
    "an unknown purpose code": (
        "prerequisites.yaml",
        lambda data: data["rows"][0].update(codes=["31140", "99999"]),
        (
            "prerequisites.yaml, fila «irrigation/drinking_water_first»: el código de "
            "sector «99999» no existe."
        ),
    ),
    "a sector without codes": (
        "prerequisites.yaml",
        lambda data: data["rows"][0].pop("codes"),
        (
            "prerequisites.yaml, fila «irrigation/drinking_water_first»: solo lo que "
            "vale para cualquier proyecto va sin códigos."
        ),
    ),
    "a key twice in a sector": (
        "prerequisites.yaml",
        lambda data: data["rows"][1].update(key="drinking_water_first"),
        (
            "prerequisites.yaml, fila «irrigation/drinking_water_first»: aparece dos "
            "veces."
        ),
    ),
    "an unknown note": (
        "prerequisites.yaml",
        lambda data: data["rows"][0].update(note="nadie"),
        (
            "prerequisites.yaml, fila «irrigation/drinking_water_first»: no hay "
            "ninguna nota «nadie»."
        ),
    ),
    "an unknown severity": (
        "prerequisites.yaml",
        lambda data: data["rows"][0].update(severity="gravísimo"),
        (
            "prerequisites.yaml, fila «irrigation/drinking_water_first»: «severity» no "
            "puede ser «gravísimo»."
        ),
    ),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_file_is_refused_with_its_name_and_row(
    case: str,
    tmp_path: Path,
) -> None:
    name, how, sentence = MALFORMED[case]
    folder = copy_data(tmp_path)
    change_data(folder, name, how)

    with pytest.raises(MalformedFile) as refused:
        read_tables(folder=folder)

    assert str(refused.value) == sentence


def test_what_is_not_yaml_is_refused_with_the_line(tmp_path: Path) -> None:
    folder = copy_data(tmp_path)
    (folder / "hxl.yaml").write_text('version: "1"\nrows: [\n', encoding="utf-8")

    with pytest.raises(MalformedFile) as refused:
        read_tables(folder=folder)

    assert str(refused.value) == "hxl.yaml: no se entiende como YAML en la línea 3."


def test_a_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    folder = copy_data(tmp_path)
    (folder / "ladders.yaml").unlink()

    with pytest.raises(MalformedFile) as refused:
        read_tables(folder=folder)

    assert str(refused.value) == "ladders.yaml: no existe ese archivo."
