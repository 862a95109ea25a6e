"""What may be said of a community, with the reason why not; what may be shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.translation import gettext as _

from consult.communities.enums import PresentGroup
from consult.communities.facts import ConditionFacts, PartFacts
from consult.communities.models import PART_NAME_MAX, TINY_HOUSEHOLDS, Part
from consult.languages.orthography import matched
from projects.refusals import Refusal

# One household never holds more people than this on average; a larger figure is a slip
# of the hand (proposal).
MOST_PEOPLE_A_HOUSEHOLD: Final = 20
# Published counts under this are withheld.
MINIMUM_CELL: Final = 10
# Named parts of one community; more would not fit on a telephone (proposal).
MOST_PARTS: Final = 12
# With a single part there is nothing to compare.
FEWEST_PARTS: Final = 2
# A point is rounded to about 1 km, and to about 11 km for a small community (proposal).
SMALL_HOUSEHOLDS: Final = 100
_FINE, _ROUGH = Decimal("0.01"), Decimal("0.1")
_SHARES_AT_MOST: Final = Decimal("2.0")
# The box around Guatemala, Honduras and El Salvador, islands included, in degrees.
_LATITUDES = (Decimal("12.9"), Decimal("17.9"))
_LONGITUDES = (Decimal("-92.4"), Decimal("-82.3"))


def check_people(*, households: int, population: int | None) -> None:
    """Refuse counts of households and people that cannot be.

    Raises:
        Refusal: none at all, fewer people than households, or far too many.

    """
    if households < 1:
        raise Refusal(
            _("Escriba cuántas familias viven allí: por lo menos una."),
            field="households",
        )
    if population is None:
        return
    if population < households:
        raise Refusal(
            _("No puede haber menos personas que familias."),
            field="population",
        )
    if population > households * MOST_PEOPLE_A_HOUSEHOLD:
        raise Refusal(
            _("Son demasiadas personas para esas familias. Revise las dos cifras."),
            field="population",
        )


def check_shares(
    *,
    women_share: Decimal | None,
    young_share: Decimal | None,
    languages: Mapping[str, Decimal | None],
) -> None:
    """Refuse shares outside 0 to 1, and languages that nobody could speak like that.

    People may speak two languages at home, so shares may add up to more than one; to
    more than two they may not.

    Raises:
        Refusal: a share is out of bounds, or no language is named.

    """
    shares = {"women_share": women_share, "young_share": young_share}
    for field, share in shares.items():
        if share is not None and not 0 <= share <= 1:
            raise Refusal(_("Un porcentaje va de 0 a 100."), field=field)
    if not languages:
        raise Refusal(
            _("Diga por lo menos un idioma que se habla allí."),
            field="languages",
        )
    for name, share in languages.items():
        if share is not None and not 0 < share <= 1:
            raise Refusal(
                _("El porcentaje de %(language)s va de 1 a 100.") % {"language": name},
                field="languages",
            )
    known = [share for share in languages.values() if share is not None]
    if sum(known, Decimal(0)) > _SHARES_AT_MOST:
        raise Refusal(
            _("Los porcentajes de los idiomas suman demasiado. Revíselos."),
            field="languages",
        )


def check_groups(groups: Mapping[str, int | None], *, households: int) -> None:
    """Refuse an unknown group, or one with more households than there are.

    Raises:
        Refusal: with the group's name.

    """
    for code, count in groups.items():
        if code not in PresentGroup.values:
            raise Refusal(_("Ese grupo no está en la lista."), field="groups_present")
        if count is not None and not 1 <= count <= households:
            raise Refusal(
                _(
                    "«%(group)s»: escriba entre 1 y %(households)s familias, o deje "
                    "la cifra vacía si nadie las contó.",
                )
                % {"group": PresentGroup(code).label, "households": households},
                field=f"group_{code}",
            )


def check_parts(parts: Sequence[PartFacts], *, households: int) -> None:
    """Refuse named parts that cannot be those of a community; none at all is fine.

    Raises:
        Refusal: a single one or too many, a name that is missing or there twice, or
            more households in them than there are.

    """
    if not parts:
        return
    if not FEWEST_PARTS <= len(parts) <= MOST_PARTS:
        raise Refusal(
            _("Escriba de %(least)s a %(most)s partes, o ninguna.")
            % {"least": FEWEST_PARTS, "most": MOST_PARTS},
            field="parts",
        )
    seen = set()
    for part in parts:
        if not part.name.strip():
            raise Refusal(_("Escriba el nombre de cada parte."), field="parts")
        if len(part.name.strip()) > PART_NAME_MAX:
            raise Refusal(
                _("El nombre de una parte tiene %(most)s letras a lo más.")
                % {"most": PART_NAME_MAX},
                field="parts",
            )
        if part.households < 1:
            raise Refusal(
                _("«%(part)s»: escriba cuántas familias viven allí, por lo menos una.")
                % {"part": part.name},
                field="parts",
            )
        if (key := matched(part.name)) in seen:
            raise Refusal(
                _("«%(part)s» está dos veces. Deje una sola.") % {"part": part.name},
                field="parts",
            )
        seen.add(key)
    total = sum(part.households for part in parts)
    if total > households:
        raise Refusal(
            _(
                "En las partes hay %(total)s familias y en toda la comunidad "
                "%(households)s. Revise las cifras.",
            )
            % {"total": total, "households": households},
            field="parts",
        )


def askable(parts: Iterable[Part]) -> list[Part]:
    """Return the parts that people may say they live in, in their order.

    Those in use with at least as many households as a published count must have: in a
    smaller one whoever answers could be made out, so nobody is ever counted in it. With
    fewer than two such parts there is nothing to compare, and nobody is asked.
    """
    large = [part for part in parts if part.in_use and part.households >= MINIMUM_CELL]
    return large if len(large) >= FEWEST_PARTS else []


def check_point(*, latitude: Decimal | None, longitude: Decimal | None) -> None:
    """Refuse half a point, and a point outside the three countries.

    Raises:
        Refusal: with what is missing or wrong.

    """
    if latitude is None and longitude is None:
        return
    if latitude is None or longitude is None:
        raise Refusal(
            _("Para ubicarla hacen falta las dos cifras, o ninguna."),
            field="latitude" if latitude is None else "longitude",
        )
    if not _LATITUDES[0] <= latitude <= _LATITUDES[1]:
        raise Refusal(
            _("Esa latitud queda fuera de Guatemala, Honduras y El Salvador."),
            field="latitude",
        )
    if not _LONGITUDES[0] <= longitude <= _LONGITUDES[1]:
        raise Refusal(
            _(
                "Esa longitud queda fuera de Guatemala, Honduras y El Salvador. "
                "Lleva signo menos.",
            ),
            field="longitude",
        )


def check_conditions(facts: Iterable[ConditionFacts], *, today: date) -> None:
    """Refuse known conditions that contradict themselves.

    Raises:
        Refusal: dated in the future, more households than were asked, or a step twice.

    """
    asked: dict[tuple[str, str, date], set[int]] = defaultdict(set)
    counted: dict[tuple[str, str, date], int] = defaultdict(int)
    seen = set()
    for fact in facts:
        name = {"level": fact.level.name}
        if fact.as_of > today:
            raise Refusal(
                _("«%(level)s»: la fecha todavía no llega.") % name,
                field="conditions",
            )
        if fact.asked < 1 or not 0 <= fact.households <= fact.asked:
            raise Refusal(
                _("«%(level)s»: no puede haber más familias que las preguntadas.")
                % name,
                field="conditions",
            )
        survey = (fact.level.ladder_id, fact.source, fact.as_of)
        if (survey, fact.level.pk) in seen:
            raise Refusal(
                _("«%(level)s» está dos veces con la misma fuente y fecha.") % name,
                field="conditions",
            )
        seen.add((survey, fact.level.pk))
        asked[survey].add(fact.asked)
        counted[survey] += fact.households
        if len(asked[survey]) > 1 or counted[survey] > fact.asked:
            raise Refusal(
                _(
                    "«%(level)s»: sumando los peldaños de esta fuente hay más "
                    "familias que las preguntadas, o no se preguntó a las mismas.",
                )
                % name,
                field="conditions",
            )


def coarse(degrees: Decimal | None, *, households: int) -> Decimal | None:
    """Return a coordinate that points at an area and at no house; None if none may.

    Two decimals of a degree are about 1.1 km, one is about 11 km. A tiny community
    keeps no point at all.
    """
    if degrees is None or households < TINY_HOUSEHOLDS:
        return None
    step = _ROUGH if households < SMALL_HOUSEHOLDS else _FINE
    return degrees.quantize(step, rounding=ROUND_HALF_UP)


def withheld(counts: Sequence[int], *, total: int, minimum: int) -> frozenset[int]:
    """Return the positions of counts that must not be published.

    A count from 1 to `minimum` - 1 is withheld. What could still be worked out from
    the total is closed too: while the withheld counts and what is in none of them add
    up to less than `minimum`, or a single one is withheld and could be subtracted, the
    smallest of the others goes with them (secondary suppression).
    """
    hidden = {at for at, count in enumerate(counts) if 0 < count < minimum}
    if not hidden:
        return frozenset()
    # What nobody of the listed steps accounts for hides one more unknown.
    rest = max(0, total - sum(counts))
    others = sorted(
        (at for at, count in enumerate(counts) if at not in hidden and count),
        key=lambda at: counts[at],
    )
    while others and (
        (len(hidden) == 1 and rest < minimum)
        or sum(counts[at] for at in hidden) + rest < minimum
    ):
        hidden.add(others.pop(0))
    return frozenset(hidden)
