"""XLSX, written row by row in constant memory."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO, Final

import xlsxwriter

from consult.reports.content.values import Facts
from consult.reports.exporters.tables import (
    COLUMNS,
    Cell,
    answer_rows,
    flag_rows,
    headings,
    starts_like_formula,
    tags,
)

_WIDE, _NARROW = 44, 18
# What Excel holds in one cell.
_MOST_CHARACTERS: Final = 32_767
# The columns of the table of answers; a flag has a sheet of its own.
_ANSWERS: Final = tuple(
    key for key in COLUMNS if key not in {"flag", "severity", "status"}
)


def write_xlsx(document: Facts, digest: str, target: BinaryIO) -> None:
    """Write a workbook: summary, answers, flags, meetings, tranches, assumptions."""
    with xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    ) as book:
        book.set_properties(
            {
                "title": f"{document['title']} · {document['subtitle']}",
                "comments": digest,
                # The same content is the same file.
                "created": datetime.fromisoformat(
                    document["taken_at"]["iso"],
                ).replace(tzinfo=None),
            },
        )
        _Book(book, document, digest).write()


class _Book:
    """The sheets of one workbook."""

    def __init__(self, book: Any, document: Facts, digest: str) -> None:  # noqa: ANN401 - untyped
        self.book = book
        self.document = document
        self.digest = digest
        self.labels: dict[str, str] = document["labels"]
        self.head = book.add_format(
            {"bold": True, "bg_color": "#1F2856", "font_color": "#FFF8EA"},
        )
        self.tag = book.add_format({"italic": True, "font_color": "#47464C"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        # Tells the spreadsheet that what follows is text, whatever it starts with.
        self.quoted = book.add_format(
            {"text_wrap": True, "valign": "top", "quote_prefix": True},
        )
        self.count = book.add_format({"valign": "top", "num_format": "#,##0"})
        self.amount = book.add_format({"valign": "top", "num_format": "#,##0.00"})

    def write(self) -> None:
        """Write every sheet."""
        self._summary()
        self._answers()
        self._flags()
        self._rounds()
        self._tranches()
        self._assumptions()

    def _sheet(
        self,
        name: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Cell | float]],
        *,
        under: Sequence[str] = (),
        widths: Sequence[int] = (),
    ) -> None:
        sheet = self.book.add_worksheet(self.labels[name])
        for at, width in enumerate(widths or [_NARROW] * len(columns)):
            sheet.set_column(at, at, width)
        for at, title in enumerate(columns):
            sheet.write_string(0, at, title, self.head)
        first = 1
        if under:
            for at, tag in enumerate(under):
                sheet.write_string(1, at, tag, self.tag)
            first = 2
        sheet.freeze_panes(first, 0)
        for line, row in enumerate(rows, start=first):
            for at, cell in enumerate(row):
                self._cell(sheet, line, at, cell)

    def _cell(self, sheet: Any, line: int, at: int, cell: Cell | float) -> None:  # noqa: ANN401
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            style = self.quoted if starts_like_formula(cell) else self.text
            sheet.write_string(line, at, cell[:_MOST_CHARACTERS], style)
        else:
            style = self.amount if isinstance(cell, float) else self.count
            sheet.write_number(line, at, cell, style)

    def _summary(self) -> None:
        document, labels = self.document, self.labels
        project = document["project"]
        rows: list[Sequence[Cell]] = [
            (labels["project"], document["subtitle"]),
            (labels["taken"], document["taken_at"]["text"]),
            (labels["publisher"], project["publisher"]),
            (labels["funder"], project["funder"]),
            (labels["implementer"], project["implementer"]),
            (labels["iati"], project["iati_identifier"]),
        ]
        if document["invented"]:
            rows.insert(0, (labels["invented"], ""))
        for design in document["designs"]:
            rows += [
                (f"{labels['design']} {design['number']}", design["title"]["text"]),
                (labels["budget"], design["budget"]["text"]),
                (labels["hash"], design["hash"]),
            ]
        for each in document["consultations"]:
            if not each["is_published"]:
                rows.append((labels["consultation"], labels["stopped"]))
                continue
            closed = each["closed_on"]
            decided = each["decisions"][:1]
            rows += [
                (labels["consultation_in"], each["community"]["name"]),
                (labels["announced"], each["announced_on"]["text"]),
                (labels["opened"], each["opened_on"]["text"]),
                (labels["closed"], closed["text"] if closed else labels["still_open"]),
                (labels["heard"], each["numbers"]["testimonies"]),
                (
                    labels["decision"],
                    decided[0]["decision"] if decided else labels["no_decision"],
                ),
            ]
            rows += [
                (
                    principle["title"],
                    labels["proved"] if principle["ok"] else labels["not_proved"],
                )
                for principle in each["principles"]
            ]
            rows += [
                (f"{labels['of_how_many']}: {group['name']}", group["testimonies"])
                for group in each["numbers"]["groups"]
            ]
        rows += [
            (
                labels["suppression_how"].replace(
                    "{minimum}",
                    str(document["minimum_cell"]),
                ),
                "",
            ),
            (labels["audit_sequence"], document["audit"]["sequence"]),
            (labels["audit_hash"], document["audit"]["hash"]),
            (labels["audit_signed"], document["audit"]["signed"]),
            (labels["content_hash"], self.digest),
        ]
        self._sheet(
            "sheet_summary",
            (document["title"], document["kind_name"]),
            rows,
            widths=(_WIDE, _WIDE + 30),
        )

    def _answers(self) -> None:
        language = self.document["language"]
        kept = [at for at, key in enumerate(COLUMNS) if key in _ANSWERS]
        titles, under = headings(language), tags(language)
        self._sheet(
            "sheet_numbers",
            [titles[at] for at in kept],
            (
                [row.get(key, "") for key in _ANSWERS]
                for row in answer_rows(self.document)
            ),
            under=[under[at] for at in kept],
        )

    def _flags(self) -> None:
        labels = self.labels
        columns = ("community", "severity", "status", "comment", "flag")
        titles = dict(zip(COLUMNS, headings(self.document["language"]), strict=True))
        rows = zip(flag_rows(self.document), self._flag_details(), strict=True)
        self._sheet(
            "sheet_flags",
            [
                *(titles[key] for key in columns),
                labels["design"],
                labels["raised"],
                labels["reason"],
                labels["clears"],
                labels["resolution"],
                labels["contested"],
                labels["reply"],
            ],
            ([*(row.get(key, "") for key in columns), *more] for row, more in rows),
            widths=(20, 16, 20, _WIDE, 30, 10, 18, _WIDE, _WIDE, _WIDE, _WIDE, _WIDE),
        )

    def _flag_details(self) -> Iterable[Sequence[Cell]]:
        for each in self.document["consultations"]:
            for flag in each["flags"] if each["is_published"] else ():
                contests = [
                    f"{contest['on']['text']}: {contest['reason']['text']}"
                    for resolution in flag["resolutions"]
                    for contest in resolution["contests"]
                ]
                yield (
                    each["design"],
                    flag["raised_on"]["text"],
                    flag["explanation"] or self.labels["numbers_withheld"],
                    flag["clears"],
                    "\n".join(_resolution(one) for one in flag["resolutions"]),
                    "\n".join(contests),
                    "\n".join(reply["text"]["text"] for reply in flag["replies"]),
                )

    def _rounds(self) -> None:
        labels = self.labels
        rounds = [
            (each, held)
            for each in self.document["consultations"]
            if each["is_published"]
            for held in each["rounds"]
        ]
        parts = [one for _each, held in rounds[:1] for one in _who_came(held)]
        self._sheet(
            "sheet_rounds",
            [
                labels["community"],
                labels["design"],
                labels["day"],
                labels["place"],
                labels["languages"],
                labels["interpreter"],
                labels["promoter"],
                labels["attendance"],
                *(name for name, _count in parts),
            ],
            (
                [
                    each["community"]["name"],
                    each["design"],
                    held["held_on"]["text"],
                    held.get("place", ""),
                    ", ".join(held["languages"]),
                    labels["yes"] if held["interpreter"] else labels["no"],
                    labels["was_there"]
                    if held["promoter_present"]
                    else labels["was_absent"],
                    self._told(held["came"]),
                    *(self._told(count) for _name, count in _who_came(held)),
                ]
                for each, held in rounds
            ),
        )

    def _told(self, count: int | None) -> Cell:
        return self.labels["withheld"] if count is None else count

    def _tranches(self) -> None:
        labels = self.labels
        self._sheet(
            "sheet_gate",
            [
                labels["tranche"],
                labels["purpose"],
                labels["amount"],
                labels["gate"],
                labels["planned"],
                labels["first_activity"],
                labels["released"],
                labels["reason"],
            ],
            (
                [
                    tranche["number"],
                    tranche["purpose"]["text"],
                    float(tranche["amount"]["value"]),
                    tranche["state_name"],
                    tranche["planned_on"]["text"],
                    tranche["first_activity_on"]["text"],
                    _release(tranche["release"]) if tranche["release"] else "",
                    "\n".join(
                        [
                            *(reason["text"] for reason in tranche["reasons"]),
                            *_overrides(tranche, labels["overridden"]),
                        ],
                    ),
                ]
                for tranche in self.document["tranches"]
            ),
            widths=(12, _WIDE, 16, 24, 22, 22, 34, 60),
        )

    def _assumptions(self) -> None:
        labels = self.labels
        self._sheet(
            "sheet_assumptions",
            [
                labels["design"],
                labels["component"],
                labels["assumption"],
                labels["minimum"],
                labels["if_not"],
                labels["basis"],
                labels["dropped"],
                labels["despite"],
            ],
            (
                [
                    design["number"],
                    each["component"]["text"],
                    each["text"]["text"],
                    each["minimum"]["text"] if each["minimum"] else labels["yes_no"],
                    each["severity"],
                    f"{each['origin']}: {each['basis']}",
                    each["dropped_reason"]["text"],
                    each["despite_reason"]["text"],
                ]
                for design in self.document["designs"]
                for each in design["assumptions"]
            ),
            widths=(10, 30, _WIDE, 20, 20, 40, 30, 30),
        )


def _resolution(resolution: Facts) -> str:
    said = [
        f"{resolution['kind']} ({resolution['on']['text']})",
        resolution["reason"]["text"],
        resolution["evidence"]["text"],
        resolution["commitment"]["text"],
    ]
    return ". ".join(part.rstrip(".") for part in said if part) + "."


def _overrides(tranche: dict[str, Any], title: str) -> list[str]:
    """Return each flag that was let pass, with who says why."""
    return [
        f"{title} {'; '.join(each['flags'])}. {each['why']} {each['signed']}"
        for each in tranche.get("overrides", ())
    ]


def _release(release: Facts) -> str:
    return f"{release['on']['text']}. {release['signed']}"


def _who_came(held: Facts) -> list[tuple[str, int | None]]:
    return [(each["name"], each["came"]) for each in (*held["by_sex"], *held["by_age"])]
