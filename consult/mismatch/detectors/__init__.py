"""Every detector: what the design says against what the people say.

A detector is a pure function ``Evidence -> list[Finding]`` in a module of its
own. Its docstring says what it compares, by which statistic, when it blocks and
what would clear it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from consult.mismatch.detectors import (
    coercion,
    comprehension,
    consent,
    cost,
    excluded_group,
    executor_legitimacy,
    executor_record,
    integrity,
    language,
    one_off,
    priority,
    unheard_group,
    unmet_prerequisite,
    untested_assumption,
    untrue_statement,
    upkeep,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from consult.mismatch.evidence import Evidence
    from consult.mismatch.findings import Finding

Detector: TypeAlias = "Callable[[Evidence], list[Finding]]"
DETECTORS: Final[tuple[Detector, ...]] = (
    unmet_prerequisite.detect,
    untrue_statement.detect,
    untested_assumption.detect,
    priority.detect,
    language.detect,
    comprehension.detect,
    one_off.detect,
    unheard_group.detect,
    excluded_group.detect,
    cost.detect,
    executor_record.detect,
    executor_legitimacy.detect,
    upkeep.detect,
    coercion.detect,
    consent.detect,
    integrity.detect,
)
"""In the order of the design document."""


def run(evidence: Evidence) -> tuple[Finding, ...]:
    """Return what every detector sees, the worst first, always in the same order.

    No two findings share detector and subject.
    """
    found = [finding for detect in DETECTORS for finding in detect(evidence)]
    return tuple(sorted(found, key=lambda finding: finding.sort_key))
