"""Who may do what in this room."""

from consult.accounts.models import User
from consult.consultations.models import Consultation

COLLECT = "feedback.collect_testimony"
READ_WORDS = "feedback.read_words"


def may_collect(user: User, consultation: Consultation) -> bool:
    """Say whether somebody may write down what others of this community answer."""
    return user.is_active and user.has_perm(COLLECT, consultation)


def may_read_words(user: User, consultation: Consultation) -> bool:
    """Say whether somebody may read what people said in their own words."""
    return user.is_active and user.has_perm(READ_WORDS, consultation)
