"""How a finding's numbers are said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.feedback.vocabulary import EVERYBODY
from consult.mismatch.phrases.names import group_name, need_names, source_name
from consult.web.numbers import money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrPromise

    Values = Mapping[str, Any]

# Below this nothing can be judged yet (policy.smallest_group).
_VERY_FEW: Final = 5


class Saying(StrEnum):
    """How the numbers of a measurement are put into words."""

    SURE = "sure"
    EXCEEDS = "exceeds"
    EITHER = "either"
    SOMEBODY = "somebody"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """The sentences of one message.

    ``says`` are whole sentences; ``more`` adds one that depends on the values;
    ``strength`` asks for the sentences that say the numbers.
    """

    title: _StrPromise
    says: _StrPromise
    clears: _StrPromise
    more: Callable[[Values], str] | None = None
    strength: Saying | None = None


def values_of(finding: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a finding's sentences may name, ready to be read."""
    values: dict[str, Any] = {}
    if measurement := finding["measurement"]:
        values |= next(
            group
            for group in measurement["groups"]
            if group["group"] == measurement["group"]
        )
        values["threshold"] = measurement["threshold"]
        # Never say more than is so: the low end down, the high end up.
        values["sure"] = math.floor(values["sure"] * 100)
        values["low"] = math.floor(values["low"] * 100)
        values["high"] = math.ceil(values["high"] * 100)
    values |= finding["params"]
    if "group" in values:
        values["is_everybody"] = values["group"] == EVERYBODY
        values["group"] = group_name(values["group"], values.get("label", ""))
    if "threshold" in values:
        limit = Fraction(values["threshold"])
        values["limit"] = _("%(part)s de cada %(whole)s") % {
            "part": limit.numerator,
            "whole": limit.denominator,
        }
    _make_readable(values)
    return values


def _make_readable(values: dict[str, Any]) -> None:
    for name in ("as_of", "decided_on"):
        if values.get(name):
            values[name] = date_format(date.fromisoformat(values[name]))
    for name in ("amount", "cost", "median"):
        if name in values:
            values[name] = money(values[name], values["currency"])
    if "source" in values:
        values["source"] = source_name(values["source"])
    if "above" in values:
        values["above"] = need_names(values["above"])


def numbers(saying: Saying, values: Values) -> list[str]:
    """Return the sentences that say a measurement's numbers and who they are from."""
    sentences = [_how_many(values)]
    if saying is Saying.SOMEBODY:
        sentences.append(_somebody(values))
    elif saying is Saying.EXCEEDS:
        sentences.append(_exceeds(values))
    elif values["count"] == values["answered"] and saying is not Saying.PLAIN:
        sentences.append(_("Todas las respuestas dicen lo mismo."))
    elif saying is Saying.SURE:
        sentences.append(_sure(values))
    elif saying is Saying.EITHER:
        sentences.append(_either(values))
    if not values["is_everybody"]:
        sentences.append(_("Lo que diga la mayoría no borra lo que dice este grupo."))
    if values["silent"]:
        sentences.append(_silent(values))
    return sentences


def _how_many(values: Values) -> str:
    if values["is_everybody"]:
        return (
            ngettext(
                "De %(answered)s familias que contestaron, %(count)s dice esto.",
                "De %(answered)s familias que contestaron, %(count)s dicen esto.",
                values["count"],
            )
            % values
        )
    return (
        ngettext(
            "En el grupo «%(group)s» contestaron %(answered)s, y %(count)s dice esto.",
            "En el grupo «%(group)s» contestaron %(answered)s, y %(count)s dicen esto.",
            values["count"],
        )
        % values
    )


def _sure(values: Values) -> str:
    return (
        _(
            "Contando con cuidado, son por lo menos %(sure)s de cada 100. "
            "Lo más que se acepta es %(limit)s.",
        )
        % values
    )


def _exceeds(values: Values) -> str:
    return (
        _(
            "Es más de lo que se acepta, que es %(limit)s. Pero con estas respuestas "
            "todavía no hay seguridad: pueden ser entre %(low)s y %(high)s de cada "
            "100.",
        )
        % values
    )


def _either(values: Values) -> str:
    return (
        _(
            "Es más de lo que se acepta, que es %(limit)s. "
            "Pueden ser entre %(low)s y %(high)s de cada 100.",
        )
        % values
    )


def _somebody(values: Values) -> str:
    if values["answered"] < _VERY_FEW:
        return _("Todavía contestaron muy pocas familias para saber más.")
    return _("No pasa de lo que se acepta, que es %(limit)s.") % values


def _silent(values: Values) -> str:
    return (
        ngettext(
            "Además, %(silent)s no sabe, no entendió o prefiere no decir.",
            "Además, %(silent)s no saben, no entendieron o prefieren no decir.",
            values["silent"],
        )
        % values
    )
