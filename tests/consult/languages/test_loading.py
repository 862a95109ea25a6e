"""Languages, hard words and themes come from their files, and speakers' texts stay."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from consult.languages.models import Theme
from projects import standards

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the data files, to change, after they were loaded."""
    standards.load()
    return Path(copytree(standards.DATA_FOLDER, tmp_path / "data"))


@pytest.fixture
def change(folder: Path) -> Callable[[str, str], None]:
    """Return a function that puts other words into the file of themes."""

    def put(old: str, new: str) -> None:
        file = folder / "themes.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return put


def test_what_speakers_wrote_outlives_a_change_of_the_file(
    folder: Path,
    change: Callable[[str, str], None],
) -> None:
    themes = Theme.objects.order_by("order")[:1].values("name_es", "name_quc", "pk")
    (before,) = themes
    Theme.objects.filter(pk=before["pk"]).update(name_quc="xab")
    change(before["name_es"], "Otro nombre")

    report = standards.load(folder=folder).tables["themes"]

    (after,) = themes.all()
    assert (report.updated, report.kept) == (1, [])
    assert after == before | {"name_es": "Otro nombre", "name_quc": "xab"}


def test_a_new_version_that_says_the_same_is_noted(
    folder: Path,
    change: Callable[[str, str], None],
) -> None:
    version = Theme.objects.earliest("order").loaded_version
    change(version, "2099.1.1")

    report = standards.load(folder=folder)

    assert report.is_quiet
    assert set(Theme.objects.values_list("loaded_version", flat=True)) == {"2099.1.1"}
