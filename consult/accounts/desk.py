"""What waits for somebody after they sign in; every room adds its own cards."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from consult.accounts.models import User
from projects.refusals import Sentence


@dataclass(frozen=True, slots=True)
class Card:
    """One thing on a desk: what it is, how much of it, and where it is done.

    `count` is how many wait, where that can be counted; with 0 the card still shows
    what one may do. `tone` is `stop`, `warn`, `note`, `ok` or `plain`. Smaller `order`
    comes first.
    """

    title: Sentence
    url: str
    action: Sentence
    text: Sentence = ""
    count: int | None = None
    tone: str = "plain"
    order: int = 50
    picture: str = ""


Provider = Callable[[User], list[Card]]


def cards_of(user: User) -> list[Card]:
    """Return the cards of every function that `settings.DESK_CARDS` names, in order.

    Raises:
        ImportError: the setting names something that is not there.

    """
    cards: list[Card] = []
    for path in settings.DESK_CARDS:
        provider: Provider = import_string(path)
        cards.extend(provider(user))
    return sorted(cards, key=lambda card: card.order)
