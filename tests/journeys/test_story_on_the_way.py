"""The story on the way: the gate is closed, and says why, before anybody answers."""

import pytest
from django.core.management import call_command

from consult.mismatch.models import Flag
from consult.release import actions as money
from consult.release import gate
from consult.release.models import Release
from consult.story import telling
from consult.story.cast import Cast
from projects.models import Design
from projects.refusals import Refusal

pytestmark = pytest.mark.django_db


class Paused(Exception):
    """The story stops here: nobody has answered yet."""


def test_the_first_tranche_of_the_first_design_may_not_move_and_it_is_said_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Told up to the moment in which the officer begins to answer."""
    played: list[Cast] = []

    def pause(_consultation: object, cast: Cast) -> None:
        played.append(cast)
        raise Paused

    monkeypatch.setattr(telling, "review", pause)
    call_command("load_standards", verbosity=0)
    with pytest.raises(Paused):
        telling.tell()

    design = Design.objects.published().get()
    tranche = design.tranches.get(number=1)
    reasons = gate.reasons(tranche)
    blocking = Flag.objects.blocking().filter(design=design)

    assert design.number == 1
    # A flag that nobody answered, nothing decided: each is said in a sentence.
    assert {reason.invariant for reason in reasons} >= {1, 3}
    assert all(str(reason.message).strip() for reason in reasons)
    river = blocking.get(
        detector="unmet_prerequisite",
        subject="drinking_water_first",
        community__place__name=telling.script()["places"]["chuwila"]["name"],
    )
    about_flags = [str(each.message) for each in reasons if each.invariant == 1]
    assert any("agua" in message.lower() for message in about_flags), (
        river,
        about_flags,
    )
    request = money.request_release(tranche=tranche, by=played[0]["officer"])
    with pytest.raises(Refusal):
        money.release_tranche(request=request, by=played[0]["officer"])
    assert not Release.objects.exists()
