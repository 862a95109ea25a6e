import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.utils import formats, translation

DAY = dt.date(2026, 3, 4)
REGIONAL = ("es", "quc", "kek", "mam", "cak", "cab", "miq")


@pytest.mark.parametrize("language", [*REGIONAL, "en"])
def test_numbers_have_comma_thousands_and_dot_decimals(language: str) -> None:
    with translation.override(language):
        written = formats.number_format(
            Decimal("1234567.89"),
            decimal_pos=2,
            use_l10n=True,
            force_grouping=True,
        )
    assert written == "1,234,567.89"


@pytest.mark.parametrize("language", [*REGIONAL, "en"])
def test_short_dates_put_the_day_first(language: str) -> None:
    with translation.override(language):
        assert formats.date_format(DAY, "SHORT_DATE_FORMAT") == "04/03/2026"


@pytest.mark.parametrize("language", REGIONAL)
def test_long_dates_are_read_as_in_the_region(language: str) -> None:
    with translation.override(language):
        assert formats.date_format(DAY, "DATE_FORMAT") == "4 de marzo de 2026"


def test_long_dates_in_english_keep_the_order_of_the_region() -> None:
    with translation.override("en"):
        assert formats.date_format(DAY, "DATE_FORMAT") == "4 March 2026"


@pytest.mark.parametrize("language", [*REGIONAL, "en"])
@pytest.mark.parametrize("typed", ["04/03/2026", "2026-03-04"])
def test_a_date_is_understood_as_written_and_as_browsers_send_it(
    language: str,
    typed: str,
) -> None:
    with translation.override(language):
        assert forms.DateField(localize=True).clean(typed) == DAY


@pytest.mark.parametrize("language", [*REGIONAL, "en"])
def test_the_week_starts_on_monday(language: str) -> None:
    with translation.override(language):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
