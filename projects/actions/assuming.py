"""What a draft takes for granted: adopted, added, changed, dropped with a reason."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from projects.actions.drafts import noted, taken
from projects.enums import AssumptionOrigin
from projects.facts import AssumptionFacts
from projects.models import (
    DEFAULT_TOLERANCE,
    Assumption,
    Component,
    Design,
    Ladder,
    Level,
    Prerequisite,
)
from projects.permissions import Actor
from projects.policies import check_assumption, check_reason, undecided
from projects.refusals import Refusal
from projects.wording import copy_texts, spanish, write_spanish

_LONGEST_KEY = 50


@transaction.atomic
def adopt_proposed(*, by: Actor, component: Component) -> list[Assumption]:
    """Take for granted what designs of this sector usually do.

    Only what was not decided yet: what was dropped stays dropped, and what an earlier
    component of the design holds is not asked about twice.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already.

    """
    design = taken(by, component.design)
    adopted = [
        _adopt(component, prerequisite)
        for prerequisite in undecided(design).get(component.pk, [])
    ]
    noted(by, design, "assumptions")
    return adopted


@transaction.atomic
def save_assumptions(
    *,
    by: Actor,
    design: Design,
    decisions: Sequence[AssumptionFacts],
) -> list[Assumption]:
    """Write what an author decided about assumptions, all of it or nothing.

    Returns one assumption for each decision, in their order.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already, or about the field `<position>-<name>`.

    """
    design = taken(by, design)
    written = []
    for position, facts in enumerate(decisions):
        try:
            written.append(_decide(design, facts))
        except Refusal as refusal:
            refusal.field = f"{position}-{refusal.field}"
            raise
    noted(by, design, "assumptions")
    return written


@transaction.atomic
def add_assumption(
    *,
    by: Actor,
    component: Component,
    kind: str,
    text: str,
    severity: str,
    ladder: Ladder | None = None,
    minimum_level: Level | None = None,
    tolerance: Decimal = DEFAULT_TOLERANCE,
) -> Assumption:
    """Take something of the author's own for granted.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already, a step of another ladder, or nobody could answer.

    """
    design = taken(by, component.design)
    assumption = Assumption(
        component=component,
        key=_free_key(design, slugify(text)[:_LONGEST_KEY].strip("-") or "propio"),
        kind=kind,
        ladder=ladder,
        minimum_level=minimum_level,
        severity=severity,
        tolerance=tolerance,
        origin=AssumptionOrigin.AUTHOR,
    )
    write_spanish(assumption, text=text)
    _check(assumption)
    assumption.save()
    noted(by, design, "assumptions")
    return assumption


@transaction.atomic
def change_assumption(
    *,
    by: Actor,
    assumption: Assumption,
    severity: str | None = None,
    tolerance: Decimal | None = None,
    minimum_level: Level | None = None,
) -> Assumption:
    """Ask for another step, say another consequence or another tolerance.

    What the table proposes stays visible beside it.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already, or a step of another ladder.

    """
    design = taken(by, assumption.component.design)
    assumption = _of(design, assumption.pk)
    _change(assumption, severity, tolerance, minimum_level)
    noted(by, design, "assumptions")
    return assumption


@transaction.atomic
def drop_assumption(*, by: Actor, assumption: Assumption, reason: str) -> Assumption:
    """Take a usual assumption out, with a reason that everybody will read.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already, no real reason, or it is the author's own.

    """
    design = taken(by, assumption.component.design)
    assumption = _of(design, assumption.pk)
    _drop(assumption, reason)
    noted(by, design, "assumptions")
    return assumption


@transaction.atomic
def restore_assumption(*, by: Actor, assumption: Assumption) -> Assumption:
    """Take for granted again what was dropped.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already.

    """
    design = taken(by, assumption.component.design)
    assumption = _of(design, assumption.pk)
    assumption.dropped_reason = ""
    assumption.save()
    noted(by, design, "assumptions")
    return assumption


@transaction.atomic
def keep_despite(*, by: Actor, assumption: Assumption, reason: str) -> Assumption:
    """Take something for granted although something else is known, and say why.

    Everybody will read it. An empty reason takes it back.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already, or no real reason.

    """
    design = taken(by, assumption.component.design)
    assumption = _of(design, assumption.pk)
    _keep(assumption, reason)
    noted(by, design, "assumptions")
    return assumption


@transaction.atomic
def remove_assumption(*, by: Actor, assumption: Assumption) -> None:
    """Take out an assumption of the author's own. A usual one is dropped instead.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already, or it comes from the table.

    """
    design = taken(by, assumption.component.design)
    assumption = _of(design, assumption.pk)
    if assumption.origin != AssumptionOrigin.AUTHOR:
        raise Refusal(
            _("Este supuesto es usual en el sector: se quita diciendo por qué."),
            field="dropped_reason",
        )
    assumption.delete()
    noted(by, design, "assumptions")


def _decide(design: Design, facts: AssumptionFacts) -> Assumption:
    if facts.pk is not None:
        assumption = _of(design, facts.pk)
    elif facts.component is not None and facts.prerequisite is not None:
        if facts.component.design_id != design.pk:
            raise Refusal(_("Ese componente es de otro diseño."))
        # Sent twice, by a slow line or a second touch: it is there already.
        assumption = Assumption.objects.filter(
            component__design=design,
            prerequisite=facts.prerequisite,
        ).first() or _adopt(facts.component, facts.prerequisite)
    else:
        raise Refusal(_("Ese supuesto ya no está. Vuelva a cargar la página."))
    _change(assumption, facts.severity, facts.tolerance, facts.minimum_level)
    if facts.despite_reason is not None:
        _keep(assumption, facts.despite_reason)
    if facts.dropped_reason.strip():
        _drop(assumption, facts.dropped_reason)
    elif assumption.is_dropped:
        assumption.dropped_reason = ""
        assumption.save()
    return assumption


def _adopt(component: Component, prerequisite: Prerequisite) -> Assumption:
    assumption = Assumption(
        component=component,
        key=_free_key(component.design, prerequisite.key, prerequisite.sector),
        kind=prerequisite.kind,
        ladder=prerequisite.ladder,
        minimum_level=prerequisite.minimum_level,
        severity=prerequisite.severity,
        origin=AssumptionOrigin.STANDARD,
        prerequisite=prerequisite,
    )
    copy_texts(prerequisite, assumption, ("text",))
    assumption.save()
    return assumption


def _keep(assumption: Assumption, reason: str) -> None:
    if reason.strip():
        check_reason(reason, field="despite_reason")
    assumption.despite_reason = reason.strip()
    assumption.save()


def _drop(assumption: Assumption, reason: str) -> None:
    if assumption.origin != AssumptionOrigin.STANDARD:
        raise Refusal(_("Lo que usted agregó se borra: no hace falta decir por qué."))
    check_reason(reason, field="dropped_reason")
    assumption.dropped_reason = reason.strip()
    assumption.save()


def _change(
    assumption: Assumption,
    severity: str | None,
    tolerance: Decimal | None,
    minimum_level: Level | None,
) -> None:
    if severity is not None:
        assumption.severity = severity
    if tolerance is not None:
        assumption.tolerance = tolerance
    if minimum_level is not None:
        assumption.minimum_level = minimum_level
    _check(assumption)
    assumption.save()


def _check(assumption: Assumption) -> None:
    check_assumption(
        kind=assumption.kind,
        text=spanish(assumption, "text"),
        ladder=assumption.ladder,
        minimum_level=assumption.minimum_level,
        severity=assumption.severity,
        tolerance=assumption.tolerance,
    )


def _of(design: Design, pk: int) -> Assumption:
    """Return an assumption of this design as it stands now.

    Raises:
        Refusal: somebody took it out meanwhile, or it is of another design.

    """
    assumption = (
        Assumption.objects.select_related("ladder", "minimum_level")
        .filter(component__design=design, pk=pk)
        .first()
    )
    if assumption is None:
        raise Refusal(_("Ese supuesto ya no está. Vuelva a cargar la página."))
    return assumption


def _free_key(design: Design, key: str, sector: str = "") -> str:
    """Return a key that no assumption of the design has: answers are counted by it."""
    taken_keys = set(
        Assumption.objects.filter(component__design=design).values_list(
            "key",
            flat=True,
        ),
    )
    candidate, number = key, 2
    if candidate in taken_keys and sector:
        candidate = f"{sector}-{key}"[:_LONGEST_KEY]
    base = candidate
    while candidate in taken_keys:
        candidate, number = f"{base}-{number}", number + 1
    return candidate
