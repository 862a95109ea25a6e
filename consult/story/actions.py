"""Write invented testimonies, many at once."""

from fractions import Fraction
from itertools import islice
from typing import Final

from django.db import transaction
from django.utils import timezone

from consult.accounts.models import User
from consult.consultations.actions import note_evidence
from consult.consultations.models import Consultation
from consult.feedback import policies
from consult.feedback.actions import tally_testimonies
from consult.feedback.fingerprints import fingerprint
from consult.feedback.models import Testimony
from consult.story.crowds import crowd_of
from consult.story.inventing import Invented, invent

_BATCH: Final = 2000


@transaction.atomic
def add_invented_testimonies(
    *,
    consultation: Consultation,
    size: int,
    seed: int,
    stuffed: Fraction = Fraction(0),
    by: User | None = None,
) -> int:
    """Store as many invented testimonies, and count them.

    For demonstrations, tests and measuring only: they have no receipt, and who was
    taken down by somebody is not written down by whom. All are stored, or none.
    Returns how many.

    Raises:
        IntegrityError: this seed was told in this consultation before.
        Refusal: the consultation takes no testimonies.
        ValueError: `stuffed` is no share.

    """
    del by
    policies.check_takes_testimonies(consultation)
    invented = invent(crowd_of(consultation, size=size, seed=seed, stuffed=stuffed))
    week = policies.monday_of(timezone.localdate())
    while batch := list(islice(invented, _BATCH)):
        Testimony.objects.bulk_create(
            Testimony(
                uuid=each.uuid,
                consultation=consultation,
                language_id=each.language,
                channel=each.channel,
                collected_week=week,
                sex=each.sex,
                age_band=each.age_band,
                displacement=each.displacement,
                disability=each.disability,
                part_id=each.part_id,
                answers=each.answers,
                content_hash=_fingerprint(consultation, each),
            )
            for each in batch
        )
    tally_testimonies(consultation_id=consultation.pk)
    note_evidence(consultation_id=consultation.pk, reason="testimony")
    return size


def _fingerprint(consultation: Consultation, each: Invented) -> str:
    return fingerprint(
        {
            "consultation": consultation.pk,
            "language": each.language,
            "channel": str(each.channel),
            "by": None,
            "answers": each.answers,
            "words": {},
            "sex": str(each.sex),
            "age_band": str(each.age_band),
            "displacement": str(each.displacement),
            "disability": each.disability,
            **({"part": each.part_id} if each.part_id else {}),
        },
    )
