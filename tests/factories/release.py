"""A project whose gate is open but for the signatures, made by the rooms' actions."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.consultations.actions import close_consultation
from consult.consultations.models import Consultation
from consult.feedback.actions import submit_testimony
from consult.feedback.enums import QuestionKind
from consult.feedback.models import Testimony
from consult.mismatch.actions import evaluate
from consult.release.actions import approve_release, request_release
from consult.release.models import Approval, ReleaseRequest
from projects.enums import AssumptionKind, BudgetCategory, DesignState, Severity
from projects.models import (
    Assumption,
    BudgetLine,
    Component,
    Design,
    Organisation,
    Place,
    PurposeCode,
    Tranche,
)
from tests.factories.communities import make_community, make_language
from tests.factories.consultations import (
    decide,
    hold_round,
    make_consultation,
    make_design,
    make_project,
    make_user,
    seal,
)

_NUMBERS = count(1)
HOUSEHOLDS = 20


@dataclass
class World:
    """A consulted project, and the people who move its money."""

    design: Design
    consultation: Consultation
    officer: User
    requester: User
    approvers: list[User]
    testimonies: list[Testimony] = field(default_factory=list)

    @property
    def tranche(self) -> Tranche:
        """Return the first tranche, as it is in the database now."""
        return Tranche.objects.select_related("design__project").get(
            design=self.design,
            number=1,
        )


def make_world(
    *,
    tranches: int = 2,
    closed: bool = True,
    decided_days_ago: int = 1,
    budget: int = 0,
    also_for: Iterable[Place] = (),
) -> World:
    """Return a project of 20 households that were asked, agreed, and think it over.

    `budget` is the whole of it, as much as its tranches of 1,000 unless it is given;
    `also_for` are places where nobody was asked.
    """
    community = make_community(
        households=HOUSEHOLDS,
        population=100,
        languages={"quc": "1.000"},
    )
    project = make_project()
    design = make_design(
        community,
        project=project,
        summary_quc="",
        state=DesignState.DRAFT,
    )
    fill_design(design, tranches, budget or 1000 * tranches)
    design.places.add(*also_for)
    seal(design)
    funder = project.funder
    officer = make_user(RoleCode.PROJECT_OFFICER, organisation=funder)
    consultation = make_consultation(community=community, design=design, by=officer)
    for days, promoter_present in ((90, True), (80, False), (70, True)):
        hold_round(
            consultation,
            days=days,
            by=officer,
            promoter_present=promoter_present,
            attendance={("female", "30-59"): 12, ("male", "30-59"): 9},
        )
    world = World(
        design=design,
        consultation=consultation,
        officer=officer,
        requester=make_user(RoleCode.DESIGN_AUTHOR, organisation=funder),
        approvers=[make_approver(funder) for _ in range(2)],
    )
    world.testimonies = [let_answer(world) for _ in range(HOUSEHOLDS - 4)]
    if closed:
        close_consultation(by=officer, consultation=consultation)
    decide(consultation, by=officer, days=decided_days_ago)
    evaluate(consultation_id=consultation.pk)
    return world


def make_approver(organisation: Organisation) -> User:
    """Return somebody who may sign."""
    return make_user(RoleCode.RELEASE_APPROVER, organisation=organisation)


def fill_design(design: Design, tranches: int, budget: int) -> None:
    """Give a draft one component, one assumption that blocks, money and tranches."""
    purpose, _created = PurposeCode.objects.get_or_create(
        code="14031",
        defaults={
            "name": "Agua para tomar",
            "engine_sector": "water",
        },
    )
    component = Component.objects.create(
        design=design,
        title="Un chorro en cada casa",
        purpose_code=purpose,
        target_groups=["everyone"],
    )
    Assumption.objects.create(
        component=component,
        key="source_agreement",
        kind=AssumptionKind.STATEMENT,
        text="El nacimiento es de la comunidad.",
        severity=Severity.BLOCK,
    )
    BudgetLine.objects.create(
        design=design,
        category=BudgetCategory.WORKS,
        description="Tubos",
        quantity=Decimal(1),
        unit_cost=Decimal(budget),
    )
    today = timezone.localdate()
    for number in range(1, tranches + 1):
        Tranche.objects.create(
            design=design,
            number=number,
            purpose=f"Parte {number}",
            amount=Decimal(1000),
            planned_on=today + timedelta(days=5),
            first_activity_on=today + timedelta(days=30),
        )


def let_answer(world: World, **said: str) -> Testimony:
    """Let one household say that all is well, but for what is `said` by question."""
    answers = {}
    for question in world.consultation.questionnaire.questions.all():
        offered = [choice["code"] for choice in question.choices]
        wanted = said.get(question.code.partition(":")[2] or question.code)
        good = {
            "told_what_to_answer": "no",
            "needs": "water",
            "left_out": "nobody",
            "upkeep": "committee",
            "somebody_with_you": "nobody",
            "money_right": "right",
            # A number is said, not one of the bands it is counted in.
            "water_minutes": "5",
        }.get(question.code, "yes")
        can_say = good in offered or question.kind == QuestionKind.NUMBER
        choice = wanted or (good if can_say else offered[-1])
        answers[question.code] = [choice]
    testimony, _created = submit_testimony(
        consultation=world.consultation,
        uuid=uuid.uuid4(),
        language=make_language("quc"),
        channel="web",
        answers=answers,
        words={},
        sex="female" if next(_NUMBERS) % 2 else "male",
        age_band="30-59",
    )
    return testimony


def ask_for(world: World, tranche: Tranche | None = None) -> ReleaseRequest:
    """Ask for a tranche, the first if none is named."""
    return request_release(tranche=tranche or world.tranche, by=world.requester)


def sign(request: ReleaseRequest, by: User) -> Approval:
    """Sign with a second factor given just now."""
    return approve_release(request=request, by=by, second_factor_at=timezone.now())


def asked_and_signed(world: World, tranche: Tranche | None = None) -> ReleaseRequest:
    """Ask for a tranche and sign it twice: the gate is open."""
    request = ask_for(world, tranche)
    for approver in world.approvers:
        sign(request, approver)
    return request
