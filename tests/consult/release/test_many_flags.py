"""Where many flags are open, a public page tells the first and counts the others."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from consult.communities.models import Community
from consult.mismatch.models import Flag
from consult.release import gate
from consult.release.pages import tranche_states
from tests.factories.locks import unlocked
from tests.factories.release import World

pytestmark = pytest.mark.django_db

OPEN = 13


@pytest.fixture
def crowded(flagged: World) -> World:
    """Return a project with thirteen open flags."""
    flag = Flag.objects.blocking().get()
    with unlocked("mismatch_flag"):
        for number in range(OPEN - 1):
            flag.pk, flag.subject = None, f"another-{number}"
            flag.save(force_insert=True)
    return flagged


def show(world: World) -> None:
    """Let the community's name be published."""
    Community.objects.filter(pk=world.consultation.community_id).update(
        households=400,
        publication_stopped_at=None,
        publication_stopped_because="",
    )


def test_the_page_tells_ten_and_counts_the_others(
    client: Client,
    crowded: World,
) -> None:
    show(crowded)
    page = client.get(crowded.design.project.get_absolute_url())
    assertContains(page, "Y otras 3 alertas que siguen abiertas.")
    (state, _other) = tranche_states(crowded.design, most_flags=10)
    assert (len(gate.facts_of(crowded.design, most_flags=10).flags)) == 10
    assert state.more_flags == OPEN - 10


@pytest.mark.parametrize(("most", "more"), [(12, 1), (13, 0), (14, 0)])
def test_only_what_is_left_out_is_counted(
    crowded: World,
    most: int,
    more: int,
) -> None:
    show(crowded)
    facts = gate.facts_of(crowded.design, most_flags=most)
    assert (len(facts.flags), facts.more_flags) == (min(most, OPEN), more)


def test_whoever_releases_and_the_interface_are_told_all(
    client: Client,
    crowded: World,
) -> None:
    show(crowded)
    found = [each.code for each in gate.reasons(crowded.tranche)]
    assert found.count("open_flag") == OPEN
    state = tranche_states(crowded.design)[0]
    assert state.more_flags == 0
    answer = client.get(reverse("release:gate", args=[crowded.design.project.slug]))
    reasons = answer.json()["tranches"][0]["reasons"]
    assert reasons == [each.as_dict() for each in state.told]


def test_of_a_hidden_community_nothing_is_counted(
    client: Client,
    crowded: World,
) -> None:
    facts = gate.facts_of(crowded.design, most_flags=10)
    assert (len(facts.flags), facts.more_flags) == (1, 0)
    page = client.get(crowded.design.project.get_absolute_url())
    assertContains(page, "Hay una razón que no se publica")
    assertNotContains(page, "que siguen abiertas")


def test_of_very_many_it_is_only_said_that_they_are_more(
    client: Client,
    crowded: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    show(crowded)
    monkeypatch.setattr(gate, "MOST_COUNTED", 4)
    # Ten are told, three are left out: all of those are counted. Of nine that are left
    # out, four are counted and one more says that there are others.
    assert gate.facts_of(crowded.design, most_flags=10).more_flags == 3
    assert gate.facts_of(crowded.design, most_flags=4).more_flags == 5
    page = client.get(crowded.design.project.get_absolute_url())
    assertContains(page, "Y otras 3 alertas que siguen abiertas.")
    monkeypatch.setattr(gate, "MOST_COUNTED", 2)
    page = client.get(crowded.design.project.get_absolute_url())
    assertContains(page, "Y otras más de 2 alertas que siguen abiertas.")
