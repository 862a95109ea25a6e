"""What somebody says of themselves, as a testimony keeps it."""

from collections.abc import Mapping
from typing import Final, TypedDict

from consult.feedback.vocabulary import NON_ANSWERS
from consult.languages.models import Language

FIELDS: Final = ("language", "sex", "age_band", "displacement", "disability", "part")


class Oneself(TypedDict):
    """What somebody says of themselves, as a testimony keeps it."""

    language: Language | None
    sex: str
    age_band: str
    displacement: str
    disability: bool | None
    part_id: int | None
    # "No sé" and the like, by the field that was asked for.
    unsaid: dict[str, str]


def without_unsaid(about: Mapping[str, str]) -> dict[str, str]:
    """Return what was said of oneself, empty where it was "no sé" or the like."""
    return {field: "" if said in NON_ANSWERS else said for field, said in about.items()}


def told_of_oneself(about: Mapping[str, str]) -> Oneself:
    """Return what was said about oneself; what is empty or missing was not said.

    "No sé" and the like are kept as what was said, and say nothing of anybody: they
    stand in none of the fields that groups are made of.
    """
    said = without_unsaid(about)
    return {
        "language": Language.objects.filter(pk=said.get("language", "")).first(),
        "sex": said.get("sex", ""),
        "age_band": said.get("age_band", ""),
        "displacement": said.get("displacement", ""),
        "disability": {"yes": True, "no": False}.get(said.get("disability", "")),
        "part_id": int(part) if (part := said.get("part", "")).isdecimal() else None,
        "unsaid": {
            field: about[field] for field in FIELDS if about.get(field) in NON_ANSWERS
        },
    }
