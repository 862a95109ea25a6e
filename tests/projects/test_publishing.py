import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import translation

from consult.accounts.models import User
from consult.audit.models import Event
from projects import actions
from projects.content import canonical, content, content_hash
from projects.enums import DesignState
from projects.models import Design, Project
from projects.policies import PublicationRefused
from projects.refusals import NotAllowed, Refusal
from tests.factories.consultations import make_organisation
from tests.factories.locks import unlocked
from tests.factories.projects import (
    add_irrigation,
    line,
    make_author,
    make_ready,
    tranche,
)

if TYPE_CHECKING:
    from tests.projects.draft_desk import Act

# --- Publishing -------------------------------------------------------------------


def test_publishing_seals_the_design_and_voids_approvals(
    author: User,
    ready: Design,
) -> None:
    epoch = Project.objects.get(pk=ready.project_id).gate_epoch

    published = actions.publish_design(by=author, design=ready)

    assert (published.state, published.published_by) == (DesignState.PUBLISHED, author)
    assert published.published_at is not None
    assert published.content_hash == content_hash(published)
    assert Project.objects.get(pk=ready.project_id).gate_epoch == epoch + 1
    event = Event.objects.order_by("-sequence")[0]
    assert (event.verb, event.project_id, event.public) == (
        "projects.design_published",
        ready.project_id,
        {"number": 1, "content_hash": published.content_hash, "replaced": None},
    )


def test_a_new_design_takes_the_place_of_the_current_one(
    author: User,
    published: Design,
) -> None:
    design = actions.start_design(by=author, project=published.project)
    actions.save_basics(
        by=author,
        design=design,
        title="Primero el agua",
        summary=design.summary,
        beneficiaries=design.beneficiaries,
        upkeep=design.upkeep,
        starts_on=design.starts_on,
        ends_on=design.ends_on,
        households_targeted=design.households_targeted,
    )

    actions.publish_design(by=author, design=design)

    states = list(published.project.designs.values_list("number", "state"))
    assert states == [(1, DesignState.SUPERSEDED), (2, DesignState.PUBLISHED)]
    project = Project.objects.get(pk=published.project_id)
    assert project.title == "Primero el agua"
    assert Design.objects.get(pk=published.pk).content_hash == published.content_hash


def test_a_draft_that_is_not_ready_stays_one(author: User, draft: Design) -> None:
    epoch = draft.project.gate_epoch
    events = Event.objects.count()

    with pytest.raises(PublicationRefused) as refused:
        actions.publish_design(by=author, design=draft)

    assert len(refused.value.obstacles) == 9
    assert str(refused.value) == (
        "Todavía no se puede publicar. Faltan 9 cosas. La primera: Falta decir qué se "
        "hará."
    )
    saved = Design.objects.select_related("project").get(pk=draft.pk)
    assert (saved.state, saved.content_hash) == (DesignState.DRAFT, "")
    assert saved.project.gate_epoch == epoch
    assert Event.objects.count() == events


def test_nobody_publishes_twice(author: User, published: Design) -> None:
    with pytest.raises(Refusal) as refused:
        actions.publish_design(by=author, design=published)

    assert str(refused.value) == (
        "Este diseño ya se publicó y no cambia. Para cambiar algo, empiece un diseño "
        "nuevo."
    )


def test_somebody_else_does_not_publish_it(ready: Design) -> None:
    with pytest.raises(NotAllowed):
        actions.publish_design(by=make_author(make_organisation()), design=ready)


# --- The seal ---------------------------------------------------------------------


def test_the_seal_is_the_sha256_of_what_the_design_says(published: Design) -> None:
    assert published.content_hash == (
        hashlib.sha256(canonical(published).encode()).hexdigest()
    )
    said = json.loads(canonical(published))
    assert said == content(published)
    assert said["budget"] == [
        {
            "category": "works",
            "component": 1,
            "description": "Tubos",
            "quantity": "100.00",
            "unit": "tubos",
            "unit_cost": "60.00",
        },
    ]
    assert [each["key"] for each in said["components"][0]["assumptions"]] == [
        "drinking_water_first",
        "heard",
        "source_flow",
    ]


def test_the_seal_does_not_depend_on_who_asks_or_how_it_was_read(
    published: Design,
) -> None:
    with translation.override("en"):
        again = Design.objects.prefetch_related("components", "budget_lines").get(
            pk=published.pk,
        )
        assert content_hash(again) == published.content_hash


def test_a_later_translation_changes_no_seal(published: Design) -> None:
    Design.objects.filter(pk=published.pk).update(summary_en="Water.")
    published.components.update(title_en="Pipes")

    assert content_hash(Design.objects.get(pk=published.pk)) == published.content_hash


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE projects_design SET summary_es = summary_es || '.'",
        "UPDATE projects_design SET households_targeted = 61",
        "UPDATE projects_design SET ends_on = '2028-02-27'",
        "UPDATE projects_design SET currency = 'HNL'",
        "UPDATE projects_component SET title_es = 'Otra cosa'",
        "UPDATE projects_component SET purpose_code_id = '11220'",
        "UPDATE projects_budgetline SET unit_cost = 61",
        "UPDATE projects_assumption SET severity = 'info' WHERE severity = 'block'",
        "UPDATE projects_assumption SET tolerance = 0.5 WHERE severity = 'block'",
        "UPDATE projects_assumption SET dropped_reason = 'x' WHERE severity = 'block'",
        "UPDATE projects_tranche SET amount = 5999",
        "UPDATE projects_tranche SET first_activity_on = '2027-04-02'",
        "DELETE FROM projects_design_places",
    ],
)
def test_any_change_behind_our_backs_breaks_the_seal(
    published: Design,
    change: str,
) -> None:
    table = change.split()[2 if change.startswith("DELETE") else 1]
    with unlocked(table), connection.cursor() as cursor:
        cursor.execute(change)

    assert content_hash(Design.objects.get(pk=published.pk)) != published.content_hash


def test_two_designs_that_differ_by_nothing_but_their_number_have_two_seals(
    author: User,
    published: Design,
) -> None:
    again = actions.start_design(by=author, project=published.project)

    first, second = content(published), content(again)

    assert first.pop("number") + 1 == second.pop("number")
    assert first == second
    assert content_hash(again) != published.content_hash


# --- Nothing changes any more -----------------------------------------------------


def test_no_action_changes_what_is_published(author: User, published: Design) -> None:
    component = published.components.get()
    usual = component.assumptions.get(key="drinking_water_first")
    design = published
    attempts: dict[str, Act] = {
        "save_basics": lambda: actions.save_basics(by=author, design=design, title="X"),
        "save_implementer": lambda: actions.save_implementer(
            by=author,
            design=design,
            implementer=make_organisation(),
        ),
        "save_track_record": lambda: actions.save_track_record(
            by=author,
            design=design,
            records=[],
        ),
        "save_people": lambda: actions.save_people(
            by=author,
            design=design,
            places=[],
            target_groups={},
        ),
        "save_budget": lambda: actions.save_budget(
            by=author,
            design=design,
            lines=[line()],
        ),
        "save_tranches": lambda: actions.save_tranches(
            by=author,
            design=design,
            tranches=[tranche()],
        ),
        "save_assumptions": lambda: actions.save_assumptions(
            by=author,
            design=design,
            decisions=[],
        ),
        "add_component": lambda: add_irrigation(author, design),
        "change_component": lambda: actions.change_component(
            by=author,
            component=component,
            title="X",
            purpose_code=component.purpose_code,
        ),
        "move_component": lambda: actions.move_component(
            by=author,
            component=component,
            up=True,
        ),
        "remove_component": lambda: actions.remove_component(
            by=author,
            component=component,
        ),
        "adopt_proposed": lambda: actions.adopt_proposed(
            by=author,
            component=component,
        ),
        "add_assumption": lambda: actions.add_assumption(
            by=author,
            component=component,
            kind="statement",
            text="Hay luz.",
            severity="high",
        ),
        "change_assumption": lambda: actions.change_assumption(
            by=author,
            assumption=usual,
            severity="info",
        ),
        "drop_assumption": lambda: actions.drop_assumption(
            by=author,
            assumption=usual,
            reason="Aquí ya tienen agua desde hace años.",
        ),
        "keep_despite": lambda: actions.keep_despite(
            by=author,
            assumption=usual,
            reason="La encuesta es de hace muchos años.",
        ),
        "restore_assumption": lambda: actions.restore_assumption(
            by=author,
            assumption=usual,
        ),
        "remove_assumption": lambda: actions.remove_assumption(
            by=author,
            assumption=usual,
        ),
        "publish_design": lambda: actions.publish_design(by=author, design=design),
    }
    # What makes another row and touches no design, or only takes turns at the gate.
    harmless = {
        "begin_project",
        "bump_gate_epoch",
        "create_project",
        "hold_gate",
        "set_organisation",
        "set_place",
        "start_design",
    }
    assert set(attempts) | harmless == set(actions.__all__)

    for name, attempt in attempts.items():
        with pytest.raises(Refusal, match="ya se publicó") as refused:
            attempt()
        assert not isinstance(refused.value, NotAllowed), name

    saved = Design.objects.get(pk=published.pk)
    assert content_hash(saved) == published.content_hash


def test_a_replaced_design_does_not_change_either(
    author: User,
    published: Design,
) -> None:
    again = actions.start_design(by=author, project=published.project)
    actions.publish_design(by=author, design=again)

    with pytest.raises(Refusal, match="ya se publicó"):
        actions.save_basics(by=author, design=published, title="Otra cosa")


def test_publishing_one_project_leaves_others_alone(
    author: User,
    published: Design,
) -> None:
    actions.publish_design(by=author, design=make_ready(author))

    published.refresh_from_db()
    assert published.state == DesignState.PUBLISHED
