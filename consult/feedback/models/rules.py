"""What an answer to a question must be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What an answer to a question must be: plain, so that it can be kept in memory."""

    code: str
    # Its own choices, without "no sé" and the like.
    choices: frozenset[str]
    # Those that leave no room for another.
    alone: frozenset[str]
    most_choices: int
    # The least and the most, where the answer is a number.
    numbers: tuple[int, int] | None = None
