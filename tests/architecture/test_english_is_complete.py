"""Everything the interface says is said in English too, exactly and up to date."""

import io
import re

import polib
import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from consult.web.management.commands.gather_messages import KEPT_HERE, gather, written

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?[a-z][^>]*>")
# Of all languages, the ones that whoever changes the Spanish keeps up to date.
(ENGLISH,) = KEPT_HERE

Key = tuple[str | None, str]


def catalogue(code: str) -> polib.POFile:
    path = settings.BASE_DIR / "locale" / code / "LC_MESSAGES" / "django.po"
    return polib.pofile(str(path))


@pytest.fixture(scope="module")
def english() -> polib.POFile:
    return catalogue(ENGLISH)


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def sides(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Pair each English text with the Spanish it stands for."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [
        (entry.msgid_plural if number else entry.msgid, text)
        for number, text in entry.msgstr_plural.items()
    ]


def test_every_text_of_the_sources_is_said_in_english(english: polib.POFile) -> None:
    wanted: set[Key] = {
        (message.context, message.id if isinstance(message.id, str) else message.id[0])
        for message in gather(settings.BASE_DIR)
        if message.id
    }
    said: set[Key] = {
        (entry.msgctxt, entry.msgid) for entry in english if entry.translated()
    }
    # `make messages` brings in what is missing, ready to be translated.
    assert wanted - said == set()


def test_no_english_is_left_over_from_a_spanish_that_changed(
    english: polib.POFile,
) -> None:
    assert [entry.msgid for entry in english if entry.fuzzy] == []
    assert [entry.msgid for entry in english if entry.obsolete] == []


def test_both_sides_hold_the_same_places_to_fill(english: polib.POFile) -> None:
    unequal = [
        (spanish, text)
        for entry in english
        for spanish, text in sides(entry)
        if placeholders(spanish) != placeholders(text)
    ]
    assert unequal == []


def test_the_file_names_no_moment_and_nobody(english: polib.POFile) -> None:
    assert set(english.metadata) == {
        "Project-Id-Version",
        "Language",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Plural-Forms",
    }


def test_writing_what_was_read_changes_nothing() -> None:
    template = gather(settings.BASE_DIR)
    template.locale = ENGLISH
    once = written(template)

    assert written(read_po(io.BytesIO(once), locale=ENGLISH)) == once


@pytest.mark.parametrize(
    "code",
    [
        code
        for code, _name in settings.LANGUAGES
        if code not in {settings.LANGUAGE_CODE, *KEPT_HERE}
    ],
)
def test_languages_of_speakers_are_left_to_their_speakers(code: str) -> None:
    assert [entry.msgid for entry in catalogue(code)] == []
