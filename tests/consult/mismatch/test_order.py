"""Whatever the order in which people are heard, the same is seen in the end."""

import random
from typing import Any

import pytest

from consult.consultations.models import Consultation
from consult.feedback.actions import withdraw_testimony
from consult.feedback.models import Testimony as Given
from consult.mismatch import engine
from consult.mismatch.actions import Evaluation, evaluate
from consult.mismatch.checking import check
from consult.mismatch.findings import Finding
from consult.mismatch.models import Flag
from tests.factories.feedback import give_testimony, make_answerable

pytestmark = pytest.mark.django_db

RIVER, TAP = "no_service", "safely_managed"
# Five at the river, one after the other, would stop the money; so would five who were
# told what to answer. Among all it is few.
VILLAGE: list[dict[str, Any]] = [
    *({"water": RIVER, "sex": "female", "told": "no"} for _ in range(4)),
    *({"water": TAP, "sex": "male", "told": "no"} for _ in range(16)),
    *({"water": TAP, "sex": "female", "told": "yes"} for _ in range(2)),
    {"water": "dont_know", "sex": "", "told": "prefer_not"},
]


def hear(consultation: Consultation, household: dict[str, Any]) -> Given:
    """Store what one household says."""
    return give_testimony(
        consultation,
        answers={
            "living:water": [household["water"]],
            "told_what_to_answer": [household["told"]],
            "needs": ["water", "road"] if household["water"] == RIVER else ["health"],
        },
        sex=household["sex"],
        receipt="",
    )


def seen(consultation: Consultation) -> tuple[Finding, ...]:
    """Evaluate, and return what the detectors see; a second look changes nothing."""
    evaluate(consultation_id=consultation.pk)
    assert evaluate(consultation_id=consultation.pk) == Evaluation()
    return engine.findings(consultation)


def supported(consultation: Consultation) -> set[tuple[str, str]]:
    """Return the flags that the engine still sees."""
    return set(
        Flag.objects.filter(consultation=consultation, supported=True).values_list(
            "detector",
            "subject",
        ),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_testimonies_never_changes_what_is_found(seed: int) -> None:
    consultation = make_answerable()
    ways = [VILLAGE, random.Random(seed).sample(VILLAGE, len(VILLAGE))]
    found = []
    for way in ways:
        testimonies = []
        for household in way:
            testimonies.append(hear(consultation, household))
            evaluate(consultation_id=consultation.pk)
        found.append(seen(consultation))
        assert supported(consultation) == {
            (each.detector, each.subject) for each in found[-1]
        }
        assert check(consultation).agrees
        for testimony in testimonies:
            withdraw_testimony(testimony=testimony)
    assert found[0] == found[1]
    assert found[0] != ()


def test_a_flag_raised_on_the_way_stays_marked_no_longer_supported() -> None:
    """The first five are all at the river; the others are not."""
    consultation = make_answerable()
    nothing_said = seen(consultation)
    for household in VILLAGE[:4]:
        hear(consultation, household)
    # The fifth comes to withdraw.
    fifth = hear(consultation, VILLAGE[0])
    evaluate(consultation_id=consultation.pk)
    raised = Flag.objects.get(detector="unmet_prerequisite")
    assert raised.severity == "block"

    withdraw_testimony(testimony=fifth)
    for household in VILLAGE[4:]:
        hear(consultation, household)
    found = {(each.detector, each.subject): each for each in seen(consultation)}

    raised.refresh_from_db()
    now = found[raised.detector, raised.subject]
    # Four of six women say so, not surely too many; the flag weighs what it weighed.
    assert (now.severity, raised.severity, raised.supported) == ("high", "block", True)
    assert raised.finding == now.as_dict()
    for testimony in consultation.testimonies.all():
        withdraw_testimony(testimony=testimony)
    assert seen(consultation) == nothing_said
    raised.refresh_from_db()
    assert (raised.severity, raised.supported) == ("block", False)


def test_withdrawing_gives_exactly_what_would_be_found_without_it() -> None:
    consultation = make_answerable()
    chance = random.Random(169)
    for household in VILLAGE:
        hear(consultation, household)
    for _ in range(6):
        before = seen(consultation)
        other = hear(consultation, chance.choice(VILLAGE))
        between = seen(consultation)
        withdraw_testimony(testimony=other)
        assert seen(consultation) == before
        assert between != before
        assert check(consultation).agrees
