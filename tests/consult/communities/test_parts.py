"""The named parts of a community: who writes them, and that none is lost."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.audit.models import Event
from consult.communities import actions
from consult.communities.facts import PartFacts
from consult.communities.models import Community, Part
from consult.communities.policies import MINIMUM_CELL, askable
from projects.models import Project
from projects.refusals import NotAllowed, Refusal
from tests.factories.communities import make_community, make_language
from tests.factories.consultations import make_design, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    """Return somebody who may change every community."""
    return make_user(RoleCode.ADMINISTRATOR)


def name(by: User, community: Community, households: int = 140, **parts: int) -> None:
    """Write down the parts of a community, and nothing else of it."""
    actions.set_community(
        by=by,
        place=community.place,
        households=households,
        languages={make_language("quc"): None},
        parts=[PartFacts(name=each, households=parts[each]) for each in parts],
    )


def parts_of(community: Community) -> dict[str, tuple[int, bool]]:
    """Return the households of each part by its name, and whether it is in use."""
    return {each.name: (each.households, each.in_use) for each in community.parts.all()}


def test_parts_are_written_and_recorded_without_telling_how_many_live_there(
    admin: User,
) -> None:
    community = make_community()
    name(admin, community, Centro=90, Ralaj=12)
    assert parts_of(community) == {"Centro": (90, True), "Ralaj": (12, True)}
    event = Event.objects.filter(verb="communities.set_community").latest("sequence")
    assert "parts" not in event.public
    assert event.private_hash


def test_a_part_nobody_was_asked_in_goes_when_it_is_left_out(admin: User) -> None:
    community = make_community(parts={"Centro": 90, "Ralaj": 12, "Pachaj": 20})
    name(admin, community, Centro=90, Pachaj=20)
    assert set(parts_of(community)) == {"Centro", "Pachaj"}


def test_a_part_somebody_was_asked_in_goes_out_of_use_and_comes_back(
    admin: User,
) -> None:
    community = make_community(parts={"Centro": 90, "Ralaj": 12, "Pachaj": 20})
    before = {each.name: each.pk for each in community.parts.all()}
    actions.offer_parts(by=admin, community=community)
    name(admin, community, Centro=90, Pachaj=20)
    assert parts_of(community)["Ralaj"] == (12, False)
    assert [each.name for each in askable(community.parts.all())] == [
        "Centro",
        "Pachaj",
    ]
    # However it is typed; and as it was asked, so it stays called.
    name(admin, community, Centro=90, Pachaj=20, RALAJ=14)
    assert parts_of(community)["Ralaj"] == (14, True)
    assert {each.name: each.pk for each in community.parts.all()} == before


def test_nothing_said_of_parts_leaves_them_as_they_are(admin: User) -> None:
    community = make_community(parts={"Centro": 90, "Ralaj": 12})
    actions.set_community(
        by=admin,
        place=community.place,
        households=150,
        languages={make_language("quc"): None},
    )
    assert set(parts_of(community)) == {"Centro", "Ralaj"}
    with pytest.raises(Refusal, match="102 familias"):
        actions.set_community(
            by=admin,
            place=community.place,
            households=80,
            languages={make_language("quc"): None},
        )


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"Centro": 90}, "de 2 a 12"),
        ({f"Parte {number}": 2 for number in range(13)}, "de 2 a 12"),
        ({"Centro": 90, " ": 12}, "nombre"),
        ({"Centro": 90, "R" * 61: 12}, "60 letras"),
        ({"Centro": 90, "Ralaj": 0}, "por lo menos una"),
        ({"Paq'uix": 90, "PAQʼUIX": 12}, "dos veces"),
        ({"Centro": 90, "Ralaj": 51}, "141 familias"),
    ],
)
def test_parts_that_cannot_be_are_refused_and_nothing_is_written(
    admin: User,
    parts: dict[str, int],
    message: str,
) -> None:
    community = make_community()
    with pytest.raises(Refusal, match=message) as refused:
        name(admin, community, **parts)
    assert refused.value.field == "parts"
    assert parts_of(community) == {}


def test_twelve_parts_that_add_up_to_all_households_are_fine(admin: User) -> None:
    community = make_community()
    name(admin, community, households=24, **{f"Parte {n}": 2 for n in range(12)})
    assert len(parts_of(community)) == 12


def test_whoever_may_not_write_about_a_community_names_no_part() -> None:
    community = make_community()
    with pytest.raises(NotAllowed):
        name(make_user(RoleCode.SPEAKER), community, Centro=90, Ralaj=12)
    assert parts_of(community) == {}


def test_naming_parts_voids_what_was_approved_before(admin: User) -> None:
    community = make_community()
    design = make_design(community)
    before = Project.objects.get(pk=design.project_id).gate_epoch
    name(admin, community, Centro=90, Ralaj=12)
    assert Project.objects.get(pk=design.project_id).gate_epoch > before


@pytest.mark.parametrize(
    ("households", "asked"),
    [
        ([90, MINIMUM_CELL - 1], []),
        ([90, MINIMUM_CELL], [90, MINIMUM_CELL]),
        ([90, 20, 9, 1], [90, 20]),
        ([9, 9, 9], []),
        ([], []),
    ],
)
def test_a_part_so_small_that_somebody_could_be_made_out_is_not_asked_about(
    households: list[int],
    asked: list[int],
) -> None:
    community = make_community(
        parts={f"Parte {at}": count for at, count in enumerate(households)},
    )
    offered = actions.offer_parts(by=User(), community=community)
    assert [each.households for each in offered] == asked
    assert sorted(
        community.parts.filter(was_asked=True).values_list("households", flat=True),
    ) == sorted(asked)


def test_a_community_too_small_to_be_named_has_no_parts_to_ask_about() -> None:
    community = make_community(households=19, parts={"Centro": 10, "Ralaj": 9})
    assert community.is_tiny
    assert askable(community.parts.all()) == []


def test_the_database_keeps_no_part_out_of_use_that_nobody_was_asked_in() -> None:
    community = make_community(parts={"Centro": 90})
    with pytest.raises(IntegrityError), transaction.atomic():
        Part.objects.filter(community=community).update(in_use=False)


def posted(**changes: Any) -> dict[str, Any]:
    """Return the filled-in form of a community with two parts."""
    make_language("quc")
    return {
        "households": "140",
        "languages-TOTAL_FORMS": "1",
        "languages-INITIAL_FORMS": "0",
        "languages-0-language": "quc",
        "parts-TOTAL_FORMS": "3",
        "parts-INITIAL_FORMS": "0",
        "parts-0-name": "Centro",
        "parts-0-households": "90",
        "parts-1-name": "Ralaj",
        "parts-1-households": "12",
        "conditions-TOTAL_FORMS": "0",
        "conditions-INITIAL_FORMS": "0",
        **changes,
    }


def test_the_screen_writes_parts_and_says_what_is_missing(
    client: Client,
    admin: User,
) -> None:
    community = make_community()
    page = reverse("communities:edit", args=[community.pk])
    client.force_login(admin, backend="consult.accounts.backends.SignInBackend")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    assertContains(client.post(page, posted(**{"parts-1-households": ""})), "cuántas")
    assertContains(client.post(page, posted(**{"parts-0-name": ""})), "el nombre")
    assertContains(client.post(page, posted(**{"parts-1-name": "centro"})), "dos veces")
    assert parts_of(community) == {}
    assert client.post(page, posted()).status_code == 302
    assert parts_of(community) == {"Centro": (90, True), "Ralaj": (12, True)}
    assertContains(client.get(page), 'value="Ralaj"')


def test_anybody_reads_the_names_of_parts_and_not_how_many_live_there(
    client: Client,
) -> None:
    community = make_community(parts={"Centro": 113, "Ralaj": 27})
    answer = client.get(reverse("communities:detail", args=[community.pk]))
    section = answer.content.decode().split('id="parts"')[1].split("</section>")[0]
    assert re.findall(r"<li>(.*?)</li>", section) == ["Centro", "Ralaj"]
    assert not re.search(r">[^<]*\d", section)
