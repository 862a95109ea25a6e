"""Anything, in any order, by anybody: the gate agrees with an oracle every time.

`make nightly` runs it some thousand times on each database and prints the figures.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.consult.release.machine import SPOILERS, GateMachine
from tests.consult.release.machine.judge import LONG_RUN
from tests.consult.release.stage import Stage
from tests.figures import note

LONG = 100
RUNS = int(os.environ.get("CONSULT_MACHINE_RUNS", "8"))
# At most as many steps a run. By night so many that fifty acts come of them, and some
# more runs than are asked for: of the few that Hypothesis ends sooner none is counted.
STEPS = 50 if RUNS < LONG else 70
MORE = 1.0 if RUNS < LONG else 1.6
# A long run is cut up, so that every core has a part.
PARTS = int(os.environ.get("CONSULT_MACHINE_PARTS", "1"))


@pytest.mark.timeout(RUNS * 60)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(PARTS))
def test_the_gate_and_the_oracle_agree_on_every_release_and_every_refusal(
    part: int,
) -> None:
    stage = Stage()
    del part
    GateMachine.figures.clear()
    run_state_machine_as_test(
        # Any callable that gives a machine will do; the annotation says less.
        lambda: GateMachine(stage),  # type: ignore[arg-type]
        settings=settings(
            max_examples=int(RUNS * MORE) // PARTS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            # Chance searches by night; by day the same runs are made each time.
            derandomize=RUNS < LONG,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    note("machine", GateMachine.figures)
    if RUNS >= LONG:
        # A machine that never releases proves nothing.
        assert GateMachine.figures["release done"] > RUNS // PARTS // 10
        long = GateMachine.figures[f"runs of {LONG_RUN} acts or more"]
        assert long >= RUNS // PARTS


@pytest.mark.django_db(transaction=True)
def test_whatever_happens_after_the_signatures_the_oracle_and_the_gate_agree() -> None:
    stage = Stage()
    for spoiler in SPOILERS:
        run = GateMachine(stage)
        run.spoil(spoiler)
        run.teardown()
    run = GateMachine(stage)
    run.do_it_well(1, go=True)
    assert run.oracle.released == {1}
    run.teardown()


@pytest.mark.django_db(transaction=True)
def test_over_broken_glass_money_goes_and_after_the_next_flag_it_does_not() -> None:
    stage = Stage()
    for spoiled in (False, True):
        run = GateMachine(stage)
        run.testify(-1, told=True, times=5)
        run.look(-1)
        run.ask(1, -1, "author")
        run.break_glass(-1, "ines", every=True, minutes=1)
        run.sign_glass(-1, "oscar")
        for name in ("ana", "beto"):
            run.approve(-1, name, 1)
        if spoiled:
            run.decide(-1, "no_consent", 1, "officer")
        run.release(-1, "author")
        assert run.oracle.released == (set() if spoiled else {1})
        run.teardown()
