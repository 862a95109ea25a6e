from pathlib import Path
from types import SimpleNamespace

import polib
import pytest
from django.conf import LazySettings
from django.template import Context, Template
from django.utils import translation

from consult.web.fallbacks import (
    Wording,
    interface_language,
    is_interface_incomplete,
    wording,
)

SENTENCES = ("Inicio", "Proyectos")


def write_catalogue(folder: Path, language: str, translated: tuple[str, ...]) -> None:
    place = folder / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for sentence in translated:
        catalogue.append(polib.POEntry(msgid=sentence, msgstr=f"{language} {sentence}"))
    catalogue.save_as_mofile(str(place / "django.mo"))


@pytest.fixture
def catalogues(tmp_path: Path, settings: LazySettings) -> Path:
    """English is complete, Mam half done, K'iche' a header and nothing else."""
    write_catalogue(tmp_path, "en", SENTENCES)
    write_catalogue(tmp_path, "mam", SENTENCES[:1])
    write_catalogue(tmp_path, "quc", ())
    write_catalogue(tmp_path, "cak", SENTENCES)
    settings.LOCALE_PATHS = [tmp_path]
    return tmp_path


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize(
    ("language", "words_are_in", "incomplete"),
    [
        ("es", "es", False),
        ("en", "en", False),
        ("quc", "es", True),
        ("mam", "mam", True),
        ("cak", "cak", False),
        ("miq", "es", True),
    ],
)
def test_the_frame_knows_which_language_it_is_in(
    language: str,
    words_are_in: str,
    incomplete: bool,
) -> None:
    with translation.override(language):
        assert interface_language() == words_are_in
        assert is_interface_incomplete() is incomplete


def test_a_field_without_columns_is_taken_as_spanish() -> None:
    with translation.override("mam"):
        assert wording(SimpleNamespace(name="Agua"), "name") == Wording(
            "Agua",
            "es",
            is_fallback=True,
        )


def test_a_regional_form_of_a_language_is_that_language() -> None:
    with translation.override("es-gt"):
        found = wording(SimpleNamespace(name_es="Agua"), "name")
    assert found == Wording("Agua", "es", is_fallback=False)


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "Water"),
        ("mam", "Mam text"),
        ("quc", '<span lang="quc">Kʼicheʼ text</span>'),
    ],
)
def test_a_text_says_its_language_only_where_the_frame_is_in_another(
    language: str,
    printed: str,
) -> None:
    invented = SimpleNamespace(
        name_es="Agua",
        name_en="Water",
        name_mam="Mam text",
        name_quc="Kʼicheʼ text",
    )
    with translation.override(language):
        shown = Template('{% load web %}{% text it "name" %}').render(
            Context({"it": invented}),
        )
    assert shown == printed
