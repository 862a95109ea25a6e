import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from consult.audit.actions import record
from consult.audit.chain import (
    GENESIS,
    TRIGGERS,
    Checkpoint,
    canonical,
    event_hash,
    matches_private,
    verify,
)
from consult.audit.models import Event, Salt
from tests.factories.accounts import make_organisation

pytestmark = pytest.mark.django_db


def write(number: int = 3) -> list[Event]:
    return [
        record(by=None, verb="feedback.words_read", obj=None, public={"n": n})
        for n in range(1, number + 1)
    ]


def drop(name: str) -> None:
    on = " ON audit_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")


def tamper(sequence: int, **changed: object) -> None:
    """Change an event as whoever owns the database could."""
    drop("audit_event_no_update")
    Event.objects.filter(sequence=sequence).update(**changed)


def found() -> list[tuple[int, str]]:
    """Return what is broken besides the trigger that tampering had to drop."""
    return [(one.sequence, one.reason) for one in verify().breaks if one.sequence]


def test_events_are_chained_from_the_first_to_the_last() -> None:
    first, second, third = write()

    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert first.previous_hash == GENESIS
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert verify().holds
    assert str(verify().last) == f"3:{third.hash}"


def test_an_empty_chain_holds() -> None:
    verdict = verify()

    assert (verdict.holds, verdict.events) == (True, 0)
    assert str(verdict.last) == f"0:{GENESIS}"


def test_whatever_is_recorded_hashes_the_same_after_it_was_stored() -> None:
    public = {
        "amount": Decimal("186000.00"),
        "text": "K'iche' ẍ ꞌ «¿no?» \\ \" \n",
        "share": 0.1,
        "list": [1, None, True],
        "nested": {"b": 1, "a": {"z": [], "y": {}}},
    }
    organisation = make_organisation()
    written = record(
        by="receipt", verb="flag.contested", obj=organisation, public=public
    )

    stored = Event.objects.get(pk=written.pk)

    assert event_hash(stored) == stored.hash == written.hash
    assert stored.object_ref == f"projects.organisation:{organisation.pk}"
    assert stored.actor == "receipt"
    assert verify().holds


@pytest.mark.parametrize(
    "changed",
    [
        {"public": {"n": 99}},
        {"actor": "user:666"},
        {"verb": "role.revoked"},
        {"object_ref": "accounts.user:1"},
        {"project_id": 5},
        {"private_hash": "0" * 64},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_changed_event_is_found(changed: dict[str, object]) -> None:
    write()
    tamper(2, **changed)

    assert found() == [(2, "su contenido no es el que se registró")]


def test_a_shifted_moment_is_found() -> None:
    events = write()
    tamper(2, at=events[1].at + timedelta(microseconds=1))

    assert found() == [(2, "su contenido no es el que se registró")]


def test_an_event_that_was_taken_out_is_found() -> None:
    write()
    drop("audit_event_no_delete")
    Event.objects.filter(sequence=2).delete()

    assert found() == [
        (3, "antes de este hecho falta el número 2"),
        (3, "no sigue al hecho anterior"),
    ]


def test_an_event_written_anew_breaks_with_the_next() -> None:
    write()
    forged = Event.objects.get(sequence=2)
    forged.public = {"n": 99}
    tamper(2, public=forged.public, hash=event_hash(forged))

    assert found() == [(3, "no sigue al hecho anterior")]


def test_a_chain_cut_at_its_end_is_found_by_a_checkpoint_only() -> None:
    events = write()
    kept = Checkpoint(3, events[2].hash)
    drop("audit_event_no_delete")
    Event.objects.filter(sequence=3).delete()

    assert found() == []
    assert [(one.sequence, one.reason) for one in verify(against=[kept]).breaks][
        1:
    ] == [
        (3, "falta: se había apuntado fuera y ya no está"),
    ]


def test_a_chain_written_anew_is_found_by_a_checkpoint() -> None:
    write()

    verdict = verify(against=[Checkpoint(2, "f" * 64)])

    assert [(one.sequence, one.reason) for one in verdict.breaks] == [
        (2, "no es el hecho que se había apuntado fuera"),
    ]


@pytest.mark.parametrize("name", TRIGGERS)
def test_a_database_that_no_longer_refuses_is_found(name: str) -> None:
    write(1)
    drop(name)

    assert [one.reason for one in verify().breaks] == [
        f"la base de datos ya no impide cambiar los hechos ({name})",
    ]


def test_no_way_of_django_changes_or_deletes_an_event() -> None:
    event = write(1)[0]
    event.verb = "otra.cosa"
    for attempt in (
        event.save,
        lambda: Event.objects.update(verb="otra.cosa"),
        lambda: Event.objects.bulk_update([event], ["verb"]),
        lambda: Event.objects.all().delete(),
        lambda: Event.objects.all()._raw_delete("default"),
    ):
        with (
            pytest.raises(DatabaseError, match="rows are never"),
            transaction.atomic(),
        ):
            attempt()

    assert Event.objects.get().verb == "feedback.words_read"


def test_raw_sql_does_not_either() -> None:
    write(1)
    for statement in (
        "UPDATE audit_event SET actor = 'system'",
        "DELETE FROM audit_event",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    assert Event.objects.count() == 1


@pytest.mark.postgres
def test_a_table_is_not_emptied_whole() -> None:
    write(1)
    if connection.vendor != "postgresql":
        return
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_event CASCADE")


def test_private_content_is_proved_and_then_forgotten_without_breaking() -> None:
    event = record(
        by=None,
        verb="account.made",
        obj=None,
        private={"username": "marta"},
    )
    salt = Salt.objects.get(event=event)

    assert "marta" not in str(vars(event))
    assert matches_private(event, salt.value, {"username": "marta"})
    assert not matches_private(event, salt.value, {"username": "pedro"})
    salt.delete()
    assert verify().holds


def test_what_is_undone_leaves_no_event() -> None:
    with transaction.atomic():
        record(by=None, verb="role.granted", obj=None)
        transaction.set_rollback(True)

    assert verify().events == 0


def test_one_thing_has_one_spelling() -> None:
    assert canonical({"b": 1, "a": "ñ"}) == canonical({"a": "ñ", "b": 1})
    assert canonical({"a": "ñ"}) == '{"a":"ñ"}'


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("verify_audit", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_tells_the_point_to_keep_and_checks_it() -> None:
    last = write()[2]
    point = f"3:{last.hash}"

    assert command() == (
        "El registro se sostiene: 3 hechos.\n"
        f"Apunte este punto fuera de la casa: {point}\n"
    )
    assert "se sostiene" in command("--against", point)
    with pytest.raises(CommandError, match="1 fallas"):
        command("--against", f"3:{'a' * 64}")


def test_the_command_fails_on_a_broken_chain() -> None:
    write()
    tamper(1, actor="user:1")

    with pytest.raises(CommandError, match="no se sostiene"):
        command()


@pytest.mark.parametrize("written", ["", "3", "x:y", f"x:{'a' * 64}", f"3:{'z' * 64}"])
def test_what_is_no_point_is_refused_with_a_sentence(written: str) -> None:
    with pytest.raises(CommandError, match="No es un punto"):
        command("--against", written)
