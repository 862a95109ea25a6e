"""How a report is written down: one function a format, all from the same content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from consult.reports.content.values import Facts
from consult.reports.enums import ReportFormat
from consult.reports.exporters.comma import write_csv
from consult.reports.exporters.machine import write_json
from consult.reports.exporters.pages import write_pdf
from consult.reports.exporters.sheets import write_xlsx

Writer = Callable[[Facts, str, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: who writes it, and what its files are called and are.

    `write` takes the content in one language, the hash of the whole content, and the
    file to write to.
    """

    write: Writer
    extension: str
    media_type: str


EXPORTERS: Final[Mapping[str, Exporter]] = {
    ReportFormat.PDF: Exporter(write_pdf, "pdf", "application/pdf"),
    ReportFormat.XLSX: Exporter(
        write_xlsx,
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ReportFormat.CSV: Exporter(write_csv, "csv", "text/csv; charset=utf-8"),
    ReportFormat.JSON: Exporter(write_json, "json", "application/json"),
}
