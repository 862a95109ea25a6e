"""The components of a draft: added, changed, put in order, taken out."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from projects.actions.drafts import noted, taken
from projects.enums import AssumptionOrigin
from projects.models import Component, Design, PurposeCode
from projects.permissions import Actor
from projects.policies import check_fits, check_groups
from projects.refusals import Refusal
from projects.standards import proposed_assumptions
from projects.wording import write_spanish

MOST_COMPONENTS = 20


@transaction.atomic
def add_component(
    *,
    by: Actor,
    design: Design,
    title: str,
    purpose_code: PurposeCode,
    description: str = "",
    target_groups: Collection[str] = (),
) -> Component:
    """Add a part in one DAC/CRS sector at the end. It takes nothing for granted yet.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already, no title, a sector no longer in use, or too many.

    """
    design = taken(by, design)
    _check(title, description, purpose_code)
    check_groups(target_groups)
    if design.components.count() >= MOST_COMPONENTS:
        raise Refusal(
            _("Ya hay %(count)s componentes. Junte algunos: nadie lee tantos.")
            % {"count": MOST_COMPONENTS},
        )
    last = design.components.aggregate(last=Max("order"))["last"] or 0
    component = Component(
        design=design,
        order=last + 1,
        purpose_code=purpose_code,
        target_groups=sorted(set(target_groups)),
    )
    write_spanish(component, title=title, description=description)
    component.save()
    noted(by, design, "components")
    return component


@transaction.atomic
def change_component(
    *,
    by: Actor,
    component: Component,
    title: str,
    purpose_code: PurposeCode,
    description: str = "",
) -> Component:
    """Change what a component delivers, how, or its sector.

    With another sector go the usual assumptions of the old one, also those dropped;
    the author's own stay.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already, no title, or a sector no longer in use.

    """
    design = taken(by, component.design)
    component = Component.objects.get(pk=component.pk)
    _check(title, description, purpose_code)
    if purpose_code.pk != component.purpose_code_id:
        usual = [row.pk for row in proposed_assumptions(purpose_code)]
        component.assumptions.filter(origin=AssumptionOrigin.STANDARD).exclude(
            prerequisite__in=usual,
        ).delete()
    component.purpose_code = purpose_code
    write_spanish(component, title=title, description=description)
    component.save()
    noted(by, design, "components")
    return component


@transaction.atomic
def move_component(*, by: Actor, component: Component, up: bool) -> None:
    """Let a component change places with the one before it, or after it.

    At the end of the row nothing happens.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already.

    """
    design = taken(by, component.design)
    row = list(design.components.order_by("order", "pk"))
    position = next(i for i, each in enumerate(row) if each.pk == component.pk)
    other = position - 1 if up else position + 1
    if not 0 <= other < len(row):
        return
    row[position], row[other] = row[other], row[position]
    _number(row)
    noted(by, design, "components")


@transaction.atomic
def remove_component(*, by: Actor, component: Component) -> None:
    """Take a component out, with what it takes for granted.

    Its budget lines stay and belong to the whole design: money does not vanish by the
    way.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already.

    """
    design = taken(by, component.design)
    design.budget_lines.filter(component=component).update(component=None)
    Component.objects.get(pk=component.pk).delete()
    _number(list(design.components.order_by("order", "pk")))
    noted(by, design, "components")


def _check(title: str, description: str, purpose_code: PurposeCode) -> None:
    check_fits(Component, required=("title",), title=title, description=description)
    if not purpose_code.active:
        raise Refusal(
            _("Ese sector ya no se usa. Escoja otro."),
            field="purpose_code",
        )


def _number(row: list[Component]) -> None:
    for order, component in enumerate(row, start=1):
        Component.objects.filter(pk=component.pk).update(order=order)
