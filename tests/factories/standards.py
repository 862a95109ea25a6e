"""Copies of the standard tables' data files, to change one thing and load them."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import yaml

from projects.standards import DATA_FOLDER
from projects.standards.files import parse

NEXT_VERSION = "2027.1.1"


def read_unchecked(name: str, *, folder: Path = DATA_FOLDER) -> dict[str, Any]:
    """Return a data file without any of the checks of the loader."""
    text = (folder / name).read_text(encoding="utf-8")
    return cast("dict[str, Any]", parse(text))


def copy_data(folder: Path) -> Path:
    """Copy all data files into a new folder inside `folder`."""
    return Path(shutil.copytree(DATA_FOLDER, folder / "data"))


def change_data(
    folder: Path,
    name: str,
    how: Callable[[dict[str, Any]], object],
) -> None:
    """Change one file of a copy; its version goes up unless `how` removes it."""
    data = read_unchecked(name, folder=folder)
    data["version"] = NEXT_VERSION
    how(data)
    (folder / name).write_text(
        yaml.safe_dump(data, allow_unicode=True),
        encoding="utf-8",
    )
