"""Role by verb by state: who may say, judge, and keep words."""

from collections.abc import Callable
from typing import Any

import pytest

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.languages import actions, policies
from consult.languages.enums import RenderingState
from consult.languages.models import Rendering, Speaker
from consult.languages.texts import NeededText
from projects.refusals import NotAllowed, Refusal
from tests.factories.accounts import make_user
from tests.factories.communities import make_language
from tests.factories.languages import MADE_UP, make_speaker, make_theme, write

pytestmark = pytest.mark.django_db
SPEAK = {RoleCode.COMMUNITY_LEADER, RoleCode.FACILITATOR, RoleCode.SPEAKER}
YES, NO, TOO_LATE = "yes", "not allowed", "too late"
# What others may still say of a version, by where it stands.
STATES = {
    RenderingState.DRAFT: YES,
    RenderingState.REVIEWED: YES,
    RenderingState.PUBLISHED: YES,
    RenderingState.DECLINED: YES,
    RenderingState.REPLACED: TOO_LATE,
    RenderingState.STALE: TOO_LATE,
}


def outcome(act: Callable[..., object], **facts: Any) -> str:
    try:
        act(**facts)
    except NotAllowed:
        return NO
    except Refusal:
        return TOO_LATE
    return YES


def speaking(role: RoleCode, code: str = "quc") -> User:
    """Return somebody in a role, written down as speaking whatever the role allows."""
    user = make_user(role)
    Speaker.objects.create(user=user, language=make_language(code))
    return user


@pytest.mark.parametrize("role", [*RoleCode])
def test_who_may_say_how_a_text_is_said(role: RoleCode) -> None:
    expected = YES if role in SPEAK else NO
    by, language = speaking(role), make_language("quc")
    needed = NeededText("Hola")

    said = outcome(
        actions.propose_text, by=by, language=language, needed=needed, text=MADE_UP
    )
    spoken = outcome(
        actions.propose_recording,
        by=by,
        language=language,
        needed=NeededText("{x}"),
        content=b"",
    )

    assert said == expected
    # Past the permission, the text itself is refused.
    assert spoken == (TOO_LATE if expected == YES else NO)
    assert policies.can_render(by=by, language=language) == (expected == YES)


@pytest.mark.parametrize("role", [*RoleCode])
def test_nobody_says_it_in_a_language_they_do_not_say_to_speak(role: RoleCode) -> None:
    by = speaking(role, "mam")

    assert (
        outcome(
            actions.propose_text,
            by=by,
            language=make_language("quc"),
            needed=NeededText("Hola"),
            text=MADE_UP,
        )
        == NO
    )


@pytest.mark.parametrize("state", [*STATES])
@pytest.mark.parametrize("role", [*RoleCode])
def test_who_may_judge_a_version_and_until_when(
    role: RoleCode,
    state: RenderingState,
) -> None:
    rendering = write("Hola")
    Rendering.objects.filter(pk=rendering.pk).update(state=state)
    rendering.refresh_from_db()
    by = speaking(role)
    expected = STATES[state] if role in SPEAK else NO

    assert policies.can_judge(by=by, rendering=rendering) == (expected == YES)
    assert (
        outcome(actions.judge_rendering, by=by, rendering=rendering, is_yes=True)
        == expected
    )


@pytest.mark.parametrize("role", [*RoleCode])
def test_who_may_keep_the_words_to_watch_for(role: RoleCode) -> None:
    expected = YES if role in SPEAK else NO
    by, language, theme = speaking(role), make_language("quc"), make_theme()
    there = actions.add_word(
        by=make_speaker(), language=language, theme=theme, term="avab"
    )

    assert (
        outcome(actions.add_word, by=by, language=language, theme=theme, term="zuba")
        == expected
    )
    assert outcome(actions.remove_word, by=by, word=there) == expected


@pytest.mark.parametrize("role", [*RoleCode])
def test_who_may_say_which_languages_they_speak(role: RoleCode) -> None:
    assert outcome(
        actions.set_spoken_languages,
        by=make_user(role),
        languages=[make_language("quc")],
    ) == (YES if role in SPEAK else NO)


def test_a_closed_account_may_nothing() -> None:
    by = make_speaker()
    by.is_active = False
    by.save()

    assert not policies.can_render(by=by, language=make_language("quc"))


def test_whoever_may_not_is_told_what_to_do() -> None:
    with pytest.raises(NotAllowed, match="Diga primero que usted habla este idioma"):
        write("Hola", by=make_speaker("mam"))
