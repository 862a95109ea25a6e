"""What was answered to a community, for speakers to say in its language.

A function of `settings.TEXTS_TO_SAY`: an answer that nobody understands is none.
"""

from collections.abc import Iterator

from consult.languages.models import Language
from consult.languages.texts import NeededText
from consult.review.models import Reply


def texts(language: Language | None) -> Iterator[NeededText]:
    """Yield the replies to the communities of a language; without one, every reply."""
    replies = Reply.objects.all()
    if language is not None:
        replies = replies.filter(flag__community__languages__language=language)
    for pk, text in replies.order_by("-pk").values_list("pk", "text"):
        yield NeededText(text, f"review.reply:{pk}", 1)
