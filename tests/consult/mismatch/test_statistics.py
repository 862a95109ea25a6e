"""Shares, intervals and the bound that may stop money, against scipy and by chance."""

import math
import random
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from consult.mismatch.policy import DEFAULT_POLICY
from consult.mismatch.statistics import (
    Interval,
    answers_needed,
    chance_of_at_most,
    exact_interval,
    shown_interval,
    sure_share,
    surely_exceeds,
    unanimous_needed,
    wilson_interval,
)

ONE_IN_FIVE = Fraction(1, 5)


def _samples(number: int, largest: int) -> Iterator[tuple[int, int, int]]:
    """Yield random (count, answered, population), the same in every run."""
    chance = random.Random(1871)
    for _ in range(number):
        population = chance.randint(1, largest)
        answered = chance.randint(1, population)
        yield chance.randint(0, answered), answered, population


# --- What people are told -----------------------------------------------------


def test_wilson_is_scipy_s_where_the_population_is_unknown() -> None:
    for count, answered, _ in _samples(2000, 5000):
        ours = wilson_interval(count, answered)
        theirs = stats.binomtest(count, answered).proportion_ci(method="wilson")
        assert ours.low == pytest.approx(theirs.low, abs=1e-12)
        assert ours.high == pytest.approx(theirs.high, abs=1e-12)


def test_wilson_solves_the_corrected_score_equation() -> None:
    """Its ends are the shares p at which |k/n - p| is z corrected standard errors."""
    z = stats.norm.ppf(0.975)
    for count, answered, population in _samples(2000, 3000):
        if answered == population:
            continue
        share = count / answered
        correction = (population - answered) / (population - 1)

        def distance(
            p: float,
            share: float = share,
            variance: float = correction / answered,
        ) -> float:
            return float((share - p) ** 2 - z**2 * p * (1 - p) * variance)

        ours = wilson_interval(count, answered, population)
        # At 0 and 1 the share itself is a root; the other one is meant.
        below, above = share * (1 - 1e-9), share + (1 - share) * 1e-9
        low = optimize.brentq(distance, 0, below, xtol=1e-14) if count else 0.0
        high = optimize.brentq(distance, above, 1, xtol=1e-14) if share < 1 else 1.0
        assert ours.low == pytest.approx(low, abs=1e-9)
        assert ours.high == pytest.approx(high, abs=1e-9)


def test_a_census_leaves_no_doubt() -> None:
    assert wilson_interval(5, 20, 20) == Interval(0.25, 0.25)
    assert exact_interval(5, 20, 20) == Interval(0.25, 0.25)
    assert sure_share(5, 20, 20, 0.026) == 0.25


def test_more_answers_than_households_are_all_there_is() -> None:
    assert wilson_interval(6, 24, 20) == Interval(0.25, 0.25)
    assert sure_share(6, 24, 20, 0.026) == 0.25


def test_without_answers_anything_may_be_so() -> None:
    assert wilson_interval(0, 0, 140) == Interval(0.0, 1.0)
    assert exact_interval(0, 0, 140) == Interval(0.0, 1.0)
    assert sure_share(0, 0, 140, 0.026) == 0.0


def test_exact_is_scipy_s_where_the_population_is_unknown() -> None:
    for count, answered, _ in _samples(500, 120):
        ours = exact_interval(count, answered)
        theirs = stats.binomtest(count, answered).proportion_ci(method="exact")
        assert ours.low == pytest.approx(theirs.low, abs=1e-9)
        assert ours.high == pytest.approx(theirs.high, abs=1e-9)


def test_exact_holds_the_totals_that_scipy_does_not_find_too_rare() -> None:
    for count, answered, population in _samples(1500, 90):
        possible = range(population + 1)
        as_many = stats.hypergeom.sf(count - 1, population, possible, answered)
        as_few = stats.hypergeom.cdf(count, population, possible, answered)
        believed = [
            total
            for total in possible
            if count <= total <= population - (answered - count)
            and as_many[total] > 0.025 - 1e-9
            and as_few[total] > 0.025 - 1e-9
        ]
        ours = exact_interval(count, answered, population)
        assert ours.low * population == pytest.approx(min(believed))
        assert ours.high * population == pytest.approx(max(believed))


def test_small_groups_are_shown_the_exact_interval_and_others_wilson_s() -> None:
    assert shown_interval(5, 29, 140) == (exact_interval(5, 29, 140), "exact")
    assert shown_interval(5, 30, 140) == (wilson_interval(5, 30, 140), "wilson")


@pytest.mark.parametrize(("count", "answered"), [(3, 2), (-1, 2)])
def test_an_impossible_count_is_refused(count: int, answered: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        wilson_interval(count, answered)
    with pytest.raises(ValueError, match="is not a share"):
        sure_share(count, answered, 140, 0.026)


def test_the_answers_needed_tell_a_share_to_within_the_margin() -> None:
    within = Fraction(3, 20)
    assert [answers_needed(n, within) for n in (1, 5, 20, 140, 100_000)] == [
        1,
        5,
        14,
        33,
        43,
    ]
    assert answers_needed(None, within) == 43
    for population in (20, 140, 1000):
        needed = answers_needed(population, within)
        spread = stats.norm.ppf(0.975) * math.sqrt(0.25 / needed)
        spread *= math.sqrt((population - needed) / (population - 1))
        assert spread <= 0.15


def test_the_chance_of_so_few_is_scipy_s() -> None:
    for count, trials, parts in _samples(500, 200):
        share = Fraction(1, parts + 1)
        assert chance_of_at_most(count, trials, share) == pytest.approx(
            stats.binom.cdf(count, trials, float(share)),
            abs=1e-9,
        )


# --- What may stop money ------------------------------------------------------


def test_the_sure_share_is_the_least_total_the_ratio_still_believes() -> None:
    """R(K) = prior(K) / posterior(K), computed whole, with scipy's distributions."""
    for count, answered, population in _samples(1500, 120):
        error = 0.026
        totals = range(population + 1)
        chances = stats.hypergeom.pmf(count, population, totals, answered)
        # A uniform prior: beta-binomial with a = b = 1.
        prior = stats.betabinom.pmf(totals, population, 1, 1)
        posterior = prior * chances / sum(prior * chances)
        believed = [
            total
            for total in totals
            if posterior[total] > 0 and prior[total] / posterior[total] < 1 / error
        ]
        ours = sure_share(count, answered, population, error)
        assert ours * population == pytest.approx(min(believed) if count else 0)


def test_the_sure_share_of_an_unknown_population_solves_its_equation() -> None:
    for count, answered, _ in _samples(500, 200):
        if count == 0:
            continue
        share = sure_share(count, answered, None, 0.026)
        ratio = 1 / (answered + 1) / stats.binom.pmf(count, answered, share)
        assert ratio == pytest.approx(1 / 0.026, rel=1e-6)


@given(
    st.integers(1, 200).flatmap(
        lambda n: st.tuples(
            st.integers(0, n),
            st.just(n),
            st.one_of(st.none(), st.integers(1, 400)),
        ),
    ),
    st.fractions(0, Fraction(1, 2), max_denominator=50),
    st.sampled_from([0.026, 0.002]),
)
def test_a_share_surely_exceeds_what_its_sure_share_exceeds(
    sample: tuple[int, int, int | None],
    tolerance: Fraction,
    error: float,
) -> None:
    count, answered, population = sample
    sure = sure_share(count, answered, population, error)
    # Away from rounding, the test and the bound are one.
    if abs(sure - tolerance) > 1e-6:
        assert surely_exceeds(count, answered, population, tolerance, error) == (
            sure > tolerance
        )


@given(
    st.integers(1, 150).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.one_of(st.none(), st.integers(1, 300)),
    st.fractions(0, Fraction(1, 2), max_denominator=20),
)
@settings(max_examples=400)
def test_one_more_who_says_so_never_makes_it_less_sure(
    sample: tuple[int, int],
    population: int | None,
    tolerance: Fraction,
) -> None:
    count, answered = sample
    if surely_exceeds(count, answered, population, tolerance, 0.026):
        assert surely_exceeds(count + 1, answered + 1, population, tolerance, 0.026)


def test_a_million_answers_are_judged_like_a_hundred() -> None:
    assert sure_share(400_000, 900_000, 1_000_000, 0.026) == pytest.approx(
        400_000 / 900_000,
        abs=1e-3,
    )


# --- How often it is wrong, and how soon it is right --------------------------


def _ever_blocks(
    households: int,
    lacking: int,
    error: float,
    *,
    looks: int | None = None,
    sure: bool = True,
) -> float:
    """Return the exact chance that some look of a consultation blocks.

    Households answer in random order and the count is looked at after each. Every
    path of counts is followed with its chance; nothing is simulated. Without
    ``sure``, a look blocks when Wilson's low end exceeds the tolerance.
    """
    paths, blocked = {0: 1.0}, 0.0
    for heard in range(looks or households):
        onward: dict[int, float] = {}
        for count, chance in paths.items():
            lack = (lacking - count) / (households - heard)
            onward[count + 1] = onward.get(count + 1, 0) + chance * lack
            onward[count] = onward.get(count, 0) + chance * (1 - lack)
        paths = {}
        for count, chance in onward.items():
            if chance == 0:
                continue
            if (
                surely_exceeds(count, heard + 1, households, ONE_IN_FIVE, error)
                if sure
                else heard >= 4
                and wilson_interval(count, heard + 1, households).low > 0.2 + 1e-9
            ):
                blocked += chance
            else:
                paths[count] = chance
    return blocked


@pytest.mark.parametrize("households", [10, 20, 55, 140, 400])
def test_a_true_prerequisite_is_hardly_ever_blocked(households: int) -> None:
    """Exactly one in five lacks it, the worst that is still tolerated."""
    error = DEFAULT_POLICY.everybody_error
    assert _ever_blocks(households, households // 5, error) <= error


def test_an_interval_for_one_look_would_raise_many_false_alarms() -> None:
    """This is why a block does not rest on Wilson's interval."""
    wrong = _ever_blocks(140, 28, 0.05, sure=False)
    right = _ever_blocks(140, 28, DEFAULT_POLICY.everybody_error)
    assert wrong == pytest.approx(0.2586, abs=1e-3)
    assert right == pytest.approx(0.0088, abs=1e-3)


@pytest.mark.parametrize(
    ("lacking_in_ten", "looks", "least"),
    [(8, 10, 0.92), (8, 40, 0.9999), (5, 40, 0.97), (4, 60, 0.94)],
)
def test_a_missing_prerequisite_is_soon_blocked(
    lacking_in_ten: int,
    looks: int,
    least: float,
) -> None:
    """Four in five lack it: 40 of 140 households must suffice in 95 of 100."""
    error = DEFAULT_POLICY.everybody_error
    lacking = 140 * lacking_in_ten // 10
    assert _ever_blocks(140, lacking, error, looks=looks) >= least


def test_the_errors_of_community_and_groups_add_up_to_one_in_twenty() -> None:
    policy = DEFAULT_POLICY
    parts = (policy.everybody_error, policy.groups_error, policy.unanimous_error)
    assert sum(parts) <= 0.05 + 1e-12


@pytest.mark.parametrize(
    ("tolerance", "groups", "needed"),
    [("0", 30, 5), ("1/20", 30, 5), ("1/5", 30, 5), ("1/5", 40, 6), ("1/2", 30, 12)],
)
def test_as_many_must_say_the_same_as_chance_hardly_brings_together(
    tolerance: str,
    groups: int,
    needed: int,
) -> None:
    share = Fraction(tolerance)
    assert unanimous_needed(share, 0.01 / groups, at_least=5) == needed
    assert share**needed * groups <= 0.01
    assert needed == 5 or share ** (needed - 1) * groups > 0.01


def test_no_tolerance_is_refused() -> None:
    with pytest.raises(ValueError, match="1 is no tolerance"):
        unanimous_needed(Fraction(1), 0.01, at_least=5)


@given(
    st.integers(1, 150).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.one_of(st.none(), st.integers(1, 300)),
    st.fractions(0, Fraction(1, 2), max_denominator=20),
    st.floats(0.0002, 0.03),
)
@settings(max_examples=400)
def test_one_who_is_content_never_makes_it_surer_that_too_many_are_not(
    sample: tuple[int, int],
    population: int | None,
    tolerance: Fraction,
    error: float,
) -> None:
    """The simulation looks only after somebody reports the problem."""
    count, answered = sample
    if surely_exceeds(count, answered + 1, population, tolerance, error):
        assert surely_exceeds(count, answered, population, tolerance, error)
