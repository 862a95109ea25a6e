"""An override stands only for what was signed, and only the right persons sign it."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.accounts.second_factor import SecondFactorNeeded
from consult.mismatch.models import Flag
from consult.release import actions, gate
from consult.release.models import Override, ReleaseRequest
from consult.release.permissions import may_override
from consult.release.ties import ties_of
from projects.models import Design
from projects.refusals import NotAllowed, Refusal
from tests.factories.locks import unlocked
from tests.factories.overrides import WHY, make_outsider, overridden, propose
from tests.factories.release import World, ask_for

pytestmark = pytest.mark.django_db


def codes(world: World) -> list[str]:
    return [reason.code for reason in gate.reasons(world.tranche)]


@pytest.mark.parametrize(
    "changed",
    [
        {"tranche_number": 2},
        {"amount": Decimal(999)},
        {"currency": "EUR"},
        {"design_hash": "0" * 64},
        {"gate_epoch": 10**6},
    ],
    ids=str,
)
def test_it_stands_only_for_what_was_signed(
    flagged: World,
    request_: ReleaseRequest,
    changed: dict[str, object],
) -> None:
    overridden(request_)
    assert codes(flagged) == ["signatures"]
    with unlocked("release_override"):
        Override.objects.update(**changed)
    assert codes(flagged) == ["open_flag"]


def test_it_does_not_stand_for_another_request(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    overridden(request_)
    actions.cancel_request(request=request_, by=flagged.requester)
    ask_for(flagged)
    assert codes(flagged) == ["open_flag"]


def test_a_design_that_was_replaced_is_not_helped(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    with unlocked("projects_design"):
        Design.objects.filter(pk=flagged.design.pk).update(state="superseded")
    with pytest.raises(Refusal, match="ya no está en pie"):
        propose(request_, make_outsider())


def test_an_account_of_nobody_breaks_no_glass(request_: ReleaseRequest) -> None:
    by = make_outsider()
    User.objects.filter(pk=by.pk).update(person=None)
    with pytest.raises(NotAllowed, match="Pida en administración"):
        propose(request_, User.objects.get(pk=by.pk))


def test_a_clock_that_was_put_back_makes_no_old_code_new(
    request_: ReleaseRequest,
) -> None:
    override = propose(request_, make_outsider())
    first, second = make_outsider(), make_outsider()
    given = timezone.now() - timedelta(minutes=11)
    with time_machine.travel(given + timedelta(minutes=1)):
        with pytest.raises(SecondFactorNeeded):
            actions.propose_override(
                request=request_,
                flags=Flag.objects.blocking(),
                justification=WHY,
                by=first,
                second_factor_at=given,
            )
        with pytest.raises(SecondFactorNeeded):
            actions.sign_override(override=override, by=second, second_factor_at=given)


def test_whoever_lost_the_role_takes_nothing_back(request_: ReleaseRequest) -> None:
    override = overridden(request_)
    by = override.proposed_by
    RoleAssignment.objects.filter(user=by).update(
        revoked_at=timezone.now(),
        revoked_by=by,
    )
    with pytest.raises(NotAllowed, match="no tiene permiso"):
        actions.withdraw_override(override=override, by=User.objects.get(pk=by.pk))


def test_without_a_second_factor_nothing_is_taken_back(
    request_: ReleaseRequest,
) -> None:
    override = overridden(request_)
    Authenticator.objects.all().delete()
    with pytest.raises(NotAllowed, match="segundo paso"):
        actions.withdraw_override(override=override, by=override.proposed_by)


@pytest.mark.parametrize("lost", ["role", "account", "person"])
def test_whoever_lost_what_it_takes_counts_no_more(
    flagged: World,
    request_: ReleaseRequest,
    lost: str,
) -> None:
    override = overridden(request_)
    by = User.objects.filter(pk=override.proposed_by_id)
    with unlocked("accounts_user", "accounts_roleassignment"):
        if lost == "role":
            RoleAssignment.objects.filter(user__in=by).update(
                role=RoleCode.PROJECT_OFFICER,
            )
        elif lost == "account":
            by.update(is_active=False)
        else:
            by.update(person=None)
    assert codes(flagged) == ["open_flag"]


def test_an_account_of_nobody_lets_nothing_pass(world: World) -> None:
    project = world.design.project
    outsider = make_outsider()
    assert may_override(outsider, project, ties_of(project, [outsider]))
    User.objects.filter(pk=outsider.pk).update(person=None)
    nobody = User.objects.get(pk=outsider.pk)
    assert not may_override(nobody, project, ties_of(project, [nobody]))
