"""The values a report is made of: days, amounts, and texts that say their language."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from consult.web.fallbacks import SOURCE_LANGUAGE, Wording, active_language, wording
from consult.web.numbers import money

Facts = dict[str, Any]


def day(on: date | datetime | None) -> Facts | None:
    """Return a day for machines and in words, or None."""
    if on is None:
        return None
    if isinstance(on, datetime):
        on = timezone.localdate(on)
    return {"iso": on.isoformat(), "text": date_format(on)}


def moment(at: datetime) -> Facts:
    """Return a moment for machines, in UTC, and in words where people live."""
    local = timezone.localtime(at)
    return {
        "iso": at.isoformat(timespec="seconds"),
        "text": date_format(local, "DATETIME_FORMAT"),
        "zone": settings.TIME_ZONE,
    }


def amount(value: Decimal, currency: str) -> Facts:
    """Return an amount of money, exact and in words."""
    return {
        "value": f"{value:.2f}",
        "currency": currency,
        "text": money(value, currency),
    }


def said(obj: object, field: str) -> Facts:
    """Return a translated field, marked when only the Spanish is there."""
    return _marked(wording(obj, field))


def spanish(text: str) -> Facts:
    """Return what somebody wrote in Spanish, marked where the report is not."""
    language = active_language()
    return _marked(
        Wording(text, SOURCE_LANGUAGE, language != SOURCE_LANGUAGE and bool(text)),
    )


def of_texts(texts: Mapping[str, str]) -> Facts:
    """Return a text kept by language, marked when only the Spanish is there."""
    language = active_language()
    if own := texts.get(language):
        return _marked(Wording(own, language, is_fallback=False))
    return spanish(texts.get(SOURCE_LANGUAGE, ""))


def plain(text: object) -> Facts:
    """Return words of the product's own, or a proper name."""
    return {"text": str(text), "only_spanish": False}


def _marked(words: Wording) -> Facts:
    return {"text": words.text, "only_spanish": words.is_fallback}
