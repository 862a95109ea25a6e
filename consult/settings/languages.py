"""The interface's languages. Spanish is the source; the others are translations."""

from django.conf.locale import LANG_INFO

from consult.settings.environment import env

# Django knows none of these. It must be told in place: `get_language_info` raises for
# an unknown code although every system check passes.
LANG_INFO.update(
    {
        code: {"bidi": False, "code": code, "name": name, "name_local": autonym}
        for code, name, autonym in (
            ("quc", "K'iche'", "Kʼicheʼ"),
            ("kek", "Q'eqchi'", "Qʼeqchiʼ"),
            ("mam", "Mam", "Mam"),
            ("cak", "Kaqchikel", "Kaqchikel"),
            ("cab", "Garifuna", "Garifuna"),
            ("miq", "Miskito", "Mískitu"),
        )
    },
)

LANGUAGE_CODE = "es"
LANGUAGES = [
    ("es", "Español"),
    ("en", "English"),
    ("quc", "Kʼicheʼ"),
    ("kek", "Qʼeqchiʼ"),
    ("mam", "Mam"),
    ("cak", "Kaqchikel"),
    ("cab", "Garifuna"),
    ("miq", "Mískitu"),
]
LANGUAGE_COOKIE_NAME = "idioma"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True

USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = env.str("TIME_ZONE", default="America/Guatemala")
FORMAT_MODULE_PATH = "consult.web.formats"

MODELTRANSLATION_DEFAULT_LANGUAGE = "es"
MODELTRANSLATION_LANGUAGES = tuple(code for code, _ in LANGUAGES)
MODELTRANSLATION_FALLBACK_LANGUAGES = ("es",)
