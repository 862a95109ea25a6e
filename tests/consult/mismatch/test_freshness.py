"""What changes outside a consultation reaches its flags: nothing goes stale."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.consultations.models import Consultation, EvidenceChange
from consult.languages.models import Language
from consult.mismatch import tasks
from consult.mismatch.actions import evaluate
from consult.mismatch.checking import check
from consult.mismatch.models import Flag
from projects import actions
from projects.enums import DesignState
from projects.facts import RecordFacts
from projects.models import Design, Level, PurposeCode
from projects.queries.alike import designs_alike
from tests.factories.accounts import BACKEND
from tests.factories.communities import make_community, make_place
from tests.factories.consultations import make_user
from tests.factories.feedback import make_answerable, make_irrigation
from tests.factories.projects import make_author, make_ready, make_standards

pytestmark = pytest.mark.django_db


def waits() -> list[tuple[int, str]]:
    """Return what is to be evaluated: consultation and reason."""
    return list(EvidenceChange.objects.values_list("consultation", "reason"))


def evaluated(**fields: Any) -> Consultation:
    """Return an open consultation that was evaluated."""
    consultation = make_answerable(**fields)
    evaluate(consultation_id=consultation.pk)
    return consultation


def opened_today() -> Consultation:
    """Return one that must be open for thirty days, evaluated."""
    consultation = evaluated(opened_days_ago=0)
    assert consultation.required_open_days == 30
    return consultation


# --- Time -----------------------------------------------------------------------------


def test_time_alone_raises_what_may_then_be_held_against_it() -> None:
    """It was open for as long as it must be, and no round was held."""
    consultation = opened_today()
    rounds = Flag.objects.filter(detector="one_off", subject="rounds")
    assert not rounds.exists()
    for days in (30, 31):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            tasks.look_again()
            tasks.sweep_evaluations()
            assert rounds.exists() == (days > 30)
            assert check(consultation).agrees


def test_until_the_daily_look_came_the_flags_of_yesterday_are_right() -> None:
    consultation = opened_today()
    start = timezone.now()
    with time_machine.travel(start + timedelta(days=31), tick=False):
        found = check(consultation)
        assert (found.waits, found.agrees, found.flags != ()) == (True, True, True)
    # Two days later it should have come.
    with time_machine.travel(start + timedelta(days=32), tick=False):
        assert not check(consultation).agrees


def test_a_closed_consultation_does_not_change_with_time() -> None:
    consultation = evaluated(closed=True, opened_days_ago=3)
    with time_machine.travel(timezone.now() + timedelta(days=400), tick=False):
        assert check(consultation).agrees


def test_once_a_day_every_consultation_of_a_current_design_is_noted_once() -> None:
    one, other = evaluated(), evaluated(closed=True)
    replaced = evaluated()
    Design.objects.filter(pk=replaced.design_id).update(state=DesignState.SUPERSEDED)

    tasks.look_again()

    assert waits() == [(one.pk, "day"), (other.pk, "day")]
    schedule = settings.CELERY_BEAT_SCHEDULE["look-again"]
    assert schedule["task"] == "consult.mismatch.tasks.look_again"


# --- Other designs --------------------------------------------------------------------


def sector(design: Design, code: str) -> None:
    """Put the only component of a design into another sector."""
    purpose, _new = PurposeCode.objects.get_or_create(
        code=code,
        defaults={"name": code, "engine_sector": "irrigation", "basis": "read"},
    )
    design.components.update(purpose_code=purpose)


def test_designs_of_the_same_dac_sector_and_country_are_alike() -> None:
    """The first three digits of the purpose code: 311 is agriculture."""
    design = make_irrigation(make_community())
    same = make_irrigation(make_community())
    same_sector = make_irrigation(make_community())
    sector(same_sector, "31166")
    other_sector = make_irrigation(make_community())
    sector(other_sector, "31210")
    make_irrigation(make_community(place=make_place(country="HN")))
    make_irrigation(make_community(), state=DesignState.SUPERSEDED)

    assert set(designs_alike(design)) == {same, same_sector}
    design.components.all().delete()
    assert not designs_alike(design).exists()


def test_a_design_that_is_published_is_noted_where_it_is_compared_with() -> None:
    """Those like it have another median from then on."""
    make_standards()
    author = make_author()
    ready = make_ready(author)
    alike = evaluated()
    evaluated(community=make_community(place=make_place(country="HN")))

    actions.publish_design(by=author, design=ready)

    assert waits() == [(alike.pk, "design")]


# --- Who will do it -------------------------------------------------------------------


def test_what_an_implementer_finished_is_noted_for_all_its_designs() -> None:
    consultation, other = evaluated(), evaluated()
    project = consultation.design.project
    draft = Design.objects.create(
        project=project,
        number=2,
        title="Otro",
        state=DesignState.DRAFT,
        created_by=consultation.design.created_by,
    )
    purpose = PurposeCode.objects.get(code="31140")
    record = RecordFacts(
        title="Riego en Xepón",
        purpose_code=purpose,
        place="Xepón",
        finished_year=2024,
        evidence="Acta de entrega",
    )

    actions.save_track_record(
        by=make_author(project.publisher),
        design=draft,
        records=[record],
    )

    assert waits() == [(consultation.pk, "design")]
    tasks.sweep_evaluations()
    flags = Flag.objects.filter(detector="executor_record").order_by("pk")
    assert list(flags.values_list("consultation", "supported")) == [
        (consultation.pk, False),
        (other.pk, True),
    ]
    assert check(consultation).agrees


# --- Names ----------------------------------------------------------------------------


def test_a_step_that_is_renamed_is_noted(client: Client) -> None:
    consultation = evaluated()
    client.force_login(make_user(RoleCode.ADMINISTRATOR), BACKEND)
    level = Level.objects.get(ladder="water", code="basic")
    page = reverse("admin:projects_level_change", args=[level.pk])
    form = client.get(page).context["adminform"].form
    fields = {
        name: value
        for name in form.fields
        if (value := form[name].value()) not in {None, False}
    }

    answer = client.post(page, fields | {"name_es": "Chorro a la puerta"})

    assert answer.status_code == 302, answer.context["errors"]
    assert waits() == [(consultation.pk, "design")]


def test_a_language_that_is_renamed_is_noted(client: Client) -> None:
    consultation = evaluated()
    client.force_login(make_user(RoleCode.ADMINISTRATOR), BACKEND)
    language = Language.objects.first()
    assert language is not None
    page = reverse("admin:languages_language_change", args=[language.pk])
    form = client.get(page).context["adminform"].form
    fields = {
        name: value
        for name in form.fields
        if (value := form[name].value()) not in {None, False}
    }

    answer = client.post(page, fields | {"name_es": "Otro nombre", "name": "Otro"})

    assert answer.status_code == 302, answer.context["errors"]
    assert waits() == [(consultation.pk, "design")]
