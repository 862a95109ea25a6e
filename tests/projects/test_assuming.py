from decimal import Decimal
from typing import Any

import pytest

from consult.accounts.models import User
from projects import actions
from projects.facts import AssumptionFacts
from projects.models import Assumption, Component, Design, Ladder, Prerequisite
from projects.policies import undecided
from projects.refusals import Refusal
from tests.factories.projects import add_irrigation, level
from tests.projects.draft_desk import in_both

REASON = "Aquí ya tienen agua desde hace tres años."


@pytest.fixture
def component(author: User, draft: Design) -> Component:
    return add_irrigation(author, draft)


@pytest.fixture
def adopted(author: User, component: Component) -> list[Assumption]:
    return actions.adopt_proposed(by=author, component=component)


def keys_waiting(design: Design) -> list[str]:
    return [row.key for rows in undecided(design).values() for row in rows]


def test_what_the_sector_takes_for_granted_is_adopted_as_the_table_says(
    draft: Design,
    adopted: list[Assumption],
) -> None:
    assert [each.key for each in adopted] == [
        "drinking_water_first",
        "source_flow",
        "heard",
    ]
    water = adopted[0]
    assert (water.kind, water.ladder_id, water.minimum_level, water.severity) == (
        "ladder",
        "water",
        level("water", "basic"),
        "block",
    )
    assert in_both(water, "text") == (
        "Las familias ya tienen agua para tomar cerca.",
        "Families already have drinking water nearby.",
    )
    assert (water.tolerance, water.origin) == (Decimal("0.20"), "standard")
    assert keys_waiting(draft) == []


def test_nobody_is_asked_twice_about_the_same(
    author: User,
    draft: Design,
    adopted: list[Assumption],
) -> None:
    second = add_irrigation(author, draft, "Mangueras")

    assert actions.adopt_proposed(by=author, component=second) == []
    assert keys_waiting(draft) == []


def test_what_an_earlier_component_will_ask_waits_there(
    author: User,
    draft: Design,
    component: Component,
) -> None:
    second = add_irrigation(author, draft, "Mangueras")

    waiting = undecided(draft)

    assert len(waiting[component.pk]) == 3
    assert waiting[second.pk] == []


def test_a_usual_assumption_is_dropped_with_a_reason(
    author: User,
    draft: Design,
    adopted: list[Assumption],
) -> None:
    dropped = actions.drop_assumption(
        by=author,
        assumption=adopted[0],
        reason=f"  {REASON} ",
    )

    assert dropped.is_dropped
    assert dropped.dropped_reason == REASON
    # Dropped is decided: it is not proposed again.
    assert keys_waiting(draft) == []
    restored = actions.restore_assumption(by=author, assumption=dropped)
    assert not restored.is_dropped


@pytest.mark.parametrize("reason", ["", "   ", "no aplica", "x" * 14, "x" * 5001])
def test_a_reason_that_says_nothing_is_refused(
    author: User,
    adopted: list[Assumption],
    reason: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.drop_assumption(by=author, assumption=adopted[0], reason=reason)

    assert refused.value.field == "dropped_reason"
    adopted[0].refresh_from_db()
    assert not adopted[0].is_dropped


def test_a_usual_assumption_is_never_just_removed(
    author: User,
    adopted: list[Assumption],
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.remove_assumption(by=author, assumption=adopted[0])

    assert str(refused.value) == (
        "Este supuesto es usual en el sector: se quita diciendo por qué."
    )


def test_an_assumption_of_ones_own_comes_and_goes(
    author: User,
    component: Component,
) -> None:
    own = actions.add_assumption(
        by=author,
        component=component,
        kind="ladder",
        text="El camino sirve todo el año.",
        severity="high",
        ladder=Ladder.objects.get(pk="road"),
        minimum_level=level("road", "all_season"),
        tolerance=Decimal("0.1"),
    )

    assert (own.key, own.origin) == ("el-camino-sirve-todo-el-ano", "author")
    with pytest.raises(Refusal):
        actions.drop_assumption(by=author, assumption=own, reason=REASON)
    actions.remove_assumption(by=author, assumption=own)
    assert not component.assumptions.exists()


def test_no_two_assumptions_of_a_design_share_a_key(
    author: User,
    draft: Design,
    component: Component,
) -> None:
    second = add_irrigation(author, draft, "Mangueras")
    facts: dict[str, Any] = {
        "kind": "statement",
        "text": "Hay luz.",
        "severity": "high",
    }

    keys = [
        actions.add_assumption(by=author, component=each, **facts).key
        for each in (component, second, second)
    ]

    assert keys == ["hay-luz", "hay-luz-2", "hay-luz-3"]


def test_two_sectors_may_have_a_usual_assumption_of_the_same_key(
    author: User,
    draft: Design,
    adopted: list[Assumption],
) -> None:
    Prerequisite.objects.filter(key="heard").update(key="source_flow")
    Assumption.objects.filter(key="heard").delete()

    again = actions.adopt_proposed(by=author, component=draft.components.get())

    assert [each.key for each in again] == ["any-source_flow"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        (
            {"minimum_level": ("road", "all_season")},
            "minimum_level",
            "Ese peldaño es de otra escalera: «Camino».",
        ),
        (
            {"minimum_level": ("water", "no_service")},
            "minimum_level",
            "Ese es el peldaño más bajo: todas las familias llegan. Escoja otro.",
        ),
        ({"severity": "terrible"}, "severity", "Escoja qué pasa si no se cumple."),
        (
            {"tolerance": Decimal("0.51")},
            "tolerance",
            "Escriba entre 0 y 50: de cada 100 familias, cuántas pueden no tenerlo.",
        ),
        (
            {"tolerance": Decimal("-0.1")},
            "tolerance",
            "Escriba entre 0 y 50: de cada 100 familias, cuántas pueden no tenerlo.",
        ),
        ({"tolerance": Decimal("0.1234")}, "tolerance", "Escriba a lo más un decimal."),
    ],
)
def test_an_assumption_nobody_could_answer_is_refused(
    author: User,
    adopted: list[Assumption],
    changes: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    if "minimum_level" in changes:
        changes = {"minimum_level": level(*changes["minimum_level"])}

    with pytest.raises(Refusal) as refused:
        actions.change_assumption(by=author, assumption=adopted[0], **changes)

    assert (refused.value.field, str(refused.value)) == (field, sentence)
    adopted[0].refresh_from_db()
    assert adopted[0].minimum_level == level("water", "basic")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "ladder"}, "ladder"),
        ({"kind": "ladder", "ladder": "road"}, "minimum_level"),
        ({"kind": "statement", "ladder": "road"}, "ladder"),
        ({"kind": "essay"}, "kind"),
        ({"kind": "statement", "text": " "}, "text"),
        ({"kind": "statement", "text": "a" * 241}, "text"),
    ],
)
def test_an_own_assumption_that_cannot_be_is_refused(
    author: User,
    component: Component,
    facts: dict[str, Any],
    field: str,
) -> None:
    ladder = facts.pop("ladder", None)
    given = {"text": "Hay luz.", "severity": "high", **facts}

    with pytest.raises(Refusal) as refused:
        actions.add_assumption(
            by=author,
            component=component,
            ladder=Ladder.objects.get(pk=ladder) if ladder else None,
            **given,
        )

    facts["ladder"] = ladder
    assert refused.value.field == field
    assert not component.assumptions.exists()


def test_what_an_author_changes_shows_beside_what_the_table_says(
    author: User,
    adopted: list[Assumption],
) -> None:
    assert not adopted[0].is_changed

    changed = actions.change_assumption(
        by=author,
        assumption=adopted[0],
        severity="info",
        tolerance=Decimal("0.5"),
        minimum_level=level("water", "limited"),
    )

    assert changed.is_changed
    assert changed.prerequisite is not None
    assert changed.prerequisite.severity == "block"


def test_decisions_are_written_all_or_none(
    author: User,
    draft: Design,
    component: Component,
) -> None:
    rows = {row.key: row for row in undecided(draft)[component.pk]}

    with pytest.raises(Refusal) as refused:
        actions.save_assumptions(
            by=author,
            design=draft,
            decisions=[
                AssumptionFacts(component=component, prerequisite=rows["heard"]),
                AssumptionFacts(
                    component=component,
                    prerequisite=rows["source_flow"],
                    dropped_reason="no",
                ),
            ],
        )

    assert refused.value.field == "1-dropped_reason"
    assert not component.assumptions.exists()


def test_the_same_decision_sent_twice_is_one(
    author: User,
    draft: Design,
    component: Component,
) -> None:
    row = undecided(draft)[component.pk][0]
    kept = AssumptionFacts(component=component, prerequisite=row)
    dropped = AssumptionFacts(
        component=component,
        prerequisite=row,
        dropped_reason=REASON,
    )

    actions.save_assumptions(by=author, design=draft, decisions=[kept])
    actions.save_assumptions(by=author, design=draft, decisions=[dropped])

    assert component.assumptions.get().dropped_reason == REASON
    actions.save_assumptions(by=author, design=draft, decisions=[kept])
    assert not component.assumptions.get().is_dropped
