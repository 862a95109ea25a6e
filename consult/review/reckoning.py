"""How a flag was computed, and what could not be, as pages show it."""

from typing import Final

from consult.consultations.models import Consultation
from consult.mismatch.engine import not_judged
from consult.mismatch.explaining import explain
from consult.mismatch.findings import Finding, Standing
from consult.mismatch.models import Flag
from consult.mismatch.phrases import Words, group_name, render
from consult.mismatch.phrases.names import need_names
from consult.mismatch.queries import words_of
from consult.web.fallbacks import SOURCE_LANGUAGE

# Needs told for each group: those that are urgent, and a few more.
_NEEDS_SHOWN: Final = 5


def reckoning_page(flag: Flag) -> dict[str, object]:
    """Return the context of the page that says how a flag was computed."""
    return {
        "flag": flag,
        "title": words_of(flag).title,
        # Written for auditors, in Spanish, like the command that prints the same.
        "text": "\n".join(explain(flag)),
        "language": SOURCE_LANGUAGE,
    }


def notes_on(consultation: Consultation) -> list[Words]:
    """Return what could not be judged of a consultation's design, in words."""
    note = not_judged(consultation)
    return [render(note.as_dict())] if note else []


def needs_by_group(finding: Finding) -> list[dict[str, object]]:
    """Return one row a group: where what a component serves stands, and what above."""
    return [_needs(each, finding) for each in finding.standings]


def _needs(standing: Standing, finding: Finding) -> dict[str, object]:
    above = zip(standing.above, standing.points_above, strict=True)
    return {
        "name": group_name(standing.group, standing.label),
        "is_deciding": standing.group == finding.params.get("group"),
        "households": standing.households,
        "place": standing.place,
        "points": standing.points,
        "above": [
            {"name": need_names([need]), "points": points} for need, points in above
        ][:_NEEDS_SHOWN],
    }
