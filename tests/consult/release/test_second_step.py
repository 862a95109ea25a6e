"""When the second factor of a signature was used: a column, and ten minutes at most.

Whoever writes past the service writes it too, and the database looks at it.
"""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from consult.mismatch.actions import evaluate
from consult.release import actions
from consult.release.models import Approval, OverrideSignature
from consult.release.models.second_step import AHEAD_SECONDS, LONGEST_SECONDS
from tests.consult.release.bypass import WAYS, insert, refused, signature
from tests.factories.overrides import make_outsider, propose
from tests.factories.release import World, ask_for, let_answer, make_world

pytestmark = pytest.mark.django_db

# Seconds before the signature; below zero is after it.
TOO_OLD_OR_TO_COME = (LONGEST_SECONDS + 1, 86_400, -AHEAD_SECONDS - 1, -86_400)
JUST_USED = (0, LONGEST_SECONDS, -AHEAD_SECONDS)


def test_the_database_and_the_service_hold_the_same_minutes() -> None:
    assert LONGEST_SECONDS == settings.SECOND_FACTOR_MAX_AGE_SECONDS == 600


@pytest.mark.parametrize("seconds", TOO_OLD_OR_TO_COME)
@pytest.mark.parametrize("way", WAYS)
def test_no_way_writes_a_signature_with_an_old_second_factor(
    world: World,
    way: str,
    seconds: int,
) -> None:
    now = timezone.now()
    used = now - timedelta(seconds=seconds)
    row = signature(
        ask_for(world),
        world.approvers[0],
        approved_at=now,
        second_factor_at=used,
    )
    with refused("release_approval_second_factor_just_used"):
        WAYS[way](row)
    assert Approval.objects.count() == 0


@pytest.mark.parametrize("seconds", JUST_USED)
def test_one_of_just_now_is_taken(world: World, seconds: int) -> None:
    now = timezone.now()
    used = now - timedelta(seconds=seconds)
    insert(
        signature(
            ask_for(world),
            world.approvers[0],
            approved_at=now,
            second_factor_at=used,
        ),
    )
    assert Approval.objects.get().second_factor_at == used


def test_a_signature_without_one_is_not_written(world: World) -> None:
    with refused("second_factor_at"):
        insert(signature(ask_for(world), world.approvers[0], second_factor_at=None))


def test_when_it_was_used_is_not_written_again(world: World) -> None:
    insert(signature(ask_for(world), world.approvers[0]))
    with refused("a signature can only be taken back, once"):
        Approval.objects.update(second_factor_at=timezone.now())


@pytest.mark.parametrize("seconds", TOO_OLD_OR_TO_COME)
def test_no_flag_passes_with_an_old_second_factor(seconds: int) -> None:
    world = make_world(closed=False)
    for _ in range(5):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    override = propose(ask_for(world), make_outsider())
    by, now = make_outsider(), timezone.now()
    with refused("release_override_second_factor_just_used"):
        insert(
            OverrideSignature(
                override=override,
                person=by.person,
                signed_at=now,
                signed_by=by,
                second_factor_at=now - timedelta(seconds=seconds),
            ),
        )


def test_the_moment_of_a_signature_is_the_database_s(world: World) -> None:
    request = ask_for(world)
    used = timezone.now() - timedelta(minutes=3)
    with time_machine.travel(used - timedelta(days=2)):
        kept = actions.approve_release(
            request=request,
            by=world.approvers[0],
            second_factor_at=used,
        )
    assert kept.second_factor_at == used
    # The database tells when its transaction began: before the world was made.
    assert timedelta(minutes=1) <= kept.approved_at - used < timedelta(minutes=5)
