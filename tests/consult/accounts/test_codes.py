import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from consult.accounts import codes
from consult.accounts.codes import ALPHABET, digest, grouped, new_code, normalised

SIGNS = st.sampled_from(ALPHABET)
BODIES = st.text(SIGNS, min_size=7, max_size=7)


def whole(body: str) -> str:
    return body + codes._check_sign(body)


def test_the_alphabet_has_29_signs_and_none_that_reads_as_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 29
    assert set(ALPHABET) & set("01AEIOU") == set()


def test_a_new_code_is_two_groups_of_four_that_check() -> None:
    code = new_code()
    first, second = code.split("-")

    assert (len(first), len(second)) == (4, 4)
    assert normalised(code) == first + second


def test_new_codes_differ() -> None:
    assert len({new_code() for _ in range(500)}) == 500


@given(BODIES)
def test_case_spaces_and_hyphens_do_not_matter(body: str) -> None:
    code = whole(body)

    typed = f" {grouped(code).lower().replace('-', ' – ')} "

    assert normalised(typed) == code


@given(BODIES, st.integers(0, 7), SIGNS)
def test_every_single_wrong_sign_is_noticed(body: str, at: int, sign: str) -> None:
    code = whole(body)
    wrong = code[:at] + sign + code[at + 1 :]

    assert normalised(wrong) == (code if wrong == code else "")


@given(BODIES, st.integers(0, 7), st.integers(0, 7))
def test_every_swap_of_two_signs_is_noticed(body: str, one: int, two: int) -> None:
    code = whole(body)
    signs = list(code)
    signs[one], signs[two] = signs[two], signs[one]
    swapped = "".join(signs)

    assert normalised(swapped) == (code if swapped == code else "")


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_code_or_nothing(typed: str) -> None:
    code = normalised(typed)

    assert code == "" or (len(code) == 8 and set(code) <= set(ALPHABET))


def test_what_reads_as_an_l_is_one() -> None:
    code = whole("LLLLLLL")

    assert normalised(code.replace("L", "1")) == code
    assert normalised(code.replace("L", "i")) == code


def test_the_digest_is_the_same_every_time_and_never_the_code() -> None:
    first, again = (
        digest("K7RT9WQ2", purpose="card"),
        digest("K7RT9WQ2", purpose="card"),
    )

    assert first == again
    assert len(first) == 64
    assert set(first) <= set(string.hexdigits)


@pytest.mark.parametrize(
    ("code", "purpose"),
    [("K7RT9WQ3", "card"), ("K7RT9WQ2", "receipt")],
)
def test_another_code_or_purpose_has_another_digest(code: str, purpose: str) -> None:
    assert digest(code, purpose=purpose) != digest("K7RT9WQ2", purpose="card")


def test_without_the_key_the_digest_is_another(settings: Settings) -> None:
    before = digest("K7RT9WQ2", purpose="card")
    settings.RECEIPT_KEY = "another key"

    assert digest("K7RT9WQ2", purpose="card") != before
