"""Consultations that can be answered, and testimonies, made by the actions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.communities.models import Community
from consult.consultations.models import Consultation
from consult.feedback import actions, receipts
from consult.feedback.models import Question, Testimony
from projects.enums import (
    AssumptionKind,
    Basis,
    BudgetCategory,
    DesignState,
    Sector,
    Severity,
)
from projects.models import (
    Assumption,
    BudgetLine,
    Component,
    Design,
    Ladder,
    Level,
    PurposeCode,
)
from tests.factories.communities import make_community, make_language
from tests.factories.consultations import (
    make_consultation,
    make_design,
    make_user,
    seal,
)

LADDERS: dict[str, tuple[str, str, list[tuple[str, str, str]]]] = {
    "water": (
        "¿De dónde saca su familia el agua para tomar?",
        "Where does your family get its drinking water?",
        [
            ("no_service", "Del río, con baldes", "From the river, in buckets"),
            ("unimproved", "De pozo abierto", "From an open well"),
            ("limited", "De chorro, lejos", "From a tap, far"),
            ("basic", "De chorro, cerca", "From a tap, near"),
            ("safely_managed", "Chorro en casa", "Tap at home"),
        ],
    ),
    "road": (
        "¿Cómo es el camino para llegar?",
        "What is the road like?",
        [
            ("footpath_only", "Solo vereda", "Only a footpath"),
            ("dry_season_only", "Solo en verano", "Only in the dry season"),
            ("all_season_far", "Todo el año, lejos", "All year, far"),
        ],
    ),
    "tenure": (
        "¿Cómo es la tierra donde siembra?",
        "",
        [
            ("none_or_disputed", "Con pleito", ""),
            ("secure", "Segura", ""),
        ],
    ),
}


def make_ladder(code: str = "water") -> Ladder:
    """Return a ladder with its levels, the same one each time it is asked for."""
    question, question_en, levels = LADDERS[code]
    ladder, is_new = Ladder.objects.get_or_create(
        code=code,
        defaults={
            "name": code,
            "question_es": question,
            "question_en": question_en,
            "basis": Basis.PROPOSAL,
            "order": list(LADDERS).index(code),
        },
    )
    if is_new:
        for rank, (level, name, name_en) in enumerate(levels):
            Level.objects.create(
                ladder=ladder,
                rank=rank,
                code=level,
                name_es=name,
                name_en=name_en,
                basis=Basis.PROPOSAL,
            )
    return ladder


def make_component(design: Design) -> Component:
    """Return an irrigation component of a design."""
    purpose, _is_new = PurposeCode.objects.get_or_create(
        code="31140",
        defaults={
            "name": "Riego",
            "engine_sector": Sector.IRRIGATION,
            "basis": Basis.READ,
        },
    )
    return Component.objects.create(
        design=design,
        title="Tubos y mangueras para regar",
        purpose_code=purpose,
        target_groups=["farmers"],
    )


def assume(
    component: Component,
    key: str = "drinking_water_first",
    *,
    ladder: str = "",
    level: str = "",
    text: str = "Las familias ya tienen cerca agua buena para tomar.",
    dropped_reason: str = "",
) -> Assumption:
    """Let a component take a step of a ladder for granted, or a statement."""
    step = make_ladder(ladder).levels.get(code=level) if ladder else None
    return Assumption.objects.create(
        component=component,
        key=key,
        kind=AssumptionKind.LADDER if step else AssumptionKind.STATEMENT,
        text=text,
        ladder=step.ladder if step else None,
        minimum_level=step,
        severity=Severity.BLOCK,
        dropped_reason=dropped_reason,
    )


def make_irrigation(
    *communities: Community,
    state: DesignState = DesignState.PUBLISHED,
    **fields: Any,
) -> Design:
    """Return irrigation for USD 186,000 that takes two things for granted."""
    make_ladder("water")
    make_ladder("road")
    fields.setdefault("households_targeted", 95)
    design = make_design(*communities, state=DesignState.DRAFT, **fields)
    component = make_component(design)
    assume(component, ladder="water", level="basic")
    assume(component, "source_flow", text="La fuente alcanza en verano.")
    BudgetLine.objects.create(
        design=design,
        component=component,
        category=BudgetCategory.WORKS,
        description="Tanque y tubos",
        quantity=Decimal(1),
        unit_cost=Decimal(186000),
    )
    return seal(design, state=state)


def make_answerable(
    *,
    community: Community | None = None,
    **fields: Any,
) -> Consultation:
    """Return an open consultation of the irrigation design, its questions frozen."""
    community = community or make_community()
    return make_consultation(
        community=community,
        design=make_irrigation(community),
        **fields,
    )


def make_facilitator(consultation: Consultation) -> User:
    """Return a facilitator of the community consulted."""
    return make_user(
        RoleCode.FACILITATOR,
        place=consultation.community.place,
        second_factor=False,
    )


def question(consultation: Consultation, code: str) -> Question:
    """Return a question of a consultation by its code."""
    return Question.objects.get(questionnaire__consultation=consultation, code=code)


WATER_FROM_THE_RIVER: dict[str, list[str]] = {
    "living:water": ["no_service"],
    "needs": ["water", "health", "road"],
    "assumption:source_flow": ["dont_know"],
    "agree": ["no"],
}


def give_testimony(
    consultation: Consultation,
    *,
    answers: Mapping[str, Sequence[str]] = WATER_FROM_THE_RIVER,
    words: Mapping[str, str] | None = None,
    uuid: UUID | None = None,
    language: str | None = "quc",
    channel: str = "web",
    receipt: str | None = None,
    **about: Any,
) -> Testimony:
    """Store one testimony and return it; with a new receipt unless one is given."""
    return actions.submit_testimony(
        consultation=consultation,
        uuid=uuid or uuid4(),
        language=make_language(language) if language else None,
        channel=channel,
        answers=answers,
        words=words or {},
        receipt=receipts.make() if receipt is None else receipt,
        **about,
    )[0]
