"""What writes in this room."""

from consult.languages.actions.loading import load_languages
from consult.languages.actions.rendering import (
    judge_rendering,
    propose_recording,
    propose_text,
    set_spoken_languages,
    settle_renderings,
)
from consult.languages.actions.words import add_word, remove_word

__all__ = [
    "add_word",
    "judge_rendering",
    "load_languages",
    "propose_recording",
    "propose_text",
    "remove_word",
    "set_spoken_languages",
    "settle_renderings",
]
