"""Consultations of any size, seeded, stored by the thousand and not one by one."""

import random
from typing import Final

from django.db import connection

from consult.consultations.models import Consultation
from consult.feedback.actions import mend_counters
from consult.feedback.models import Testimony
from consult.feedback.queries import rules_of
from consult.feedback.vocabulary import NonAnswer
from consult.mismatch.models import Flag
from consult.story.crowds import crowd_of
from consult.story.inventing import Invented, invent
from tests.factories.consultations import days_ago

# Different people there are; the others say the same as one of them.
_KINDS: Final = 5000
_COLUMNS: Final = (
    *("state", "language_id", "channel", "collected_by_id", "collected_week", "sex"),
    *("age_band", "displacement", "disability", "answers", "sealed_words"),
    *("unsaid", "content_hash", "version", "in_tally", "device_digest"),
)


def answers_of(
    chance: random.Random, consultation: Consultation
) -> dict[str, list[str]]:
    """Return what somebody answers to every question, one in ten a non-answer."""
    told = {}
    for code, rule in sorted(rules_of(consultation).items()):
        choices = sorted(rule.choices - rule.alone)
        if not choices or chance.random() < 1 / 10:
            told[code] = [chance.choice(list(NonAnswer)).value]
        elif rule.numbers:
            told[code] = [str(chance.randint(*rule.numbers))]
        else:
            most = min(rule.most_choices or 1, len(choices))
            told[code] = chance.sample(choices, most)
    return told


def grow(consultation: Consultation, households: int, seed: int = 169) -> None:
    """Let a consultation have so many testimonies, and count them."""
    standing = consultation.testimonies.count()
    kinds = min(_KINDS, households - standing)
    # Otherwise each would bring the same people once more.
    crowd = crowd_of(consultation, size=kinds, seed=seed + standing)
    Testimony.objects.bulk_create(
        [_testimony(each, consultation) for each in invent(crowd)],
        batch_size=500,
    )
    total = standing + kinds
    while total < households:
        total += _copy(consultation, min(households - total, total))
    mend_counters(consultation_id=consultation.pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _testimony(each: Invented, consultation: Consultation) -> Testimony:
    return Testimony(
        uuid=each.uuid,
        consultation=consultation,
        language_id=each.language,
        channel=each.channel,
        collected_week=days_ago(days_ago(0).weekday()),
        sex=each.sex,
        age_band=each.age_band,
        displacement=each.displacement,
        disability=each.disability,
        answers=each.answers,
        content_hash=f"{each.uuid.int:064x}",
        # They are put into the counters all at once, by counting them again.
        in_tally=True,
    )


def _copy(consultation: Consultation, many: int) -> int:
    """Store the first so many once more, each under a number of its own."""
    columns = ", ".join(_COLUMNS)
    number = (
        "gen_random_uuid()"
        if connection.vendor == "postgresql"
        else "lower(hex(randomblob(16)))"
    )
    # Only our own names are put into the statement.
    statement = " ".join(
        (
            *(
                "INSERT INTO",
                "feedback_testimony",
                f"(uuid, consultation_id, {columns})",
            ),
            *("SELECT", number, ", consultation_id,", columns),
            "FROM feedback_testimony WHERE consultation_id = %s LIMIT %s",
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [consultation.pk, many])
    return many


def raise_flags(consultations: list[Consultation], total: int) -> None:
    """Raise so many flags like those that stand, spread over consultations."""
    patterns = list(Flag.objects.order_by("pk")[:20])
    standing = Flag.objects.filter(subject__startswith="made-").count()
    Flag.objects.bulk_create(
        (
            Flag(
                design_id=where.design_id,
                community_id=where.community_id,
                consultation=where,
                detector=like.detector,
                subject=f"made-{number}",
                severity=like.severity,
                finding=like.finding,
                raised_on=like.raised_on,
            )
            for number in range(standing, total)
            for like in (patterns[number % len(patterns)],)
            for where in (consultations[number % len(consultations)],)
        ),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
