import re

from consult.audit.phrases import PHRASES, PUBLIC_VERBS, sentence
from tests.architecture.house import modules

# `verb="a.b"` in a call of record(), or handed to a room's `_record()` or `about()`.
GIVEN = re.compile(r'(?:\bverb=|\b(?:_record|about)\(\s*\w+,\s*)"([a-z_]+\.[a-z_]+)"')
# Whatever looks like a verb where a room says what its acts are.
NAMED = re.compile(r'"([a-z_]+\.[a-z_]+)"')
# Verbs that are put together while running, and from what.
COMPOSED = {
    "flag.reply",  # review: f"flag.{kind}", the two kinds of a reply
    "flag.question",
    # languages: what a version's new state is recorded as
    *("languages.rendering_published", "languages.rendering_stale"),
    "languages.rendering_taken_back",
}


def recorded() -> set[str]:
    """Return every verb that the code records."""
    return COMPOSED.union(
        *(
            (NAMED if path.name == "acts.py" else GIVEN).findall(path.read_text())
            for path in modules()
        ),
    )


def test_every_act_that_is_recorded_has_a_sentence_and_no_sentence_is_idle() -> None:
    assert recorded() == set(PHRASES)


def test_what_is_done_to_people_and_drafts_is_not_for_everybody() -> None:
    about = {verb.split(".")[0] for verb in PUBLIC_VERBS}

    rooms = {"projects", "consultations", "feedback", "flag", "mismatch", "release"}

    assert about == rooms
    assert (
        PUBLIC_VERBS
        & {
            "projects.draft_changed",
            "projects.design_started",
            "communities.stop_publication",
            "feedback.words_read",
        }
        == set()
    )


def test_an_act_without_a_sentence_is_shown_as_it_is() -> None:
    assert sentence("nuevo.verbo") == "nuevo.verbo"
