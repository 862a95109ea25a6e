"""Role by verb by state: who may write down, and who may read, what others said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.feedback import actions, policies
from projects.refusals import NotAllowed, Refusal
from tests.factories.communities import make_community
from tests.factories.consultations import make_organisation, make_user
from tests.factories.feedback import give_testimony

pytestmark = pytest.mark.django_db

YES, NO, CLOSED = "yes", "not allowed", "closed"

COLLECTORS = {RoleCode.FACILITATOR, RoleCode.PROJECT_OFFICER}
READERS = {RoleCode.PROTECTION_OFFICER}
OF_A_PLACE = {RoleCode.COMMUNITY_LEADER, RoleCode.FACILITATOR}


def holder(role: RoleCode, consultation: Consultation) -> User:
    if role in OF_A_PLACE:
        return make_user(role, place=consultation.community.place)
    return make_user(role, organisation=consultation.design.project.funder)


def outcome(act: Callable[..., object], **facts: Any) -> str:
    try:
        act(**facts)
    except NotAllowed:
        return NO
    except policies.Closed:
        return CLOSED
    return YES


def collect(consultation: Consultation, by: User | None, channel: str) -> str:
    submitted = outcome(
        give_testimony,
        consultation=consultation,
        channel=channel,
        by=by,
        receipt="",
    )
    begun = outcome(
        actions.start_draft,
        consultation=consultation,
        channel=channel,
        by=by,
    )
    assert (submitted == YES) == (begun == YES)
    return submitted


@pytest.mark.parametrize("channel", ["facilitator", "paper"])
@pytest.mark.parametrize("role", [*RoleCode])
def test_who_may_write_down_what_others_answer(
    consultation: Consultation,
    role: RoleCode,
    channel: str,
) -> None:
    expected = YES if role in COLLECTORS else NO
    by = holder(role, consultation)

    assert collect(consultation, by, channel) == expected
    assert policies.can_collect(consultation=consultation, by=by) == (expected == YES)


@pytest.mark.parametrize("role", [*COLLECTORS])
def test_nobody_writes_down_after_it_closed(
    consultation: Consultation,
    role: RoleCode,
) -> None:
    by = holder(role, consultation)
    close(consultation)

    assert collect(consultation, by, "facilitator") == CLOSED
    assert not policies.can_collect(consultation=consultation, by=by)


@pytest.mark.parametrize("role", [*RoleCode])
def test_nobody_writes_down_elsewhere(
    consultation: Consultation,
    role: RoleCode,
) -> None:
    by = (
        make_user(role, place=make_community().place)
        if role in OF_A_PLACE
        else make_user(role, organisation=make_organisation())
    )

    assert collect(consultation, by, "facilitator") == NO


def test_without_an_account_nobody_writes_down_for_others(
    consultation: Consultation,
) -> None:
    assert collect(consultation, None, "facilitator") == NO
    assert collect(consultation, None, "web") == YES


def test_an_officer_without_a_second_factor_writes_nothing_down(
    consultation: Consultation,
) -> None:
    officer = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=consultation.design.project.funder,
        second_factor=False,
    )

    assert collect(consultation, officer, "facilitator") == NO


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("role", [*RoleCode])
def test_who_may_read_what_people_said_in_their_own_words(
    consultation: Consultation,
    role: RoleCode,
    is_open: bool,
) -> None:
    by = holder(role, consultation)
    for _each in range(policies.WORDS_FROM):
        give_testimony(consultation)
    if not is_open:
        close(consultation)

    assert outcome(actions.read_words, consultation=consultation, by=by) == (
        YES if role in READERS else NO
    )


def test_a_disabled_account_may_nothing(consultation: Consultation) -> None:
    by = holder(RoleCode.FACILITATOR, consultation)
    by.is_active = False
    by.save()

    assert collect(consultation, by, "facilitator") == NO


def test_whoever_may_not_is_told_so_in_a_sentence(consultation: Consultation) -> None:
    by = holder(RoleCode.COMMUNITY_LEADER, consultation)

    with pytest.raises(Refusal) as refused:
        policies.check_can_collect(consultation=consultation, by=by)

    assert str(refused.value) == (
        "Su cuenta no puede anotar respuestas de esta comunidad."
    )


def close(consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(
        closed_at=timezone.now(),
        closed_by=consultation.opened_by,
    )
    consultation.refresh_from_db()
