from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.sessions.backends.cache import SessionStore
from django.core.cache import cache

from consult.accounts import throttle
from consult.accounts.throttle import COMMON, OWN, TooManyGuesses

START = datetime(2027, 3, 1, 15, 0, tzinfo=UTC)


def wrong(session: SessionStore, times: int) -> None:
    for _ in range(times):
        throttle.note_wrong(session)


def test_a_few_slips_cost_nothing() -> None:
    session = SessionStore()
    wrong(session, OWN.guesses - 1)

    throttle.check(session)


def test_a_visitor_who_guesses_waits_and_may_then_try_again() -> None:
    session = SessionStore()
    with time_machine.travel(START, tick=False) as clock:
        wrong(session, OWN.guesses)
        with pytest.raises(TooManyGuesses, match="Espere diez minutos"):
            throttle.check(session)
        clock.shift(OWN.seconds + 1)
        cache.clear()

        throttle.check(session)


def test_one_visitor_who_guesses_does_not_stop_the_others() -> None:
    wrong(SessionStore(), OWN.guesses)

    throttle.check(SessionStore())


def test_guessing_with_ever_new_sessions_is_slowed_for_everybody() -> None:
    for _ in range(COMMON.guesses):
        wrong(SessionStore(), 1)

    with pytest.raises(TooManyGuesses, match="Espere un minuto"):
        throttle.check(SessionStore())


def test_a_code_that_works_forgets_the_slips() -> None:
    session = SessionStore()
    wrong(session, OWN.guesses)
    throttle.forget(session)

    throttle.check(session)


def test_no_counter_knows_who_guesses() -> None:
    session = SessionStore()
    wrong(session, 1)

    assert cache.get("accounts:card-guesses") == 1
    assert list(session.keys()) == ["card_guesses"]
