import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from consult.feedback import receipts

DIGITS = st.text("0123456789", min_size=19, max_size=19)


def test_the_check_digit_is_the_standards() -> None:
    # ISO/IEC 7064:2003, the worked example of MOD 11,10.
    assert receipts.check_digit("0794") == "5"


def test_a_receipt_is_twenty_digits_that_check() -> None:
    receipt = receipts.make()

    assert re.fullmatch(r"\d{20}", receipt)
    assert receipts.is_well_formed(receipt)


def test_no_two_are_the_same() -> None:
    assert len({receipts.make() for _number in range(1000)}) == 1000


@given(DIGITS, st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(body: str, place: int, step: int) -> None:
    receipt = body + receipts.check_digit(body)
    wrong = str((int(receipt[place]) + step) % 10)

    assert not receipts.is_well_formed(receipt[:place] + wrong + receipt[place + 1 :])


@pytest.mark.parametrize(
    "typed",
    ["", "1234", "1" * 19, "1" * 21, "٣" * 20, "12345678901234567 90"],
)
def test_what_is_no_receipt_is_told_so(typed: str) -> None:
    assert not receipts.is_well_formed(typed)


def test_spaces_and_dashes_do_not_matter() -> None:
    receipt = receipts.make()
    typed = " - ".join(receipts.groups(receipt))

    assert receipts.normalise(f"  {typed}\n") == receipt


def test_it_is_shown_in_groups_of_four() -> None:
    assert receipts.groups("12345678901234567895") == [
        "1234",
        "5678",
        "9012",
        "3456",
        "7895",
    ]


def test_the_hash_is_the_same_each_time_and_depends_on_the_key(
    settings: Settings,
) -> None:
    receipt = receipts.make()
    first = receipts.digest(receipt)
    again = receipts.digest(receipt)
    settings.RECEIPT_KEY = "another key"

    assert again == first
    assert receipts.digest(receipt) != first
    assert receipt not in first


def test_the_picture_holds_the_number_where_no_server_sees_it(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.PUBLIC_URL = "https://consult.example"
    contents = []

    class Picture:
        def svg_inline(self, **_options: object) -> str:
            return "<svg/>"

    def make(content: str, **_options: object) -> Picture:
        contents.append(content)
        return Picture()

    monkeypatch.setattr("consult.feedback.receipts.segno.make", make)

    receipts.qr_svg("12345678901234567895")

    assert contents == ["https://consult.example/recibo/#12345678901234567895"]
