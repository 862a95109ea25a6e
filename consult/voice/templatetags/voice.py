"""Draws a recording that is for everybody to hear."""

from django import template

from consult.voice.models import Recording

register = template.Library()


@register.inclusion_tag("voice/player.html")
def player(recording: Recording, label: str = "") -> dict[str, object]:
    """Draw a player; `label` says to a screen reader what is heard."""
    return {"recording": recording, "label": label}


@register.inclusion_tag("voice/sources.html")
def sources(recording: Recording) -> dict[str, object]:
    """Write the two `<source>` of a recording, for an `<audio>` of one's own."""
    return {"recording": recording}
