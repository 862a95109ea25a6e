"""What was said stays said, and what changes voids the signatures."""

from collections.abc import Callable

import pytest
from django.db import connection, models
from django.utils import timezone

from consult.accounts.models import RoleAssignment, User
from consult.audit.models import Event
from consult.communities.models import Community, Condition
from consult.consultations.models import ConsentRecord, Consultation
from consult.feedback.models import Question
from consult.mismatch.models import Flag, FlagEvidence
from consult.release import actions, gate
from consult.release.models import Approval, Release, ReleaseRequest
from consult.review.actions import resolve_flag
from consult.review.models import Contest, Resolution
from projects.models import BudgetLine, Design, Project, TrackRecord
from tests.consult.release.bypass import insert, refused
from tests.factories.communities import make_community, make_place
from tests.factories.feedback import make_ladder
from tests.factories.release import (
    World,
    asked_and_signed,
    make_world,
)

pytestmark = pytest.mark.django_db


def changes(world: World) -> dict[type[models.Model], dict[str, object]]:
    """Return one change, that must be refused, for each kind of row that is kept."""
    return {
        Flag: {"severity": "watch"},
        FlagEvidence: {"supported": False},
        Resolution: {"reason": "Otra cosa."},
        ConsentRecord: {"decision": "consent"},
        ReleaseRequest: {"requested_by": world.officer},
        Approval: {"gate_epoch": 10**6},
        Release: {"amount": 1},
    }


def test_rows_that_are_kept_are_neither_changed_nor_deleted(flagged: World) -> None:
    resolve_flag(
        flag=Flag.objects.blocking().get(),
        by=flagged.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    actions.release_tranche(request=asked_and_signed(flagged), by=flagged.requester)
    for model, change in changes(flagged).items():
        assert model._base_manager.exists()
        with refused(model._meta.db_table):
            model._base_manager.update(**change)
        with refused(model._meta.db_table):
            model._base_manager.all()._raw_delete("default")


@pytest.mark.parametrize("change", ["subject", "detector", "severity", "community_id"])
def test_what_a_flag_says_is_not_made_milder(flagged: World, change: str) -> None:
    value: object = {"severity": "high", "community_id": 10**6}.get(change, "other")
    with refused("mismatch_flag: "):
        Flag.objects.blocking().update(**{change: value})


def test_a_contest_is_never_taken_away(flagged: World) -> None:
    resolution = resolve_flag(
        flag=Flag.objects.blocking().get(),
        by=flagged.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    Contest.objects.create(
        resolution=resolution,
        reason="No es cierto.",
        contested_at=timezone.now(),
        contested_by=flagged.officer,
    )
    with refused("review_contest"):
        Contest.objects.all().delete()


def test_nothing_is_put_in_the_place_of_a_flag(flagged: World) -> None:
    columns = [str(field.column) for field in Flag._meta.concrete_fields]
    milder = ["'watch'" if each == "severity" else each for each in columns]
    ways = {
        "sqlite": ("INSERT OR REPLACE", ""),
        "postgresql": (
            "INSERT",
            "ON CONFLICT (id) DO UPDATE SET severity = EXCLUDED.severity",
        ),
    }
    verb, otherwise = ways[connection.vendor]
    with refused("is there already"), connection.cursor() as cursor:
        cursor.execute(
            f"{verb} INTO mismatch_flag ({', '.join(columns)}) "  # noqa: S608 - ours
            f"SELECT {', '.join(milder)} FROM mismatch_flag WHERE id = %s {otherwise}",
            [Flag.objects.blocking().get().pk],
        )


def replace(table: str, pk: int, **changed: str) -> None:
    """Write a row again in its own place, with other values: SQLite asks no DELETE."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [pk])  # noqa: S608
        columns = [f'"{each[0]}"' for each in cursor.description]
        values = [changed.get(each.strip('"'), each) for each in columns]
        verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
        cursor.execute(
            f"{verb} INTO {table} ({', '.join(columns)}) "  # noqa: S608 - our names
            f"SELECT {', '.join(values)} FROM {table} WHERE id = %s",
            [pk],
        )


def test_nothing_is_put_in_the_place_of_what_the_gate_rests_on(world: World) -> None:
    actions.release_tranche(request=asked_and_signed(world), by=world.requester)
    rows: tuple[tuple[type[models.Model], dict[str, str]], ...] = (
        (Project, {"gate_epoch": "1"}),
        (Design, {"households_targeted": "1"}),
        (Consultation, {"deliberation_days": "0"}),
        (Event, {"verb": "'nothing'"}),
        (User, {"is_staff": "is_active"}),
        (ReleaseRequest, {"id": "id + 1000", "requested_by_id": str(world.officer.pk)}),
    )
    for model, changed in rows:
        row = model._base_manager.order_by("pk").last()
        assert row is not None
        with refused("already"):
            replace(model._meta.db_table, row.pk, **changed)


def test_no_row_takes_the_place_of_another(world: World) -> None:
    other = make_world()
    verb = "UPDATE OR REPLACE" if connection.vendor == "sqlite" else "UPDATE"
    for table, change, pk in (
        ("projects_project", "slug = %s", other.design.project_id),
        ("projects_project", "id = %s", other.design.project_id),
        ("projects_design", "id = %s", other.design.pk),
        ("consultations_consultation", "id = %s", other.consultation.pk),
        ("accounts_user", "username = %s", other.officer.pk),
    ):
        value: str | int = {
            "slug = %s": world.design.project.slug,
            "username = %s": world.officer.username.upper(),
        }.get(change, 1)
        with refused("never replaced"), connection.cursor() as cursor:
            cursor.execute(
                f"{verb} {table} SET {change} WHERE id = %s",
                [value, pk],
            )


def test_a_project_is_not_deleted_and_written_again(world: World) -> None:
    with refused("projects_project: rows are never deleted"):
        Project.objects.filter(pk=world.design.project_id)._raw_delete("default")


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["release_release", "projects_budgetline"])
def test_no_table_is_emptied_at_once(table: str) -> None:
    with refused("rows are never deleted"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_what_was_asked_stays_what_was_asked(world: World) -> None:
    questions = Question.objects.filter(
        questionnaire__consultation=world.consultation,
    )
    with refused("frozen when the consultation opened"):
        questions.filter(order=1).update(code="another")
    with refused("feedback_question: rows are never deleted"):
        questions.all()._raw_delete("default")


# --- What people were consulted on ----------------------------------------------------

REFUSED: dict[str, Callable[[World], object]] = {
    "a budget": lambda world: world.design.budget_lines.update(unit_cost=9000),
    "another budget line": lambda world: BudgetLine.objects.create(
        design=world.design,
        category="works",
        description="Más",
        quantity=1,
        unit_cost=9000,
    ),
    "a tranche": lambda world: world.design.tranches.update(purpose="Otra cosa"),
    "no tranche": lambda world: world.design.tranches.all()._raw_delete("default"),
    "a place": lambda world: world.design.places.clear(),
    "another place": lambda world: world.design.places.add(
        make_community().place,
    ),
    "a tranche's place": lambda world: world.tranche.places.add(
        world.consultation.community.place,
    ),
    "an assumption": lambda world: world.design.components.get().assumptions.update(
        severity="watch",
    ),
    "a part": lambda world: world.design.components.update(title_es="Otra cosa"),
    "a design": lambda world: Design.objects.filter(pk=world.design.pk).update(
        households_targeted=7,
    ),
    "what it is for": lambda world: world.design.consultations.update(
        design=make_world().design,
    ),
    "where": lambda world: Community.objects.filter(
        pk=world.consultation.community_id,
    ).update(place=make_place()),
}


@pytest.mark.parametrize("written", REFUSED)
def test_what_people_were_consulted_on_never_changes(
    world: World,
    written: str,
) -> None:
    with refused(
        "consulted on it as it was|never changes|put to the people|stays where it is|"
        "never replaced",
    ):
        REFUSED[written](world)


def test_another_language_of_it_may_come_later(world: World) -> None:
    world.design.components.update(title_en="A tap in every house")
    Design.objects.filter(pk=world.design.pk).update(summary_en="Water.")
    assert gate.facts_of(world.design).as_published


def test_a_design_does_not_go_back(world: World) -> None:
    designs = Design.objects.filter(pk=world.design.pk)
    with refused("not published again"):
        designs.update(content_hash="0" * 64)
    designs.update(state="superseded")
    with refused("does not go back"):
        designs.update(state="published")
    with refused("projects_design: a published design is never deleted"):
        designs._raw_delete("default")


def test_the_gate_never_counts_backwards(world: World) -> None:
    asked_and_signed(world)
    Project.objects.filter(pk=world.design.project_id).update(gate_epoch=50)
    with refused("never counts backwards"):
        Project.objects.filter(pk=world.design.project_id).update(gate_epoch=49)


# --- What voids -----------------------------------------------------------------------


def consent_again(world: World) -> None:
    """Write one more record of consent, past the service."""
    consent = ConsentRecord.objects.get(consultation=world.consultation)
    consent.pk = None
    insert(consent)


def flag_again(world: World) -> None:
    """Write a flag that only watches, past the service."""
    now = timezone.now()
    Flag.objects.bulk_create(
        [
            Flag(
                design=world.design,
                community=world.consultation.community,
                consultation=world.consultation,
                detector="cost",
                subject="raw",
                severity="watch",
                raised_on=now.date(),
            ),
        ],
    )


VOIDED_BY: dict[str, Callable[[World], object]] = {
    "a flag": flag_again,
    "a consent": consent_again,
    "a part in English": lambda world: world.design.components.update(title_en="Pipes"),
    "a design in English": lambda world: Design.objects.filter(
        pk=world.design.pk,
    ).update(summary_en="Water."),
    "a community": lambda world: Community.objects.filter(
        pk=world.consultation.community_id,
    ).update(households=7),
    "what was known": lambda world: Condition.objects.create(
        community=world.consultation.community,
        level=make_ladder("water").levels.all()[0],
        ladder=make_ladder("water"),
        households=1,
        asked=2,
        source="survey",
        as_of=timezone.localdate(),
    ),
    "a record": lambda world: TrackRecord.objects.create(
        organisation=world.design.project.implementer,
        title="Otra obra",
        purpose_code=world.design.components.get().purpose_code,
        place="Aquí",
    ),
    "a round": lambda world: world.consultation.rounds.update(interpreter=True),
    "a consultation": lambda world: world.design.consultations.update(
        deliberation_days=1,
    ),
    "an implementer": lambda world: Project.objects.filter(
        pk=world.design.project_id,
    ).update(implementer=world.design.project.funder),
    "a role": lambda world: RoleAssignment.objects.filter(
        user=world.approvers[0],
    ).update(revoked_at=timezone.now(), revoked_by=world.officer),
    "an account": lambda world: User.objects.filter(
        pk=world.approvers[0].pk,
    ).update(is_active=False),
}


@pytest.mark.parametrize("written", VOIDED_BY)
def test_a_write_past_the_service_voids_the_signatures(
    world: World,
    written: str,
) -> None:
    request = asked_and_signed(world)
    before = Project.objects.get(pk=world.design.project_id)
    VOIDED_BY[written](world)
    after = Project.objects.get(pk=world.design.project_id)
    assert after.gate_epoch > before.gate_epoch
    assert request.approvals.filter(gate_epoch=after.gate_epoch).count() == 0


def test_what_nobody_signed_under_is_not_voided_twice(world: World) -> None:
    before = Project.objects.get(pk=world.design.project_id)
    flag_again(world)
    after = Project.objects.get(pk=world.design.project_id)
    assert after.gate_epoch == before.gate_epoch
    assert after.gate_turn == before.gate_turn + 1
