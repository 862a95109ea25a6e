"""An administrator asks for a report, watches the bar, and opens the files."""

import csv
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.feedback.queries import tallies
from consult.reports.enums import Failure, ReportFormat, ReportState
from consult.reports.models import ConsultationReport
from projects.models import Project
from tests.services.browser import OpenPage
from tests.services.worker import Worker

pytestmark = [pytest.mark.browser, pytest.mark.broker]

Axe = Callable[[Page], None]
Shots = Callable[[Page, str], None]
StartWorker = Callable[[], Worker]
# A cold worker on a busy machine takes its time.
MADE_MS = 60_000
WATER = "¿De dónde saca su familia el agua para tomar?"


@pytest.fixture
def administrator(story: None) -> User:
    """Return the story's administrator."""
    return User.objects.get(role_assignments__role=RoleCode.ADMINISTRATOR)


@pytest.fixture
def consultation(story: None) -> Consultation:
    """Return the story's first consultation, where water is carried from the river."""
    return Consultation.objects.select_related("community__place").earliest("opened_at")


def ask(page: Page, scope: str, kind: str, formats: list[str]) -> None:
    """Fill in what is asked for, and send it."""
    page.get_by_role("link", name="Pedir un informe").first.click()
    page.get_by_label("¿De qué?").select_option(scope)
    page.get_by_label(kind).check()
    for name in ("PDF, para", "XLSX, para", "CSV con", "JSON, para"):
        page.get_by_label(name).set_checked(name[:4].strip(" ,") in formats)
    page.get_by_role("button", name="Hacer el informe").click()


def keep(page: Page, report_format: str, folder: Path) -> Path:
    """Take a file away as a browser does, and return where it is."""
    with page.expect_download() as taken:
        page.get_by_role("link", name=f"Bajar el {report_format}", exact=True).click()
    path = folder / taken.value.suggested_filename
    taken.value.save_as(path)
    return path


def at_the_river(consultation: Consultation) -> int:
    """Return how many said that they carry their water from the river."""
    return next(
        count
        for question, group, choice, count in tallies(consultation.pk)
        if (question, group, choice) == ("living:water", "all", "no_service")
    )


def test_an_administrator_exports_and_opens_the_files(
    *,
    administrator: User,
    consultation: Consultation,
    open_page: OpenPage,
    start_worker: StartWorker,
    axe: Axe,
    shots: Shots,
    tmp_path: Path,
) -> None:
    page = open_page("/informes/", as_user=administrator, desk=True)
    shots(page, "reports-list-desk")
    ask(page, f"consulta-{consultation.pk}", "Interna", ["PDF", "XLSX", "CSV"])
    bars = page.get_by_role("progressbar")
    expect(bars).to_have_count(3)
    expect(bars.first).to_have_js_property("value", 0)
    axe(page)
    shots(page, "reports-waiting-desk")

    start_worker()

    expect(page.get_by_role("link", name="Bajar el")).to_have_count(3, timeout=MADE_MS)
    expect(page.get_by_role("status").filter(has_text="Ya terminó.")).to_be_attached()
    axe(page)
    shots(page, "reports-done-desk")
    check_pdf(keep(page, "PDF", tmp_path), consultation)
    check_xlsx(keep(page, "XLSX", tmp_path), consultation)
    check_csv(keep(page, "CSV", tmp_path))


def check_pdf(path: Path, consultation: Consultation) -> None:
    """Read the pages, and look that a picture is drawn where a ladder is."""
    pdf = PdfReader(path)
    texts = [page.extract_text() for page in pdf.pages]
    assert "Todo esto es inventado" in texts[0]
    assert consultation.community.name in texts[0]
    number = next(at for at, text in enumerate(texts) if WATER in text)
    assert "Del río, con baldes" in texts[number]
    assert str(at_the_river(consultation)) in texts[number]

    subprocess.run(
        [  # noqa: S607 - where the system keeps it
            "pdftoppm",
            *("-r", "50", "-png", "-f", str(number + 1), "-l", str(number + 1)),
            str(path),
            str(path.with_suffix("")),
        ],
        check=True,
        capture_output=True,
    )
    drawn = next(path.parent.glob("*.png"))
    with Image.open(drawn) as picture:
        shades = picture.convert("RGB").get_flattened_data()
    # The bar of those who stand below what the design needs.
    assert (180, 69, 44) in set(shades)


def check_xlsx(path: Path, consultation: Consultation) -> None:
    """Read the count of the river back from the sheet of answers."""
    sheet = openpyxl.load_workbook(path, read_only=True)["Respuestas"]
    titles, _tags, *rows = sheet.iter_rows(values_only=True)
    named = [dict(zip(titles, row, strict=True)) for row in rows]
    found = [
        row["Testimonios"]
        for row in named
        if row["Pregunta"] == WATER
        and row["Quién responde"] == "toda la comunidad"
        and row["Peldaño que dice la gente"] == "Del río, con baldes"
    ]
    assert found == [at_the_river(consultation)]


def check_csv(path: Path) -> None:
    """Read the heading, the tags under it, and no small count."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        titles, tags, *rows = csv.reader(file)
    assert tags[titles.index("Testimonios")] == "#indicator+num"
    counts = [row[titles.index("Testimonios")] for row in rows]
    assert [each for each in counts if each in {"1", "2", "3", "4"}] == []


def test_it_works_on_a_phone_without_script(
    administrator: User,
    open_page: OpenPage,
    start_worker: StartWorker,
    shots: Shots,
    tmp_path: Path,
) -> None:
    project = Project.objects.get(iati_identifier="GT-INVENTADO-0001")
    page = open_page("/informes/", as_user=administrator, javascript=False)
    ask(page, f"proyecto-{project.pk}", "Pública", ["CSV"])
    shots(page, "reports-waiting-phone")
    start_worker()
    report = ConsultationReport.objects.latest("pk")
    while report.is_unfinished:
        page.wait_for_timeout(200)
        report.refresh_from_db()

    page.get_by_role("link", name="Actualizar").click()

    check_csv(keep(page, "CSV", tmp_path))
    shots(page, "reports-done-phone")


def test_what_failed_says_why_and_is_tried_again(
    *,
    administrator: User,
    consultation: Consultation,
    open_page: OpenPage,
    start_worker: StartWorker,
    axe: Axe,
    shots: Shots,
) -> None:
    page = open_page("/informes/", as_user=administrator)
    ask(page, f"consulta-{consultation.pk}", "Pública", ["CSV"])
    ConsultationReport.objects.update(
        state=ReportState.FAILED,
        failure=Failure.NO_SPACE,
    )
    page.reload()
    expect(page.get_by_text(str(Failure.NO_SPACE.label))).to_be_visible()
    axe(page)
    shots(page, "reports-failed-phone")

    page.get_by_role("button", name="Probar otra vez").click()
    start_worker()

    expect(page.get_by_role("link", name="Bajar el CSV")).to_be_visible(timeout=MADE_MS)
    page.get_by_role("navigation", name="Dónde está").get_by_role("link").click()
    rows = page.get_by_role("row")
    # Its title, this one, and those that the story asked for.
    expect(rows).to_have_count(1 + 1 + len(ReportFormat))
    axe(page)
    shots(page, "reports-list-phone")


def test_a_mistake_on_the_form_is_said(
    administrator: User,
    open_page: OpenPage,
    axe: Axe,
    shots: Shots,
) -> None:
    for desk in (True, False):
        page = open_page("/informes/pedir/", as_user=administrator, desk=desk)
        shots(page, f"reports-request-{'desk' if desk else 'phone'}")
        page.get_by_label("PDF, para leer").uncheck()
        page.get_by_role("button", name="Hacer el informe").click()
        expect(page.get_by_role("alert")).to_contain_text(
            "Marque por lo menos un formato.",
        )
        axe(page)
        shots(page, f"reports-mistake-{'desk' if desk else 'phone'}")
