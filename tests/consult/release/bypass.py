"""Writing past the service: what the tests of the database's locks share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from consult.accounts.models import User
from consult.release.models import Approval, Override, Release, ReleaseRequest
from projects.models import Project


@contextmanager
def refused(saying: str) -> Iterator[None]:
    """Expect that the database refuses, with these words."""
    with pytest.raises(IntegrityError, match=saying), transaction.atomic():
        yield


def draft(request: ReleaseRequest, **changed: object) -> Release:
    """Return the release that the service would write, not yet written."""
    first, second = request.approvals.all()[:2]
    tranche = request.tranche
    facts: dict[str, object] = {
        "project": request.project,
        "tranche_number": tranche.number,
        "tranche": tranche,
        "request": request,
        "first_approval": first,
        "second_approval": second,
        "first_person": first.person,
        "second_person": second.person,
        "amount": tranche.amount,
        "currency": tranche.design.currency,
        "design_hash": tranche.design.content_hash,
        "gate_epoch": Project.objects.get(pk=request.project_id).gate_epoch,
        "released_at": timezone.now(),
        "released_by": request.requested_by,
    }
    return Release(**{**facts, **changed})


def signature(request: ReleaseRequest, by: User, **changed: object) -> Approval:
    """Return the signature that the service would write, not yet written."""
    tranche = request.tranche
    facts: dict[str, object] = {
        "request": request,
        "person": by.person,
        "tranche_number": tranche.number,
        "amount": tranche.amount,
        "currency": tranche.design.currency,
        "design_hash": tranche.design.content_hash,
        "gate_epoch": Project.objects.get(pk=request.project_id).gate_epoch,
        "approved_at": timezone.now(),
        "approved_by": by,
        "second_factor_at": timezone.now(),
    }
    return Approval(**{**facts, **changed})


def unsigned(request: ReleaseRequest) -> Override:
    """Return an override that names nothing and that nobody signed, not yet written."""
    tranche = request.tranche
    project = Project.objects.get(pk=request.project_id)
    return Override(
        project=project,
        request=request,
        tranche_number=tranche.number,
        amount=tranche.amount,
        currency=tranche.design.currency,
        design_hash=tranche.design.content_hash,
        gate_epoch=project.gate_epoch,
        justification="x",
        proposed_at=timezone.now(),
        proposed_by=request.requested_by,
    )


def execute(statement: str, *values: Any) -> None:
    """Do what raw SQL says."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def insert(row: models.Model) -> None:
    """Write a row by raw SQL."""
    fields = row._meta.concrete_fields[1:]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {row._meta.db_table} "  # noqa: S608 - our own names
            f"({', '.join(str(field.column) for field in fields)}) "
            f"VALUES ({', '.join(['%s'] * len(fields))})",
            [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for field in fields
            ],
        )


def fixture(row: models.Model) -> None:
    """Write a row with `loaddata`."""
    file = Path(settings.DATA_DIR) / "fixture.json"
    row.pk = row.pk or 987654
    file.write_text(serializers.serialize("json", [row]))
    call_command("loaddata", str(file), stdout=StringIO(), verbosity=0)


WAYS: dict[str, Callable[[models.Model], object]] = {
    "raw SQL": insert,
    "a shell": lambda row: row.save(),
    "bulk_create": lambda row: type(row)._base_manager.bulk_create([row]),
    "a fixture": fixture,
}
