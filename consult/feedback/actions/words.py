"""Open what people said in their own words, for those who may read it."""

import json
from dataclasses import dataclass

from django.db import transaction

from consult.accounts import sealing
from consult.accounts.models import User
from consult.audit.actions import record
from consult.consultations.models import Consultation
from consult.feedback.models import Testimony
from consult.feedback.policies import check_can_read_words


@dataclass(frozen=True, slots=True)
class Words:
    """Texts by question code, sorted, so that nobody's answers can be put together.

    `unreadable` counts testimonies whose key is no longer among FIELD_KEYS.
    """

    by_question: dict[str, list[str]]
    unreadable: int


@transaction.atomic
def read_words(*, consultation: Consultation, by: User) -> Words:
    """Return what people of a consultation said in their own words; recorded.

    Raises:
        NotAllowed: this person may not read them.

    """
    check_can_read_words(consultation=consultation, by=by)
    texts: dict[str, list[str]] = {}
    unreadable = 0
    sealed = (
        Testimony.objects.counted()
        .filter(consultation=consultation)
        .exclude(sealed_words=b"")
        .values_list("sealed_words", flat=True)
    )
    for each in sealed.iterator():
        try:
            words: dict[str, str] = json.loads(sealing.unseal_text(bytes(each)))
        except sealing.Unreadable:
            unreadable += 1
            continue
        for code, text in words.items():
            texts.setdefault(code, []).append(text)
    record(
        by=by,
        verb="feedback.words_read",
        obj=consultation,
        project_id=consultation.design.project_id,
        public={},
    )
    return Words({code: sorted(said) for code, said in texts.items()}, unreadable)
