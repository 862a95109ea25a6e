"""Every interface language is known to Django, readable, and written as here."""

import gettext
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import check_for_language, get_language_info

CODES = [code for code, _name in settings.LANGUAGES]
TRANSLATED = [code for code in CODES if code != settings.LANGUAGE_CODE]


def catalogue(code: str) -> Path:
    return settings.BASE_DIR / "locale" / code / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("code", CODES)
def test_django_knows_the_language(code: str) -> None:
    assert {"bidi", "code", "name", "name_local"} <= set(LANG_INFO[code])
    assert get_language_info(code)["code"] == code
    assert check_for_language(code)


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_catalogue_is_valid_and_has_a_plural_rule(code: str) -> None:
    metadata = polib.pofile(str(catalogue(code))).metadata

    assert metadata["Language"] == code
    assert metadata["Content-Type"].lower() == "text/plain; charset=utf-8"
    count, rule = metadata["Plural-Forms"].rstrip(";").split(";")
    forms = int(count.removeprefix("nplurals="))
    choose = gettext.c2py(rule.strip().removeprefix("plural="))
    assert {choose(number) for number in range(200)} == set(range(forms))


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_compiled_catalogue_opens(code: str) -> None:
    with catalogue(code).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).info()["language"] == code


@pytest.mark.parametrize("code", CODES)
def test_dates_and_numbers_have_a_shape_of_their_own(code: str) -> None:
    assert find_spec(f"{settings.FORMAT_MODULE_PATH}.{code}.formats")
