import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from consult.accounts import sealing


def key(letter: str) -> str:
    return base64.urlsafe_b64encode(letter.encode() * 32).decode()


def test_what_is_sealed_opens_again() -> None:
    text = "Primero el agua. Nabʼe ri jaʼ."

    assert sealing.unseal_text(sealing.seal_text(text)) == text


def test_a_word_is_sealed_as_text() -> None:
    assert sealing.unseal_word(sealing.seal_word("K'iche' ẍ ꞌ")) == "K'iche' ẍ ꞌ"


@pytest.mark.parametrize("spoiled", ["", "x", "ñ", "AAAA", "%%%%"])
def test_what_was_never_sealed_is_unreadable(spoiled: str) -> None:
    with pytest.raises(sealing.Unreadable):
        sealing.unseal_word(spoiled)


def test_the_same_text_is_never_sealed_the_same() -> None:
    assert sealing.seal_text("agua") != sealing.seal_text("agua")


def test_nothing_stays_nothing() -> None:
    assert sealing.seal_text("") == b""
    assert sealing.unseal_text(b"") == ""


def test_an_older_key_still_opens_what_it_sealed(settings: Settings) -> None:
    settings.FIELD_KEYS = [key("a")]
    sealed = sealing.seal_text("agua")
    settings.FIELD_KEYS = [key("b"), key("a")]

    assert sealing.unseal_text(sealed) == "agua"


def test_the_newest_key_seals(settings: Settings) -> None:
    settings.FIELD_KEYS = [key("b"), key("a")]
    sealed = sealing.seal_text("agua")
    settings.FIELD_KEYS = [key("b")]

    assert sealing.unseal_text(sealed) == "agua"


def test_without_its_key_it_stays_shut(settings: Settings) -> None:
    settings.FIELD_KEYS = [key("a")]
    sealed = sealing.seal_text("agua")
    settings.FIELD_KEYS = [key("b")]

    with pytest.raises(sealing.Unreadable):
        sealing.unseal_text(sealed)


def test_a_changed_byte_is_found() -> None:
    sealed = bytearray(sealing.seal_text("agua"))
    sealed[-1] ^= 1

    with pytest.raises(sealing.Unreadable):
        sealing.unseal_text(bytes(sealed))


@pytest.mark.parametrize("bad", ["short", "AAAA", "not base64 at all !"])
def test_a_key_of_another_size_is_refused_with_the_remedy(
    settings: Settings,
    bad: str,
) -> None:
    settings.FIELD_KEYS = [bad]

    with pytest.raises(ImproperlyConfigured, match="32 bytes in URL-safe base64"):
        sealing.seal_text("agua")
