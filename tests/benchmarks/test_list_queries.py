"""Every page that lists rows asks the same for 1, 3 and 300 of them."""

import os
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consult.accounts.enums import RoleCode
from tests.benchmarks.test_queries import ROWS, queries_of
from tests.factories.accounts import sign_in
from tests.factories.communities import make_community
from tests.factories.consultations import (
    make_consultation,
    make_design,
    make_project,
    make_user,
)

FULL = os.environ.get("BENCH_SIZE") == "full"

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]


def consult_a_community() -> None:
    """Open one more consultation, of a project of its own."""
    make_consultation(community=make_community())


def publish_a_design() -> None:
    """Publish one more design, of a project of its own, not consulted on."""
    make_design(make_community(), project=make_project())


def name_a_member_of_staff() -> None:
    """Give one more person a role."""
    make_user(RoleCode.RELEASE_APPROVER, second_factor=False)


# Who looks at which lists, what makes one more row, and how many there are. A
# consultation takes long to make: three hundred of them only where all is measured.
LISTS: dict[str, tuple[RoleCode, Callable[[], object], tuple[int, ...]]] = {
    "projects:list release:list": (RoleCode.ADMINISTRATOR, publish_a_design, ROWS),
    "communities:list": (RoleCode.ADMINISTRATOR, make_community, ROWS),
    "accounts:people": (RoleCode.ADMINISTRATOR, name_a_member_of_staff, ROWS),
    "consultations:list reports:list audit:events": (
        RoleCode.ADMINISTRATOR,
        consult_a_community,
        ROWS if FULL else (1, 3, 30),
    ),
}


@pytest.mark.parametrize("listings", LISTS)
def test_a_list_asks_the_same_whatever_its_rows(client: Client, listings: str) -> None:
    role, make_one_more, sizes = LISTS[listings]
    sign_in(client, make_user(role))
    asked: dict[str, dict[int, int]] = {}
    made = 0
    for rows in sizes:
        for _number in range(made, rows):
            make_one_more()
        made = rows
        for name in listings.split():
            asked.setdefault(name, {})[rows] = queries_of(client, reverse(name))

    assert [name for name, each in asked.items() if len(set(each.values())) > 1] == []
