"""Contesting a resolution, and flags on the pages of other rooms."""

from typing import TYPE_CHECKING, cast

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.asserts import (
    assertContains,
    assertRedirects,
)

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.feedback.queries import pass_for
from consult.mismatch.models import Flag
from consult.review import actions
from consult.review.models import Contest, Resolution
from consult.review.queries import open_blocking_flags
from consult.review.sections import consultation_section, project_section
from tests.consult.review.conftest import SignIn
from tests.consult.review.test_views import page
from tests.factories.communities import make_community
from tests.factories.consultations import (
    make_user,
)
from tests.factories.release import World

if TYPE_CHECKING:
    from consult.review.pages import DesignFlags
    from consult.review.queries import QueueRow

pytestmark = pytest.mark.django_db


# --- Contested ------------------------------------------------------------------------


@pytest.fixture
def resolution(world: World, flag: Flag) -> Resolution:
    """Return the answer to the flag."""
    return actions.resolve_flag(
        flag=flag,
        by=world.officer,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    )


def test_a_leader_contests_on_the_page(
    sign_in: SignIn,
    flag: Flag,
    leader: User,
    resolution: Resolution,
) -> None:
    browser = sign_in(leader)
    assertContains(browser.get(page("flag", flag.pk)), "¿La comunidad está de acuerdo")
    answer = browser.post(page("contest", resolution.pk), {"reason": "No fue así."})
    assertRedirects(answer, page("flag", flag.pk), fetch_redirect_response=False)
    again = browser.get(page("flag", flag.pk))
    assert again.context["status"] == "contested"
    assertContains(again, "No fue así.")


def test_contesting_what_no_longer_stands_says_so(
    sign_in: SignIn,
    leader: User,
    resolution: Resolution,
) -> None:
    browser = sign_in(leader)
    browser.post(page("contest", resolution.pk), {"reason": "No fue así."})
    answer = browser.post(page("contest", resolution.pk), {"reason": "Otra vez."})
    assertContains(answer, "ya no está en pie", status_code=422)
    assert Contest.objects.count() == 1


def test_a_leader_of_elsewhere_does_not_find_the_resolution(
    sign_in: SignIn,
    resolution: Resolution,
) -> None:
    stranger = make_user(
        RoleCode.COMMUNITY_LEADER,
        place=make_community().place,
        second_factor=False,
    )
    answer = sign_in(stranger).post(page("contest", resolution.pk), {"reason": "No."})
    assert answer.status_code == 404


@pytest.mark.parametrize("word", ["", "nonsense"])
def test_a_receipt_that_is_none_contests_nothing(
    client: Client,
    resolution: Resolution,
    word: str,
) -> None:
    answer = client.post(
        page("contest_by_receipt", resolution.pk),
        {"pass": word, "reason": "No fue así."},
        headers={"accept-language": "es"},
    )
    assertContains(answer, "No fue así.", status_code=422)
    assertContains(answer, "Escriba su recibo otra vez.", status_code=422)
    assert Contest.objects.count() == 0


def test_whoever_holds_a_receipt_contests_without_an_account(
    client: Client,
    world: World,
    flag: Flag,
    resolution: Resolution,
) -> None:
    said = {"pass": pass_for(world.testimonies[0]), "reason": " "}
    address = page("contest_by_receipt", resolution.pk)
    assertContains(client.post(address, said), "errors-summary", status_code=422)
    answer = client.post(address, said | {"reason": "No fue así."})
    assertContains(answer, reverse("feedback:follow"))
    assert Contest.objects.get().testimony == world.testimonies[0]
    assert flag in open_blocking_flags(flag.design.project_id)


# --- On other pages -------------------------------------------------------------------


def test_the_public_page_hides_a_community_whose_publication_stopped(
    rf: RequestFactory,
    world: World,
    flag: Flag,
) -> None:
    request = rf.get("/")
    project = world.design.project
    community = world.consultation.community
    # People were afraid: it stopped by itself.
    community.refresh_from_db()
    assert community.publication_stopped_at is not None
    assert project_section(request, project, world.design).context["groups"] == []
    community.publication_stopped_at = None
    community.publication_stopped_because = ""
    community.save()
    section = project_section(request, project, world.design)
    (group,) = cast("list[DesignFlags]", section.context["groups"])
    assert group.first[0].flag == flag
    assert group.first[0].community == community.name


def test_the_consultation_s_page_lists_what_one_may_see(
    rf: RequestFactory,
    world: World,
    flag: Flag,
) -> None:
    request = rf.get("/")
    request.user = world.officer
    section = consultation_section(request, world.consultation)
    assert section is not None
    rows = cast("list[QueueRow]", section.context["rows"])
    assert flag.pk in [row.flag.pk for row in rows]
    request.user = make_user()
    nothing = consultation_section(request, world.consultation)
    assert nothing is None or nothing.context["rows"] == []
