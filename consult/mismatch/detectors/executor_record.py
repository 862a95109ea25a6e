"""Whoever will do it has finished nothing like it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consult.mismatch.findings import Finding, Severity

if TYPE_CHECKING:
    from consult.mismatch.evidence import Evidence

NAME: Final = "executor_record"


def detect(evidence: Evidence) -> list[Finding]:
    """Compare who will do it with what they have finished before.

    Compares: the implementer's finished projects of the same sector with none;
    only projects that something proves count.

    Statistic: none, it is a count of projects.

    Never blocks: a first project has to be possible, and the community may know
    the group well. High when nothing proves any finished project, or nobody is
    named; watch when what they finished was of another kind.

    Cleared by evidence of a finished similar project, by another implementer, or
    by a commitment: somebody with experience goes along and answers for it.
    """
    implementer = evidence.design.implementer
    if implementer is None:
        message, severity = "unnamed", Severity.HIGH
    elif implementer.finished_similar > 0:
        return []
    elif implementer.finished_other > 0:
        message, severity = "other", Severity.WATCH
    elif implementer.claims_without_evidence > 0:
        message, severity = "claims", Severity.HIGH
    else:
        message, severity = "none", Severity.HIGH
    return [
        Finding(
            detector=NAME,
            subject="implementer",
            severity=severity,
            message=f"{NAME}.{message}",
            policy=evidence.policy.version,
            params={
                "implementer": implementer.name if implementer else "",
                "other": implementer.finished_other if implementer else 0,
                "claims": implementer.claims_without_evidence if implementer else 0,
            },
        ),
    ]
