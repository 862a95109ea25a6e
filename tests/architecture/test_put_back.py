"""A test that commits leaves nothing: not a row, a number, a table or a changed row."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from consult.audit.actions import record
from consult.audit.models import Event
from tests.services import snapshots

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = "left_over"


def everything() -> tuple[object, ...]:
    """Return what the database holds of what the tests below touch."""
    return (
        sorted(Permission.objects.values_list("pk", "name")),
        sorted(ContentType.objects.values_list("pk", "model")),
        Group.objects.count(),
        Event.objects.count(),
        TABLES in connection.introspection.table_names(),
    )


def write() -> None:
    record(by="prueba", verb="test.written", obj=None)


def change() -> None:
    Permission.objects.update(name="otra")


def delete() -> None:
    Permission.objects.all().delete()


def make_a_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLES} (id integer)")


@pytest.mark.parametrize("leave", [write, change, delete, make_a_table])
def test_whatever_was_done_is_undone(leave: Callable[[], None]) -> None:
    before = everything()
    # Twice: what was put back once is put back again.
    for _time in range(2):
        leave()
        assert everything() != before

        snapshots.restore(snapshots.BLANK)

        assert everything() == before


def test_numbers_are_given_out_anew() -> None:
    first = Group.objects.create(name="uno").pk

    snapshots.restore(snapshots.BLANK)

    assert Group.objects.create(name="uno").pk == first
