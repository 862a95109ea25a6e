"""Points of the chain that are signed and kept outside, and what they find."""

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from joserfc.jwk import OKPKey

from consult.audit.actions import record
from consult.audit.chain import Checkpoint
from consult.audit.models import Event
from consult.release import checkpoints, keys, tasks, tokens
from consult.release.models import Clearance
from projects.refusals import Refusal
from tests.consult.release.asking import Ask, said
from tests.factories.release import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, settings: LazySettings) -> Path:
    """Return where points are kept in this test."""
    settings.CHECKPOINTS_FILE = str(tmp_path / "outside" / "checkpoints.jws")
    return tmp_path / "outside" / "checkpoints.jws"


@pytest.fixture(autouse=True)
def _events(key_file: Path) -> None:
    for number in range(3):
        write(number)


@pytest.fixture
def world() -> World:
    """Return one that is made after the first facts of the chain."""
    return make_world()


def write(number: int) -> Event:
    return record(
        by=None, verb="feedback.words_read", obj=None, public={"number": number}
    )


def cut(keep: int) -> None:
    """Cut the end of the chain off, as whoever owns the database could."""
    on = " ON audit_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER audit_event_no_delete{on}")
    Event.objects.filter(sequence__gt=keep).delete()


def verify(*against: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    given = [part for each in against for part in ("--against", each)]
    try:
        call_command("verify_audit", *given, stdout=out, stderr=err)
    except CommandError as error:
        return f"{err.getvalue()}{error}"
    return out.getvalue()


def test_the_command_signs_the_end_of_the_chain_and_keeps_it(file: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    call_command("export_checkpoint", stdout=out, stderr=err)
    last = Event.objects.get(sequence=3)

    assert err.getvalue().strip() == f"3:{last.hash}"
    assert file.read_text() == out.getvalue()
    assert checkpoints.read(out.getvalue()) == Checkpoint(3, last.hash)
    write(4)
    call_command("export_checkpoint", stdout=out, stderr=err)
    assert len(file.read_text().splitlines()) == 2


def test_the_clock_exports_one_every_day(
    file: Path,
    settings: LazySettings,
) -> None:
    tasks.export_checkpoint()
    tasks.export_checkpoint()

    assert len(file.read_text().splitlines()) == 2
    assert settings.CELERY_BEAT_SCHEDULE["export-checkpoint"] == {
        "task": tasks.export_checkpoint.name,
        "schedule": 86_400.0,
    }


def test_a_chain_that_was_cut_is_found_with_the_file(file: Path) -> None:
    checkpoints.export()
    write(4)
    checkpoints.export()
    assert "Coincide con 2 puntos de fuera." in verify(str(file))
    cut(keep=3)

    assert "4: falta: se había apuntado fuera y ya no está" in verify(str(file))


def test_a_signed_point_is_taken_by_itself_and_broken_into_lines(file: Path) -> None:
    token = checkpoints.export().token
    rows = "\n".join(token[at : at + 64] for at in range(0, len(token), 64))

    assert "Coincide con 1 puntos" in verify(token)
    assert "Coincide con 1 puntos" in verify(rows)


def test_a_house_without_a_key_signs_nothing(
    file: Path,
    settings: LazySettings,
    tmp_path: Path,
) -> None:
    settings.CLEARANCE_KEYS_FILE = str(tmp_path / "none.json")
    last = Event.objects.get(sequence=3)

    assert str(checkpoints.current()) == f"3:{last.hash}"
    with pytest.raises(Refusal):
        checkpoints.export()
    with pytest.raises(CommandError, match="llave"):
        call_command("export_checkpoint")
    tasks.export_checkpoint()
    assert not file.exists()


def test_a_point_of_another_key_or_another_kind_is_refused(
    clearance: Clearance,
    ask: Ask,
) -> None:
    stranger = OKPKey.generate_key("Ed25519", {"kid": "x"})
    forged, _kid = tokens.sign(
        {"sequence": 3, "hash": "a" * 64},
        keys.Ring(stranger, ()),
        kind=checkpoints.TYPE,
    )
    point = checkpoints.current().token

    for token in (forged, clearance.token, f"{point[:-3]}AAA"):
        assert "no lo firmó esta casa" in verify(token)
    assert said(ask(point)) == ("refused", ["not_a_clearance"])


def test_anybody_may_keep_the_point_of_now(client: Client) -> None:
    answer = client.get(reverse("release:checkpoint"))
    last = Event.objects.get(sequence=3)

    assert answer.json()["checkpoint"] == f"3:{last.hash}"
    assert checkpoints.read(answer.json()["signed"]) == Checkpoint(3, last.hash)
    assert "no-store" in answer["Cache-Control"]
