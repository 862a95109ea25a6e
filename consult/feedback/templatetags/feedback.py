"""Tags of the pages of somebody who answers."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from consult.feedback.pages import own_words
from consult.languages.published import has_sounds, sound_for
from consult.web.fallbacks import Wording, active_language, marked

register = template.Library()


@register.simple_tag
def words(said: Wording, *, signed: bool = True) -> SafeString:
    """Print a text in the language it is in; Spanish in another's place is signed."""
    return marked(said, signed=signed)


@register.simple_tag
def own(sentence: str) -> SafeString:
    """Print a sentence of `phrases.py` as speakers say it, else in Spanish."""
    return words(own_words(sentence))


@register.simple_tag
def sound(said: Wording) -> str:
    """Return the address of the recording of a text in the active language, if any."""
    return sound_for(said.source, active_language())


@register.simple_tag
def hear(said: Wording) -> SafeString:
    """Draw the button that plays a text, where it is recorded in the active language.

    It stands beside what it reads, never in it: hearing an answer does not choose it.
    Without script it is a link to the sound.
    """
    return play(sound_for(said.source, active_language()), said.text)


@register.simple_tag
def hear_own(sentence: str) -> SafeString:
    """Draw the button that plays a sentence of `phrases.py`."""
    address = sound_for(sentence, active_language())
    return play(address, own_words(sentence).text) if address else SafeString("")


@register.simple_tag
def play(address: str, what: str) -> SafeString:
    """Draw the button that plays a recording; nothing without an address."""
    if not address:
        return SafeString("")
    return format_html(
        '<a class="hear" href="{0}" data-sound="{0}" aria-label="{1}: {2}"></a>',
        address,
        _("Oír"),
        what,
    )


@register.simple_tag
def any_sound() -> bool:
    """Say whether anything is recorded in the active language."""
    return has_sounds(active_language())
