"""A published design says what was published, whoever changed it since."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import F

from consult.audit.comparing import designs
from consult.release import locks
from projects.models import BudgetLine, Design
from tests.factories.projects import make_published, make_standards

pytestmark = pytest.mark.django_db


def change_line(design: Design) -> None:
    BudgetLine.objects.filter(design=design).update(unit_cost=F("unit_cost") + 1)


def replace_hash(design: Design) -> None:
    Design.objects.filter(pk=design.pk).update(content_hash="e" * 64)


@pytest.mark.parametrize("change", [change_line, replace_hash])
def test_a_published_design_that_was_changed_is_found(
    change: Callable[[Design], None],
) -> None:
    make_standards()
    design = make_published()
    assert list(designs()) == []
    locks.take_away(connection)
    change(design)

    assert list(designs()) != []
