from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from pytest_django import DjangoAssertNumQueries

from consult.accounts.models import User
from projects import actions
from projects.amounts import budget_of, written
from projects.facts import LineFacts, TrancheFacts
from projects.models import Design, Project
from projects.refusals import Refusal
from tests.factories.projects import line, make_place, tranche


def first_is_released(project: Project) -> dict[int, Decimal]:
    """Stand for the room above that knows what was released."""
    return {1: Decimal("6000.00")}


def sums(design: Design) -> tuple[Decimal, Decimal]:
    """Return what lines and tranches of a design add up to."""
    return (
        sum((each.amount for each in design.budget_lines.all()), Decimal(0)),
        sum((each.amount for each in design.tranches.all()), Decimal(0)),
    )


# --- Budget -----------------------------------------------------------------------


def test_lines_add_up_and_show_their_shares(author: User, draft: Design) -> None:
    lines = actions.save_budget(
        by=author,
        design=draft,
        lines=[
            line(),
            line(category="consultancy", quantity=Decimal(25)),
            line(category="administration", quantity=Decimal(5)),
        ],
    )

    budget = budget_of(lines, currency="USD", households=60)

    assert budget.total == Decimal("7800.00")
    assert [(part.label, part.amount, part.percent) for part in budget.parts] == [
        ("Obras", Decimal("6000.00"), Decimal("76.9")),
        ("Consultorías", Decimal("1500.00"), Decimal("19.2")),
        ("Administración", Decimal("300.00"), Decimal("3.8")),
    ]
    assert (budget.overhead, budget.overhead_percent) == (
        Decimal("1800.00"),
        Decimal("23.1"),
    )
    assert budget.per_household == Decimal("130.00")
    assert written(budget.total, "USD") == "USD 7,800.00"


def test_an_empty_budget_shares_nothing() -> None:
    budget = budget_of([], currency="USD", households=None)

    assert (budget.total, budget.overhead_percent, budget.per_household) == (
        Decimal(0),
        Decimal("0.0"),
        None,
    )


def test_what_is_not_named_stays(author: User, draft: Design) -> None:
    first, second = actions.save_budget(by=author, design=draft, lines=[line(), line()])

    actions.save_budget(
        by=author,
        design=draft,
        lines=[line(entry=first.entry, description="Otra cosa")],
    )

    first.refresh_from_db()
    assert first.description == "Otra cosa"
    assert draft.budget_lines.count() == 2
    actions.save_budget(
        by=author,
        design=draft,
        lines=[LineFacts(entry=second.entry, remove=True)],
    )
    assert draft.budget_lines.get() == first


def test_a_line_sent_twice_is_one_line(author: User, draft: Design) -> None:
    row = line(entry=uuid4())

    actions.save_budget(by=author, design=draft, lines=[row])
    actions.save_budget(by=author, design=draft, lines=[row])

    assert draft.budget_lines.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        (
            {"quantity": Decimal(0)},
            "0-quantity",
            "La cantidad tiene que ser mayor que cero.",
        ),
        (
            {"quantity": Decimal(-3)},
            "0-quantity",
            "La cantidad tiene que ser mayor que cero.",
        ),
        (
            {"unit_cost": Decimal("-0.01")},
            "0-unit_cost",
            "El costo no puede ser menos que cero.",
        ),
        ({"quantity": None}, "0-quantity", "Falta la cantidad."),
        ({"unit_cost": None}, "0-unit_cost", "Falta el costo de cada una."),
        (
            {"quantity": Decimal(10000000000)},
            "0-quantity",
            "Esa cifra es demasiado grande: no cabe.",
        ),
        (
            {"unit_cost": Decimal(1000000000000)},
            "0-unit_cost",
            "Esa cifra es demasiado grande: no cabe.",
        ),
        (
            {"quantity": Decimal(9999999999), "unit_cost": Decimal(999999)},
            "0-unit_cost",
            "Esa línea sale demasiado grande: no cabe. Revise cantidad y costo.",
        ),
        (
            {"quantity": Decimal("0.001")},
            "0-quantity",
            "Escriba a lo más dos decimales.",
        ),
        (
            {"unit_cost": Decimal("Infinity")},
            "0-unit_cost",
            "Esa cifra es demasiado grande: no cabe.",
        ),
        ({"category": "bribes"}, "0-category", "Escoja qué tipo de gasto es."),
        ({"description": " "}, "0-description", "Falta escribir esto."),
        (
            {"unit": "m" * 31},
            "0-unit",
            "Es muy largo: caben 30 letras y escribió 31.",
        ),
    ],
)
def test_an_impossible_line_is_refused(
    author: User,
    draft: Design,
    changes: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.save_budget(by=author, design=draft, lines=[line(**changes)])

    assert (refused.value.field, str(refused.value)) == (field, sentence)
    assert not draft.budget_lines.exists()


def test_one_impossible_line_keeps_all_of_them_out(author: User, draft: Design) -> None:
    with pytest.raises(Refusal) as refused:
        actions.save_budget(
            by=author,
            design=draft,
            lines=[line(), line(quantity=Decimal(0))],
        )

    assert refused.value.field == "1-quantity"
    assert not draft.budget_lines.exists()


def test_a_budget_that_no_tranche_could_hold_is_refused(
    author: User,
    draft: Design,
) -> None:
    huge = line(quantity=Decimal(1), unit_cost=Decimal("999999999999.99"))

    with pytest.raises(Refusal) as refused:
        actions.save_budget(by=author, design=draft, lines=[huge, line()])

    assert str(refused.value) == (
        "Todo junto sale demasiado grande: no cabe. Revise las cantidades."
    )


# --- Tranches ---------------------------------------------------------------------


@pytest.fixture
def funded(author: User, draft: Design) -> Design:
    actions.save_budget(by=author, design=draft, lines=[line()])
    return draft


def test_tranches_are_numbered_as_they_come(author: User, funded: Design) -> None:
    half = Decimal(3000)

    actions.save_tranches(
        by=author,
        design=funded,
        tranches=[tranche(amount=half), tranche(amount=half)],
    )

    assert [each.number for each in funded.tranches.all()] == [1, 2]
    assert sums(funded) == (Decimal(6000), Decimal(6000))


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        (
            "5999.99",
            "suman USD 5,999.99 y el presupuesto es de USD 6,000.00: faltan USD 0.01.",
        ),
        (
            "6000.01",
            "suman USD 6,000.01 y el presupuesto es de USD 6,000.00: sobran USD 0.01.",
        ),
    ],
)
def test_tranches_that_are_not_the_budget_are_refused(
    author: User,
    funded: Design,
    amount: str,
    sentence: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.save_tranches(
            by=author,
            design=funded,
            tranches=[tranche(amount=Decimal(amount))],
        )

    assert str(refused.value) == f"Los desembolsos {sentence}"
    assert not funded.tranches.exists()


def test_a_plan_half_made_may_be_kept_and_too_much_never(
    author: User,
    funded: Design,
) -> None:
    row = tranche(amount=Decimal(1000), entry=uuid4())

    actions.save_tranches(by=author, design=funded, tranches=[row], complete=False)
    with pytest.raises(Refusal):
        actions.save_tranches(
            by=author,
            design=funded,
            tranches=[tranche(amount=Decimal(5001))],
            complete=False,
        )

    assert sums(funded) == (Decimal(6000), Decimal(1000))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"amount": Decimal(0)}, "0-amount", "El monto tiene que ser mayor que cero."),
        ({"amount": Decimal(-1)}, "0-amount", "El monto tiene que ser mayor que cero."),
        ({"amount": None}, "0-amount", "Falta el monto."),
        ({"planned_on": None}, "0-planned_on", "Falta la fecha prevista."),
        (
            {"first_activity_on": None},
            "0-first_activity_on",
            "Falta el día de la primera actividad que paga.",
        ),
        (
            {"first_activity_on": date(2027, 2, 28)},
            "0-first_activity_on",
            "La primera actividad no puede ser antes de que llegue el dinero.",
        ),
        (
            {"planned_on": date(202, 3, 1)},
            "0-planned_on",
            "Esa fecha quedó muy atrás. Revise el año.",
        ),
        ({"purpose": ""}, "0-purpose", "Falta escribir esto."),
    ],
)
def test_an_impossible_tranche_is_refused(
    author: User,
    funded: Design,
    changes: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.save_tranches(by=author, design=funded, tranches=[tranche(**changes)])

    assert (refused.value.field, str(refused.value)) == (field, sentence)
    assert not funded.tranches.exists()


def test_a_first_activity_after_the_end_is_refused(
    author: User,
    funded: Design,
) -> None:
    Design.objects.filter(pk=funded.pk).update(ends_on=date(2027, 3, 31))

    with pytest.raises(Refusal) as refused:
        actions.save_tranches(by=author, design=funded, tranches=[tranche()])

    assert refused.value.field == "0-first_activity_on"


def test_a_tranche_pays_only_where_the_design_is(author: User, funded: Design) -> None:
    with pytest.raises(Refusal) as refused:
        actions.save_tranches(
            by=author,
            design=funded,
            tranches=[tranche(places=[make_place()])],
        )

    assert refused.value.field == "0-places"


@pytest.fixture
def released(author: User, published: Design, settings: LazySettings) -> Design:
    """Give the next draft of a project whose first tranche was released."""
    settings.RELEASED_TRANCHES = "tests.projects.test_spending.first_is_released"
    return actions.start_design(by=author, project=published.project)


def test_money_that_is_gone_is_not_planned_anew(author: User, released: Design) -> None:
    gone = released.tranches.get()
    changes: list[TrancheFacts] = [
        tranche(entry=gone.entry, amount=Decimal(5000)),
        TrancheFacts(entry=gone.entry, remove=True),
    ]

    for change in changes:
        with pytest.raises(Refusal) as refused:
            actions.save_tranches(
                by=author,
                design=released,
                tranches=[change],
                complete=False,
            )
        assert str(refused.value) == (
            "El desembolso 1 ya se entregó: no se quita y su monto no cambia."
        )

    assert sums(released)[1] == Decimal(6000)


def test_what_is_left_may_be_planned_anew(author: User, released: Design) -> None:
    actions.save_budget(by=author, design=released, lines=[line(quantity=Decimal(50))])

    actions.save_tranches(
        by=author,
        design=released,
        tranches=[tranche(amount=Decimal(3000))],
    )

    assert list(released.tranches.values_list("number", "amount")) == [
        (1, Decimal(6000)),
        (2, Decimal(3000)),
    ]


def test_a_number_that_was_released_is_not_given_again(
    author: User,
    funded: Design,
    settings: LazySettings,
) -> None:
    settings.RELEASED_TRANCHES = "tests.projects.test_spending.first_is_released"

    # The draft forgot tranche 1, which was released under an earlier design.
    with pytest.raises(Refusal):
        actions.save_tranches(by=author, design=funded, tranches=[tranche()])


def test_saving_a_budget_costs_the_same_for_its_every_line(
    author: User,
    draft: Design,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = [line(entry=uuid4()) for _number in range(10)]
    actions.save_budget(by=author, design=draft, lines=rows)

    with django_assert_max_num_queries(30):
        actions.save_budget(by=author, design=draft, lines=rows)
