"""Tags of the pages of somebody who answers."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from consult.web.fallbacks import Wording, interface_language

register = template.Library()


@register.simple_tag
def words(said: Wording, *, signed: bool = True) -> SafeString:
    """Print a text in the language it is in; Spanish in another's place is signed."""
    if said.is_fallback and signed:
        return format_html(
            '<span lang="es" class="fallback">{} '
            '<span class="fallback-sign">{}</span></span>',
            said.text,
            _("en español"),
        )
    if said.language != interface_language():
        return format_html('<span lang="{}">{}</span>', said.language, said.text)
    return format_html("{}", said.text)
