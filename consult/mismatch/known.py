"""What is known of a design's communities before anybody is asked about it.

From a census, a survey or a visit, and from consultations that were closed, of any
design. Of each community the newest source speaks. An author is shown no count that
could point at somebody, and nothing at all of a community that is not published.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consult.communities.models import Community, Condition
from consult.communities.policies import MINIMUM_CELL
from consult.consultations.models import Consultation
from consult.feedback.queries import said_by_everybody
from consult.feedback.vocabulary import YesNo, assumption_question, living_question
from projects.known import Known, TakenForGranted, taken_for_granted
from projects.models import DEFAULT_TOLERANCE, Assumption, Design, Level, Place
from projects.refusals import Obstacle

_MONTH: Final = "YEAR_MONTH_FORMAT"
_YES_NO: Final = {YesNo.NO.value: 0, YesNo.YES.value: 1}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many households stood on each step, or said yes or no, in one source."""

    source: str
    as_of: date
    asked: int
    # By rank of the step; of a statement 0 is no and 1 is yes.
    households: Mapping[int, int]

    def below(self, rank: int) -> int:
        """Return how many households stood below a step."""
        return sum(count for at, count in self.households.items() if at < rank)


def known_conditions(
    places: Iterable[Place],
    wanted: Iterable[TakenForGranted],
) -> dict[TakenForGranted, list[Known]]:
    """Return what is known of these places about each thing taken for granted.

    In a number of queries that never grows, and in the order of the places' names.
    """
    asked = list(dict.fromkeys(wanted))
    communities = [
        each
        for each in Community.objects.filter(place__in=list(places))
        .select_related("place")
        .order_by("place__name", "pk")
        if each.is_shown
    ]
    if not communities or not asked:
        return {}
    levels = list(Level.objects.filter(ladder__in={each.ladder for each in asked}))
    surveyed = _surveyed(communities, levels)
    consulted = _consulted(communities, asked, levels)
    return {
        each: [
            _known(community, each, max(sources, key=lambda one: one.as_of), levels)
            for community in communities
            if (
                sources := [
                    source
                    for source in (
                        *surveyed.get((community.pk, each.ladder), ()),
                        *consulted.get((community.pk, _subject(each)), ()),
                    )
                    # What so few said is not told at all.
                    if source.asked >= MINIMUM_CELL
                ]
            )
        ]
        for each in asked
    }


def publication_obstacles(design: Design) -> list[Obstacle]:
    """Return what a design takes for granted against what is known, without saying why.

    A written reason is enough: it is shown beside the assumption, for good.
    """
    standing = {
        assumption: taken_for_granted(assumption)
        for assumption in Assumption.objects.filter(component__design=design)
        .select_related("minimum_level", "prerequisite")
        .order_by("component__order", "component__pk", "pk")
        if not assumption.is_dropped and not assumption.despite_reason.strip()
    }
    known = known_conditions(design.places.all(), standing.values())
    return [
        Obstacle(
            _(
                "«%(assumption)s»: se sabe otra cosa. %(known)s Quítelo o escriba por "
                "qué lo da por hecho de todos modos.",
            )
            % {"assumption": assumption.text, "known": against[0].sentence},
            step="assumptions",
        )
        for assumption, taken in standing.items()
        if (against := [each for each in known.get(taken, ()) if each.contradicts])
    ]


def _subject(taken: TakenForGranted) -> str:
    """Return what its sources are kept under here: the ladder, or the usual row."""
    return taken.ladder or (f"usual:{taken.statement}" if taken.statement else "")


def _surveyed(
    communities: Sequence[Community],
    levels: Sequence[Level],
) -> dict[tuple[int, str], list[Counted]]:
    """Return what censuses, surveys and visits counted, by community and ladder."""
    rows: dict[tuple[int, str], dict[tuple[date, str], list[Condition]]] = {}
    for row in Condition.objects.filter(
        community__in=communities,
        ladder__in={level.ladder_id for level in levels},
    ).select_related("level"):
        by_source = rows.setdefault((row.community_id, row.ladder_id), {})
        by_source.setdefault((row.as_of, row.source), []).append(row)
    return {
        key: [
            Counted(
                source=_source(found[0]),
                as_of=as_of,
                asked=max(row.asked for row in found),
                households={row.level.rank: row.households for row in found},
            )
            for (as_of, _name), found in by_source.items()
        ]
        for key, by_source in rows.items()
    }


def _source(row: Condition) -> str:
    kind = str(row.get_source_display())
    return f"{kind}: {row.source_note}" if row.source_note else kind


def _consulted(
    communities: Sequence[Community],
    asked: Sequence[TakenForGranted],
    levels: Sequence[Level],
) -> dict[tuple[int, str], list[Counted]]:
    """Return what households said in closed consultations, by community and subject.

    Of one that is still open nothing is told: from two looks at it one could make out
    who answered between them.
    """
    closed = list(
        Consultation.objects.filter(community__in=communities, closed_at__isnull=False),
    )
    questions = _questions(closed, asked)
    said = said_by_everybody(closed, {question for _pk, question in questions})
    ranks = {(level.ladder_id, level.code): level.rank for level in levels}
    found: dict[tuple[int, str], list[Counted]] = {}
    for consultation in closed:
        for (pk, question), subject in questions.items():
            answers = said.get((pk, question)) if pk == consultation.pk else None
            households = {
                rank: count
                for choice, count in (answers or {}).items()
                if (rank := ranks.get((subject, choice), _YES_NO.get(choice)))
                is not None
            }
            if households and consultation.closed_at:
                found.setdefault((consultation.community_id, subject), []).append(
                    Counted(
                        source=_("Consulta anterior"),
                        as_of=timezone.localdate(consultation.closed_at),
                        asked=sum(households.values()),
                        households=households,
                    ),
                )
    return found


def _questions(
    closed: Sequence[Consultation],
    asked: Sequence[TakenForGranted],
) -> dict[tuple[int, str], str]:
    """Return the subject of each question that answers one, by consultation and code.

    A usual statement has a key of its own in each design.
    """
    ladders = {each.ladder for each in asked if each.ladder}
    found = {
        (consultation.pk, living_question(ladder)): ladder
        for consultation in closed
        for ladder in ladders
    }
    usual = Assumption.objects.filter(
        component__design__in={each.design_id for each in closed},
        prerequisite__in={each.statement for each in asked if each.statement},
    ).values_list("component__design", "key", "prerequisite")
    for design, key, prerequisite in usual:
        for consultation in closed:
            if consultation.design_id == design:
                code = assumption_question(key)
                found[consultation.pk, code] = f"usual:{prerequisite}"
    return found


def _known(
    community: Community,
    taken: TakenForGranted,
    counted: Counted,
    levels: Sequence[Level],
) -> Known:
    rank = taken.minimum_rank if taken.ladder else 1
    shown = shown_below(counted)
    cut = max((at for at in shown if at <= rank), default=0)
    below = shown.get(cut, 0)
    is_exact = below == counted.below(rank)
    told = {
        "place": community.name,
        "below": below,
        "asked": counted.asked,
        "when": date_format(counted.as_of, _MONTH),
        "source": counted.source,
    }
    if is_exact:
        contradicts = below > taken.tolerance * counted.asked
    else:
        # An author may try one tolerance after another: what is not shown answers only
        # to the usual one, so that nobody can close in on it.
        contradicts = below > taken.tolerance * counted.asked or (
            counted.below(rank) > DEFAULT_TOLERANCE * counted.asked
        )
    sentence = _pattern(taken, below, is_exact=is_exact, contradicts=contradicts) % told
    return Known(
        place=community.name,
        sentence=sentence + _most(taken, counted, shown, levels),
        contradicts=contradicts,
    )


def shown_below(counted: Counted) -> dict[int, int]:
    """Return how many stood below each step of which that may be told.

    From the lowest step upwards, each number told differs from the one before and from
    everybody by nobody or by at least `MINIMUM_CELL`: whatever is subtracted, no small
    count comes out. Which they are depends on the source alone, never on what is asked.
    """
    ranks = sorted({0, *counted.households, *(at + 1 for at in counted.households)})
    shown, last = {}, 0
    for rank in ranks:
        below = counted.below(rank)
        if all(
            each == 0 or each >= MINIMUM_CELL
            for each in (below - last, counted.asked - below)
        ):
            shown[rank] = last = below
    return shown


def _pattern(
    taken: TakenForGranted,
    below: int,
    *,
    is_exact: bool,
    contradicts: bool,
) -> str:
    if not is_exact and not below:
        return (
            _(
                "En %(place)s les falta a más familias de las que se suele aceptar "
                "(%(source)s, %(when)s). El número no se muestra, para no señalar a "
                "nadie.",
            )
            if contradicts
            else _(
                "En %(place)s casi todas las familias lo tienen "
                "(%(source)s, %(when)s).",
            )
        )
    if not below:
        return _("En %(place)s, todas las familias lo tienen (%(source)s, %(when)s).")
    if not taken.ladder:
        return _(
            "En %(place)s, %(below)s de %(asked)s familias dijeron que no es así "
            "(%(source)s, %(when)s).",
        )
    if is_exact:
        return _(
            "En %(place)s, %(below)s de %(asked)s familias no llegaban a ese peldaño "
            "(%(source)s, %(when)s).",
        )
    return _(
        "En %(place)s, por lo menos %(below)s de %(asked)s familias no llegaban a ese "
        "peldaño (%(source)s, %(when)s).",
    )


def _most(
    taken: TakenForGranted,
    counted: Counted,
    shown: Mapping[int, int],
    levels: Sequence[Level],
) -> str:
    """Say which step below holds them, where all of them that are told stood on one."""
    told = {
        at: counted.households[at]
        for at in counted.households
        if at < taken.minimum_rank
        and at in shown
        and shown.get(at + 1) == shown[at] + counted.households[at]
        and counted.households[at] >= MINIMUM_CELL
    }
    if not taken.ladder or not told:
        return ""
    rank = max(told, key=lambda each: (told[each], -each))
    name = next(
        level.name
        for level in levels
        if (level.ladder_id, level.rank) == (taken.ladder, rank)
    )
    return " " + _("%(count)s: «%(step)s».") % {"count": told[rank], "step": name}
