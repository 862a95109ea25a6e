import threading

import pytest
from django.db import connection

from consult.accounts.actions import accept_invitation, invite
from consult.accounts.enums import RoleCode
from consult.accounts.models import Invitation, RoleAssignment, User
from projects.refusals import Refusal
from tests.factories.accounts import PASSWORD, make_administrator
from tests.factories.communities import make_place

AT_ONCE = 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_of_many_who_use_a_card_at_once_one_gets_in(turn: int) -> None:
    admin = make_administrator()
    invitation, code = invite(
        by=admin,
        role=RoleCode.COMMUNITY_LEADER,
        place=make_place(),
    )
    start = threading.Barrier(AT_ONCE)
    outcomes: list[str] = []

    def use(number: int) -> None:
        start.wait(timeout=20)
        try:
            accept_invitation(
                code=code,
                username=f"quien-{number}",
                password=PASSWORD,
            )
        except Refusal as refusal:
            outcomes.append(str(refusal)[:24])
        else:
            outcomes.append("in")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=use, args=(number,)) for number in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(outcomes) == ["Esta tarjeta ya se usó, "] * (AT_ONCE - 1) + ["in"]
    assert User.objects.count() == 2
    assert RoleAssignment.objects.count() == 2
    used = Invitation.objects.get(pk=invitation.pk)
    assert used.used_by == User.objects.exclude(pk=admin.pk).get()
