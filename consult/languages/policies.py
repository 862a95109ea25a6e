"""What the state of a rendering allows, and the reason why not."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.second_factor import require_enrolled
from consult.languages.enums import STANDING, RenderingState
from consult.languages.models import Language, Rendering, Theme
from consult.languages.permissions import KEEP_WORDS, check_speaks, person_key
from consult.languages.texts import NeededText, places_to_fill
from consult.web.fallbacks import SOURCE_LANGUAGE
from projects.refusals import NotAllowed, Refusal

# How many other speakers must say yes, and how many no take a rendering back.
YES_NEEDED: Final = 2
NO_ENOUGH: Final = 2
TEXT_MAX: Final = 2000


def state_of(*, yes: int, no: int) -> RenderingState:
    """Return where a rendering stands, from how many other persons say yes and no."""
    if no >= NO_ENOUGH and no >= yes:
        return RenderingState.DECLINED
    if yes >= YES_NEEDED:
        return RenderingState.PUBLISHED
    return RenderingState.REVIEWED if yes else RenderingState.DRAFT


def check_can_render(*, by: User, language: Language) -> None:
    """Refuse whoever may not say how texts are said in this language.

    Raises:
        NotAllowed: no role, another language, or no second factor where one is due.

    """
    check_speaks(by=by, language=language)
    require_enrolled(by)


def can_render(*, by: User, language: Language) -> bool:
    """Say whether somebody may say how texts are said in this language."""
    try:
        check_can_render(by=by, language=language)
    except NotAllowed:
        return False
    return True


def check_text(*, language: Language, needed: NeededText, text: str) -> None:
    """Refuse a text that says nothing, is too long, or loses a place to fill.

    Raises:
        Refusal: says which; or that Spanish is written already.

    """
    if language.tag == SOURCE_LANGUAGE:
        raise Refusal(
            _("En español ya está escrito. Grabe cómo se dice, para quien no lee."),
            field="text",
        )
    if not text.strip():
        raise Refusal(_("Escriba cómo se dice."), field="text")
    if len(text) > TEXT_MAX:
        raise Refusal(
            _("Como mucho %(most)s letras.") % {"most": TEXT_MAX},
            field="text",
        )
    wanted = places_to_fill(needed.spanish)
    if places_to_fill(text) != wanted:
        raise Refusal(
            _("Deje tal cual lo que va entre signos: ahí se pone un dato. %(it)s")
            % {"it": " ".join(wanted) or _("nada")},
            field="text",
        )


def check_can_record(needed: NeededText) -> None:
    """Refuse to record a text that has places to fill.

    Raises:
        Refusal: nobody can read aloud what is not there yet.

    """
    if needed.has_places_to_fill:
        raise Refusal(
            _(
                "Este texto se completa con un nombre o un número: solo se puede "
                "escribir. Grabe el texto ya completo, que sale aparte.",
            ),
            field="sound",
        )


def check_can_judge(*, by: User, rendering: Rendering) -> None:
    """Refuse one's own rendering, one that no longer stands, another language.

    Raises:
        NotAllowed: no role, another language, or one's own.
        Refusal: the Spanish changed, or another took its place.

    """
    check_can_render(by=by, language=rendering.language)
    if person_key(by) == person_key(rendering.made_by):
        raise NotAllowed(
            _("Esta la dijo usted. Falta que la miren otras dos personas."),
        )
    if rendering.state not in STANDING:
        raise Refusal(_("Esta versión ya no está en uso."))


def can_judge(*, by: User, rendering: Rendering) -> bool:
    """Say whether somebody may say yes or no to a rendering."""
    try:
        check_can_judge(by=by, rendering=rendering)
    except Refusal:
        return False
    return True


def check_can_keep_words(*, by: User, language: Language) -> None:
    """Refuse whoever may not keep the words of this language.

    Raises:
        NotAllowed: no role, another language, or no second factor where one is due.

    """
    check_speaks(by=by, language=language, perm=KEEP_WORDS)
    require_enrolled(by)


def check_word(*, term: str, key: str, theme: Theme) -> None:
    """Refuse a word that would be found everywhere, or nowhere.

    Raises:
        Refusal: says what to write.

    """
    bare = key.rstrip("*").strip()
    if len(bare) < 3 or "*" in bare:  # noqa: PLR2004 - shorter is found everywhere
        raise Refusal(
            _("Escriba al menos tres letras. El signo * solo va al final."),
            field="term",
        )
    if len(term) > 80:  # noqa: PLR2004 - the column
        raise Refusal(_("Es demasiado larga para una palabra."), field="term")
    if not theme.active:
        raise Refusal(_("Ese tema ya no se usa."), field="theme")
