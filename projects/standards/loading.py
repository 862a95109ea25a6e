"""Bringing the data files into the database, without undoing what was edited here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from projects import hooks
from projects.models import Design, Ladder, Level, Prerequisite, PurposeCode
from projects.models.standards import StandardRow
from projects.refusals import Refusal
from projects.standards.bringing import TableReport
from projects.standards.files import DATA_FOLDER
from projects.standards.permissions import Actor, check_can_change_standards
from projects.standards.tables import FileRow, read_tables

RowT = TypeVar("RowT", bound=StandardRow)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What happened to each table, by its name in the database."""

    tables: Mapping[str, TableReport]

    @property
    def is_quiet(self) -> bool:
        """Say whether nothing had to be written."""
        return not any(
            table.created or table.updated or table.retired
            for table in self.tables.values()
        )


@dataclass(slots=True)
class _Plan(Generic[RowT]):
    """What has to be done to one table."""

    create: list[FileRow] = field(default_factory=list)
    update: list[tuple[RowT, FileRow]] = field(default_factory=list)
    confirm: list[tuple[RowT, FileRow]] = field(default_factory=list)
    retire: list[RowT] = field(default_factory=list)
    # What stays in the table, whether its content changes or not.
    present: list[RowT] = field(default_factory=list)
    report: TableReport = field(default_factory=TableReport)


def load(*, folder: Path = DATA_FOLDER, check: bool = False) -> LoadReport:
    """Bring the data files into the database, all of them or nothing.

    A row whose content is not what was loaded last was edited here: it is kept and
    reported. A row that left its file is no longer used, never deleted. Rows made here
    and columns of the Indigenous languages are not touched. The same files again
    write nothing. With `check` everything is done and undone.

    Raises:
        MalformedFile: a file is not as it should be; nothing was written.
        Refusal: a row edited here stands where a row of the file must go.

    """
    tables = read_tables(folder=folder)
    # modeltranslation writes the active language into the column without a language.
    with transaction.atomic(), override("es"):
        report = LoadReport(
            {
                "ladders": _load_ladders(tables.ladders),
                "levels": _load_levels(tables.levels),
                "purpose_codes": _load_purpose_codes(tables.purpose_codes),
                "prerequisites": _load_prerequisites(tables.prerequisites),
                # Last: what is above may lean on what is here.
                **hooks.load_tables_above(folder),
            },
        )
        if not report.is_quiet:
            hooks.texts_changed()
        if any(table.updated for table in report.tables.values()) and not check:
            # What a step is called stands in what was found.
            hooks.evidence_changed(Design.objects.published())
        transaction.set_rollback(check)
    return report


def _load_ladders(rows: Iterable[FileRow]) -> TableReport:
    plan = _compare(rows, Ladder.objects.all(), lambda row: (row.pk,))
    _retire_and_update(plan)
    Ladder.objects.bulk_create(
        _filled(Ladder(code=row.key[0]), row) for row in plan.create
    )
    return plan.report


def _load_levels(rows: Iterable[FileRow]) -> TableReport:
    plan = _compare(rows, Level.objects.all(), lambda row: (row.ladder_id, row.code))
    _refuse_two_on_one_rank(plan)
    # Two levels may change places: each steps aside before any moves.
    moving = [level.pk for level, _row in plan.update]
    Level.objects.filter(pk__in=moving).update(active=False)
    _retire_and_update(plan)
    Level.objects.bulk_create(
        _filled(Level(ladder_id=row.key[0], code=row.key[1]), row)
        for row in plan.create
    )
    return plan.report


def _load_purpose_codes(rows: Iterable[FileRow]) -> TableReport:
    plan = _compare(rows, PurposeCode.objects.all(), lambda row: (row.pk,))
    _retire_and_update(plan)
    PurposeCode.objects.bulk_create(
        _filled(PurposeCode(code=row.key[0]), row) for row in plan.create
    )
    return plan.report


def _load_prerequisites(rows: Iterable[FileRow]) -> TableReport:
    existing = Prerequisite.objects.select_related("minimum_level").prefetch_related(
        "purpose_codes",
    )
    plan = _compare(rows, existing, lambda row: (row.sector, row.key))
    levels = {(level.ladder_id, level.code): level for level in Level.objects.all()}

    def with_level(row: Prerequisite, file_row: FileRow) -> Prerequisite:
        content = file_row.content
        row.ladder_id = str(content["ladder_id"]) or None
        row.minimum_level = levels.get(
            (str(content["ladder_id"]), str(content["minimum_level_code"])),
        )
        return row

    for row, file_row in plan.update:
        with_level(row, file_row)
    _retire_and_update(plan)
    for row, file_row in plan.update:
        codes = PurposeCode.objects.filter(pk__in=_purpose_codes(file_row))
        row.purpose_codes.set(codes)
    created = Prerequisite.objects.bulk_create(
        with_level(
            _filled(Prerequisite(sector=row.key[0], key=row.key[1]), row),
            row,
        )
        for row in plan.create
    )
    link = Prerequisite.purpose_codes.through
    link.objects.bulk_create(
        link(prerequisite_id=row.pk, purposecode_id=code)
        for row, file_row in zip(created, plan.create, strict=True)
        for code in _purpose_codes(file_row)
    )
    return plan.report


def _purpose_codes(row: FileRow) -> list[str]:
    codes = row.content["purpose_code_list"]
    return [str(code) for code in codes] if isinstance(codes, list) else []


def _compare(
    rows: Iterable[FileRow],
    existing: Iterable[RowT],
    key_of: Callable[[RowT], tuple[str, ...]],
) -> _Plan[RowT]:
    """Decide for every row of the file and of the table what has to be done."""
    plan: _Plan[RowT] = _Plan()
    here = {key_of(row): row for row in existing}
    for file_row in rows:
        row = here.pop(file_row.key, None)
        if row is None:
            plan.create.append(file_row)
            continue
        plan.present.append(row)
        current = row.content_hash()
        if current == file_row.hash:
            plan.report.unchanged += 1
            if (row.loaded_hash, row.loaded_version) != (current, file_row.version):
                plan.confirm.append((row, file_row))
        elif current != row.loaded_hash:
            plan.report.kept.append("/".join(file_row.key))
        else:
            plan.update.append((row, file_row))
    for key, row in here.items():
        if row.loaded_hash and row.is_edited_here:
            plan.report.kept.append("/".join(key))
            plan.present.append(row)
        elif row.loaded_hash and row.active:
            plan.retire.append(row)
        else:
            plan.present.append(row)
    plan.report.created = len(plan.create)
    plan.report.updated = len(plan.update)
    plan.report.retired = len(plan.retire)
    return plan


def _filled(row: RowT, file_row: FileRow) -> RowT:
    """Return the row with the columns of the file; those it computes are left out."""
    stored = {f.attname for f in row._meta.concrete_fields} - {"ladder_id"}
    for name, value in file_row.content.items():
        if name in stored:
            setattr(row, name, value)
    row.loaded_hash = file_row.hash
    row.loaded_version = file_row.version
    return row


def _retire_and_update(plan: _Plan[RowT]) -> None:
    for row in plan.retire:
        row.active = False
        row.loaded_hash = row.content_hash()
        row.save(update_fields=["active", "loaded_hash"])
    for row, file_row in plan.update:
        _filled(row, file_row).save()
    for row, file_row in plan.confirm:
        row.loaded_hash = file_row.hash
        row.loaded_version = file_row.version
        row.save(update_fields=["loaded_hash", "loaded_version"])


def _refuse_two_on_one_rank(plan: _Plan[Level]) -> None:
    """Refuse when a level kept here stands where one of the file must go."""
    moving = {level.pk for level, _row in plan.update}
    taken = {
        (level.ladder_id, level.rank): level
        for level in plan.present
        if level.active and level.pk not in moving
    }
    coming = [*plan.create, *(row for _level, row in plan.update)]
    for row in coming:
        level = taken.get((row.key[0], int(str(row.content["rank"]))))
        if level is not None:
            raise Refusal(
                _(
                    "El peldaño «%(here)s», cambiado aquí, ocupa la altura donde el "
                    "archivo pone «%(file)s». En la administración, devuélvalo a lo "
                    "que dice el archivo o deje de usarlo, y vuelva a cargar.",
                )
                % {
                    "here": f"{level.ladder_id}/{level.code}",
                    "file": "/".join(row.key),
                },
            )


@transaction.atomic
def restore(*, rows: Iterable[StandardRow], by: Actor) -> LoadReport:
    """Give up what was edited here in these rows and load what their files say.

    A row that was made here, and not by a file, stays as it is.

    Raises:
        NotAllowed: this person may not change the standard tables.
        MalformedFile: a file is not as it should be; nothing was written.

    """
    check_can_change_standards(by)
    for row in rows:
        if row.loaded_hash and row.is_edited_here:
            row.loaded_hash = row.content_hash()
            row.save(update_fields=["loaded_hash"])
    return load()
