"""The pages of this room."""

from consult.feedback.views.aloud import voice
from consult.feedback.views.answering import ask
from consult.feedback.views.collecting import collect
from consult.feedback.views.entering import (
    begin,
    discard,
    enter,
    idea,
    leave,
    project,
    start,
)
from consult.feedback.views.following import correct, follow, withdraw
from consult.feedback.views.handing import hand_back
from consult.feedback.views.hands import hands
from consult.feedback.views.paper import sheets, type_in
from consult.feedback.views.pausing import paused_again, resume
from consult.feedback.views.sending import review, send, sent_again
from consult.feedback.views.words import accept, hear, words, write

__all__ = [
    "accept",
    "ask",
    "begin",
    "collect",
    "correct",
    "discard",
    "enter",
    "follow",
    "hand_back",
    "hands",
    "hear",
    "idea",
    "leave",
    "paused_again",
    "project",
    "resume",
    "review",
    "send",
    "sent_again",
    "sheets",
    "start",
    "type_in",
    "voice",
    "withdraw",
    "words",
    "write",
]
