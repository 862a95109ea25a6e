"""Breaking the glass, as people and machines see it."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from consult.accounts.actions import close_account
from consult.accounts.desk import cards_of
from consult.accounts.enums import RoleCode
from consult.communities.actions import resume_publication
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.release import actions, notices, sections
from consult.release.broken_glass import shown_overrides
from consult.release.models import Override, ReleaseRequest
from consult.release.pages import tranche_states
from consult.reports.content.money import tranches_facts
from consult.reports.content.scope import Reader
from consult.reports.enums import ReportKind
from projects.models import Project
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_user
from tests.factories.overrides import WHY, make_outsider, overridden, propose
from tests.factories.release import World, ask_for, let_answer, make_world, sign

pytestmark = pytest.mark.django_db

PASSED = "Firmaron dos personas de fuera del proyecto"


@pytest.fixture
def flagged() -> World:
    """Return a project whose only reason is an open blocking flag."""
    world = make_world(closed=False, tranches=1)
    for _ in range(6):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    return world


@pytest.fixture
def request_(flagged: World) -> ReleaseRequest:
    """Return the request for its tranche."""
    return ask_for(flagged)


def page(name: str, *args: object) -> str:
    return reverse(f"release:{name}", args=args)


def test_everybody_reads_it_for_ever_whatever_becomes_of_the_design(
    client: Client,
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    public = flagged.design.project.get_absolute_url()
    assertNotContains(client.get(public), PASSED)
    override = overridden(request_)
    for _ in range(2):
        answer = client.get(public)
        assertContains(answer, PASSED)
        assertContains(answer, "Vale ahora")
        assertContains(answer, WHY)
        for each in override.signatures.all():
            assertContains(answer, str(each.person))
    actions.withdraw_override(override=override, by=override.proposed_by)
    assertContains(client.get(public), "Se retiró")
    type(flagged.design).objects.filter(pk=flagged.design.pk).update(state="superseded")
    assertContains(client.get(flagged.design.get_absolute_url()), PASSED)


def test_what_one_person_proposed_is_not_public_yet(
    client: Client,
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    propose(request_, make_outsider())
    answer = client.get(flagged.design.project.get_absolute_url())
    assertNotContains(answer, WHY)


def test_a_community_that_is_hidden_stays_hidden(
    client: Client,
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    # Pressed people are not published: the engine saw to that.
    overridden(request_)
    url = page("gate", flagged.design.project.slug)
    (told,) = client.get(url, headers={"accept-language": "es"}).json()["overrides"]
    assert (told["tranche"], told["state"], told["justification"], told["flags"]) == (
        1,
        "overridden",
        WHY,
        ["Una alerta de una comunidad que no se publica, para protegerla."],
    )
    community = flagged.consultation.community
    resume_publication(community=community, by=make_user(RoleCode.PROTECTION_OFFICER))
    (told,) = client.get(url).json()["overrides"]
    assert told["flags"][0].startswith(f"{community.name}: ")


def test_the_flag_s_page_says_so_and_the_flag_stays_open(
    client: Client,
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    overridden(request_)
    sign_in(client, flagged.officer)
    flag = Flag.objects.blocking().get()
    answer = client.get(reverse("review:flag", args=[flag.pk]))
    assertContains(answer, PASSED)
    assertContains(answer, "Resolver la alerta")


def test_the_receipt_says_so(flagged: World, request_: ReleaseRequest) -> None:
    testimony = flagged.testimonies[0]
    assert sections.receipt_section(HttpRequest(), testimony) is None
    overridden(request_)
    section = sections.receipt_section(HttpRequest(), testimony)
    assert section is not None
    assert section.template == "release/overrides.html"


def test_administrators_and_the_community_find_it_on_their_desk(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    place = flagged.consultation.community.place
    admin = make_user(RoleCode.ADMINISTRATOR)
    leader = make_user(RoleCode.COMMUNITY_LEADER, place=place, second_factor=False)
    elsewhere = make_user(
        RoleCode.COMMUNITY_LEADER,
        place=make_world().consultation.community.place,
        second_factor=False,
    )
    overridden(request_)

    def found(user: Any) -> int:  # noqa: ANN401
        return sum(card.url == url and card.order == 15 for card in cards_of(user))

    url = flagged.design.project.get_absolute_url()
    assert [found(each) for each in (admin, leader, elsewhere)] == [1, 1, 0]


def test_the_report_says_so_and_names_nobody_in_public(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    override = overridden(request_)
    names = [str(each.person) for each in override.signatures.all()]
    (public,) = tranches_facts(
        flagged.design,
        Reader(ReportKind.PUBLIC),
        frozenset(),
    )[0]["overrides"]
    assert (public["why"], public["state"]) == (WHY, "overridden")
    assert public["signed"] == "Firmaron dos personas distintas, de fuera del proyecto."
    (internal,) = tranches_facts(
        flagged.design,
        Reader(ReportKind.INTERNAL),
        frozenset(),
    )[0]["overrides"]
    assert internal["signed"] == (
        f"Firmaron {names[0]}, {names[1]}, de fuera del proyecto."
    )


def test_a_funder_s_machine_is_told_that_it_opened_over_a_flag(
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    overridden(request_)
    for approver in flagged.approvers:
        sign(request_, approver)
    (state,) = tranche_states(flagged.tranche.design)
    assert notices.body_of(state)["type"] == "gate.overridden"


# --- The pages of who signs -----------------------------------------------------------


def test_two_people_do_it_on_the_page(
    client: Client,
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    sign_in(client, make_outsider())
    project = page("project", flagged.design.project.slug)
    form = page("override", request_.pk)
    assertContains(client.get(project), form)
    assertContains(client.get(form), "Dejar pasar una alerta en el desembolso 1")
    flag = Flag.objects.blocking().get()
    short = client.post(form, {"flags": [flag.pk], "justification": "Urge."})
    assertContains(short, "palabras distintas", status_code=422)
    done = client.post(form, {"flags": [flag.pk], "justification": WHY})
    assert (done.status_code, done["location"]) == (302, project)
    override = Override.objects.get()
    answer = client.get(project)
    assertContains(answer, "Falta otra persona de fuera")

    other = Client()
    sign_in(other, make_outsider())
    signed = other.post(page("sign_override", override.pk))
    assert [str(each) for each in get_messages(signed.wsgi_request)] == [
        "Firmado por dos personas de fuera. Las alertas siguen abiertas.",
    ]
    assert override.signatures.count() == 2
    assertContains(other.get(project), PASSED)
    other.post(page("withdraw_override", override.pk))
    override.refresh_from_db()
    assert override.withdrawn_at is not None


def test_whoever_stands_inside_reads_why_not(
    client: Client,
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    inside = make_user(
        RoleCode.PROTECTION_OFFICER,
        organisation=flagged.design.project.funder,
    )
    sign_in(client, inside)
    assertContains(client.get(page("override", request_.pk)), "personas de fuera")


def test_others_find_no_such_page(
    client: Client,
    flagged: World,
    request_: ReleaseRequest,
) -> None:
    elsewhere = make_user(
        RoleCode.PROTECTION_OFFICER,
        organisation=make_world().design.project.funder,
    )
    sign_in(client, elsewhere)
    assert client.get(page("override", request_.pk)).status_code == 404
    sign_in(client, flagged.officer)
    assert client.get(page("override", request_.pk)).status_code == 403


def test_an_override_whose_signer_left_no_longer_says_that_it_holds() -> None:
    world = make_world(closed=False)
    for _ in range(6):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    override = overridden(ask_for(world))
    project = world.design.project
    assert [each.code for each in shown_overrides(project)] == ["overridden"]

    signer = override.signatures.all()[0].signed_by
    close_account(by=make_user(RoleCode.ADMINISTRATOR), account=signer)

    project = Project.objects.get(pk=project.pk)
    assert [each.code for each in shown_overrides(project)] == ["lapsed"]
