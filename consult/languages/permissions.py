"""Who may say how a text is said, and keep the list of words."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.languages.models import Language, Speaker
from projects.refusals import NotAllowed

RENDER: Final = "languages.render_text"
KEEP_WORDS: Final = "languages.keep_words"


def languages_of(user: User) -> list[Language]:
    """Return the languages an account says it speaks, by name."""
    return list(Language.objects.filter(speakers__user=user).order_by("name"))


def check_speaks(*, by: User, language: Language, perm: str = RENDER) -> None:
    """Refuse whoever has no role for it, or does not say to speak the language.

    Raises:
        NotAllowed: with a sentence that says which of the two.

    """
    require(by, perm)
    if not Speaker.objects.filter(user=by, language=language).exists():
        raise NotAllowed(
            _("Diga primero que usted habla este idioma, en «Mis idiomas»."),
        )


def person_key(user: User) -> str:
    """Return what tells one human being from another.

    Field accounts need no person; two accounts of one person are one.
    """
    return (
        f"account:{user.pk}" if user.person_id is None else f"person:{user.person_id}"
    )
