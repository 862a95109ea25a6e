"""Projects and designs for tests, made by the actions the screens call."""

from datetime import date
from decimal import Decimal
from itertools import count

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from projects import actions
from projects.enums import AssumptionKind, Basis, Sector, Severity
from projects.facts import LineFacts, TrancheFacts
from projects.models import (
    Component,
    Design,
    Ladder,
    Level,
    Organisation,
    Place,
    Prerequisite,
    PurposeCode,
)
from tests.factories.consultations import make_organisation, make_user

_NUMBERS = count(1)

PLAIN = (
    "Se pone un tubo desde el cerro. El agua baja sola. Cada casa tiene su chorro. "
    "La gente la toma y ya no va al río. Un comité cuida los tubos y cobra poco."
)
IRRIGATION, SCHOOL = "31140", "11220"
STARTS, ENDS = date(2027, 3, 1), date(2028, 2, 28)


def make_standards() -> None:
    """Make a few rows of the standard tables: a ladder, two sectors, what they need."""
    water = Ladder.objects.create(
        code="water",
        name_es="Agua para tomar",
        name_en="Drinking water",
        question_es="¿De dónde saca el agua?",
        question_en="Where does the water come from?",
        basis=Basis.READ,
    )
    road = Ladder.objects.create(
        code="road",
        name_es="Camino",
        name_en="Road",
        question_es="¿Cómo es el camino?",
        question_en="How is the road?",
        basis=Basis.READ,
    )
    steps = {
        water: ("no_service", "limited", "basic"),
        road: ("footpath_only", "all_season"),
    }
    for ladder, codes in steps.items():
        for rank, code in enumerate(codes):
            Level.objects.create(
                ladder=ladder,
                rank=rank,
                code=code,
                name_es=f"Peldaño {code}",
                name_en=f"Step {code}",
                basis=Basis.READ,
            )
    irrigation = PurposeCode.objects.create(
        code=IRRIGATION,
        name_es="Recursos hídricos para uso agrícola",
        name_en="Agricultural water resources",
        keywords="riego milpa",
        engine_sector=Sector.IRRIGATION,
        basis=Basis.READ,
    )
    PurposeCode.objects.create(
        code=SCHOOL,
        name_es="Educación primaria",
        name_en="Primary education",
        keywords="escuela",
        engine_sector=Sector.SCHOOL,
        basis=Basis.READ,
    )
    drinking = Prerequisite.objects.create(
        sector=Sector.IRRIGATION,
        key="drinking_water_first",
        text_es="Las familias ya tienen agua para tomar cerca.",
        text_en="Families already have drinking water nearby.",
        kind=AssumptionKind.LADDER,
        ladder=water,
        minimum_level=level("water", "basic"),
        severity=Severity.BLOCK,
        rationale_es="El agua nueva se tomaría antes que regar.",
        basis=Basis.PROPOSAL,
        order=1,
    )
    flow = Prerequisite.objects.create(
        sector=Sector.IRRIGATION,
        key="source_flow",
        text_es="La fuente alcanza en verano.",
        text_en="The source lasts through summer.",
        kind=AssumptionKind.STATEMENT,
        severity=Severity.HIGH,
        basis=Basis.READ,
        order=2,
    )
    for row in (drinking, flow):
        row.purpose_codes.add(irrigation)
    Prerequisite.objects.create(
        sector=Sector.ANY,
        key="heard",
        text_es="Se tomó en cuenta lo que dijo la gente.",
        text_en="What people said was heeded.",
        kind=AssumptionKind.STATEMENT,
        severity=Severity.MEDIUM,
        basis=Basis.PROPOSAL,
        order=3,
    )


def level(ladder: str, code: str) -> Level:
    """Return a step by its ladder and its code."""
    return Level.objects.get(ladder=ladder, code=code)


def make_author(organisation: Organisation | None = None) -> User:
    """Return somebody who writes the designs of an organisation, a new one if none."""
    return make_user(
        RoleCode.DESIGN_AUTHOR,
        organisation=organisation or make_organisation(),
    )


def make_place(name: str = "", *, invented: bool = False) -> Place:
    """Return a new place in Quiché."""
    return actions.set_place(
        by=None,
        name=name or f"Aldea {next(_NUMBERS)}",
        country="GT",
        adm1_code="GT-14",
        adm2_name="San Miguel Panajá",
        invented=invented,
    )


def publisher_of(author: User) -> Organisation:
    """Return the organisation an author writes for."""
    organisation = author.role_assignments.get().organisation
    assert organisation is not None
    return organisation


def make_draft(author: User, title: str = "") -> Design:
    """Return an empty draft of a new project."""
    return actions.begin_project(
        by=author,
        title=title or f"Riego {next(_NUMBERS)}",
        publisher=publisher_of(author),
        implementer=make_organisation(),
        funder=make_organisation(),
    )


def add_irrigation(author: User, design: Design, title: str = "Tubos") -> Component:
    """Give a draft an irrigation component that decides nothing yet."""
    return actions.add_component(
        by=author,
        design=design,
        title=title,
        description="Se ponen tubos desde el cerro.",
        purpose_code=PurposeCode.objects.get(pk=IRRIGATION),
    )


def line(**changes: object) -> LineFacts:
    """Return a budget line of 100 tubes of USD 60, with what is said instead."""
    facts: dict[str, object] = {
        "category": "works",
        "description": "Tubos",
        "quantity": Decimal(100),
        "unit": "tubos",
        "unit_cost": Decimal("60.00"),
    }
    return LineFacts(**{**facts, **changes})  # type: ignore[arg-type]


def tranche(**changes: object) -> TrancheFacts:
    """Return a tranche of USD 6,000, with what is said instead."""
    facts: dict[str, object] = {
        "purpose": "Tubos",
        "amount": Decimal(6000),
        "planned_on": date(2027, 3, 1),
        "first_activity_on": date(2027, 4, 1),
    }
    return TrancheFacts(**{**facts, **changes})  # type: ignore[arg-type]


def fill(author: User, design: Design) -> Design:
    """Fill a draft with everything it needs to be published: USD 6,000 in one part."""
    design = actions.save_basics(
        by=author,
        design=design,
        title=design.title,
        summary=PLAIN,
        beneficiaries="Las familias de la aldea.",
        upkeep="Un comité cuida los tubos.",
        starts_on=STARTS,
        ends_on=ENDS,
        households_targeted=60,
    )
    component = add_irrigation(author, design)
    actions.adopt_proposed(by=author, component=component)
    actions.save_budget(by=author, design=design, lines=[line(component=component)])
    actions.save_people(
        by=author,
        design=design,
        places=[make_place()],
        target_groups={component: ["farmers"]},
    )
    actions.save_tranches(by=author, design=design, tranches=[tranche()])
    return Design.objects.get(pk=design.pk)


def make_ready(author: User, title: str = "") -> Design:
    """Return a draft that only waits to be published."""
    return fill(author, make_draft(author, title))


def make_published(author: User | None = None, title: str = "") -> Design:
    """Return a published design of a new project."""
    author = author or make_author()
    return actions.publish_design(by=author, design=make_ready(author, title))
