from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.audit.models import Event
from consult.communities.models import Community
from consult.consultations import actions
from consult.consultations.enums import ConsultationKind, ConsultationState
from consult.consultations.models import Consultation, EvidenceChange
from consult.consultations.requirements import requirements_of
from projects.enums import Basis, DesignState
from projects.models import Design
from projects.refusals import Conflict, NotAllowed, Refusal
from tests.factories.communities import make_community
from tests.factories.consultations import (
    days_ago,
    make_consultation,
    make_design,
    make_officer,
    make_organisation,
    make_user,
    replace_design,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def community() -> Community:
    """Return a community that is of no Indigenous people."""
    return make_community()


@pytest.fixture
def design(community: Community) -> Design:
    """Return a design for it, published 200 days ago."""
    return make_design(community)


def open_it(design: Design, community: Community, **facts: Any) -> Consultation:
    """Open the consultation as an officer of the funder, announced 20 days ago."""
    defaults: dict[str, Any] = {
        "by": make_officer(design),
        "announced_on": days_ago(20),
    }
    return actions.open_consultation(
        design=design,
        community=community,
        **{**defaults, **facts},
    )


def requirements(consultation: Consultation) -> tuple[object, ...]:
    """Return what a consultation asks for, in the order of the data file."""
    return (
        consultation.kind,
        consultation.required_notice_days,
        consultation.required_rounds,
        consultation.required_open_days,
        consultation.deliberation_days,
        consultation.promoter_absent_round_required,
    )


def test_a_routine_one_asks_for_what_the_table_says(
    design: Design,
    community: Community,
) -> None:
    opened = open_it(design, community)
    assert requirements(opened) == ("routine", 15, 2, 30, 0, False)
    assert requirements_of("routine").basis == Basis.PROPOSAL


@pytest.mark.parametrize("because", ["design", "community"])
def test_land_or_an_indigenous_people_asks_for_more(because: str) -> None:
    community = make_community(indigenous=because == "community")
    design = make_design(community, affects_land_or_resource=because == "design")
    opened = open_it(design, community)
    assert requirements(opened) == (
        "indigenous_land_or_resource_affected",
        30,
        3,
        30,
        30,
        True,
    )


def test_an_officer_may_raise_the_kind(design: Design, community: Community) -> None:
    opened = open_it(design, community, kind=ConsultationKind.INDIGENOUS)
    assert opened.required_rounds == 3


def test_nobody_lowers_the_kind() -> None:
    community = make_community(indigenous=True)
    design = make_design(community)
    with pytest.raises(Refusal) as refused:
        open_it(design, community, kind=ConsultationKind.ROUTINE)
    assert refused.value.field == "kind"
    assert not Consultation.objects.exists()


def test_an_officer_may_ask_for_more(design: Design, community: Community) -> None:
    opened = open_it(
        design,
        community,
        notice_days=20,
        rounds=4,
        open_days=45,
        deliberation_days=10,
        promoter_absent_round=True,
    )
    assert requirements(opened) == ("routine", 20, 4, 45, 10, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("notice_days", 14),
        ("rounds", 1),
        ("open_days", 29),
        ("notice_days", 366),
        ("rounds", 51),
    ],
)
def test_it_refuses_less_than_the_kind_asks_and_more_than_can_be(
    design: Design,
    community: Community,
    field: str,
    value: int,
) -> None:
    with pytest.raises(Refusal) as refused:
        open_it(design, community, **{field: value})
    assert refused.value.field == field


def test_the_round_without_the_promoter_cannot_be_unasked() -> None:
    community = make_community(indigenous=True)
    opened = open_it(make_design(community), community, promoter_absent_round=False)
    assert opened.promoter_absent_round_required is True


def test_a_draft_is_not_consulted(community: Community) -> None:
    draft = make_design(community, state=DesignState.DRAFT)
    with pytest.raises(Refusal, match="todavía es un borrador") as refused:
        open_it(draft, community)
    assert refused.value.field == "design"


def test_a_replaced_design_is_not_consulted(
    design: Design,
    community: Community,
) -> None:
    replace_design(design)
    with pytest.raises(Refusal, match="fue reemplazado"):
        open_it(design, community)


def test_only_the_communities_of_the_design_are_asked(design: Design) -> None:
    with pytest.raises(Refusal) as refused:
        open_it(design, make_community())
    assert refused.value.field == "community"


def test_a_design_is_put_to_a_community_once(
    design: Design,
    community: Community,
) -> None:
    open_it(design, community)
    with pytest.raises(Conflict, match="ya se está consultando"):
        open_it(design, community)
    assert Consultation.objects.count() == 1


def test_the_announcement_cannot_be_in_the_future(
    design: Design,
    community: Community,
) -> None:
    with pytest.raises(Refusal) as refused:
        open_it(design, community, announced_on=days_ago(-1))
    assert refused.value.field == "announced_on"


def test_nobody_could_be_told_of_a_design_before_it_was_published(
    community: Community,
) -> None:
    design = make_design(community, published_days_ago=10)
    with pytest.raises(Refusal, match="antes nadie podía leerlo"):
        open_it(design, community, announced_on=days_ago(11))
    assert open_it(design, community, announced_on=days_ago(10)).pk


def test_a_short_notice_is_written_down_as_it_was(
    design: Design,
    community: Community,
) -> None:
    opened = open_it(design, community, announced_on=days_ago(3))
    assert (opened.opened_on - opened.announced_on).days == 3


def test_opening_voids_approvals_notes_evidence_and_is_in_the_chain(
    design: Design,
    community: Community,
) -> None:
    opened = open_it(design, community)
    design.project.refresh_from_db()
    assert design.project.gate_epoch == 1
    assert list(
        EvidenceChange.objects.values_list("consultation", "reason"),
    ) == [(opened.pk, "opened")]
    event = Event.objects.get(verb="consultations.open_consultation")
    assert event.project_id == design.project_id
    assert event.public["community"] == community.pk
    assert event.public["kind"] == "routine"


def test_a_refusal_leaves_nothing_and_voids_nothing(
    design: Design,
    community: Community,
) -> None:
    with pytest.raises(Refusal):
        open_it(design, community, announced_on=days_ago(-1))
    design.project.refresh_from_db()
    assert design.project.gate_epoch == 0
    assert not Event.objects.exists()
    assert not EvidenceChange.objects.exists()


def test_opening_freezes_the_questions_in_the_same_transaction(
    design: Design,
    community: Community,
) -> None:
    opened = open_it(design, community)
    assert opened.questionnaire.questions.exists()


def test_an_officer_of_another_organisation_may_not_open_it(
    design: Design,
    community: Community,
) -> None:
    stranger = make_user(RoleCode.PROJECT_OFFICER, organisation=make_organisation())
    with pytest.raises(NotAllowed):
        open_it(design, community, by=stranger)


def test_an_officer_without_a_second_factor_may_not_open_it(
    design: Design,
    community: Community,
) -> None:
    by = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=design.project.funder,
        second_factor=False,
    )
    with pytest.raises(NotAllowed, match="segundo paso"):
        open_it(design, community, by=by)


def test_codes_can_be_read_aloud_and_differ() -> None:
    codes = [make_consultation().code for _number in range(5)]
    assert len(set(codes)) == 5
    assert set("".join(codes)) <= set("23456789BCDFGHJKMNPQRSTVWXZ")
    assert {len(code) for code in codes} == {5}


def test_it_closes_once_it_was_open_for_as_long_as_promised() -> None:
    consultation = make_consultation(opened_days_ago=30)
    by = make_officer(consultation)
    closed = actions.close_consultation(by=by, consultation=consultation)
    assert closed.state == ConsultationState.CLOSED
    assert closed.closed_by == by
    with pytest.raises(Refusal, match="ya está cerrada"):
        actions.close_consultation(by=by, consultation=consultation)


def test_it_does_not_close_a_day_early() -> None:
    consultation = make_consultation(opened_days_ago=29)
    with pytest.raises(Refusal, match="Se prometió tenerla abierta 30 días"):
        actions.close_consultation(
            by=make_officer(consultation),
            consultation=consultation,
        )
    consultation.refresh_from_db()
    assert consultation.closed_at is None


def test_one_about_a_replaced_design_closes_at_once() -> None:
    consultation = make_consultation(opened_days_ago=1)
    replace_design(consultation.design)
    closed = actions.close_consultation(
        by=make_officer(consultation),
        consultation=consultation,
    )
    assert closed.closed_at is not None
    assert closed.state == ConsultationState.REPLACED
    assert timezone.now() - closed.closed_at < timedelta(minutes=1)
