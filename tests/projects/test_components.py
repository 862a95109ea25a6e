from typing import TYPE_CHECKING

import pytest

from consult.accounts.models import User
from projects import actions
from projects.models import Component, Design, PurposeCode
from projects.refusals import NotAllowed, Refusal
from tests.factories.projects import (
    IRRIGATION,
    SCHOOL,
    add_irrigation,
    line,
    make_author,
)

if TYPE_CHECKING:
    from tests.projects.draft_desk import Act


def titles(design: Design) -> list[str]:
    return [each.title for each in design.components.order_by("order")]


def test_components_keep_the_order_they_are_put_in(author: User, draft: Design) -> None:
    for title in ("Uno", "Dos", "Tres"):
        add_irrigation(author, draft, title)

    actions.move_component(
        by=author,
        component=draft.components.get(title_es="Tres"),
        up=True,
    )
    assert titles(draft) == ["Uno", "Tres", "Dos"]
    actions.move_component(
        by=author,
        component=draft.components.get(title_es="Uno"),
        up=False,
    )
    assert titles(draft) == ["Tres", "Uno", "Dos"]


def test_nothing_moves_past_the_ends(author: User, draft: Design) -> None:
    for title in ("Uno", "Dos"):
        add_irrigation(author, draft, title)

    actions.move_component(
        by=author,
        component=draft.components.get(title_es="Uno"),
        up=True,
    )

    assert titles(draft) == ["Uno", "Dos"]


def test_the_money_of_a_component_taken_out_stays(author: User, draft: Design) -> None:
    component = add_irrigation(author, draft, "Uno")
    add_irrigation(author, draft, "Dos")
    actions.save_budget(by=author, design=draft, lines=[line(component=component)])

    actions.remove_component(by=author, component=component)

    assert [(each.order, each.title) for each in draft.components.all()] == [(1, "Dos")]
    assert draft.budget_lines.get().component is None


def test_another_sector_takes_the_old_usual_assumptions_away(
    author: User,
    draft: Design,
) -> None:
    component = add_irrigation(author, draft)
    actions.adopt_proposed(by=author, component=component)
    actions.add_assumption(
        by=author,
        component=component,
        kind="statement",
        text="Hay maestra.",
        severity="high",
    )

    actions.change_component(
        by=author,
        component=component,
        title="Aulas",
        purpose_code=PurposeCode.objects.get(pk=SCHOOL),
    )

    # What holds for any project stays, and what the author added.
    assert sorted(component.assumptions.values_list("key", flat=True)) == [
        "hay-maestra",
        "heard",
    ]
    assert Component.objects.get(pk=component.pk).purpose_code_id == SCHOOL


def test_a_sector_no_longer_in_use_is_refused(author: User, draft: Design) -> None:
    code = PurposeCode.objects.get(pk=IRRIGATION)
    code.active = False
    code.save()

    with pytest.raises(Refusal) as refused:
        add_irrigation(author, draft)

    assert (refused.value.field, str(refused.value)) == (
        "purpose_code",
        "Ese sector ya no se usa. Escoja otro.",
    )


def test_a_component_says_what_it_delivers(author: User, draft: Design) -> None:
    with pytest.raises(Refusal) as refused:
        add_irrigation(author, draft, "  ")

    assert refused.value.field == "title"
    assert not draft.components.exists()


def test_nobody_reads_more_than_twenty(author: User, draft: Design) -> None:
    for number in range(20):
        add_irrigation(author, draft, f"Parte {number}")

    with pytest.raises(Refusal):
        add_irrigation(author, draft, "Una más")

    assert draft.components.count() == 20


def test_somebody_else_moves_and_removes_nothing(author: User, draft: Design) -> None:
    component = add_irrigation(author, draft)
    stranger = make_author()

    acts: tuple[Act, ...] = (
        lambda: actions.move_component(by=stranger, component=component, up=True),
        lambda: actions.remove_component(by=stranger, component=component),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()

    assert draft.components.count() == 1
