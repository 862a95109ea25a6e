"""In which parts of the community one may say that one lives, as it was frozen."""

from collections.abc import Iterable
from typing import TypedDict

from consult.consultations.models import Consultation
from consult.feedback.models import Questionnaire


class AskedPart(TypedDict):
    """A part of the community as a questionnaire froze it."""

    id: int
    name: str


def parts_asked(consultation: Consultation) -> list[AskedPart]:
    """Return the parts that one may say one lives in; where there are none, nothing."""
    try:
        parts: list[AskedPart] = consultation.questionnaire.parts
    except Questionnaire.DoesNotExist:
        return []
    return parts


def parts_asked_in(
    consultations: Iterable[Consultation],
) -> dict[int, list[AskedPart]]:
    """Return `parts_asked` of each of several consultations, by number: one query."""
    return dict(
        Questionnaire.objects.filter(consultation__in=consultations).values_list(
            "consultation_id",
            "parts",
        ),
    )
