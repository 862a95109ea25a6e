"""Keeping the words that speakers watch for."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.audit.actions import record
from consult.languages import policies, watching
from consult.languages.models import Language, Theme, Word
from consult.languages.orthography import as_kept, key_of
from projects.refusals import Conflict, Refusal


@transaction.atomic
def add_word(*, by: User, language: Language, theme: Theme, term: str) -> Word:
    """Add a word of a language to what is watched for.

    Raises:
        NotAllowed: no role, or not this language.
        Refusal: too short to mean anything, or a theme that is not used.
        Conflict: it is there already, in whatever spelling.

    """
    policies.check_can_keep_words(by=by, language=language)
    kept = " ".join(as_kept(term, language.pk).split())
    key = key_of(kept, language.pk)
    policies.check_word(term=kept, key=key, theme=theme)
    try:
        with transaction.atomic():
            word = Word.objects.create(
                language=language,
                theme=theme,
                term=kept,
                key=key,
                added_at=timezone.now(),
                added_by=by,
            )
    except IntegrityError as error:
        raise Conflict(_("Esa palabra ya está en la lista."), field="term") from error
    record(
        by=by,
        verb="languages.word_added",
        obj=word,
        private={"language": language.pk, "theme": theme.pk, "term": kept},
    )
    transaction.on_commit(watching.forget)
    return word


@transaction.atomic
def remove_word(*, by: User, word: Word) -> Word:
    """Take a word out of the list. That it was there stays written.

    Raises:
        NotAllowed: no role, or not this language.
        Refusal: it was taken out already.

    """
    policies.check_can_keep_words(by=by, language=word.language)
    removed = (
        Word.objects.standing()
        .filter(pk=word.pk)
        .update(removed_at=timezone.now(), removed_by=by)
    )
    if not removed:
        raise Refusal(_("Esa palabra ya no está en la lista."))
    word.refresh_from_db()
    record(by=by, verb="languages.word_removed", obj=word)
    transaction.on_commit(watching.forget)
    return word
