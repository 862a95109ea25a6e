"""The codes in which a community's answers are kept and counted.

One place for the names of questions, choices, non-answers and groups, so that
the questionnaire, the tallies and the detectors cannot drift apart. Pure
Python: no Django and no sentences; what people read is written elsewhere.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# --- Questions ----------------------------------------------------------------


class Question(StrEnum):
    """The questions of the core module, asked in every consultation."""

    CAN_SPEAK_FREELY = "can_speak_freely"
    WATER_MINUTES = "water_minutes"
    NEEDS = "needs"
    UNDERSTOOD = "understood"
    EXPLAINED_IN_LANGUAGE = "explained_in_language"
    MONEY_RIGHT = "money_right"
    KNOWS_EXECUTOR = "knows_executor"
    TRUSTS_EXECUTOR = "trusts_executor"
    UPKEEP = "upkeep"
    LEFT_OUT = "left_out"
    SPOKE_FREELY = "spoke_freely"
    TOLD_WHAT_TO_ANSWER = "told_what_to_answer"
    SOMEBODY_WITH_YOU = "somebody_with_you"
    AGREE = "agree"


_ASSUMPTION_PREFIX: Final = "assumption:"
_LIVING_PREFIX: Final = "living:"


def assumption_question(key: str) -> str:
    """Return the code of the question that asks about one assumption."""
    return f"{_ASSUMPTION_PREFIX}{key}"


def assumption_key(question: str) -> str | None:
    """Return the assumption a question asks about, or None for other questions."""
    if question.startswith(_ASSUMPTION_PREFIX):
        return question.removeprefix(_ASSUMPTION_PREFIX)
    return None


def living_question(ladder: str) -> str:
    """Return the code of the living-conditions question on one ladder."""
    return f"{_LIVING_PREFIX}{ladder}"


def living_ladder(question: str) -> str | None:
    """Return the ladder a question asks about, or None for other questions."""
    if question.startswith(_LIVING_PREFIX):
        return question.removeprefix(_LIVING_PREFIX)
    return None


# --- Choices ------------------------------------------------------------------


class NonAnswer(StrEnum):
    """What every question also takes. It is heard, but it is not an answer."""

    DONT_KNOW = "dont_know"
    NOT_UNDERSTOOD = "not_understood"
    PREFER_NOT = "prefer_not"


NON_ANSWERS: Final[frozenset[str]] = frozenset(NonAnswer)

SPOKEN: Final = "voice"
"""What a question counts that somebody answered aloud, and by no choice.

It is an answer, and says none of the choices: whoever may hear it knows what it says.
"""

NOT_CHOICES: Final = NON_ANSWERS | {SPOKEN}
"""What stands alone under every question, whatever its choices are."""


class YesNo(StrEnum):
    """Choices of a statement, ``told_what_to_answer`` and ``can_speak_freely``."""

    YES = "yes"
    NO = "no"


class YesPartlyNo(StrEnum):
    """Choices of questions about oneself that have a middle.

    They are ``understood``, ``explained_in_language``, ``trusts_executor`` and
    ``spoke_freely``.
    """

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Amount(StrEnum):
    """Choices of ``money_right``."""

    TOO_MUCH = "too_much"
    RIGHT = "right"
    TOO_LITTLE = "too_little"


class Acquaintance(StrEnum):
    """Choices of ``knows_executor``."""

    YES = "yes"
    HEARD = "heard"
    NO = "no"


class Agreement(StrEnum):
    """Choices of ``agree``."""

    YES = "yes"
    WITH_CONDITIONS = "with_conditions"
    NO = "no"
    UNDECIDED = "undecided"


class Company(StrEnum):
    """Choices of ``somebody_with_you``: who was there while answering."""

    NOBODY = "nobody"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    AUTHORITY = "authority"
    PROJECT_STAFF = "project_staff"


class Upkeep(StrEnum):
    """Choices of ``upkeep``: who will look after what is built."""

    NOBODY = "nobody"
    FAMILIES = "families"
    COMMITTEE = "committee"
    MUNICIPALITY = "municipality"
    ORGANISATION = "organisation"
    SOMEBODY_ELSE = "somebody_else"


class LeftOut(StrEnum):
    """Choices of ``left_out`` beside the codes of ``PresentGroup``."""

    NOBODY = "nobody"
    SOMEONE = "someone"


class Need(StrEnum):
    """What a household may name as one of its three most urgent needs."""

    WATER = "water"
    SANITATION = "sanitation"
    FOOD = "food"
    HEALTH = "health"
    SCHOOL = "school"
    TRAINING = "training"
    WORK = "work"
    IRRIGATION = "irrigation"
    FARMING = "farming"
    CREDIT = "credit"
    ROAD = "road"
    ELECTRICITY = "electricity"
    PHONE = "phone"
    HOUSING = "housing"
    LAND = "land"
    SAFETY = "safety"
    DOCUMENTS = "documents"
    RETURN_SUPPORT = "return_support"
    FOREST = "forest"
    OTHER = "other"


NEED_RANKS: Final = (1, 2, 3)
"""A household names up to three needs; 1 is the most urgent."""
_RANKS: Final = {str(rank): rank for rank in NEED_RANKS}


def ranked_need(rank: int, need: str) -> str:
    """Return the tally choice of a need at a rank, as in ``"1:water"``.

    Raises ``ValueError`` for a rank other than 1, 2 or 3.
    """
    if rank not in NEED_RANKS:
        message = f"a need has rank 1, 2 or 3, not {rank}"
        raise ValueError(message)
    return f"{rank}:{need}"


def split_ranked_need(choice: str) -> tuple[int, str] | None:
    """Return rank and need of a choice such as ``"1:water"``, None if it is none."""
    rank, colon, need = choice.partition(":")
    if not colon or not need or rank not in _RANKS:
        return None
    return _RANKS[rank], need


NEEDS_ORDER: Final = "needs_order"
"""The counter beside ``needs``: which of two needs a household put first."""


def ordered_needs(first: str, second: str) -> str:
    """Return the tally choice of a need put before another, as in ``"water>road"``."""
    return f"{first}>{second}"


def split_ordered_needs(choice: str) -> tuple[str, str] | None:
    """Return both needs of a choice such as ``"water>road"``, None if it is none."""
    first, before, second = choice.partition(">")
    return (first, second) if before and first and second else None


# --- Who answered -------------------------------------------------------------


class Sex(StrEnum):
    """Sex as the person states it; not stating it is the absence of a group."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class AgeBand(StrEnum):
    """Age bands of a consultation, in years."""

    FROM_14_TO_17 = "14-17"
    FROM_18_TO_29 = "18-29"
    FROM_30_TO_59 = "30-59"
    FROM_60 = "60+"


class Displacement(StrEnum):
    """Displacement and return, after EGRISS (IRIS 2020) and the IOM glossary.

    None of the standards has a code for a deported person, so return is split
    into spontaneous, assisted and forced.
    """

    RESIDENT = "resident"
    IDP = "idp"
    IDP_RETURNEE = "idp_returnee"
    REFUGEE = "refugee"
    ASYLUM_SEEKER = "asylum_seeker"
    RETURNEE_FROM_ABROAD = "returnee_from_abroad"
    RETURNED_SPONTANEOUS = "returned_spontaneous"
    RETURNED_ASSISTED = "returned_assisted"
    RETURNED_FORCED = "returned_forced"
    INTERNATIONAL_MIGRANT = "international_migrant"
    STATELESS = "stateless"


class Collector(StrEnum):
    """Who held the phone."""

    SELF = "self"
    FACILITATOR = "facilitator"


class Dimension(StrEnum):
    """What a group is a group by: the part of its key before the colon."""

    SEX = "sex"
    AGE = "age"
    LANGUAGE = "language"
    DISPLACEMENT = "displacement"
    DISABILITY = "disability"
    PLACE = "place"
    COLLECTOR = "collector"


TESTIMONIES: Final = "testimonies"
"""The counter that stands beside the questions: how many testimonies a group gave."""

COUNTED: Final = "counted"
"""The only choice of ``TESTIMONIES``."""

EVERYBODY: Final = "all"
"""The key under which every testimony is counted."""


def sex_group(sex: str) -> str:
    """Return the group key of a stated sex."""
    return f"{Dimension.SEX}:{sex}"


def age_group(band: str) -> str:
    """Return the group key of an age band."""
    return f"{Dimension.AGE}:{band}"


def language_group(code: str) -> str:
    """Return the group key of a language, by its ISO 639-3 code."""
    return f"{Dimension.LANGUAGE}:{code}"


def displacement_group(status: str) -> str:
    """Return the group key of a displacement status."""
    return f"{Dimension.DISPLACEMENT}:{status}"


def disability_group(*, has_disability: bool) -> str:
    """Return the group key of people with, or without, a disability."""
    return f"{Dimension.DISABILITY}:{'yes' if has_disability else 'no'}"


def place_group(part: int | str) -> str:
    """Return the group key of those who live in a part of a community, by its number.

    Numbers are never used twice: a part is kept once somebody could say it.
    """
    return f"{Dimension.PLACE}:{part}"


def collector_group(collector: str) -> str:
    """Return the group key of who held the phone."""
    return f"{Dimension.COLLECTOR}:{collector}"


def dimension_of(group: str) -> str:
    """Return the part of a group key before the colon (``"all"`` for everybody)."""
    return group.partition(":")[0]


def value_of(group: str) -> str:
    """Return the part of a group key after the colon (empty for everybody)."""
    return group.partition(":")[2]


# --- Groups a community has, and a design may target --------------------------


class PresentGroup(StrEnum):
    """A group a community may have, and a component may be meant for.

    The same codes as a component's target groups, and, but for everyone and
    uprooted, the choices of ``left_out``. Language groups have no code here:
    they go by their group key, as in ``"language:quc"``.
    """

    EVERYONE = "everyone"
    WOMEN = "women"
    YOUNG = "young"
    ELDER = "elder"
    DISABILITY = "disability"
    DISPLACED = "displaced"
    RETURNED = "returned"
    DEPORTED = "deported"
    UPROOTED = "uprooted"
    FARMERS = "farmers"


MEMBERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        PresentGroup.EVERYONE: (EVERYBODY,),
        PresentGroup.WOMEN: (sex_group(Sex.FEMALE),),
        PresentGroup.YOUNG: (
            age_group(AgeBand.FROM_14_TO_17),
            age_group(AgeBand.FROM_18_TO_29),
        ),
        PresentGroup.ELDER: (age_group(AgeBand.FROM_60),),
        PresentGroup.DISABILITY: (disability_group(has_disability=True),),
        PresentGroup.DISPLACED: (
            displacement_group(Displacement.IDP),
            displacement_group(Displacement.REFUGEE),
            displacement_group(Displacement.ASYLUM_SEEKER),
            displacement_group(Displacement.STATELESS),
        ),
        PresentGroup.RETURNED: (
            displacement_group(Displacement.IDP_RETURNEE),
            displacement_group(Displacement.RETURNEE_FROM_ABROAD),
            displacement_group(Displacement.RETURNED_SPONTANEOUS),
            displacement_group(Displacement.RETURNED_ASSISTED),
        ),
        PresentGroup.DEPORTED: (displacement_group(Displacement.RETURNED_FORCED),),
        # Everybody who had to leave somewhere: five such people are a group of
        # five even when no two of them left for the same reason.
        PresentGroup.UPROOTED: tuple(
            displacement_group(status)
            for status in Displacement
            if status not in {Displacement.RESIDENT, Displacement.INTERNATIONAL_MIGRANT}
        ),
        # Nobody is asked whether they farm, so no tally counts them.
        PresentGroup.FARMERS: (),
    },
)
"""The tally groups whose counts add up to each present group."""


def members_of(group: str) -> tuple[str, ...]:
    """Return the tally groups that make up ``group``; itself if it is one."""
    return MEMBERS.get(group, (group,))
