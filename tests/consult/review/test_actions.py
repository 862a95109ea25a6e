"""What reviewers and the community do with a flag: effects, and refusals in words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.audit.models import Event
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.review import actions
from consult.review.enums import FlagStatus
from consult.review.models import (
    Acknowledgement,
    Assignment,
    Contest,
    Reply,
    Resolution,
)
from consult.review.policies import can_resolve
from consult.review.queries import for_queue, open_blocking_flags, status_of
from projects.enums import DesignState
from projects.models import Design, Project
from projects.refusals import NotAllowed, Refusal
from tests.factories.communities import make_community
from tests.factories.consultations import make_design, make_user, replace_design
from tests.factories.locks import rewrite
from tests.factories.release import World, let_answer, make_world

pytestmark = pytest.mark.django_db


def resolve(flag: Flag, by: User, **facts: Any) -> Resolution:
    """Resolve as mistaken unless told otherwise."""
    defaults = {"kind": "mistaken", "reason": "Se preguntó otra vez, casa por casa."}
    return actions.resolve_flag(flag=flag, by=by, **{**defaults, **facts})


def status(flag: Flag) -> FlagStatus:
    """Return where the answer to a flag stands now."""
    return status_of(for_queue(Flag.objects.filter(pk=flag.pk)).get())


def epoch(flag: Flag) -> int:
    """Return the gate's epoch now."""
    return Project.objects.get(pk=flag.design.project_id).gate_epoch


# --- Seen, assigned, answered ---------------------------------------------------------


def test_the_first_who_sees_a_flag_is_kept(world: World, flag: Flag) -> None:
    second = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=world.design.project.funder,
    )
    first = actions.acknowledge_flag(flag=flag, by=world.officer)
    assert actions.acknowledge_flag(flag=flag, by=second) == first
    assert Acknowledgement.objects.get().acknowledged_by == world.officer
    assert Event.objects.filter(verb="flag.acknowledged").count() == 1
    assert status(flag) == FlagStatus.SEEN


def test_the_latest_assignment_counts(world: World, flag: Flag) -> None:
    other = make_user(RoleCode.PROTECTION_OFFICER)
    actions.assign_flag(flag=flag, to=world.officer, by=world.officer)
    actions.assign_flag(flag=flag, to=other, by=world.officer)
    shown = for_queue(Flag.objects.filter(pk=flag.pk)).get()
    assert shown.assignments.all()[0].assignee == other
    assert status(flag) == FlagStatus.ASSIGNED


def test_it_is_not_assigned_to_somebody_who_could_not_answer(
    world: World,
    flag: Flag,
    leader: User,
) -> None:
    elsewhere = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=world.design.project.implementer,
    )
    for person in (leader, world.requester, elsewhere):
        with pytest.raises(Refusal) as refused:
            actions.assign_flag(flag=flag, to=person, by=world.officer)
        assert refused.value.field == "to"
    assert Assignment.objects.count() == 0


@pytest.mark.parametrize("kind", ["reply", "question"])
def test_what_is_said_to_the_community_is_kept_and_recorded(
    world: World,
    flag: Flag,
    kind: str,
) -> None:
    actions.reply_flag(
        flag=flag, text="  Vamos a volver. ", by=world.officer, kind=kind
    )
    reply = Reply.objects.get()
    assert (reply.kind, reply.text) == (kind, "Vamos a volver.")
    event = Event.objects.get(verb=f"flag.{kind}")
    assert event.object_ref == f"review.reply:{reply.pk}"
    assert (sorted(event.public), event.public["flag"]) == (["at", "flag"], flag.pk)


def test_an_empty_reply_is_refused(world: World, flag: Flag) -> None:
    with pytest.raises(Refusal) as refused:
        actions.reply_flag(flag=flag, text=" \n", by=world.officer)
    assert refused.value.field == "text"
    assert Reply.objects.count() == 0


@pytest.mark.parametrize("verb", ["acknowledge", "assign", "reply", "resolve"])
def test_staff_without_a_second_factor_do_nothing(
    world: World,
    flag: Flag,
    verb: str,
) -> None:
    by = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=world.design.project.funder,
        second_factor=False,
    )
    acts: dict[str, Callable[[], object]] = {
        "acknowledge": lambda: actions.acknowledge_flag(flag=flag, by=by),
        "assign": lambda: actions.assign_flag(flag=flag, to=world.officer, by=by),
        "reply": lambda: actions.reply_flag(flag=flag, text="Sí.", by=by),
        "resolve": lambda: resolve(flag, by),
    }
    before = Event.objects.count()
    with pytest.raises(Refusal):
        acts[verb]()
    assert Event.objects.count() == before


# --- Resolving ------------------------------------------------------------------------


def test_a_mistaken_flag_is_resolved_with_a_reason(world: World, flag: Flag) -> None:
    before = epoch(flag)
    resolution = resolve(flag, world.officer, reason="  Se preguntó otra vez. ")
    assert resolution.reason == "Se preguntó otra vez."
    assert resolution.severity == "block"
    assert status(flag) == FlagStatus.RESOLVED
    assert not open_blocking_flags(flag.design.project_id).exists()
    assert epoch(flag) > before
    event = Event.objects.get(verb="flag.resolved")
    assert event.object_ref == f"review.resolution:{resolution.pk}"
    assert (event.public["flag"], event.public["kind"]) == (flag.pk, "mistaken")
    assert "preguntó" not in str(event.__dict__)


def test_a_changed_design_names_the_new_one(world: World, flag: Flag) -> None:
    new = replace_design(world.design)
    resolution = resolve(flag, world.officer, kind="design_changed", new_design=new)
    assert resolution.new_design == new


def test_a_commitment_says_who_what_and_by_when(world: World, flag: Flag) -> None:
    due = timezone.localdate() + timedelta(days=30)
    resolution = resolve(
        flag,
        world.officer,
        kind="commitment",
        commitment_who=" La alcaldía ",
        commitment_what="Poner una llave en cada casa",
        commitment_by=due,
    )
    assert (resolution.commitment_who, resolution.commitment_by) == ("La alcaldía", due)


def test_what_another_kind_rests_on_is_not_kept(world: World, flag: Flag) -> None:
    resolution = resolve(
        flag,
        world.officer,
        kind="conditions_changed",
        new_evidence="Hay chorro desde marzo, según el acta.",
        new_design=replace_design(world.design),
        commitment_who="La alcaldía",
        commitment_what="Nada",
        commitment_by=timezone.localdate(),
    )
    assert resolution.new_evidence == "Hay chorro desde marzo, según el acta."
    assert resolution.new_design is None
    assert (resolution.commitment_who, resolution.commitment_by) == ("", None)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"kind": ""}, "kind"),
        ({"kind": "forgotten"}, "kind"),
        ({"kind": "design_changed"}, "new_design"),
        ({"kind": "conditions_changed", "new_evidence": " "}, "new_evidence"),
        ({"kind": "commitment"}, "commitment_who"),
        ({"kind": "commitment", "commitment_who": "Ana"}, "commitment_what"),
        (
            {"kind": "commitment", "commitment_who": "Ana", "commitment_what": "Ir"},
            "commitment_by",
        ),
        (
            {
                "kind": "commitment",
                "commitment_who": "Ana",
                "commitment_what": "Ir",
                "commitment_by": timezone.localdate() - timedelta(days=2),
            },
            "commitment_by",
        ),
    ],
)
def test_each_kind_needs_its_ground(
    world: World,
    flag: Flag,
    facts: dict[str, Any],
    field: str,
) -> None:
    before = epoch(flag)
    with pytest.raises(Refusal) as refused:
        resolve(flag, world.officer, **facts)
    assert refused.value.field == field
    assert Resolution.objects.count() == 0
    # The epoch was taken first, and given back.
    assert epoch(flag) == before


def test_the_new_design_is_a_later_published_one_of_the_same_project(
    world: World,
    flag: Flag,
) -> None:
    draft = make_design(project=world.design.project, state=DesignState.DRAFT)
    others = make_design(make_community())
    for design in (draft, others, world.design):
        with pytest.raises(Refusal) as refused:
            resolve(flag, world.officer, kind="design_changed", new_design=design)
        assert refused.value.field == "new_design"


def test_what_is_answered_is_not_answered_twice(world: World, flag: Flag) -> None:
    resolve(flag, world.officer)
    with pytest.raises(Refusal, match="ya está resuelta"):
        resolve(flag, world.officer)


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "design_changed"},
        {"kind": "conditions_changed"},
        {"kind": "commitment", "commitment_who": "Ana"},
        {"kind": "mistaken", "reason": ""},
    ],
)
def test_the_database_wants_the_ground_too(
    world: World,
    flag: Flag,
    broken: dict[str, str],
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.create(
            **{
                "flag": flag,
                "reason": "Porque sí.",
                "severity": flag.severity,
                "resolved_at": timezone.now(),
                "resolved_by": world.officer,
                **broken,
            },
        )


# --- Only from outside ----------------------------------------------------------------


def author_of(design: Design, by: User) -> None:
    """Let somebody have written a design."""
    rewrite(design, created_by=by)


def publisher_of(design: Design, by: User) -> None:
    """Let somebody have published a design."""
    rewrite(design, published_by=by)


def writes_for_the_publisher(design: Design, by: User) -> None:
    """Let somebody write designs for whoever publishes."""
    give(by, RoleCode.DESIGN_AUTHOR, design.project.publisher_id)


def works_for_the_implementer(design: Design, by: User) -> None:
    """Let somebody work with whoever will do it."""
    give(by, RoleCode.PROJECT_OFFICER, design.project.implementer_id)


def works_for_this_version_s_implementer(design: Design, by: User) -> None:
    """Let somebody work with whoever will do one version of it."""
    others = make_design(make_community()).project.publisher
    rewrite(design, implementer=others)
    give(by, RoleCode.PROJECT_OFFICER, others.pk)


def give(user: User, role: RoleCode, organisation_id: int) -> None:
    """Give a role in an organisation."""
    RoleAssignment.objects.create(
        user=user,
        role=role,
        organisation_id=organisation_id,
        granted_at=timezone.now(),
        granted_by=user,
    )


INSIDE = (
    author_of,
    publisher_of,
    writes_for_the_publisher,
    works_for_the_implementer,
    works_for_this_version_s_implementer,
)


@pytest.mark.parametrize("inside", INSIDE)
def test_nobody_from_inside_the_project_resolves(
    world: World,
    flag: Flag,
    inside: Callable[[Design, User], None],
) -> None:
    inside(world.design, world.officer)
    with pytest.raises(NotAllowed, match="de fuera del proyecto"):
        resolve(flag, world.officer)
    assert not can_resolve(flag=flag, by=world.officer)


@pytest.mark.parametrize("inside", INSIDE)
def test_another_account_of_the_same_person_is_inside_too(
    world: World,
    flag: Flag,
    inside: Callable[[Design, User], None],
) -> None:
    User.objects.filter(pk=world.officer.pk).update(is_active=False)
    twin = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=world.design.project.funder,
    )
    User.objects.filter(pk=twin.pk).update(person=world.officer.person)
    twin.refresh_from_db()
    assert can_resolve(flag=flag, by=twin)
    inside(world.design, world.officer)
    with pytest.raises(NotAllowed, match="de fuera del proyecto"):
        resolve(flag, twin)


# --- Contested ------------------------------------------------------------------------


def test_the_community_contests_with_an_account_and_the_flag_is_open(
    world: World,
    flag: Flag,
    leader: User,
) -> None:
    resolution = resolve(flag, world.officer)
    before = epoch(flag)
    actions.contest_resolution(resolution=resolution, by=leader, reason=" No fue así. ")
    contest = Contest.objects.get()
    assert (contest.contested_by, contest.testimony) == (leader, None)
    assert contest.reason == "No fue así."
    assert status(flag) == FlagStatus.CONTESTED
    assert open_blocking_flags(flag.design.project_id).get() == flag
    assert epoch(flag) > before


def test_the_community_contests_with_a_receipt_and_nobody_learns_whose(
    world: World,
    flag: Flag,
) -> None:
    resolution = resolve(flag, world.officer)
    actions.contest_resolution(
        resolution=resolution,
        testimony=world.testimonies[0],
        reason="No fue así.",
    )
    assert status(flag) == FlagStatus.CONTESTED
    event = Event.objects.get(verb="flag.contested")
    assert event.public == {"flag": flag.pk, "resolution": resolution.pk}
    assert event.private_hash
    assert str(world.testimonies[0].uuid) not in str(event.__dict__)


def test_a_contested_flag_is_resolved_again(
    world: World,
    flag: Flag,
    leader: User,
) -> None:
    first = resolve(flag, world.officer)
    actions.contest_resolution(resolution=first, by=leader, reason="No.")
    resolve(flag, world.officer, reason="Se volvió con el intérprete.")
    assert status(flag) == FlagStatus.RESOLVED
    with pytest.raises(Refusal, match="ya no está en pie"):
        actions.contest_resolution(resolution=first, by=leader, reason="No.")


def test_nobody_else_contests(world: World, flag: Flag, leader: User) -> None:
    resolution = resolve(flag, world.officer)
    elsewhere = make_world()
    stranger = make_user(
        RoleCode.COMMUNITY_LEADER,
        place=elsewhere.consultation.community.place,
    )
    for who in (
        {"by": world.officer},
        {"by": stranger},
        {"by": None},
        {"testimony": elsewhere.testimonies[0]},
        # The receipt speaks, not the account that happens to be signed in.
        {"by": leader, "testimony": elsewhere.testimonies[0]},
    ):
        with pytest.raises(NotAllowed):
            actions.contest_resolution(resolution=resolution, reason="No.", **who)
    assert Contest.objects.count() == 0


def test_a_contest_says_why(world: World, flag: Flag, leader: User) -> None:
    resolution = resolve(flag, world.officer)
    with pytest.raises(Refusal) as refused:
        actions.contest_resolution(resolution=resolution, by=leader, reason=" ")
    assert refused.value.field == "reason"


# --- Graver ---------------------------------------------------------------------------


def test_a_resolution_does_not_stand_once_the_flag_became_graver() -> None:
    world = make_world(closed=False)
    let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    flag = world.consultation.flags.get(detector="coercion")
    resolve(flag, world.officer)
    assert status(flag) == FlagStatus.RESOLVED
    for _ in range(6):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    assert status(flag) != FlagStatus.RESOLVED
    assert open_blocking_flags(flag.design.project_id).get() == flag
    resolve(flag, world.officer, reason="Ahora sí se fue a todas las casas.")
    assert status(flag) == FlagStatus.RESOLVED
