"""The queue of flags: who finds which there, in which order."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import (
    assertContains,
    assertNotContains,
)

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.mismatch.models import Flag
from consult.review import actions
from consult.web import pagination
from projects.models import Project
from tests.consult.review.conftest import SignIn
from tests.factories.communities import make_community
from tests.factories.consultations import (
    make_consultation,
    make_design,
    make_project,
    make_user,
)
from tests.factories.feedback import give_testimony, make_answerable
from tests.factories.release import World

pytestmark = pytest.mark.django_db


def page(name: str, *args: object) -> str:
    """Return an address of the room."""
    return reverse(f"review:{name}", args=args)


def shown(answer: HttpResponseBase) -> list[int]:
    """Return the flags of a queue's page, in their order."""
    return [row.flag.pk for row in answer.context["rows"]]  # type: ignore[attr-defined]


def copies(flag: Flag, number: int, **facts: Any) -> list[Flag]:
    """Return more flags like one, each about something else."""
    made = []
    for _ in range(number):
        copy = Flag.objects.get(pk=flag.pk)
        copy.pk = None
        copy.subject = uuid4().hex
        for name, value in facts.items():
            setattr(copy, name, value)
        copy.save(force_insert=True)
        made.append(copy)
    return made


def test_the_gravest_come_first_and_the_older_before(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    (watch,) = copies(flag, 1, severity="watch")
    (old,) = copies(flag, 1, raised_on=flag.raised_on - timedelta(days=4))
    answer = sign_in(world.officer).get(page("queue"))
    order = shown(answer)
    assert order[:2] == [old.pk, flag.pk]
    assert order[-1] == watch.pk


@pytest.mark.parametrize(
    ("sort", "first"),
    [("age", "old"), ("newest", "new"), ("community", "new"), ("nonsense", "old")],
)
def test_it_sorts(
    sign_in: SignIn,
    world: World,
    flag: Flag,
    sort: str,
    first: str,
) -> None:
    (old,) = copies(flag, 1, raised_on=flag.raised_on - timedelta(days=4))
    community = make_community()
    elsewhere = make_consultation(
        community=community,
        design=make_design(community, project=_of_the_same_funder(world)),
    )
    elsewhere.community.place.name = "AAA"
    elsewhere.community.place.save()
    (new,) = copies(
        flag,
        1,
        raised_on=timezone.localdate() + timedelta(days=1),
        design=elsewhere.design,
        consultation=elsewhere,
        community=elsewhere.community,
    )
    answer = sign_in(world.officer).get(page("queue"), {"sort": sort})
    assert shown(answer)[0] == {"old": old, "new": new}[first].pk


def test_of_very_many_the_first_are_shown_and_that_there_are_more(
    sign_in: SignIn,
    world: World,
    flag: Flag,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copies(flag, 40)
    browser = sign_in(world.officer)
    standing = Flag.objects.count()
    assertContains(browser.get(page("queue")), f"Hay {standing} alertas con este")
    monkeypatch.setattr(pagination, "MOST", 30)
    answer = browser.get(page("queue"), {"page": "2"})
    assertContains(answer, "Hay más de 30 alertas con este filtro.")
    assert len(shown(answer)) == 5
    assert not answer.context["page_obj"].has_next()
    monkeypatch.setattr(pagination, "MOST", standing)
    assertContains(browser.get(page("queue")), f"Hay {standing} alertas con este")


def _of_the_same_funder(world: World) -> Project:
    """Return another project that the same organisation pays for."""
    project = make_project()
    project.funder = world.design.project.funder
    project.save()
    return project


def test_it_filters_by_state(
    sign_in: SignIn,
    world: World,
    flag: Flag,
    leader: User,
) -> None:
    others = set(Flag.objects.exclude(pk=flag.pk).values_list("pk", flat=True))
    (light,) = copies(flag, 1, severity="watch")
    new, seen, held, done, against = copies(flag, 5)
    actions.acknowledge_flag(flag=seen, by=world.officer)
    actions.assign_flag(flag=held, to=world.officer, by=world.officer)
    for each in (done, against):
        resolution = actions.resolve_flag(
            flag=each,
            by=world.officer,
            kind="mistaken",
            reason="Se preguntó otra vez.",
        )
    actions.contest_resolution(resolution=resolution, by=leader, reason="No.")
    browser = sign_in(world.officer)

    def found(**query: str) -> set[int]:
        answer = browser.get(page("queue"), {"severity": "block", **query})
        return set(shown(answer)) - others

    assert found() == {each.pk for each in (flag, new, seen, held, against)}
    assert found(status="new") == {flag.pk, new.pk}
    assert found(status="seen") == {seen.pk}
    assert found(status="assigned") == {held.pk}
    assert found(status="resolved") == {done.pk}
    assert found(status="contested") == {against.pk}
    assert found(status="all") == found() | {done.pk}
    assert found(mine="on") == {held.pk}
    assert found(severity="watch") == {light.pk}


def test_who_attends_to_it_is_asked_only_of_those_who_may(
    sign_in: SignIn,
    world: World,
    leader: User,
    flag: Flag,
) -> None:
    for by, asked in ((world.officer, True), (leader, False)):
        answer = sign_in(by).get(page("queue"), {"mine": "on"})
        form = answer.context["filter"].form
        assert ("mine" in form.fields, "unassigned" in form.fields) == (asked, asked)
        # What one is not asked keeps nothing back.
        assert (flag.pk in shown(answer)) != asked


def test_a_filter_that_makes_no_sense_shows_what_is_open(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    answer = sign_in(world.officer).get(
        page("queue"),
        {"status": "x", "severity": "y", "project": "z", "page": "-3"},
    )
    assert answer.status_code == 200
    assert flag.pk in shown(answer)


def test_the_filter_names_no_project_that_is_not_one_s_own(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    secret = make_design(make_community()).project
    answer = sign_in(world.officer).get(page("queue"))
    assertContains(answer, flag.design.project.title)
    assertNotContains(answer, secret.title)


def test_one_sees_the_flags_of_one_s_scope(
    sign_in: SignIn,
    world: World,
    flag: Flag,
    leader: User,
) -> None:
    other = make_answerable()
    give_testimony(other)
    (theirs,) = copies(
        flag,
        1,
        design=other.design,
        consultation=other,
        community=other.community,
    )
    for user in (world.officer, leader):
        browser = sign_in(user)
        assert theirs.pk not in shown(browser.get(page("queue"), {"status": "all"}))
        assert browser.get(page("flag", theirs.pk)).status_code == 404
        assert browser.get(page("flag", flag.pk)).status_code == 200


@pytest.mark.parametrize("verb", ["acknowledge", "assign", "reply", "resolve"])
def test_nothing_is_done_to_a_flag_one_may_not_see(
    sign_in: SignIn,
    flag: Flag,
    verb: str,
) -> None:
    stranger = make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=make_design(make_community()).project.funder,
    )
    assert sign_in(stranger).post(page(verb, flag.pk)).status_code == 404


def test_who_has_no_role_is_told_so(
    sign_in: SignIn,
    client: Client,
    flag: Flag,
) -> None:
    assert client.get(page("queue")).status_code == 302
    browser = sign_in(make_user())
    assert browser.get(page("queue")).status_code == 403
    assert browser.get(page("flag", flag.pk)).status_code == 403


def test_the_queue_asks_as_much_of_three_flags_as_of_many(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    browser = sign_in(world.officer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(page("queue"), {"severity": "block"})
        return len(seen)

    queries()
    one = queries()
    for each in copies(flag, 2):
        actions.acknowledge_flag(flag=each, by=world.officer)
        actions.assign_flag(flag=each, to=world.officer, by=world.officer)
    assert queries() == one
    copies(flag, 20)
    assert queries() == one


def test_the_flag_s_page_asks_as_much_whoever_could_answer(
    sign_in: SignIn,
    world: World,
    flag: Flag,
) -> None:
    browser = sign_in(world.officer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(page("flag", flag.pk))
        return len(seen)

    queries()
    few = queries()
    for _ in range(5):
        other = make_user(
            RoleCode.PROJECT_OFFICER,
            organisation=world.design.project.funder,
        )
        actions.assign_flag(flag=flag, to=other, by=world.officer)
        actions.reply_flag(flag=flag, text="Vamos.", by=other)
    assert queries() == few
