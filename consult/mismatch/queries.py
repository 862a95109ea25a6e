"""Reads of flags, and of the numbers they are judged by."""

from consult.mismatch.findings import Finding
from consult.mismatch.models import Flag, PolicyVersion
from consult.mismatch.phrases import Words, render
from consult.mismatch.policy import DEFAULT_POLICY, Policy


def finding_of(flag: Flag) -> Finding:
    """Return a flag's latest finding as the detector made it."""
    return Finding.from_dict(flag.finding)


def words_of(flag: Flag) -> Words:
    """Return a flag's title, explanation and what would clear it, in plain words."""
    return render(flag.finding)


def policy_in_force() -> Policy:
    """Return the numbers that hold now."""
    newest = PolicyVersion.objects.first()
    return newest.policy if newest else DEFAULT_POLICY


def policy_of(version: str) -> Policy | None:
    """Return the numbers of a version, None if it is of an older program."""
    if version == DEFAULT_POLICY.version:
        return DEFAULT_POLICY
    row = PolicyVersion.objects.filter(version=version).first()
    return row.policy if row else None
