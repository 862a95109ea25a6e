from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from consult.consultations.models import KindRequirements
from consult.languages.models import Jargon, Language, Theme
from projects import standards
from projects.models import Ladder, Level, Prerequisite, PurposeCode
from projects.refusals import NotAllowed, Refusal
from tests.factories.standards import change_data, copy_data

pytestmark = pytest.mark.django_db

Rows = list[dict[str, Any]]
Edit = Callable[[str, Callable[[Rows], object]], None]


class Administrator:
    def has_perm(self, perm: str, /) -> bool:
        return perm == "projects.change_standards"


class Visitor:
    def has_perm(self, perm: str, /) -> bool:
        return False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a copy of the data files, to change."""
    return copy_data(tmp_path)


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Give a function that changes a file's rows and raises its version."""

    def change(name: str, how: Callable[[Rows], object]) -> None:
        change_data(folder, name, lambda data: how(data["rows"]))

    return change


def everything() -> list[list[Any]]:
    """Return every column of every standard table."""
    link = Prerequisite.purpose_codes.through
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (Ladder, Level, PurposeCode, Prerequisite, link)
    ]


def test_it_loads_all_that_the_files_say() -> None:
    report = standards.load()

    assert {name: table.created for name, table in report.tables.items()} == {
        "ladders": Ladder.objects.count(),
        "levels": Level.objects.count(),
        "purpose_codes": PurposeCode.objects.count(),
        "prerequisites": Prerequisite.objects.count(),
        # Of the rooms above.
        "languages": Language.objects.count(),
        "jargon": Jargon.objects.count(),
        "themes": Theme.objects.count(),
        "consultation kinds": KindRequirements.objects.count(),
    }
    assert (Ladder.objects.count(), Level.objects.count()) == (24, 100)
    assert (PurposeCode.objects.count(), Prerequisite.objects.count()) == (92, 83)


def test_a_row_says_what_its_file_says() -> None:
    standards.load()

    row = Prerequisite.objects.get(sector="irrigation", key="drinking_water_first")

    assert row.content() == {
        "purpose_code_list": ["31140"],
        "text_es": "Las familias ya tienen cerca agua buena para tomar.",
        "text_en": "Families already have safe drinking water nearby.",
        "kind": "ladder",
        "ladder_id": "water",
        "minimum_level_code": "basic",
        "severity": "block",
        "covered_by": "",
        "rationale_es": (
            "Donde se trae el agua del río en baldes, el agua de un tubo nuevo se "
            "usará para tomar antes que para regar. Primero el agua para la gente."
        ),
        "rationale_en": (
            "Where water is carried from the river in buckets, water from a new pipe "
            "will be drunk before it irrigates. Water for people comes first."
        ),
        "basis": "proposal",
        "basis_note_es": (
            "La escalera es la de la norma leída; exigir este peldaño es propuesta "
            "nuestra."
        ),
        "basis_note_en": (
            "The ladder is that of the standard read; requiring this step is our "
            "proposal."
        ),
        "source": "WHO/UNICEF JMP ladders (washdata.org)",
        "order": 0,
        "active": True,
    }
    assert row.loaded_version == "2026.11.1"


def test_every_row_loaded_has_a_basis() -> None:
    standards.load()

    for model in (Ladder, Level, PurposeCode, Prerequisite):
        bases = set(model.objects.values_list("basis", flat=True))
        assert bases <= {"read", "recalled", "proposal"}
        assert bases


def test_loading_twice_changes_nothing() -> None:
    standards.load()
    before = everything()

    report = standards.load()

    assert report.is_quiet
    assert {name: table.unchanged for name, table in report.tables.items()} == {
        "ladders": 24,
        "levels": 100,
        "purpose_codes": 92,
        "prerequisites": 83,
        "languages": Language.objects.count(),
        "jargon": Jargon.objects.count(),
        "themes": Theme.objects.count(),
        "consultation kinds": 2,
    }
    assert everything() == before


def test_it_says_the_same_whatever_language_is_active() -> None:
    with translation.override("en"):
        standards.load()

    assert Ladder.objects.get(pk="water").name == "Agua para tomar"
    assert standards.load().is_quiet


def test_a_row_edited_here_is_kept_and_named(folder: Path, edit: Edit) -> None:
    standards.load(folder=folder)
    Ladder.objects.filter(pk="water").update(question_es="¿Y el agua?")
    edit(
        "ladders.yaml",
        lambda rows: [
            row.update(question={"es": "¿Qué hay?", "en": "What is there?"})
            for row in rows[:2]
        ],
    )

    report = standards.load(folder=folder).tables["ladders"]

    assert report.kept == ["water"]
    assert (report.updated, report.unchanged) == (1, 22)
    assert Ladder.objects.get(pk="water").content()["question_es"] == "¿Y el agua?"
    assert Ladder.objects.get(pk="sanitation").content()["question_es"] == "¿Qué hay?"
    assert standards.load(folder=folder).tables["ladders"].kept == ["water"]


def test_codes_taken_off_here_stay_off(folder: Path, edit: Edit) -> None:
    standards.load(folder=folder)
    row = Prerequisite.objects.get(sector="water", key="flow")
    row.purpose_codes.remove(PurposeCode.objects.get(pk="14030"))

    report = standards.load(folder=folder).tables["prerequisites"]

    assert report.kept == ["water/flow"]
    assert row.purpose_code_list == ["14020", "14021", "14031"]


def test_an_edit_that_the_file_took_over_is_no_longer_an_edit(
    folder: Path,
    edit: Edit,
) -> None:
    standards.load(folder=folder)
    PurposeCode.objects.filter(pk="31140").update(name_es="Riego")

    edit(
        "purpose_codes.yaml",
        lambda rows: [
            row["name"].update(es="Riego") for row in rows if row["code"] == "31140"
        ],
    )

    assert standards.load(folder=folder).tables["purpose_codes"].kept == []
    row = PurposeCode.objects.get(pk="31140")
    assert not row.is_edited_here
    assert row.loaded_version == "2027.1.1"


def test_what_speakers_wrote_is_neither_an_edit_nor_touched(
    folder: Path,
    edit: Edit,
) -> None:
    standards.load(folder=folder)
    Level.objects.filter(ladder="water", code="basic").update(name_quc="texto")
    edit(
        "ladders.yaml",
        lambda rows: rows[0]["levels"][3]["name"].update(es="Chorro cerca"),
    )

    report = standards.load(folder=folder).tables["levels"]

    assert (report.updated, report.kept) == (1, [])
    assert Level.objects.filter(
        ladder="water",
        code="basic",
        name_es="Chorro cerca",
        name_quc="texto",
    ).exists()


def test_a_row_that_left_its_file_is_no_longer_used_but_stays(
    folder: Path,
    edit: Edit,
) -> None:
    standards.load(folder=folder)
    whole = (folder / "prerequisites.yaml").read_text(encoding="utf-8")
    edit("prerequisites.yaml", lambda rows: rows.pop(0))

    report = standards.load(folder=folder).tables["prerequisites"]

    row = Prerequisite.objects.get(sector="irrigation", key="drinking_water_first")
    assert (report.retired, row.active) == (1, False)
    assert standards.load(folder=folder).is_quiet

    (folder / "prerequisites.yaml").write_text(whole, encoding="utf-8")
    standards.load(folder=folder)
    row.refresh_from_db()
    assert row.active


def test_a_row_edited_here_outlives_its_file(folder: Path, edit: Edit) -> None:
    standards.load(folder=folder)
    Prerequisite.objects.filter(
        sector="irrigation",
        key="drinking_water_first",
    ).update(severity="high")
    edit("prerequisites.yaml", lambda rows: rows.pop(0))

    report = standards.load(folder=folder).tables["prerequisites"]

    assert (report.retired, report.kept) == (0, ["irrigation/drinking_water_first"])
    assert Prerequisite.objects.get(
        sector="irrigation",
        key="drinking_water_first",
    ).active


def test_a_row_made_here_is_left_alone() -> None:
    standards.load()
    Ladder.objects.create(
        code="cooking",
        name_es="Cocina",
        question_es="¿Con qué cocina?",
        basis="proposal",
    )

    report = standards.load()

    assert report.is_quiet
    assert report.tables["ladders"].kept == []
    assert Ladder.objects.get(pk="cooking").active


def test_two_levels_may_change_places(folder: Path, edit: Edit) -> None:
    standards.load(folder=folder)

    def swap(rows: Rows) -> None:
        levels = rows[0]["levels"]
        levels[1], levels[2] = levels[2], levels[1]
        for rank, level in enumerate(levels):
            level["rank"] = rank

    edit("ladders.yaml", swap)
    standards.load(folder=folder)

    water = Level.objects.filter(ladder="water").order_by("rank")
    assert [(level.rank, level.code, level.active) for level in water] == [
        (0, "no_service", True),
        (1, "limited", True),
        (2, "unimproved", True),
        (3, "basic", True),
        (4, "safely_managed", True),
    ]


def test_a_level_kept_here_that_is_in_the_way_stops_the_whole_load(
    folder: Path,
    edit: Edit,
) -> None:
    standards.load(folder=folder)
    Level.objects.filter(ladder="water", code="safely_managed").update(
        name_es="Otra cosa",
    )

    def put_one_in(rows: Rows) -> None:
        rows[1]["name"] = {"es": "Baños", "en": "Toilets"}
        levels = rows[0]["levels"]
        levels.insert(1, {**levels[0], "code": "canal"})
        for rank, level in enumerate(levels):
            level["rank"] = rank

    edit("ladders.yaml", put_one_in)
    before = everything()

    with pytest.raises(Refusal) as refused:
        standards.load(folder=folder)

    assert everything() == before
    assert str(refused.value) == (
        "El peldaño «water/safely_managed», cambiado aquí, ocupa la altura donde el "
        "archivo pone «water/basic». En la administración, devuélvalo a lo que dice "
        "el archivo o deje de usarlo, y vuelva a cargar."
    )

    Level.objects.filter(ladder="water", code="safely_managed").update(active=False)
    standards.load(folder=folder)
    used = Level.objects.filter(ladder="water", active=True).order_by("rank")
    assert [level.code for level in used] == [
        "no_service",
        "canal",
        "unimproved",
        "limited",
        "basic",
    ]


def test_a_malformed_file_leaves_the_others_unloaded_too(
    folder: Path,
    edit: Edit,
) -> None:
    standards.load(folder=folder)
    before = everything()
    edit("ladders.yaml", lambda rows: rows[0].update(standard="otra"))
    edit("prerequisites.yaml", lambda rows: rows[-1].pop("basis"))

    with pytest.raises(standards.MalformedFile):
        standards.load(folder=folder)

    assert everything() == before


def test_checking_says_the_same_and_writes_nothing() -> None:
    checked = standards.load(check=True)

    assert checked.tables["levels"].created == 100
    assert everything() == [[], [], [], [], []]
    assert standards.load() == checked


def test_giving_an_edit_up_brings_the_file_back() -> None:
    standards.load()
    Ladder.objects.filter(pk="water").update(question_es="¿Y el agua?")
    Ladder.objects.filter(pk="road").update(question_es="¿Y el camino?")

    report = standards.restore(
        rows=Ladder.objects.filter(pk="water"),
        by=Administrator(),
    )

    assert report.tables["ladders"].updated == 1
    assert report.tables["ladders"].kept == ["road"]
    assert (
        Ladder.objects.get(pk="water").content()["question_es"]
        == "¿De dónde saca su familia el agua para tomar?"
    )


def test_only_who_may_change_the_tables_gives_an_edit_up() -> None:
    standards.load()
    Ladder.objects.filter(pk="water").update(question_es="¿Y el agua?")

    with pytest.raises(NotAllowed):
        standards.restore(rows=Ladder.objects.all(), by=Visitor())

    assert Ladder.objects.get(pk="water").is_edited_here


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("load_standards", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_counts_what_it_did() -> None:
    assert run()[0] == (
        "ladders: 24 nuevas, 0 puestas al día, 0 fuera de uso, 0 cambiadas aquí y "
        "conservadas, 0 sin cambio"
    )
    Ladder.objects.filter(pk="water").update(question_es="¿Y el agua?")

    assert run()[:2] == [
        (
            "ladders: 0 nuevas, 0 puestas al día, 0 fuera de uso, 1 cambiadas aquí y "
            "conservadas, 23 sin cambio"
        ),
        "  conservada: water",
    ]


def test_the_command_can_only_check() -> None:
    assert run("--check")[-1] == "Solo se revisó: no se escribió nada."
    assert not Ladder.objects.exists()


def test_the_command_refuses_a_malformed_file_in_one_sentence(
    folder: Path,
    edit: Edit,
) -> None:
    edit("prerequisites.yaml", lambda rows: rows[0].update(ladder="agua"))

    with pytest.raises(CommandError) as refused:
        run("--folder", str(folder))

    assert str(refused.value) == (
        "prerequisites.yaml, fila «irrigation/drinking_water_first»: la escalera "
        "«agua» no existe."
    )
