"""What a report says, and what it keeps to itself."""

import json

import pytest

from consult.communities.actions import stop_publication
from consult.communities.enums import StopReason
from consult.communities.models import Community
from consult.feedback import queries
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.release import gate
from consult.release.actions import release_tranche
from consult.reports.content.money import tranches_facts
from consult.reports.content.scope import Reader
from consult.reports.enums import ReportKind
from consult.reports.models import Snapshot
from consult.review.actions import contest_resolution, reply_flag, resolve_flag
from consult.review.enums import ResolutionKind
from projects.enums import DesignState
from tests.factories.consultations import (
    decide,
    hold_round,
    make_design,
    make_user,
    seal,
)
from tests.factories.release import (
    World,
    asked_and_signed,
    fill_design,
    let_answer,
    make_world,
)
from tests.factories.reports import Document, document, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world(closed=False)


def told(world: World, kind: str = "internal", language: str = "es") -> Document:
    return document(
        made(world.consultation, "json", kind=kind, language=language),
    )


def question(said: Document, code: str) -> Document:
    found: Document = next(
        each
        for each in said["consultations"][0]["numbers"]["questions"]
        if each["code"] == code
    )
    return found


def counts(said: Document, code: str, group: str = "all") -> dict[str, int | None]:
    asked = question(said, code)
    row = next(row for row in asked["rows"] if row["group"] == group)
    names = [choice["code"] for choice in asked["choices"]]
    return dict(zip(names, row["counts"], strict=True))


def test_numbers_are_those_one_gets_by_counting(world: World) -> None:
    said = told(world)

    numbers = said["consultations"][0]["numbers"]
    assert numbers["testimonies"] == len(world.testimonies) == 16
    groups = {each["code"]: each["testimonies"] for each in numbers["groups"]}
    counted = dict(queries.testimonies_by_group(world.consultation.pk))
    assert groups == {
        group: counted[group]
        for group in ("sex:female", "sex:male", "age:30-59", "language:quc")
    }
    by_hand = {
        choice: count
        for code, group, choice, count in queries.tallies(world.consultation.pk)
        if (code, group) == ("agree", "all")
    }
    shown = counts(said, "agree")
    assert {choice: count for choice, count in shown.items() if count} == by_hand


def test_the_public_version_withholds_what_the_internal_one_shows(world: World) -> None:
    for _ in range(6):
        let_answer(world, agree="no")

    assert counts(told(world), "agree")["no"] == 6
    public = counts(told(world, "public"), "agree")
    assert public["no"] is None
    # It could be subtracted from the sixteen who agree.
    assert public["yes"] is None


def test_both_versions_withhold_a_handful(world: World) -> None:
    let_answer(world, agree="no")

    for kind in ("public", "internal"):
        assert counts(told(world, kind), "agree")["no"] is None


def test_a_flags_numbers_are_told_only_where_the_table_tells_them(
    world: World,
) -> None:
    for _ in range(12):
        let_answer(world, source_agreement="no")
    said = evaluated(world)
    assert counts(said, "assumption:source_agreement")["no"] == 12
    assert "De 28 familias que contestaron, 12 dicen esto." in untrue(said)

    let_answer(world, source_agreement="dont_know")
    said = evaluated(world)
    assert counts(said, "assumption:source_agreement")["dont_know"] is None
    assert untrue(said) == "None"


def test_where_enough_answered_the_share_is_told_in_tenths(world: World) -> None:
    for _ in range(28):
        let_answer(world, source_agreement="no")
    let_answer(world, source_agreement="dont_know")

    assert untrue(evaluated(world)) == (
        "Lo dicen más o menos 6 de cada 10 familias que contestaron."
    )


def evaluated(world: World) -> Document:
    evaluate(consultation_id=world.consultation.pk)
    return told(world, "public")


def untrue(said: Document) -> str:
    """Return what is said of the flag that people say a statement is not true."""
    flags = said["consultations"][0]["flags"]
    found = next(each for each in flags if each["detector"] == "untrue_statement")
    return str(found["explanation"])


def test_who_came_is_told_by_sex_and_by_age_but_never_by_both(world: World) -> None:
    hold_round(
        world.consultation,
        days=60,
        attendance={("female", "30-59"): 21, ("male", "30-59"): 20, ("male", "60+"): 3},
    )
    held = told(world, "public")["consultations"][0]["rounds"][-1]

    assert held["came"] == 44
    assert [(each["code"], each["came"]) for each in held["by_sex"]] == [
        ("female", 21),
        ("male", 23),
        ("other", 0),
    ]
    ages = {each["code"]: each["came"] for each in held["by_age"]}
    assert ages == {"14-17": 0, "18-29": 0, "30-59": None, "60+": None}


SECRET = "Lo dijo doña Ixchel"


def test_peoples_own_words_are_in_no_public_version(world: World) -> None:
    hold_round(
        world.consultation,
        days=60,
        place_note=SECRET,
        explained=SECRET,
        absent_note=SECRET,
    )
    decide(
        world.consultation,
        "consent_with_conditions",
        by=world.officer,
        authority_note=SECRET,
        conditions=SECRET,
    )
    flag = Flag.objects.filter(consultation=world.consultation).first()
    assert flag is not None
    resolution = resolve_flag(
        flag=flag,
        by=world.officer,
        kind=ResolutionKind.COMMITMENT,
        reason="La municipalidad pone los tubos.",
        commitment_who=SECRET,
        commitment_what="Poner los tubos",
        commitment_by=world.tranche.first_activity_on,
    )
    leader = make_user("community_leader", place=world.consultation.community.place)  # type: ignore[arg-type]
    contest_resolution(resolution=resolution, reason=SECRET, by=leader)
    reply_flag(flag=flag, by=world.officer, text="Ya vienen los tubos.")

    made(world.consultation, "json", kind="public")
    public = Snapshot.objects.get(kind="public").content
    made(world.consultation, "json", kind="internal")
    internal = Snapshot.objects.get(kind="internal").content

    assert SECRET not in public
    assert internal.count(SECRET) >= 10
    # What the organisation said to everybody is there for everybody.
    assert "La municipalidad pone los tubos." in public
    assert "Ya vienen los tubos." in public


def test_nobody_who_signed_is_named_in_public() -> None:
    world = make_world()
    request = asked_and_signed(world)
    release = release_tranche(request=request, by=world.requester)
    names = (str(release.first_person), str(release.second_person))

    public = told(world, "public")["tranches"][0]["release"]
    internal = told(world, "internal")["tranches"][0]["release"]

    assert public["signed"] == "Firmaron 2 personas distintas."
    assert internal["signed"] == f"Firmaron {names[0]} y {names[1]}."


def test_a_replaced_design_got_nothing_of_what_the_current_one_released() -> None:
    world = make_world()
    release_tranche(request=asked_and_signed(world), by=world.requester)
    community = world.consultation.community
    older = make_design(
        community,
        project=world.design.project,
        state=DesignState.DRAFT,
    )
    fill_design(older, 1, 1000)
    seal(older, state=DesignState.SUPERSEDED)

    (said,) = tranches_facts(older, Reader(ReportKind.INTERNAL), frozenset())

    assert (said["state"], said["release"]) == ("closed", None)


def test_the_gate_says_all_its_reasons(world: World) -> None:
    said = told(world)["tranches"]

    assert [each["state"] for each in said] == ["closed", "closed"]
    assert len(said[0]["reasons"]) == len(gate.reasons(world.tranche))


@pytest.fixture
def stopped(world: World) -> World:
    for _ in range(20):
        let_answer(world, source_agreement="no")
    evaluate(consultation_id=world.consultation.pk)
    stop_publication(
        community=world.consultation.community,
        reason=StopReason.FEAR,
        by=None,
    )
    return world


def test_a_project_keeps_quiet_about_a_community_that_is_not_published(
    stopped: World,
) -> None:
    name = stopped.consultation.community.name
    report = made(stopped.design.project, "json", kind="public")

    assert document(report)["consultations"] == [{"is_published": False, "design": 1}]
    assert name not in report.snapshot.content
    assert {
        reason["code"]
        for tranche in document(report)["tranches"]
        for reason in tranche["reasons"]
    } == {"withheld"}


def test_a_tiny_community_goes_by_its_municipality(world: World) -> None:
    Community.objects.filter(pk=world.consultation.community_id).update(households=15)
    report = made(world.consultation, "json", kind="public")
    told = document(report)["consultations"][0]
    community = told["community"]

    assert community["name"] == "Una comunidad pequeña de San Miguel Panajá"
    assert community["households"] is None
    assert world.consultation.community.name not in report.snapshot.content
    # What is asked there begins with the name of the place.
    assert (told["code"], told["address"]) == (None, None)
    assert world.consultation.code not in report.snapshot.content


def test_english_says_what_is_only_in_spanish(world: World) -> None:
    design = told(world, language="en")["designs"][0]

    assert design["summary"] == {
        "text": "Un chorro de agua en cada casa.",
        "only_spanish": True,
    }
    spanish = told(world)["designs"][0]
    assert spanish["summary"]["only_spanish"] is False


def test_both_languages_have_the_same_numbers(world: World) -> None:
    report = made(world.consultation, "json")
    content = json.loads(report.snapshot.content)

    assert numbers_in(content["es"]) == numbers_in(content["en"])


def numbers_in(value: object) -> list[int]:
    found: list[int] = []

    def walk(each: object) -> None:
        if isinstance(each, bool):
            return
        if isinstance(each, int):
            found.append(each)
        elif isinstance(each, dict):
            for key in sorted(each):
                walk(each[key])
        elif isinstance(each, list):
            for one in each:
                walk(one)

    walk(value)
    return found
