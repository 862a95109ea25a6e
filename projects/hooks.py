"""What rooms above are asked and told, by names in the settings.

This room is blind to what follows a design. Where it must speak to the rooms above it
calls a function that the settings name: it never imports one.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

from projects.known import Known, TakenForGranted
from projects.models import Design, Place, Project
from projects.permissions import Actor
from projects.refusals import Obstacle


def _named(path: str) -> Callable[..., Any]:
    function: Callable[..., Any] = import_string(path)
    return function


def check_may_write(by: Actor) -> None:
    """Refuse an account that may not write at all: STAFF_WRITE_CHECK.

    Raises:
        NotAllowed: its second factor is missing, says the room that knows accounts.

    """
    _named(settings.STAFF_WRITE_CHECK)(by)


def record(
    *,
    by: Actor | None,
    verb: str,
    obj: Model,
    project: Project | None,
    public: Mapping[str, Any] | None = None,
) -> None:
    """Write down what was done, in the same transaction: AUDIT_RECORDER."""
    _named(settings.AUDIT_RECORDER)(
        by=by,
        verb=verb,
        obj=obj,
        project_id=project.pk if project else None,
        public=dict(public or {}),
    )


def evidence_changed(designs: QuerySet[Design]) -> None:
    """Tell that what is held against these designs changed: DESIGNS_CHANGED_STEP."""
    _named(settings.DESIGNS_CHANGED_STEP)(
        design_ids=list(designs.order_by("pk").values_list("pk", flat=True)),
    )


def released_amounts(project: Project) -> dict[int, Decimal]:
    """Return what was released of a project, by tranche number: RELEASED_TRANCHES."""
    return dict(_named(settings.RELEASED_TRANCHES)(project))


def publication_checks(design: Design) -> list[Obstacle]:
    """Return what other rooms hold against publishing a design: PUBLICATION_CHECKS."""
    return [
        obstacle
        for path in settings.PUBLICATION_CHECKS
        for obstacle in _named(path)(design)
    ]


def known_conditions(
    places: Iterable[Place],
    wanted: Iterable[TakenForGranted],
) -> dict[TakenForGranted, list[Known]]:
    """Return what is known already of places, by what is wanted: KNOWN_CONDITIONS."""
    return dict(_named(settings.KNOWN_CONDITIONS)(places, wanted))


def readings(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return how plain each text is, by the same keys: PLAIN_TEXT_READER.

    What comes back is drawn by `languages/reading.html`.
    """
    return dict(_named(settings.PLAIN_TEXT_READER)(texts))


def load_tables_above(folder: Path) -> dict[str, Any]:
    """Load the standard tables of the rooms above: STANDARD_TABLES.

    Returns what happened to each table, by its name.

    Raises:
        Refusal: one of their files is not as it should be.

    """
    return {
        name: report
        for path in settings.STANDARD_TABLES
        for name, report in _named(path)(folder=folder).items()
    }


def texts_changed() -> None:
    """Say that Spanish texts of the standard tables changed: TEXTS_CHANGED_STEP.

    What speakers said of the old ones is put aside, in the same transaction.
    """
    _named(settings.TEXTS_CHANGED_STEP)()
