"""The story comes out as it should, and every number of it can be counted by hand."""

from decimal import Decimal

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from consult.accounts.enums import RoleCode
from consult.accounts.models import Invitation, User
from consult.audit.comparing import examine
from consult.audit.models import Event
from consult.consultations.models import EvidenceChange
from consult.feedback import models as feedback
from consult.feedback.vocabulary import NON_ANSWERS
from consult.mismatch.findings import GroupCount, Measurement
from consult.mismatch.models import Flag
from consult.mismatch.queries import finding_of
from consult.release import gate
from consult.release.models import Release
from consult.reports.actions import make_report
from consult.reports.enums import ReportFormat, ReportState
from consult.reports.models import ConsultationReport
from consult.review.queries import open_blocking_flags, resolved, unresolved
from consult.story.telling import script
from projects.models import Design, Project, Tranche

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("story")]


def belongs(testimony: feedback.Testimony, group: str) -> bool:
    """Say by hand whether a testimony counts in a group."""
    kind, _colon, value = group.partition(":")
    if kind == "all":
        return True
    if group == "uprooted":
        return testimony.displacement not in {"", "resident", "international_migrant"}
    if kind == "collector":
        return (testimony.collected_by_id is not None) == (value == "facilitator")
    if kind == "disability":
        return testimony.disability is (value == "yes")
    said = {
        "sex": testimony.sex,
        "age": testimony.age_band,
        "language": testimony.language_id or "",
        "displacement": testimony.displacement,
        "place": str(testimony.part_id or ""),
    }[kind]
    return said == value


def counted_by_hand(
    flag: Flag,
    measurement: Measurement,
    group: str,
) -> tuple[int, int, int]:
    """Return how many say so, how many answered, and how many would not say."""
    says_so = {step.choice for step in measurement.steps if step.counted}
    given = [
        testimony.answers.get(measurement.question, [])
        for testimony in feedback.Testimony.objects.filter(
            consultation=flag.consultation_id
        )
        if belongs(testimony, group)
    ]
    silent = sum(bool(NON_ANSWERS & set(answer)) for answer in given)
    answered = sum(bool(answer) for answer in given) - silent
    return sum(bool(says_so & set(answer)) for answer in given), answered, silent


def as_counted(group: GroupCount) -> tuple[int, int, int]:
    return group.count, group.answered, group.silent


def flags_of(place: str, number: int) -> dict[tuple[str, str], Flag]:
    """Return the flags of one community and design by detector and subject."""
    return {
        (flag.detector, flag.subject): flag
        for flag in Flag.objects.filter(
            community__place__name=script()["places"][place]["name"],
            design__number=number,
        )
    }


def test_every_flag_has_the_numbers_one_gets_by_counting_by_hand() -> None:
    checked = 0
    for flag in Flag.objects.filter(supported=True):
        measurement = finding_of(flag).measurement
        one_answer_each = measurement is not None and measurement.question not in {
            "needs",
            "left_out",
            "",
        }
        if measurement is None or not one_answer_each:
            continue
        for group in measurement.groups:
            assert as_counted(group) == counted_by_hand(
                flag,
                measurement,
                group.group,
            ), (flag, group.group)
            checked += 1
    assert checked > 100


def test_the_chain_holds_and_every_row_says_what_was_recorded_of_it() -> None:
    verdict = examine()

    assert verdict.breaks == ()
    assert verdict.events == Event.objects.count()


def test_the_river_and_the_buckets_block_and_the_pipes_do_not() -> None:
    carried = flags_of("chuwila", 1)["unmet_prerequisite", "drinking_water_first"]
    assert carried.severity == "block"
    everybody = finding_of(carried).measurement
    assert everybody is not None
    # 41 from the river, 8 from an open well, 4 from a tap that is far; 3 have enough.
    assert as_counted(everybody.groups[0]) == (53, 56, 0)
    piped = flags_of("pilas", 1)["unmet_prerequisite", "drinking_water_first"]
    assert piped.severity == "watch"


def test_the_smallest_part_of_the_community_is_heard_by_itself() -> None:
    """All nine of El Zanjón walk to the river, and sow land that is not theirs."""
    flags = flags_of("chuwila", 1)
    carried = finding_of(flags["unmet_prerequisite", "drinking_water_first"])
    assert carried.measurement is not None
    by_part = {
        each.label: (*as_counted(each), each.choices.get("no_service", 0))
        for each in carried.measurement.groups
        if each.group.startswith("place:")
    }
    assert by_part == {
        "El Zanjón": (9, 9, 0, 9),
        "La Loma": (13, 13, 0, 13),
        "El Centro": (31, 33, 0, 19),
    }
    land = finding_of(flags["unmet_prerequisite", "tenure"]).measurement
    assert land is not None
    # Of everybody, 14 of 55; nobody of the centre is among them.
    assert as_counted(land.groups[0]) == (14, 55, 1)
    assert (land.deciding.label, as_counted(land.deciding)) == ("El Zanjón", (9, 9, 0))


@pytest.mark.parametrize(
    ("detector", "subject", "severity"),
    [
        ("unmet_prerequisite", "source_flow", "block"),
        ("language", "language:quc", "block"),
        ("coercion", "told_what_to_answer", "block"),
        ("one_off", "rounds", "high"),
        ("executor_record", "implementer", "high"),
        ("executor_legitimacy", "trusts", "high"),
        ("comprehension", "understood", "high"),
        ("untrue_statement", "displaced_considered", "high"),
        ("consent", "decision", "high"),
    ],
)
def test_what_was_wrong_with_the_first_design_came_out(
    detector: str,
    subject: str,
    severity: str,
) -> None:
    assert flags_of("chuwila", 1)[detector, subject].severity == severity


def test_one_flag_is_a_commitment_one_contested_and_one_answered_by_a_new_design() -> (
    None
):
    flags = flags_of("chuwila", 1)
    committed = flags["executor_record", "implementer"].resolutions.get()
    assert committed.kind == "commitment"
    contested = flags["executor_legitimacy", "trusts"].resolutions.get()
    assert (contested.kind, contested.contests.count()) == ("mistaken", 1)
    assert unresolved(Flag.objects.filter(pk=contested.flag_id)).exists()
    answered = flags["unmet_prerequisite", "drinking_water_first"].resolutions.get()
    assert answered.new_design is not None
    assert answered.new_design.number == 2
    assert resolved(Flag.objects.filter(pk=answered.flag_id)).exists()


def test_the_first_tranche_was_released_by_two_who_had_no_part_in_it() -> None:
    release = Release.objects.get()
    assert (release.tranche_number, release.amount) == (1, Decimal(80_000))
    assert release.tranche.design.number == 2
    accounts = {
        release.first_approval.approved_by_id,
        release.second_approval.approved_by_id,
    }
    assert release.request.requested_by_id not in accounts
    assert not open_blocking_flags(release.project_id).exists()


def test_what_the_first_design_was_closed_by_stays_to_be_read(client: Client) -> None:
    first = Design.objects.get(
        number=1,
        project__iati_identifier=script()["projects"]["riego"]["iati_identifier"],
    )
    page = client.get(f"{first.project.get_absolute_url()}version/1/")
    assertContains(page, "la puerta está cerrada", count=3)
    assertContains(page, "Hay un diseño más nuevo", count=3)
    # The money that went is the second design's.
    assertNotContains(page, "Se liberaron")
    assertContains(client.get(first.project.get_absolute_url()), "Se liberaron")


def test_everybody_but_the_first_administrator_came_with_a_card() -> None:
    cards = Invitation.objects.exclude(used_by=None)
    guests = User.objects.exclude(role_assignments__role=RoleCode.ADMINISTRATOR)
    assert set(cards.values_list("used_by", flat=True)) == set(
        guests.values_list("pk", flat=True),
    )
    leader = cards.get(used_by__username="demo-leader")
    assert leader.place is not None
    assert (leader.role, leader.place.name) == (
        RoleCode.COMMUNITY_LEADER,
        script()["places"]["chuwila"]["name"],
    )


def test_the_gate_of_the_other_project_is_closed_in_words() -> None:
    project = Project.objects.get(
        iati_identifier=script()["projects"]["luz"]["iati_identifier"],
    )
    tranche = Tranche.objects.select_related("design__project").get(
        design=Design.objects.published().get(project=project),
        number=1,
    )
    reasons = gate.reasons(tranche)
    assert {reason.invariant for reason in reasons} >= {1, 3}
    assert all(
        str(reason.message).endswith((".", "Mam", "idioma")) for reason in reasons
    )


def test_nothing_was_inserted_behind_the_actions() -> None:
    assert not EvidenceChange.objects.exists()
    raised = Event.objects.filter(verb="flag.raised").count()
    assert raised == Flag.objects.count()
    call_command("verify_audit", verbosity=0)


def test_the_report_of_the_first_project_was_asked_for_in_every_format() -> None:
    asked = ConsultationReport.objects.filter(
        snapshot__project__iati_identifier="GT-INVENTADO-0001",
    )
    assert {each.format for each in asked} == set(ReportFormat.values)
    assert asked.count() == ConsultationReport.objects.count()
    for each in asked:
        make_report(report_id=each.pk)
    assert set(asked.values_list("state", flat=True)) == {ReportState.DONE}


def test_the_story_says_that_it_is_invented() -> None:
    told = yaml.safe_dump(dict(script()))
    assert told
    assert not Project.objects.filter(publisher__invented=False).exists()


def test_telling_it_twice_tells_it_once() -> None:
    before = Event.objects.count()
    call_command("tell_story", verbosity=0)
    assert Event.objects.count() == before


def test_some_households_also_answer_aloud_with_sound_made_by_code() -> None:
    spoken = feedback.SpokenAnswer.objects.select_related("recording", "testimony")

    assert sorted((each.question, each.recording.duration_ms) for each in spoken) == [
        ("agree", 3000),
        ("agree", 4000),
        ("agree", 6000),
        ("told_what_to_answer", 5000),
    ]
    # They tapped an answer too: no number of the story changes.
    assert all(
        each.testimony is not None
        and each.testimony.answers[each.question] != ["voice"]
        for each in spoken
    )
