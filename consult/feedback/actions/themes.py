"""How often people speak of what speakers watch for: numbers, and nobody's words.

Counted when a testimony is stored, while its words are still open. When the list of
words changes, a sweeper opens what was sealed and counts anew. Nothing here raises a
flag: it says what to read first.
"""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from consult.accounts import sealing
from consult.feedback.enums import TestimonyState
from consult.feedback.models import (
    SpokenAnswer,
    Testimony,
    ThemeCount,
    ThemesCounted,
)
from consult.feedback.queries import with_old_themes
from consult.languages.watching import forget, list_version, watched

_BATCH: Final = 500


def move_themes(
    *,
    consultation_id: int,
    after: Mapping[str, str],
    before: Mapping[str, str] | None = None,
) -> None:
    """Count what one testimony's words speak of now, instead of what they did before.

    Inside the transaction that stores, corrects or withdraws it.
    """
    watch = watched()
    now = watch.themes_in("\n".join(after.values())) if after else frozenset()
    then = watch.themes_in("\n".join(before.values())) if before else frozenset()
    if now == then:
        return
    held = _hold(consultation_id)
    if held.list_version != watch.version:
        # This process or the counts are behind: the sweeper counts anew.
        ThemesCounted.objects.filter(pk=held.pk).update(list_version="")
    for theme in sorted(now ^ then):
        row, _is_new = ThemeCount.objects.get_or_create(
            consultation_id=consultation_id,
            theme_id=theme,
        )
        step = 1 if theme in now else -1
        ThemeCount.objects.filter(pk=row.pk).update(testimonies=F("testimonies") + step)


@transaction.atomic
def recount_themes(*, consultation_id: int) -> dict[str, int]:
    """Count the themes of a consultation from its sealed words, with today's list.

    Whoever gives a testimony that speaks of one waits meanwhile; nobody else does. What
    can no longer be opened is not counted.
    """
    held = _hold(consultation_id)
    forget()
    watch = watched()
    found: Counter[str] = Counter()
    spoken = _accepted_transcripts(consultation_id)
    sealed = (
        Testimony.objects.counted()
        .filter(consultation_id=consultation_id)
        .exclude(sealed_words=b"")
        .order_by()
        .values_list("pk", "sealed_words")
    )
    for pk, each in sealed.iterator(chunk_size=_BATCH):
        said = [*_opened(bytes(each)), *spoken.pop(pk, ())]
        found.update(watch.themes_in("\n".join(said)))
    for said in spoken.values():
        found.update(watch.themes_in("\n".join(said)))
    ThemeCount.objects.filter(consultation_id=consultation_id).delete()
    ThemeCount.objects.bulk_create(
        ThemeCount(consultation_id=consultation_id, theme_id=theme, testimonies=count)
        for theme, count in sorted(found.items())
    )
    held.list_version = watch.version
    held.save(update_fields=["list_version"])
    return dict(found)


def doubt_themes(*, consultation_id: int) -> None:
    """Let the sweeper count a consultation anew: what was said aloud changed."""
    ThemesCounted.objects.filter(pk=consultation_id).update(list_version="")


def _opened(sealed: bytes) -> list[str]:
    try:
        words: dict[str, str] = json.loads(sealing.unseal_text(sealed) or "{}")
    except sealing.Unreadable:
        return []
    return list(words.values())


def _accepted_transcripts(consultation_id: int) -> dict[UUID, list[str]]:
    """Return what was accepted as what people said aloud, by testimony."""
    texts: dict[UUID, list[str]] = {}
    rows = SpokenAnswer.objects.filter(
        testimony__consultation=consultation_id,
        testimony__state=TestimonyState.COUNTED,
        recording__transcripts__accepted_at__isnull=False,
    ).values_list("testimony", "recording__transcripts__sealed_text")
    for testimony, sealed in rows:
        try:
            text = sealing.unseal_text(bytes(sealed))
        except sealing.Unreadable:
            continue
        texts.setdefault(testimony, []).append(text)
    return texts


def sweep_themes() -> int:
    """Count anew where the list of words is another; return in how many places."""
    due = with_old_themes(list_version())
    for consultation_id in due:
        recount_themes(consultation_id=consultation_id)
    return len(due)


def _hold(consultation_id: int) -> ThemesCounted:
    ThemesCounted.objects.get_or_create(
        consultation_id=consultation_id,
        defaults={"list_version": watched().version},
    )
    return ThemesCounted.objects.select_for_update().get(pk=consultation_id)
