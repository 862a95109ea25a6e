"""In which language a page comes, and what speakers published in it."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from consult.languages.published import published_in
from consult.web.fallbacks import SOURCE_LANGUAGE, active_language

# The pages of somebody who answers.
COMMUNITY_PAGES: Final = ("/r/", "/responder/", "/recibo/")
# Those that read themselves aloud, in Spanish and English too.
HEARD_PAGES: Final = "/r/"
# The languages whose words are all in the sources and the catalogues.
KEPT_HERE: Final = frozenset({SOURCE_LANGUAGE, "en"})


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Bring the community's pages in the language somebody chose, else in Spanish.

    A phone is shared, and set to a language that nobody at home may have chosen. Its
    own language decides only for the pages of those who work here.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language, and read what is published in it before the page."""
        super().process_request(request)
        path = request.path_info
        if path.startswith(COMMUNITY_PAGES) and not _is_chosen(request):
            translation.activate(SOURCE_LANGUAGE)
            request.LANGUAGE_CODE = SOURCE_LANGUAGE
        language = active_language()
        if path.startswith(HEARD_PAGES) or language not in KEPT_HERE:
            published_in(language)


def _is_chosen(request: HttpRequest) -> bool:
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code in dict(settings.LANGUAGES)
