"""Shares of a small community, and how sure one may be of them.

A community is a finite population: N households, K of which have the problem.
n answered, k of them say so. Three questions are asked of these numbers, and
each has its own tool:

What do we tell people?
    The Wilson score interval (Wilson 1927, J. Am. Stat. Assoc. 22:209) with a
    finite-population correction (Cochran 1977, *Sampling Techniques*, section
    2.6): ``wilson_interval``. Easy to check with any calculator. For a small
    group the exact hypergeometric interval (Konijn 1973; Wright 1991, *Exact
    Confidence Bounds when Sampling from Small Finite Universes*; for an unknown
    population it is Clopper and Pearson 1934): ``exact_interval``.

May this stop money?
    Evidence is looked at after every testimony. An interval made for one look
    and used at each one raises a false alarm far more often than it says. So a
    block rests on a confidence sequence, which holds at all looks together:
    ``sure_share`` and ``surely_exceeds`` (Waudby-Smith and Ramdas 2020,
    *Confidence sequences for sampling without replacement*, NeurIPS 33,
    arXiv:2006.04347: the prior-posterior-ratio martingale).

How many answers are enough?
    ``answers_needed``.

What the confidence sequence is
    Give K a prior; here every K from 0 to N is as likely as any other (the
    beta-binomial prior with a = b = 1). For the true K the ratio prior(K) /
    posterior(K), followed through the testimonies, is a martingale that starts at
    1 and is never negative, so by Ville's inequality it ever reaches 1/e with a
    probability of at most e, whatever the prior. The K whose ratio stays below
    1/e are those one may still believe. With a uniform prior the ratio is

        R(K) = [1 / (n + 1)] / [C(K, k) C(N - K, n - k) / C(N, n)]

    that is: how well "any K" predicted what was heard, against how well this K
    did. It takes two factorials and no simulation, and depends on counts alone:
    the order of the testimonies cannot matter.

What it assumes
    That those who answered first are not chosen for what they answer. No
    interval can repair that; it is why who was not heard, and who was told what
    to say, have detectors of their own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_HALVINGS = 60
_TINY = 1e-9
# Small groups answer alike: the same few counts come again and again.
_REMEMBERED = 1 << 15


@dataclass(frozen=True, slots=True)
class Interval:
    """The two ends of a share, 0 to 1."""

    low: float
    high: float


def _check(count: int, answered: int) -> None:
    if not 0 <= count <= answered:
        raise ValueError(f"{count} of {answered} is not a share")


def _population(answered: int, population: int | None) -> int | None:
    # More answers than households means that the census is old or that several
    # people of a house answered: those who answered are then all there is.
    return None if population is None else max(population, answered)


# --- What people are told -----------------------------------------------------


def wilson_interval(
    count: int,
    answered: int,
    population: int | None = None,
    confidence: float = 0.95,
) -> Interval:
    """Return the Wilson score interval of a share in a finite population.

    With p = k/n, z the normal quantile and m = n (N - 1) / (N - n) the number of
    answers after the finite-population correction (m = n for an unknown N):

        (p + z²/2m ± z √(p(1 - p)/m + z²/4m²)) / (1 + z²/m)

    When everybody answered it is the share itself. Without answers it is 0 to 1.
    Raises ``ValueError`` unless ``0 <= count <= answered``.
    """
    _check(count, answered)
    if answered == 0:
        return Interval(0.0, 1.0)
    share = count / answered
    size = _population(answered, population)
    if size == answered:
        return Interval(share, share)
    effective: float = answered
    if size is not None:
        effective = answered * (size - 1) / (size - answered)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    ratio = z * z / effective
    centre = share + ratio / 2
    spread = z * math.sqrt(share * (1 - share) / effective + ratio / effective / 4)
    return Interval(
        max(0.0, (centre - spread) / (1 + ratio)) if count else 0.0,
        min(1.0, (centre + spread) / (1 + ratio)) if count < answered else 1.0,
    )


def exact_interval(
    count: int,
    answered: int,
    population: int | None = None,
    confidence: float = 0.95,
) -> Interval:
    """Return the exact interval of a share, for small groups.

    The low end is the smallest K with which as many as k among n is not rarer
    than (1 - confidence)/2; the high end is the largest K with which as few as k
    is not. Exact means: at least as sure as it says, for every K. The chances are
    hypergeometric in a known population, binomial in an unknown one. Raises
    ``ValueError`` unless ``0 <= count <= answered``.
    """
    _check(count, answered)
    if answered == 0:
        return Interval(0.0, 1.0)
    # A chance of exactly this much is not rarer, however it was rounded.
    rarity = (1 - confidence) / 2 * (1 - 1e-9)
    size = _population(answered, population)
    # The high end of k is the low end of n - k, seen from the other side.
    return Interval(
        _exact_low(count, answered, size, rarity),
        1 - _exact_low(answered - count, answered, size, rarity),
    )


def _exact_low(count: int, answered: int, size: int | None, rarity: float) -> float:
    if count == 0:
        return 0.0
    if size is None:
        return _first(
            lambda share: _binomial_at_least(count, answered, share) > rarity,
        )
    smallest = _first_integer(
        count,
        size - (answered - count),
        lambda total: _hypergeometric_at_least(count, answered, total, size) > rarity,
    )
    return smallest / size


@lru_cache(maxsize=_REMEMBERED)
def shown_interval(
    count: int,
    answered: int,
    population: int | None,
    confidence: float = 0.95,
) -> tuple[Interval, str]:
    """Return the interval that people are shown, and the name of its method.

    It is ``"wilson"`` from thirty answers on and ``"exact"`` below, where the
    normal curve behind Wilson's interval is too rough.
    """
    if answered < _SMALL:
        return exact_interval(count, answered, population, confidence), "exact"
    return wilson_interval(count, answered, population, confidence), "wilson"


_SMALL = 30


# --- What may stop money ------------------------------------------------------


@lru_cache(maxsize=_REMEMBERED)
def surely_exceeds(
    count: int,
    answered: int,
    population: int | None,
    tolerance: Fraction,
    error: float,
) -> bool:
    """Say whether a share is above ``tolerance``, however often one has looked.

    If the share is in truth at or below the tolerance, the chance that this is
    ever true, over all the looks of a whole consultation, is at most ``error``.
    Raises ``ValueError`` unless ``0 <= count <= answered``.
    """
    _check(count, answered)
    if Fraction(count) <= tolerance * answered:
        return False
    size = _population(answered, population)
    if size is None:
        chance = _log_binomial(count, answered, float(tolerance))
    else:
        allowed = math.floor(tolerance * size)
        chance = _log_hypergeometric(count, answered, allowed, size)
    return _is_unbelievable(chance, answered, error)


@lru_cache(maxsize=_REMEMBERED)
def sure_share(
    count: int,
    answered: int,
    population: int | None,
    error: float,
) -> float:
    """Return the share that may be relied on, however often one has looked.

    It is the low end of the confidence sequence: over all the looks of a whole
    consultation the true share is below it with a chance of at most ``error``.
    Raises ``ValueError`` unless ``0 <= count <= answered``.
    """
    _check(count, answered)
    if count == 0:
        return 0.0
    size = _population(answered, population)
    if size is None:
        return _first(
            lambda share: (
                not _is_unbelievable(
                    _log_binomial(count, answered, share),
                    answered,
                    error,
                )
            ),
            until=count / answered,
        )
    # The chance of what was heard grows with K up to the most likely K.
    likeliest = min((size + 1) * count // answered, size - (answered - count))
    smallest = _first_integer(
        count,
        likeliest,
        lambda total: (
            not _is_unbelievable(
                _log_hypergeometric(count, answered, total, size),
                answered,
                error,
            )
        ),
    )
    return smallest / size


def unanimous_needed(tolerance: Fraction, error: float, *, at_least: int) -> int:
    """Return from how many answers on "all of them say so" can hardly be chance.

    If the share is in truth at or below the tolerance t, the first n answers of a
    group all say so with a chance of at most tⁿ, whatever the population; this is
    the smallest n of at least ``at_least`` for which that is at most ``error``.
    Later answers can only break the unanimity, so it holds however often one looks.
    Raises ``ValueError`` unless the tolerance is at least 0 and below 1.
    """
    if not 0 <= tolerance < 1:
        raise ValueError(f"{tolerance} is no tolerance")
    if tolerance == 0:
        return at_least
    return max(at_least, math.ceil(math.log(error) / math.log(tolerance) - _TINY))


def _is_unbelievable(log_chance: float, answered: int, error: float) -> bool:
    """Say whether R = [1 / (n + 1)] / chance has reached 1 / error."""
    return -math.log(answered + 1) - log_chance >= -math.log(error)


# --- How many are enough, how few are too few ---------------------------------


def answers_needed(
    population: int | None,
    within: Fraction,
    confidence: float = 0.95,
) -> int:
    """Return how many answers tell a share to within ± ``within``.

    The usual sample size for a share of one half, the worst case, with the
    finite-population correction (Cochran 1977, section 4.4): n₀ = z² / 4d², then
    n = n₀ / (1 + (n₀ - 1) / N), rounded up. Never more than the population.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    unlimited = z * z / (4 * float(within) ** 2)
    if population is None:
        return math.ceil(unlimited)
    return min(population, math.ceil(unlimited / (1 + (unlimited - 1) / population)))


def chance_of_at_most(count: int, trials: int, share: Fraction) -> float:
    """Return the chance of ``count`` or fewer among ``trials`` (binomial).

    Raises ``ValueError`` unless ``0 <= count <= trials``.
    """
    _check(count, trials)
    return _binomial_at_least(trials - count, trials, 1 - float(share))


# --- Chances ------------------------------------------------------------------


def _log_choose(total: int, chosen: int) -> float:
    if not 0 <= chosen <= total:
        return -math.inf
    return (
        math.lgamma(total + 1)
        - math.lgamma(chosen + 1)
        - math.lgamma(total - chosen + 1)
    )


def _log_hypergeometric(count: int, answered: int, total: int, size: int) -> float:
    """Return log chance of k when n are heard of N, K of which have the problem."""
    return (
        _log_choose(total, count)
        + _log_choose(size - total, answered - count)
        - _log_choose(size, answered)
    )


def _log_binomial(count: int, answered: int, share: float) -> float:
    if share <= 0:
        return 0.0 if count == 0 else -math.inf
    if share >= 1:
        return 0.0 if count == answered else -math.inf
    return (
        _log_choose(answered, count)
        + count * math.log(share)
        + (answered - count) * math.log1p(-share)
    )


def _binomial_at_least(count: int, answered: int, share: float) -> float:
    return math.fsum(
        math.exp(_log_binomial(each, answered, share))
        for each in range(count, answered + 1)
    )


def _hypergeometric_at_least(count: int, answered: int, total: int, size: int) -> float:
    return math.fsum(
        math.exp(_log_hypergeometric(each, answered, total, size))
        for each in range(count, min(answered, total) + 1)
    )


def _first_integer(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the first integer from which on ``holds``; ``high`` is known to hold."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return high


def _first(holds: Callable[[float], bool], until: float = 1.0) -> float:
    """Return, from below, the share from which on ``holds``."""
    low, high = 0.0, until
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return low
