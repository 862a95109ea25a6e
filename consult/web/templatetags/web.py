"""Tags of the page frame and of the components."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from consult.web import fallbacks, navigation, numbers, pictograms
from consult.web.ladder_picture import LadderPicture, ladder_picture
from consult.web.tones import SEVERITIES, tone_of

register = template.Library()


@register.filter
def money(amount: Decimal | float | str | None, currency: str = "") -> str:
    """Write an amount: `{{ line.amount|money:line.currency }}`."""
    return numbers.money(amount, currency)


@register.simple_tag
def text(obj: object, field: str) -> SafeString:
    """Print a translated field, saying which language it is in if not the page's."""
    return fallbacks.marked(fallbacks.wording(obj, field))


@register.simple_tag
def spanish(written: str) -> SafeString:
    """Print what somebody wrote in Spanish, as speakers say it where they did."""
    return fallbacks.marked(fallbacks.said(written))


def _inline(svg: str) -> SafeString:
    # Our own files: nothing a visitor wrote.
    return mark_safe(  # noqa: S308
        svg.replace(' xmlns="http://www.w3.org/2000/svg"', ' aria-hidden="true"', 1),
    )


@register.simple_tag
def pictogram(name: str) -> SafeString:
    """Draw a pictogram in the page; the words beside it carry the meaning."""
    return _inline(pictograms.drawing(str(name)))


@register.simple_tag
def brand_mark() -> SafeString:
    """Draw the brand mark in the page."""
    return _inline(pictograms.brand_mark())


@register.simple_tag(takes_context=True)
def navigation_links(context: Context) -> list[navigation.ShownLink]:
    """Return the links this visitor may use."""
    request = context.get("request")
    return navigation.links_for(request) if isinstance(request, HttpRequest) else []


@register.simple_tag
def url_if_any(name: str) -> str:
    """Return the address of a named page, or nothing while it is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def languages() -> list[dict[str, object]]:
    """Return the interface's languages by their own names, the active one marked."""
    active = fallbacks.active_language()
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "is_current": code == active,
        }
        for code, _name in settings.LANGUAGES
    ]


@register.simple_tag
def active_language() -> str:
    """Return the code of the language the page was asked for in."""
    return fallbacks.active_language()


@register.simple_tag
def interface_language() -> str:
    """Return the code of the language the interface's words are really in."""
    return fallbacks.interface_language()


@register.simple_tag
def is_interface_incomplete() -> bool:
    """Return whether the page must say that some of it is still in Spanish."""
    return fallbacks.is_interface_incomplete()


@register.simple_tag
def quick_exit_url() -> str:
    """Return the ordinary page that the quick exit leads to."""
    return str(settings.QUICK_EXIT_URL)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Draw one field of a form with label, help and errors."""
    return {"field": bound}


@register.inclusion_tag("components/severity.html")
def severity(code: str, label: str = "") -> dict[str, object]:
    """Draw the severity of a flag: `block`, `high` or `watch`."""
    known = SEVERITIES[str(code)]
    return {"code": str(code), "label": label or known.label, "tone": known.tone}


@register.inclusion_tag("components/state.html")
def state(code: str, label: str, tone: str = "") -> dict[str, object]:
    """Draw a state; its tone follows from the code unless one is given."""
    return {"label": label, "tone": tone or tone_of(str(code))}


@register.inclusion_tag("components/beads.html")
def beads(done: int, total: int, label: str = "") -> dict[str, object]:
    """Draw how far one is: `done` of `total` beads filled, the next one marked."""
    done = max(0, min(done, total))
    kinds = ["done"] * done + ["now"] * (done < total) + [""] * (total - done - 1)
    return {"kinds": kinds[:total], "done": done, "total": total, "label": label}


@register.inclusion_tag("components/ladder_bars.html")
def ladder_bars(
    steps: Sequence[Mapping[str, object]],
    groups: Sequence[Mapping[str, object]],
    required_rank: int,
    title: str,
) -> dict[str, LadderPicture]:
    """Draw households on each step of a ladder against the step required.

    `steps`, worst first: `{"rank": 0, "name": "Río", "pictogram": "water-no_service"}`.
    `groups`: `{"name": "Todas las familias", "counts": {0: 30, 1: 4}}`; a count of
    `None` is withheld to protect people and is shown as such.
    """
    return {"picture": ladder_picture(steps, groups, required_rank, title)}
