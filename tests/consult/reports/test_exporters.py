"""The files: each opened as people open it, and all saying the same."""

import csv
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from django.conf import LazySettings, settings
from PIL import Image
from pypdf import PdfReader

from consult.release import checkpoints, keys
from consult.reports.content.values import Facts
from consult.reports.exporters import EXPORTERS, pages
from consult.reports.exporters.tables import starts_like_formula
from consult.reports.models import ConsultationReport
from projects.models import Design
from tests.factories.locks import unlocked
from tests.factories.release import make_world
from tests.factories.reports import (
    ask_for_reports,
    bytes_of,
    document,
    finished,
    stream_of,
)

pytestmark = pytest.mark.django_db

EVIL = '=HYPERLINK("http://x.example","Kʼicheʼ")'
Reports = dict[str, ConsultationReport]


@pytest.fixture
def reports(tmp_path: Path, settings: LazySettings) -> Reports:
    """Return one report in every format, of a design with a formula for a title."""
    settings.CLEARANCE_KEYS_FILE = str(tmp_path / "keys.json")
    keys.rotate()
    world = make_world()
    with unlocked("projects_design"):
        Design.objects.filter(pk=world.design.pk).update(
            title=EVIL,
            title_es=EVIL,
            summary_es="La gente de Qꞌojomʼ.\n#set page(fill: red)",
        )
    world.design.project.title = EVIL
    world.design.project.save(update_fields=["title"])
    asked = ask_for_reports(world.consultation, *EXPORTERS, kind="internal")
    return {report.format: finished(report) for report in asked}


def rows_of(report: ConsultationReport) -> list[list[str]]:
    text = bytes_of(report).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_every_format_prints_where_the_chain_stood_and_its_signature(
    reports: Reports,
) -> None:
    said = document(reports["json"])["audit"]
    point = f"{said['sequence']}:{said['hash']}"
    book = openpyxl.load_workbook(stream_of(reports["xlsx"]), read_only=True)
    summary = [line[1] for line in book["Resumen"].iter_rows(values_only=True)]
    pdf = PdfReader(stream_of(reports["pdf"]))
    printed = "".join("".join(page.extract_text().split()) for page in pdf.pages)

    assert str(checkpoints.read(said["signed"])) == point
    assert json.loads(bytes_of(reports["json"]))["audit"] == said
    assert rows_of(reports["csv"])[-1][-1].endswith(f" {point} {said['signed']}")
    assert summary[-3:-1] == [said["hash"], said["signed"]]
    assert said["hash"] in printed
    assert said["signed"] in printed


def test_csv_has_headings_and_an_hxl_row(reports: Reports) -> None:
    headings, tags, *rows = rows_of(reports["csv"])
    path = Path(settings.BASE_DIR) / "projects" / "data" / "hxl.yaml"
    standard = {
        row["es"]: row["tag"] for row in yaml.safe_load(path.read_text())["rows"]
    }
    ours = dict(zip(headings, tags, strict=True))

    assert ours.pop("Testimonios") == "#indicator+num"
    assert ours == {heading: standard[heading] for heading in ours}
    assert all(len(row) == len(headings) for row in rows)
    assert bytes_of(reports["csv"]).startswith("\ufeff".encode())


def test_csv_defuses_what_starts_like_a_formula(reports: Reports) -> None:
    _headings, _tags, *rows = rows_of(reports["csv"])
    cells = [cell for row in rows for cell in row]

    assert f"'{EVIL} (1)" in cells
    assert [cell for cell in cells if starts_like_formula(cell)] == []


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1"],  # noqa: RUF001
)
def test_what_starts_like_a_formula(text: str) -> None:
    assert starts_like_formula(text)


@pytest.mark.parametrize("text", ["", "Sí", "1 = 1", "#indicator+num", "Qꞌeqchiʼ"])
def test_what_does_not(text: str) -> None:
    assert not starts_like_formula(text)


def test_xlsx_holds_no_formula(reports: Reports) -> None:
    book = openpyxl.load_workbook(stream_of(reports["xlsx"]))
    cells = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value
    ]

    evil = [cell for cell in cells if str(cell.value).startswith("=")]
    assert evil != []
    assert {cell.data_type for cell in evil} == {"s"}
    assert all(cell.quotePrefix for cell in evil)
    assert "f" not in {cell.data_type for cell in cells}


def test_xlsx_has_a_sheet_for_each_thing(reports: Reports) -> None:
    book = openpyxl.load_workbook(stream_of(reports["xlsx"]), read_only=True)

    assert book.sheetnames == [
        "Resumen",
        "Respuestas",
        "Alertas",
        "Reuniones",
        "Desembolsos",
        "Supuestos",
    ]


Answer = tuple[str, str, str, int | None]


def from_document(said: Facts) -> list[Answer]:
    return [
        (asked["text"]["text"], row["name"], choice["name"]["text"], count)
        for asked in said["consultations"][0]["numbers"]["questions"]
        for row in asked["rows"]
        for choice, count in zip(asked["choices"], row["counts"], strict=True)
    ]


def test_all_formats_have_the_same_numbers(reports: Reports) -> None:
    expected = from_document(document(reports["json"]))
    assert len(expected) > 100

    machine = json.loads(bytes_of(reports["json"]))
    assert from_document(machine) == expected
    assert machine["content_hash"] == reports["json"].snapshot.content_hash

    headings, _tags, *rows = rows_of(reports["csv"])
    at = [
        headings.index(name)
        for name in (
            "Pregunta",
            "Quién responde",
            "Peldaño que dice la gente",
            "Testimonios",
        )
    ]
    from_csv = [
        (row[at[0]], row[at[1]], row[at[2]], int(row[at[3]]) if row[at[3]] else None)
        for row in rows
        if row[at[0]]
    ]
    assert from_csv == expected

    book = openpyxl.load_workbook(stream_of(reports["xlsx"]), read_only=True)
    titles, _under, *lines = book["Respuestas"].iter_rows(values_only=True)
    columns = [titles.index(headings[each]) for each in at]
    from_xlsx = [tuple(line[each] for each in columns) for line in lines]
    assert from_xlsx == expected


def test_the_pdf_says_it_in_words(reports: Reports) -> None:
    pdf = PdfReader(stream_of(reports["pdf"]))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    said = document(reports["pdf"])

    # The title is printed as it is, and so are markup and glottals.
    assert "=HYPERLINK" in text.replace(" ", "")
    assert "#set page(fill: red)" in text
    assert "Qꞌojomʼ" in text
    assert reports["pdf"].snapshot.content_hash in text
    for flag in said["consultations"][0]["flags"]:
        assert flag["title"].split()[0] in text
    everybody = said["consultations"][0]["numbers"]["testimonies"]
    assert f"Toda la comunidad ({everybody})" in text


def test_the_pdf_is_tagged_titled_and_in_its_language(reports: Reports) -> None:
    pdf = PdfReader(stream_of(reports["pdf"]))
    root: Any = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "StructTreeRoot" in str(root.keys())
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert len(pdf.outline) >= 4
    assert pdf.metadata is not None
    assert str(pdf.metadata.title).startswith("Informe de consulta · ")


def test_the_pdf_carries_its_own_fonts(reports: Reports) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(stream_of(reports["pdf"])).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }

    assert {name.partition("+")[2].split("-")[0] for name in fonts} <= {
        "NotoSans",
        "DejaVuSansMono",
    }


def test_every_page_has_something_on_it(reports: Reports, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(bytes_of(reports["pdf"]))
    subprocess.run(
        ["pdftoppm", "-r", "30", "-png", str(path), str(tmp_path / "page")],  # noqa: S607
        check=True,
        capture_output=True,
    )
    drawn = sorted(tmp_path.glob("page*.png"))

    assert len(drawn) == len(PdfReader(path).pages)
    for page in drawn:
        with Image.open(page) as picture:
            shades = picture.convert("L").tobytes()
        assert (min(shades) < 100, max(shades) > 200) == (True, True), page.name


def test_a_character_no_font_has_does_not_fail_the_pdf() -> None:
    assert pages._printable({"text": ["Sí 🌽 漢"]}) == {"text": ["Sí □ □"]}
