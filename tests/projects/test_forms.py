from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation

from projects.forms.fields import AmountField, QuantityField, ShareField
from projects.forms.money import LineForm
from projects.forms.rows import Rows
from projects.refusals import Refusal

ENTRY = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize("language", ["es", "en", "quc"])
@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("186000", Decimal(186000)),
        ("186,000.00", Decimal("186000.00")),
        (" 1,250.5 ", Decimal("1250.5")),
        ("1 250", Decimal(1250)),
        ("-5", Decimal(-5)),
        ("0.01", Decimal("0.01")),
        ("", None),
    ],
)
def test_an_amount_is_read_as_it_is_written_here(
    language: str,
    typed: str,
    read: Decimal | None,
) -> None:
    with translation.override(language):
        assert AmountField(required=False).clean(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["186.000,00", "186000,50", "1,25", "12,3456", "1.2.3", "USD 5", "1e5", "NaN", "∞"],
)
def test_an_amount_that_could_be_read_in_two_ways_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        AmountField().clean(typed)


@pytest.mark.parametrize(
    ("field", "stored", "shown"),
    [
        (AmountField(), Decimal("186000.00"), "186,000.00"),
        (QuantityField(), Decimal("95.00"), "95"),
        (QuantityField(), Decimal("1200.50"), "1,200.5"),
        (ShareField(), Decimal("0.200"), "20"),
        (ShareField(), Decimal("0.125"), "12.5"),
        (AmountField(), "lo que sea", "lo que sea"),
    ],
)
def test_a_stored_number_is_shown_as_it_would_be_typed(
    field: AmountField,
    stored: object,
    shown: str,
) -> None:
    assert field.prepare_value(stored) == shown


def test_a_share_is_typed_as_so_many_of_a_hundred() -> None:
    assert ShareField().clean("12.5") == Decimal("0.125")


def rows_from(text: str) -> Rows[LineForm]:
    return Rows(
        LineForm,
        initial=[],
        blank=0,
        data=QueryDict(text),
        components=[],
    )


def test_a_row_nobody_filled_in_is_no_row(db: None) -> None:
    rows = rows_from(f"rows=2&0-entry={ENTRY}&0-category=&1-entry={ENTRY}")

    assert rows.is_valid()
    assert rows.filled == []


def test_a_row_to_be_removed_needs_nothing_else(db: None) -> None:
    rows = rows_from(f"rows=1&0-entry={ENTRY}&0-remove=on&0-quantity=mucho")

    assert rows.is_valid()
    assert [form.facts().remove for form in rows.filled] == [True]


def test_every_fault_names_its_row(db: None) -> None:
    rows = rows_from(
        f"rows=2&0-entry={ENTRY}&0-description=A&0-quantity=mucho&0-unit_cost=1"
        f"&1-entry={ENTRY}&1-description=B&1-quantity=1&1-unit_cost=x",
    )

    assert not rows.is_valid()
    assert [error.partition(":")[0] for error in rows.errors] == [
        "Línea 1. Cantidad",
        "Línea 2. Costo de cada una",
    ]


def test_a_refusal_lands_on_the_row_it_is_about(db: None) -> None:
    rows = rows_from(
        f"rows=3&0-entry={ENTRY}&1-entry={ENTRY}&1-description=B&1-quantity=1"
        f"&1-unit_cost=1&1-category=works&2-entry={ENTRY}",
    )
    assert rows.is_valid()

    # The first row that says something is the second of the page.
    rows.refuse(Refusal("No cabe.", field="0-quantity"))

    assert rows.forms[1].errors["quantity"] == ["No cabe."]
    assert rows.errors == ["Línea 2. Cantidad: No cabe."]


def test_a_refusal_about_all_rows_stands_above_them(db: None) -> None:
    rows = rows_from("rows=0")
    assert rows.is_valid()

    rows.refuse(Refusal("Sobran USD 5.00."))

    assert rows.errors == ["Sobran USD 5.00."]


@pytest.mark.parametrize("count", ["", "-1", "mil", "²"])
def test_a_number_of_rows_that_is_none_reads_none(db: None, count: str) -> None:
    assert rows_from(f"rows={count}").forms == []


def test_no_more_rows_are_read_than_a_page_could_have(db: None) -> None:
    assert len(rows_from("rows=999999999").forms) == 200


def test_a_row_without_its_name_is_refused(db: None) -> None:
    rows = rows_from("rows=1&0-description=A&0-quantity=1&0-unit_cost=1")

    assert not rows.is_valid()
