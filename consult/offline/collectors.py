"""The word that says, weeks later, who wrote answers down without signal.

A facilitator opens the page while there is signal and signed in; the page carries a
signed word with their account and the consultation, and a phone seals it in with the
answers. It opens nothing, and whether they may collect there is asked again on arrival.
"""

from typing import Final

from django.core import signing
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.consultations.models import Consultation
from projects.refusals import NotAllowed

# A phone may come back into signal weeks later.
DAYS: Final = 30
_SALT: Final = "offline.collector"


def word_for(by: User, consultation: Consultation) -> str:
    """Return the word for the page that somebody opens in order to collect."""
    return signing.dumps((by.pk, consultation.code), salt=_SALT)


def collector_of(word: str, code: str) -> User:
    """Return who a word stands for, in the consultation of this code.

    Raises:
        NotAllowed: the word is too old, of another consultation, or none of ours.

    """
    try:
        pk, of_code = signing.loads(word, salt=_SALT, max_age=DAYS * 24 * 3600)
    except signing.BadSignature as error:
        raise _unknown() from error
    by = User.objects.filter(pk=pk, is_active=True).first()
    if by is None or of_code != code.upper():
        raise _unknown()
    return by


def _unknown() -> NotAllowed:
    return NotAllowed(
        _("No se sabe quién anotó estas respuestas, o pasaron más de 30 días."),
        field="collector",
    )
