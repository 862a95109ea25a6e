from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.audit.models import Event
from consult.communities import actions
from consult.communities.enums import StopReason
from consult.communities.facts import ConditionFacts, PlaceFacts
from consult.communities.models import Community
from consult.consultations.models import EvidenceChange
from projects.enums import Basis
from projects.models import Ladder, Level, Place, Project
from projects.refusals import NotAllowed, Refusal
from tests.factories.communities import make_community, make_language, make_place
from tests.factories.consultations import (
    days_ago,
    make_consultation,
    make_design,
    make_officer,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db

NEW = PlaceFacts(
    name="Chuwilaʼ",
    country="GT",
    adm1_code="GT-14",
    adm2_name="San Miguel Panajá",
)


@pytest.fixture
def admin() -> User:
    """Return somebody who may change every community."""
    return make_user(RoleCode.ADMINISTRATOR)


@pytest.fixture
def levels() -> list[Level]:
    """Return three steps of a water ladder."""
    ladder = Ladder.objects.create(code="water", name="Agua", basis=Basis.READ)
    return [
        Level.objects.create(
            ladder=ladder,
            rank=rank,
            code=code,
            name=code,
            basis=Basis.READ,
        )
        for rank, code in enumerate(("no_service", "unimproved", "basic"))
    ]


def write(by: User, place: Place | PlaceFacts = NEW, **facts: Any) -> Community:
    """Write a community down, K'iche'-speaking unless told otherwise."""
    defaults: dict[str, Any] = {
        "households": 140,
        "languages": {make_language("quc"): Decimal("0.92")},
    }
    return actions.set_community(by=by, place=place, **{**defaults, **facts})


def test_a_new_place_is_written_with_its_people(admin: User) -> None:
    community = write(
        admin,
        population=730,
        women_share=Decimal("0.52"),
        groups_present={"displaced": 9, "deported": None},
        languages={make_language("quc"): Decimal("0.92"), make_language("mam"): None},
        indigenous=True,
    )
    community.refresh_from_db()
    assert str(community.place) == "Chuwilaʼ, San Miguel Panajá"
    assert community.groups_present == {"displaced": 9, "deported": None}
    assert [(each.language_id, each.share) for each in community.languages.all()] == [
        ("quc", Decimal("0.920")),
        ("mam", None),
    ]
    assert Event.objects.filter(verb="communities.set_community").count() == 1


def test_a_place_that_some_design_names_gets_its_people(admin: User) -> None:
    place = make_place()
    assert write(admin, place).place == place
    assert Place.objects.count() == 1


def test_writing_again_replaces_and_keeps_the_known_conditions(
    admin: User,
    levels: list[Level],
) -> None:
    fact = ConditionFacts(
        level=levels[0],
        households=71,
        asked=88,
        source="survey",
        as_of=days_ago(400),
    )
    first = write(admin, conditions=[fact])
    second = write(
        admin,
        first.place,
        households=150,
        languages={make_language("spa"): Decimal(1)},
    )
    assert (second.pk, second.households) == (first.pk, 150)
    assert [each.language_id for each in second.languages.all()] == ["spa"]
    condition = second.conditions.get()
    assert (condition.level, condition.ladder) == (levels[0], levels[0].ladder)
    write(admin, first.place, conditions=[])
    assert not second.conditions.exists()


def test_the_same_community_is_not_added_twice(admin: User) -> None:
    write(admin)
    with pytest.raises(Refusal, match="ya está anotada") as refused:
        write(admin)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"households": 0}, "households"),
        ({"population": 139}, "population"),
        ({"population": 2801}, "population"),
        ({"women_share": Decimal("1.1")}, "women_share"),
        ({"young_share": Decimal("-0.1")}, "young_share"),
        ({"languages": {}}, "languages"),
        ({"groups_present": {"martians": 3}}, "groups_present"),
        ({"groups_present": {"deported": 141}}, "group_deported"),
        ({"groups_present": {"deported": 0}}, "group_deported"),
        ({"latitude": Decimal("15.03")}, "longitude"),
        ({"latitude": Decimal(40), "longitude": Decimal(-91)}, "latitude"),
        ({"latitude": Decimal(15), "longitude": Decimal(91)}, "longitude"),
    ],
)
def test_it_refuses_figures_that_cannot_be(
    admin: User,
    facts: dict[str, Any],
    field: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        write(admin, **facts)
    assert refused.value.field == field
    assert not Community.objects.exists()
    assert not Place.objects.exists()


@pytest.mark.parametrize("share", ["0", "1.001"])
def test_a_language_is_spoken_by_some_and_by_no_more_than_all(
    admin: User,
    share: str,
) -> None:
    with pytest.raises(Refusal):
        write(admin, languages={make_language(): Decimal(share)})


def test_people_speak_two_languages_and_not_three(admin: User) -> None:
    everybody = Decimal(1)
    two = {make_language("quc"): everybody, make_language("spa"): everybody}
    assert write(admin, languages=two).pk
    with pytest.raises(Refusal, match="suman demasiado"):
        write(
            admin,
            Community.objects.get().place,
            languages={**two, make_language("mam"): Decimal("0.01")},
        )


def condition(level: Level, **facts: Any) -> ConditionFacts:
    """Return a condition of a survey of 88 households."""
    defaults: dict[str, Any] = {
        "households": 50,
        "asked": 88,
        "source": "survey",
        "as_of": date(2025, 6, 1),
    }
    return ConditionFacts(level=level, **{**defaults, **facts})


def test_conditions_that_contradict_themselves_are_refused(
    admin: User,
    levels: list[Level],
) -> None:
    wrong = [
        [condition(levels[0], as_of=days_ago(-1))],
        [condition(levels[0], households=89)],
        [condition(levels[0], asked=0, households=0)],
        [condition(levels[0]), condition(levels[0])],
        [condition(levels[0]), condition(levels[1])],
        [
            condition(levels[0], households=5),
            condition(levels[1], households=5, asked=9),
        ],
    ]
    for conditions in wrong:
        with pytest.raises(Refusal) as refused:
            write(admin, conditions=conditions)
        assert refused.value.field == "conditions"


@pytest.mark.parametrize(
    ("households", "kept"),
    [
        (100, ("15.03", "-91.15")),
        (99, ("15.0", "-91.2")),
        (20, ("15.0", "-91.2")),
        (19, (None, None)),
    ],
)
def test_a_point_is_kept_as_coarse_as_the_community_is_small(
    admin: User,
    households: int,
    kept: tuple[str | None, str | None],
) -> None:
    community = write(
        admin,
        households=households,
        latitude=Decimal("15.03421"),
        longitude=Decimal("-91.15249"),
    )
    stored = Community.objects.values_list("latitude", "longitude").get(
        pk=community.pk,
    )
    assert stored == tuple(None if each is None else Decimal(each) for each in kept)


def test_what_changes_of_the_people_voids_approvals_and_is_evaluated(
    admin: User,
) -> None:
    consultation = make_consultation()
    other = make_design(make_community()).project
    EvidenceChange.objects.all().delete()
    epochs = dict(Project.objects.values_list("pk", "gate_epoch"))
    write(admin, consultation.community.place)
    epochs[consultation.design.project_id] += 1
    assert dict(Project.objects.values_list("pk", "gate_epoch")) == epochs
    assert other.pk in epochs
    assert EvidenceChange.objects.get().consultation == consultation


def test_an_officer_changes_the_communities_of_its_projects_only() -> None:
    mine, other = make_community(), make_community()
    officer = make_officer(make_design(mine))
    make_design(other)
    assert write(officer, mine.place).pk == mine.pk
    with pytest.raises(NotAllowed):
        write(officer, other.place)


def test_what_no_design_names_belongs_to_whoever_may_change_some() -> None:
    officer = make_user(RoleCode.PROJECT_OFFICER, organisation=make_organisation())
    community = write(officer)
    assert write(officer, community.place, households=90).households == 90


@pytest.mark.parametrize("role", list(RoleCode))
def test_only_three_roles_change_a_community(role: RoleCode) -> None:
    community = make_community()
    design = make_design(community)
    of_a_place = role in {RoleCode.COMMUNITY_LEADER, RoleCode.FACILITATOR}
    by = make_user(
        role,
        place=community.place if of_a_place else None,
        organisation=None if of_a_place else design.project.funder,
    )
    may = role in {
        RoleCode.PROJECT_OFFICER,
        RoleCode.PROTECTION_OFFICER,
        RoleCode.ADMINISTRATOR,
    }
    try:
        write(by, community.place)
    except NotAllowed:
        done = False
    else:
        done = True
    assert done is may


def test_staff_without_a_second_factor_change_nothing() -> None:
    by = make_user(RoleCode.ADMINISTRATOR, second_factor=False)
    with pytest.raises(NotAllowed, match="segundo paso"):
        write(by)


def test_publication_stops_once_and_its_reason_is_not_public(admin: User) -> None:
    community = make_community()
    for _time in range(2):
        actions.stop_publication(
            by=admin,
            community=community,
            reason=StopReason.FEAR,
        )
    stopped = Community.objects.get(pk=community.pk)
    assert not stopped.is_shown
    event = Event.objects.get(verb="communities.stop_publication")
    assert event.public == {}
    assert event.private_hash
    actions.resume_publication(by=admin, community=community)
    assert Community.objects.get(pk=community.pk).is_shown
    with pytest.raises(Refusal, match="ya se publican"):
        actions.resume_publication(by=admin, community=community)


def test_the_engine_stops_publication_by_itself() -> None:
    community = make_community()
    actions.stop_publication(by=None, community=community, reason=StopReason.FEAR)
    assert community.publication_stopped_because == StopReason.FEAR
    assert Event.objects.get().actor == "system"


def test_a_leader_does_not_stop_publication() -> None:
    community = make_community()
    leader = make_user(
        RoleCode.COMMUNITY_LEADER,
        place=community.place,
        second_factor=False,
    )
    with pytest.raises(NotAllowed):
        actions.stop_publication(
            by=leader,
            community=community,
            reason=StopReason.ASKED,
        )
