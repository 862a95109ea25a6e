"""Around the gate by the administration, and by Django's other ways of writing."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.contrib import admin
from django.core import serializers
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from consult.audit.models import Event
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.review.actions import resolve_flag
from consult.review.models import Resolution
from projects.enums import Basis
from projects.models import Design, Project, PurposeCode
from tests.consult.release.bypass import refused
from tests.factories.accounts import make_administrator, sign_in
from tests.factories.release import World, let_answer, make_world

pytestmark = pytest.mark.django_db

# Rooms whose rows no administration ever shows: what decides on money, and people.
GUARDED = {
    *("accounts", "communities", "consultations", "feedback", "mismatch"),
    *("offline", "release", "reports", "review", "voice"),
}


@pytest.fixture
def world() -> World:
    """Return a project of which people say they were told what to answer."""
    world = make_world(closed=False)
    for _household in range(6):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    return world


@pytest.fixture
def flag(world: World) -> Flag:
    """Return the flag that blocks it."""
    return Flag.objects.blocking().get(design=world.design)


def test_nothing_that_decides_on_money_is_in_the_administration() -> None:
    registered = {model._meta.label for model in admin.site._registry}

    # Numbers an administrator sets: by an action that voids what was signed, or for
    # consultations that are not open yet.
    assert {label for label in registered if label.split(".")[0] in GUARDED} == {
        "consultations.KindRequirements",
        "mismatch.PolicyVersion",
        "release.ApprovalBand",
    }
    assert "audit.Event" in registered


@pytest.mark.parametrize("model", [Design, Project, Event])
@pytest.mark.parametrize("act", ["add", "change", "delete"])
def test_an_administrator_writes_no_design_project_or_event(
    client: Client,
    model: type[Design | Project | Event],
    act: str,
) -> None:
    world = make_world()
    by = make_administrator()
    sign_in(client, by)
    row = model._default_manager.order_by("pk").last()
    assert row is not None
    before = list(model._default_manager.order_by("pk").values())
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}"
    arguments = [] if act == "add" else [row.pk]

    answer = client.post(
        reverse(name, args=arguments),
        {"state": "draft", "gate_epoch": 0, "verb": "x", "post": "yes"},
    )

    assert answer.status_code == 403
    assert list(model._default_manager.order_by("pk").values()) == before
    assert world.design.state == "published"


def test_a_table_that_was_edited_there_is_in_the_chain(client: Client) -> None:
    code = PurposeCode.objects.create(
        code="14031",
        name_es="Agua",
        engine_sector="water",
        basis=Basis.values[0],
    )
    by = make_administrator()
    sign_in(client, by)
    address = reverse("admin:projects_purposecode_change", args=[code.pk])
    form = client.get(address).context["adminform"].form
    data = {
        name: "" if form[name].value() is None else form[name].value()
        for name in form.fields
    }
    answer = client.post(address, {**data, "name_es": "Agua para tomar"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors

    event = Event.objects.get(verb="projects.standard_changed")
    assert event.actor == f"user:{by.pk}"
    assert event.public["fields"] == ["name_es"]
    assert event.public["added"] is False


def test_no_bulk_write_makes_a_flag_milder(flag: Flag) -> None:
    flag.severity = "watch"
    with refused("a flag never becomes lighter"):
        Flag.objects.bulk_update([flag], ["severity"])
    with refused("a flag never becomes lighter"):
        Flag.objects.update_or_create(pk=flag.pk, defaults={"severity": "watch"})
    assert Flag.objects.get(pk=flag.pk).severity == "block"


def test_no_fixture_is_loaded_over_a_flag_or_a_resolution(
    world: World,
    flag: Flag,
    tmp_path: Path,
) -> None:
    resolution = resolve_flag(
        flag=flag,
        by=world.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )
    for row, field, value in (
        (Flag.objects.get(pk=flag.pk), "severity", "watch"),
        (Resolution.objects.get(pk=resolution.pk), "reason", "Porque sí."),
    ):
        written = json.loads(serializers.serialize("json", [row]))
        written[0]["fields"][field] = value
        file = tmp_path / "over.json"
        file.write_text(json.dumps(written))
        with pytest.raises(IntegrityError), transaction.atomic():
            call_command("loaddata", str(file), stdout=StringIO())

    assert Flag.objects.get(pk=flag.pk).severity == "block"
    assert Resolution.objects.get().reason == "Se preguntó otra vez."
