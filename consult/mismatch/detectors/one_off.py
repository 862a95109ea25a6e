"""Fewer rounds, shorter notice or less time than required."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consult.mismatch.findings import Finding, Parameter, Severity

if TYPE_CHECKING:
    from consult.mismatch.evidence import Evidence

NAME: Final = "one_off"


def detect(evidence: Evidence) -> list[Finding]:
    """Compare how the consultation was held with what its kind requires.

    Compares: the days on which rounds were held with the rounds required (two on
    one day are one visit); the days of notice with those required; the days it
    was open; and, where required, whether a round was held without the promoter.

    Statistic: none, these are counts of days. What is unknown counts as missing.

    Blocks when no round was held at all. Otherwise each shortfall is high. Rounds
    and open days are judged once the consultation is due, notice at once: days of
    notice that were not given cannot be given afterwards.

    Cleared by holding the rounds that are missing; a short notice by announcing
    and opening the consultation again, or by the community saying, on record,
    that it had the time it needed.
    """
    held = len(evidence.consultation.round_days)
    required = evidence.consultation.required_rounds
    found = [_notice(evidence)]
    if evidence.consultation.due:
        found += [
            _rounds(evidence, held, required),
            _open_days(evidence),
            _without_promoter(evidence),
        ]
    return [finding for finding in found if finding]


def _finding(
    evidence: Evidence,
    subject: str,
    message: str,
    severity: Severity = Severity.HIGH,
    **params: Parameter,
) -> Finding:
    return Finding(
        detector=NAME,
        subject=subject,
        severity=severity,
        message=f"{NAME}.{message}",
        policy=evidence.policy.version,
        params=params,
    )


def _notice(evidence: Evidence) -> Finding | None:
    given = evidence.consultation.notice_days
    required = evidence.consultation.required_notice_days
    if required == 0 or (given is not None and given >= required):
        return None
    if given is None:
        return _finding(evidence, "notice", "notice_unknown", required=required)
    return _finding(evidence, "notice", "notice", given=given, required=required)


def _rounds(evidence: Evidence, held: int, required: int) -> Finding | None:
    if held >= required:
        return None
    if held == 0:
        return _finding(
            evidence,
            "rounds",
            "no_rounds",
            Severity.BLOCK,
            required=required,
        )
    return _finding(evidence, "rounds", "rounds", held=held, required=required)


def _open_days(evidence: Evidence) -> Finding | None:
    passed = evidence.consultation.open_days
    required = evidence.consultation.required_open_days
    if required == 0 or (passed is not None and passed >= required):
        return None
    if passed is None:
        return _finding(evidence, "open_days", "open_unknown", required=required)
    return _finding(evidence, "open_days", "open", passed=passed, required=required)


def _without_promoter(evidence: Evidence) -> Finding | None:
    consultation = evidence.consultation
    if not consultation.round_without_promoter_required or not consultation.rounds:
        return None
    if any(not each.promoter_present for each in consultation.rounds):
        return None
    return _finding(evidence, "without_promoter", "without_promoter")
