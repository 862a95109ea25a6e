"""What the house is made of, read from the sources."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Model

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
# The roof holds no room's behaviour.
ROOF = {"settings"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def rooms() -> dict[str, Path]:
    """Return every room by its name."""
    found = {"projects": ROOT / "projects"}
    for folder in sorted((ROOT / "consult").iterdir()):
        if (folder / "__init__.py").exists() and folder.name not in ROOF:
            found[folder.name] = folder
    return found


def modules() -> list[Path]:
    """Return every module that people wrote: rooms and roof, without migrations."""
    return [
        path
        for folder in (ROOT / "projects", ROOT / "consult")
        for path in sorted(folder.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def layer(name: str) -> list[Path]:
    """Return the modules of one layer in every room: `name.py`, or all of `name/`."""
    found = []
    for folder in rooms().values():
        module, package = folder / f"{name}.py", folder / name
        if module.exists():
            found.append(module)
        if package.is_dir():
            found += sorted(package.rglob("*.py"))
    return found


def models() -> list[type[Model]]:
    """Return every model of ours."""
    ours = tuple(f"consult.{name}" for name in rooms())
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(("projects.", *ours))
    ]


def name_of(path: Path) -> str:
    """Return a path as people write it."""
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    """Return what a module says."""
    return ast.parse(path.read_text(), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    """Yield the functions at the top of a module."""
    for node in tree(path).body:
        if isinstance(node, Function):
            yield node
