"""Reads of flags for screens."""

from consult.mismatch.findings import Finding
from consult.mismatch.models import Flag
from consult.mismatch.phrases import Words, render


def finding_of(flag: Flag) -> Finding:
    """Return a flag's latest finding as the detector made it."""
    return Finding.from_dict(flag.finding)


def words_of(flag: Flag) -> Words:
    """Return a flag's title, explanation and what would clear it, in plain words."""
    return render(flag.finding)
