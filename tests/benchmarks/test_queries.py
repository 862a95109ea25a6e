"""How many questions a page asks the database: the same for 1, 3 and 300 rows.

And that what waits to be counted is found without a look at what is counted.
"""

import random
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.consultations.models import Consultation
from consult.mismatch.actions import evaluate
from consult.mismatch.enums import FlagSeverity
from consult.mismatch.models import Flag
from tests.benchmarks.village import answers_of, grow
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_user
from tests.factories.feedback import give_testimony, make_answerable
from tests.factories.release import World, make_world

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]

ROWS = (1, 3, 300)


def raise_flags(consultation: Consultation, total: int) -> None:
    """Raise as many flags, like one that came out, as are missing to `total`."""
    standing = Flag.objects.filter(subject__startswith="made-").count()
    now = timezone.now()
    finding = Flag.objects.order_by("pk")[0].finding
    Flag.objects.bulk_create(
        Flag(
            design=consultation.design,
            community=consultation.community,
            consultation=consultation,
            detector="untrue_statement",
            subject=f"made-{number}",
            severity=FlagSeverity.HIGH,
            finding=finding,
            raised_on=now.date(),
        )
        for number in range(standing, total)
    )


def queries_of(client: Client, path: str) -> int:
    """Return how many queries a page takes, once everything that is kept is warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(asked)


@pytest.fixture
def world() -> World:
    return make_world()


def addresses(world: World) -> dict[str, str]:
    """Return the pages that list flags."""
    return {
        "queue": reverse("review:queue"),
        "project": world.design.project.get_absolute_url(),
        "consultation": world.consultation.get_absolute_url(),
        "money": reverse("release:project", args=[world.design.project.slug]),
    }


@pytest.mark.parametrize("listing", ["queue", "project", "consultation", "money"])
def test_a_page_asks_the_same_whatever_the_flags(
    client: Client,
    world: World,
    listing: str,
) -> None:
    sign_in(client, make_user(RoleCode.PROJECT_OFFICER))
    asked = {}
    for rows in ROWS:
        raise_flags(world.consultation, rows)
        asked[rows] = queries_of(client, addresses(world)[listing])

    assert len(set(asked.values())) == 1, asked


def test_what_waits_is_found_without_a_look_at_what_is_counted() -> None:
    consultation = make_answerable()
    grow(consultation, 500)
    answers = answers_of(random.Random(6), consultation)
    give_testimony(consultation, answers=answers, receipt="")
    with CaptureQueriesContext(connection) as asked:
        evaluate(consultation_id=consultation.pk)
    looked = [
        each["sql"]
        for each in asked
        if "in_tally" in each["sql"] and each["sql"].startswith("SELECT")
    ]
    assert len(looked) == 2
    for statement in looked:
        plan = plan_of(statement)
        # "SEARCH feedback_testimony USING …", "Index Scan using … on feedback_…".
        reads = [
            line
            for line in plan
            if re.search("(scan|search) .*feedback_testimony", line, re.IGNORECASE)
        ]
        assert reads
        assert all("feedback_testimony_waits" in line for line in reads), plan


def plan_of(statement: str) -> list[str]:
    """Return how the database would find the rows, one step a line."""
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {statement}")
        # SQLite says it last of four columns, PostgreSQL in its only one.
        return [str(row[-1]) for row in cursor.fetchall()]
