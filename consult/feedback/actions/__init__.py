"""What writes in this room."""

from consult.feedback.actions.corrections import correct_testimony, start_correction
from consult.feedback.actions.drafts import (
    close_private_part,
    discard_draft,
    drop_voice,
    hand_over,
    purge_drafts,
    save_about,
    save_answer,
    save_voice,
    start_draft,
)
from consult.feedback.actions.hands import record_show_of_hands
from consult.feedback.actions.pausing import end_pause, pause_draft, resume_draft
from consult.feedback.actions.questionnaires import freeze_questionnaire
from consult.feedback.actions.sending import send_draft
from consult.feedback.actions.sheets import print_sheets, type_in_sheet
from consult.feedback.actions.speaking import keep_spoken_answer, purge_spoken
from consult.feedback.actions.tallies import (
    mend_counters,
    tally_held,
    tally_testimonies,
)
from consult.feedback.actions.testimonies import submit_testimony, withdraw_testimony
from consult.feedback.actions.themes import recount_themes, sweep_themes
from consult.feedback.actions.traces import forget_traces
from consult.feedback.actions.words import (
    accept_transcript,
    hear_answer,
    read_words,
    write_transcript,
)

__all__ = [
    "accept_transcript",
    "close_private_part",
    "correct_testimony",
    "discard_draft",
    "drop_voice",
    "end_pause",
    "forget_traces",
    "freeze_questionnaire",
    "hand_over",
    "hear_answer",
    "keep_spoken_answer",
    "mend_counters",
    "pause_draft",
    "print_sheets",
    "purge_drafts",
    "purge_spoken",
    "read_words",
    "record_show_of_hands",
    "recount_themes",
    "resume_draft",
    "save_about",
    "save_answer",
    "save_voice",
    "send_draft",
    "start_correction",
    "start_draft",
    "submit_testimony",
    "sweep_themes",
    "tally_held",
    "tally_testimonies",
    "type_in_sheet",
    "withdraw_testimony",
    "write_transcript",
]
