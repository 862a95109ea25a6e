"""One word typed on many keyboards is one word. Made-up words but for the names."""

import unicodedata

import pytest

from consult.languages import orthography
from consult.languages.orthography import GLOTTAL

EIGHT_SPELLINGS = (
    "K'iche'",
    "K’iche’",
    "Kʼicheʼ",
    "Kꞌicheꞌ",
    "K´iche´",
    "K`iche`",
    "k‘iche‘",
    "KꞋicheꞋ",
)


def test_eight_spellings_are_kept_with_one_letter() -> None:
    assert {orthography.stored(each).casefold() for each in EIGHT_SPELLINGS} == {
        "kʼicheʼ",
    }


def test_eight_spellings_are_found_by_one_key() -> None:
    assert {orthography.matched(each) for each in EIGHT_SPELLINGS} == {"kʼicheʼ"}


@pytest.mark.parametrize("typed", ["Ch'ab'a\u0308l", "Ch’ab’äl", "Chʼabʼäl"])
def test_marks_are_composed(typed: str) -> None:
    assert orthography.stored(typed) == "Chʼabʼäl"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        # Mam's x with diaeresis has one code point; Popti's n with diaeresis has none.
        ("x\u0308", "ẍ"),
        ("\u1e8d", "ẍ"),
        ("n\u0308", "n\u0308"),
        ("n\u0308'", "n\u0308ʼ"),
        # Typed twice, or with a stray sign beside it, it is one glottal.
        ("b''", "bʼ"),
        ("b'´", "bʼ"),
        # What was pasted along and nobody sees.
        ("tz\u200b'i\u00ad'", "tzʼiʼ"),
        ("a\u00a0 \tb", "a b"),
        # A sign that follows no letter is a quote. One that does cannot be told apart.
        ("'Zub' aba", "'Zubʼ aba"),
        ("7'", "7'"),
    ],
)
def test_what_is_kept(typed: str, kept: str) -> None:
    assert orthography.stored(typed) == kept
    assert orthography.stored(kept) == kept
    assert unicodedata.is_normalized("NFC", orthography.stored(typed))


def test_keys_leave_case_and_diaeresis_out_and_keep_the_letter_n_with_tilde() -> None:
    assert orthography.matched("CH'AB'ÄL") == orthography.matched("chʼabʼal")
    assert orthography.matched("ñ") == "ñ"


def test_the_looser_key_folds_old_spellings() -> None:
    assert orthography.guessed("Quiché") == orthography.guessed("K'iche'") == "kiche"
    assert orthography.guessed("Cakchiquel") == "kakchikel"
    assert orthography.guessed("aab'") == "ab"


def test_spanish_is_never_run_through_it() -> None:
    assert orthography.key_of("D'Ávila dijo ‘no’", "spa") == "d'avila dijo ‘no’"
    assert orthography.as_kept("D'Ávila dijo ‘no’", "spa") == "D'Ávila dijo ‘no’"
    assert orthography.key_of("D'Avila", "quc") == f"d{GLOTTAL}avila"


@pytest.mark.parametrize("language", ["spa", "cab", "miq"])
def test_other_languages_are_found_without_accents(language: str) -> None:
    assert orthography.key_of("AMENAZÓ a\u0301 ñu", language) == "amenazo a ñu"


def test_words_sort_by_the_alphabet_of_the_language() -> None:
    words = ["tz'i'", "tik", "t'ot'", "chaj", "ch'o", "k'ak'", "kar"]

    assert sorted(words, key=orthography.sort_key("quc")) == [
        "chaj",
        "ch'o",
        "kar",
        "k'ak'",
        "tik",
        "t'ot'",
        "tz'i'",
    ]


def test_what_is_in_no_alphabet_sorts_last() -> None:
    assert sorted(["ñ", "y", "a"], key=orthography.sort_key("mam")) == ["a", "y", "ñ"]


def test_a_text_message_has_plain_apostrophes() -> None:
    assert orthography.without_glottal_letter("Kʼicheʼ") == "K'iche'"
