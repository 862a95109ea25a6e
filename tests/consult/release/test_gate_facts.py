"""What the service itself finds, where the database would refuse the same or cannot."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from consult.accounts.models import RoleAssignment
from consult.audit.acts import Act
from consult.audit.models import Event
from consult.consultations.models import ConsentRecord, Consultation
from consult.mismatch.models import Flag
from consult.release import actions, acts, gate
from consult.release.models import Release, ReleaseRequest
from consult.release.signing import GateClosed
from projects.models import Design
from tests.factories.consultations import decide
from tests.factories.locks import unlocked
from tests.factories.overrides import make_outsider, propose
from tests.factories.release import (
    World,
    ask_for,
    asked_and_signed,
    let_answer,
    make_world,
)

pytestmark = pytest.mark.django_db


def codes(world: World) -> list[tuple[int, str]]:
    return [(each.invariant, each.code) for each in gate.reasons(world.tranche)]


def not_free(consultation: Consultation) -> None:
    consultation.rounds.update(promoter_present=True)
    Consultation.objects.filter(pk=consultation.pk).update(
        promoter_absent_round_required=True,
    )


def not_prior(consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(required_notice_days=90)


def not_informed(consultation: Consultation) -> None:
    for each in consultation.rounds.all():
        each.languages.clear()


@pytest.mark.parametrize(
    "spoil",
    [not_free, not_prior, not_informed],
    ids=lambda spoil: spoil.__name__,
)
def test_free_prior_and_informed_each_close_it(
    world: World,
    spoil: Callable[[Consultation], None],
) -> None:
    spoil(world.consultation)
    assert codes(world) == [(3, spoil.__name__)]


def test_a_design_for_no_community_is_closed(world: World) -> None:
    with unlocked("projects_design_places"):
        world.design.places.clear()
    assert (3, "no_community") in codes(world)


def test_a_draft_is_closed(world: World) -> None:
    with unlocked("projects_design"):
        Design.objects.filter(pk=world.design.pk).update(
            state="draft",
            content_hash="",
            published_at=None,
            published_by=None,
        )
    assert codes(world)[0] == (4, "draft")


def test_a_decision_that_is_still_to_come_is_none(world: World) -> None:
    with unlocked("consultations_consentrecord"):
        ConsentRecord.objects.update(
            decided_on=timezone.localdate() + timedelta(days=2),
        )
    assert codes(world) == [(5, "consent_in_future")]


def test_the_day_is_the_database_s_and_no_other_clock_s(world: World) -> None:
    decide(world.consultation, by=world.officer, days=0)
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        assert codes(world) == [(6, "not_requested")]


def test_what_was_said_a_moment_ago_counts_and_stays() -> None:
    world = make_world(closed=False)
    request = asked_and_signed(world)
    for _ in range(6):
        let_answer(world, told_what_to_answer="yes")
    assert codes(world) == []
    with pytest.raises(GateClosed) as closed:
        actions.release_tranche(request=request, by=world.requester)
    assert [each.code for each in closed.value.reasons] == ["open_flag"]
    assert world.consultation.flags.blocking().count() == 1


def test_a_flag_that_an_override_does_not_name_keeps_it_closed(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    named = Flag.objects.blocking().get()
    other = Flag.objects.get(pk=named.pk)
    other.pk, other.subject = None, "another"
    with unlocked("mismatch_flag"):
        other.save(force_insert=True)
    override = propose(request_, make_outsider(), [named])
    actions.sign_override(
        override=override,
        by=make_outsider(),
        second_factor_at=timezone.now(),
    )
    assert [each.flag for each in gate.reasons(flagged.tranche)] == [other]


def test_whoever_lost_the_role_counts_no_more_at_the_same_epoch(world: World) -> None:
    asked_and_signed(world)
    with unlocked("accounts_roleassignment"):
        RoleAssignment.objects.filter(user=world.approvers[0]).update(
            revoked_at=timezone.now(),
            revoked_by=world.officer,
        )
    assert codes(world) == [(6, "signatures")]


def test_what_was_signed_for_another_request_does_not_count(world: World) -> None:
    request = asked_and_signed(world)
    actions.cancel_request(request=request, by=world.requester)
    assert codes(world) == [(6, "not_requested")]
    ask_for(world)
    assert codes(world) == [(6, "signatures")]


def test_a_release_without_its_event_is_none(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_release: Release) -> Act:
        raise RuntimeError("no event")

    request = asked_and_signed(world)
    monkeypatch.setattr(acts, "released", fail)
    with pytest.raises(RuntimeError, match="no event"):
        actions.release_tranche(request=request, by=world.requester)
    assert Release.objects.count() == 0
    assert not Event.objects.filter(verb="release.released").exists()
