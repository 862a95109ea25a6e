"""From the database to evidence: every table, and nothing but counters of answers."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from consult.communities.models import Condition
from consult.consultations.models import Consultation
from consult.mismatch import engine, evidence
from consult.mismatch.evidence import AssumptionKind, Consequence, Decision
from projects.enums import BudgetCategory, DesignState, OrganisationKind
from projects.models import (
    BudgetLine,
    Design,
    Organisation,
    PurposeCode,
    TrackRecord,
)
from tests.factories.communities import make_community, make_place
from tests.factories.consultations import days_ago, decide, hold_round, make_design
from tests.factories.feedback import (
    give_testimony,
    make_answerable,
    make_component,
    make_irrigation,
    make_ladder,
)
from tests.factories.locks import unlocked

pytestmark = pytest.mark.django_db

WATER = (
    evidence.Level(code="no_service", rank=0, name="Del río, con baldes"),
    evidence.Level(code="unimproved", rank=1, name="De pozo abierto"),
    evidence.Level(code="limited", rank=2, name="De chorro, lejos"),
    evidence.Level(code="basic", rank=3, name="De chorro, cerca"),
    evidence.Level(code="safely_managed", rank=4, name="Chorro en casa"),
)


@pytest.fixture
def consultation() -> Consultation:
    """Return irrigation put to a community that speaks K'iche' and some Spanish."""
    community = make_community(
        languages={"quc": "0.920", "spa": None},
        women_share=Decimal("0.520"),
        groups_present={"deported": 7, "displaced": None},
    )
    return make_answerable(community=community)


def test_it_gathers_what_the_design_says(consultation: Consultation) -> None:
    design = consultation.design
    component = design.components.get()
    with unlocked("projects_budgetline"):
        BudgetLine.objects.create(
            design=design,
            category=BudgetCategory.ADMINISTRATION,
            description="Oficina",
            quantity=Decimal(2),
            unit_cost=Decimal(7000),
        )
    assert engine.gather(consultation).design == evidence.Design(
        number=1,
        content_hash=design.content_hash,
        title=design.title,
        components=(
            evidence.Component(
                id=str(component.pk),
                title="Tubos y mangueras para regar",
                purpose_code="31140",
                engine_sector="irrigation",
                target_groups=("farmers",),
            ),
        ),
        assumptions=(
            evidence.Assumption(
                key="drinking_water_first",
                component=str(component.pk),
                kind=AssumptionKind.LADDER,
                text="Las familias ya tienen cerca agua buena para tomar.",
                severity=Consequence.BLOCK,
                tolerance=Fraction(1, 5),
                ladder="water",
                minimum_rank=3,
                levels=WATER,
                basis="author",
            ),
            evidence.Assumption(
                key="source_flow",
                component=str(component.pk),
                kind=AssumptionKind.STATEMENT,
                text="La fuente alcanza en verano.",
                severity=Consequence.BLOCK,
                tolerance=Fraction(1, 5),
                basis="author",
            ),
        ),
        budget=Decimal(200000),
        currency="USD",
        implementer=evidence.Implementer(
            name=design.project.implementer.name,
            finished_similar=0,
            finished_other=0,
            claims_without_evidence=0,
        ),
        households_targeted=95,
        administration_share=Fraction(14000, 200000),
        comparable_costs=(),
        money_of=days_ago(200).year,
        price_index="CPI-U",
    )


def test_it_counts_what_the_implementer_of_this_version_finished(
    consultation: Consultation,
) -> None:
    other = Organisation.objects.create(
        name="Cooperativa La Semilla",
        kind=OrganisationKind.NATIONAL_NGO,
    )
    consultation.design.implementer = other
    with unlocked("projects_design"):
        consultation.design.save()
    roads = PurposeCode.objects.create(
        code="21020",
        name="Caminos",
        engine_sector="road",
    )
    irrigation = PurposeCode.objects.get(code="31140")
    finished = {"finished_year": 2024, "evidence": "Acta de entrega"}
    claimed = {"finished_year": 2024}
    for code, facts in ((irrigation, finished), (roads, finished), (roads, claimed)):
        TrackRecord.objects.create(
            organisation=other,
            title="Obra",
            purpose_code=code,
            place="Aldea vecina",
            **facts,
        )
    assert engine.gather(consultation).design.implementer == evidence.Implementer(
        name="Cooperativa La Semilla",
        finished_similar=1,
        finished_other=1,
        claims_without_evidence=1,
    )


def test_it_compares_with_the_cost_of_other_projects_only(
    consultation: Consultation,
) -> None:
    make_irrigation(make_community(), households_targeted=100)
    make_irrigation(make_community(), state=DesignState.SUPERSEDED)
    make_irrigation(make_community(), currency="GTQ")
    make_irrigation(make_community(place=make_place(country="HN")))
    earlier = make_design(
        make_community(),
        project=consultation.design.project,
        state=DesignState.SUPERSEDED,
        households_targeted=1,
    )
    make_component(earlier)
    design = engine.gather(consultation).design
    assert design.comparable_costs == (Decimal("1860.00"),)


def test_costs_are_compared_in_money_of_the_year_of_the_design(
    consultation: Consultation,
) -> None:
    """What 1,860 dollars bought in 2015 cost 2,461.69 in 2024."""
    other = make_irrigation(make_community(), households_targeted=100)
    for design_id, year in ((other.pk, 2015), (consultation.design_id, 2024)):
        published = timezone.now().replace(year=year, month=6, day=1)
        Design.objects.filter(pk=design_id).update(published_at=published)
    design = engine.gather(consultation).design
    assert (design.money_of, design.price_index) == (2024, "CPI-U")
    assert design.comparable_costs == (Decimal("2461.69"),)


def test_it_gathers_what_is_known_of_the_place(consultation: Consultation) -> None:
    water = make_ladder("water")
    Condition.objects.create(
        community=consultation.community,
        ladder=water,
        level=water.levels.get(code="no_service"),
        households=90,
        asked=120,
        source="census",
        as_of=days_ago(400),
    )
    assert engine.gather(consultation).community == evidence.Community(
        name=consultation.community.name,
        households=140,
        languages=(
            evidence.SpokenLanguage(
                code="quc",
                name="K'iche'",
                share=Fraction(92, 100),
            ),
            evidence.SpokenLanguage(code="spa", name="Español", share=None),
        ),
        groups={
            "women": Fraction(52, 100),
            "deported": Fraction(7, 140),
            "displaced": None,
        },
        conditions=(
            evidence.KnownCondition(
                ladder="water",
                level="no_service",
                rank=0,
                households=90,
                asked=120,
                source="census",
                as_of=days_ago(400),
            ),
        ),
    )


def test_it_gathers_how_people_were_asked(consultation: Consultation) -> None:
    hold_round(consultation, days=50, languages=["quc", "spa"])
    decide(consultation, "no_consent", days=3)
    decide(consultation, "consent_with_conditions", days=2)
    assert engine.gather(consultation).consultation == evidence.Consultation(
        kind=consultation.kind,
        required_notice_days=consultation.required_notice_days,
        required_rounds=consultation.required_rounds,
        required_open_days=consultation.required_open_days,
        notice_days=40,
        open_days=100,
        closed=False,
        rounds=(
            evidence.Round(
                held_on=days_ago(50),
                languages=("quc", "spa"),
                interpreter=False,
                promoter_present=True,
                attendance=(
                    evidence.Attendance(sex="female", age_band="30-59", came=20),
                    evidence.Attendance(sex="male", age_band="30-59", came=15),
                ),
            ),
        ),
        text_languages=("spa",),
        round_without_promoter_required=consultation.promoter_absent_round_required,
        consent=evidence.Consent(
            decision=Decision.WITH_CONDITIONS,
            decided_on=days_ago(2),
            conditions="Que primero se arregle el camino.",
            conditions_met=False,
        ),
    )


def test_days_open_end_when_it_closed(consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(
        closed_at=timezone.now() - timedelta(days=60),
        closed_by=consultation.opened_by,
    )
    consultation.refresh_from_db()
    process = engine.gather(consultation).consultation
    assert (process.open_days, process.closed) == (40, True)


def test_it_gathers_what_people_said_by_group(consultation: Consultation) -> None:
    give_testimony(consultation, language="quc", sex="female")
    give_testimony(
        consultation,
        answers={"living:water": ["basic"], "agree": ["yes"]},
        language="spa",
        sex="male",
        displacement="returned_forced",
    )
    tallies = engine.gather(consultation).tallies
    assert tallies.choices("living:water") == {"no_service": 1, "basic": 1}
    assert tallies.choices("living:water", "sex:female") == {"no_service": 1}
    assert tallies.choices("agree", "displacement:returned_forced") == {"yes": 1}
    assert tallies.choices("assumption:source_flow") == {"dont_know": 1}
    assert tallies.testimonies_of() == 2
    assert tallies.testimonies_of("language:quc") == 1


def test_the_work_does_not_grow_with_the_testimonies(
    consultation: Consultation,
) -> None:
    give_testimony(consultation)
    engine.gather(consultation)
    with CaptureQueriesContext(connection) as one:
        engine.gather(consultation)
    for _ in range(5):
        give_testimony(consultation)
    with CaptureQueriesContext(connection) as six:
        engine.gather(consultation)
    assert len(one) == len(six)
    read = [query["sql"] for query in six if "feedback_testimony" in query["sql"]]
    # Only those that are not in the counters yet.
    assert len(read) == 1
    assert read[0].count("feedback_testimony") == read[0].count("NOT in_tally")


def test_the_same_evidence_is_the_same_whoever_asks(
    consultation: Consultation,
) -> None:
    give_testimony(consultation)
    with translation.override("en"):
        english = engine.findings(consultation)
    assert english == engine.findings(consultation)
