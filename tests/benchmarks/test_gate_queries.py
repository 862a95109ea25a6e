"""The gate of many tranches and many communities asks the same as that of one."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.release.models import Approval, ReleaseRequest
from projects.enums import DesignState
from projects.models import Design
from tests.benchmarks.test_queries import ROWS, queries_of
from tests.factories.accounts import sign_in
from tests.factories.communities import make_community
from tests.factories.consultations import (
    decide,
    hold_round,
    make_consultation,
    make_design,
    make_user,
    seal,
)
from tests.factories.release import World, fill_design, make_approver, make_world

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]


def addresses(design: Design) -> dict[str, str]:
    """Return the pages that show the gate of each tranche of a design."""
    slug = design.project.slug
    return {
        "project": design.project.get_absolute_url(),
        "money": reverse("release:project", args=[slug]),
        "interface": reverse("release:gate", args=[slug]),
    }


def all_asked_and_signed(world: World) -> None:
    """Ask for every tranche, and let one person of each two needed sign for it.

    Stored at once and not by the actions: three hundred would take minutes.
    """
    now = timezone.now()
    tranches = list(world.design.tranches.order_by("number"))
    requests = ReleaseRequest.objects.bulk_create(
        ReleaseRequest(
            project=world.design.project,
            tranche=each,
            requested_at=now,
            requested_by=world.requester,
        )
        for each in tranches
    )
    design = world.tranche.design
    Approval.objects.bulk_create(
        Approval(
            request=request,
            person=signer.person,
            tranche_number=request.tranche.number,
            amount=request.tranche.amount,
            currency=design.currency,
            design_hash=design.content_hash,
            gate_epoch=design.project.gate_epoch,
            approved_at=now + timedelta(seconds=number),
            second_factor_at=now,
            approved_by=signer,
        )
        for request in requests
        for number, signer in enumerate(world.approvers)
    )


def differing(asked: dict[str, dict[int, int]]) -> dict[str, dict[int, int]]:
    """Return the pages that ask more, or less, where there is more."""
    assert set(asked) == {"project", "money", "interface"}
    return {page: each for page, each in asked.items() if len(set(each.values())) > 1}


def test_a_gate_asks_the_same_whatever_the_tranches(client: Client) -> None:
    asked: dict[str, dict[int, int]] = {}
    for rows in ROWS:
        world = make_world(tranches=rows)
        all_asked_and_signed(world)
        design = world.tranche.design
        sign_in(client, make_approver(design.project.funder))
        for page, address in addresses(design).items():
            asked.setdefault(page, {})[rows] = queries_of(client, address)

    assert differing(asked) == {}


def consulted_in(places: int) -> Design:
    """Return a published design that was put to so many communities."""
    communities = [make_community(households=20) for _ in range(places)]
    design = make_design(*communities, state=DesignState.DRAFT)
    fill_design(design, tranches=1, budget=1000)
    seal(design)
    officer = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=design.project.funder,
    )
    for community in communities:
        consultation = make_consultation(
            community=community,
            design=design,
            by=officer,
        )
        hold_round(consultation, by=officer)
        decide(consultation, by=officer)
    return design


def test_a_gate_asks_the_same_whatever_the_communities(client: Client) -> None:
    asked: dict[str, dict[int, int]] = {}
    for places in (1, 3, 30):
        design = consulted_in(places)
        sign_in(client, make_approver(design.project.funder))
        for page, address in addresses(design).items():
            asked.setdefault(page, {})[places] = queries_of(client, address)

    assert differing(asked) == {}
