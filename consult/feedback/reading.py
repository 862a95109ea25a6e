"""What people said in their own words, as whoever protects them reads it.

What speaks of something that speakers watch for comes first. That is a suggestion of
where to begin, and nothing else: see `consult.languages.watching`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.accounts import sealing
from consult.consultations.models import Consultation
from consult.feedback import queries
from consult.feedback.models import Question, SpokenAnswer
from consult.languages.models import Theme
from consult.languages.watching import watched
from consult.voice.models import Recording, Transcript


@dataclass(frozen=True, slots=True)
class Written:
    """A version of what was written down of a recording, opened."""

    version: Transcript
    text: str


@dataclass(frozen=True, slots=True)
class SaidText:
    """What somebody wrote, and what it speaks of."""

    text: str
    themes: Sequence[Theme]


@dataclass(frozen=True, slots=True)
class SaidAloud:
    """One recording, and what was written down of it, the newest first."""

    recording: Recording
    written: Sequence[Written]
    # Of what was accepted.
    themes: Sequence[Theme]


@dataclass(frozen=True, slots=True)
class SaidWords:
    """What people said to one question, by nobody."""

    question: Question
    texts: Sequence[SaidText]
    spoken: Sequence[SaidAloud]


def said_words(
    consultation: Consultation,
    texts: Mapping[str, Sequence[str]],
    spoken: Mapping[str, Sequence[SpokenAnswer]],
) -> list[SaidWords]:
    """Return what people said, question by question in their order."""
    known = list(Theme.objects.filter(active=True))
    return [
        SaidWords(
            question,
            sorted(
                (
                    SaidText(each, _themes(each, known))
                    for each in texts.get(question.code, ())
                ),
                key=lambda said: _place(said.themes),
            ),
            sorted(
                (
                    _said_aloud(each.recording, known)
                    for each in spoken.get(question.code, ())
                ),
                key=lambda said: _place(said.themes),
            ),
        )
        for question in queries.questions_of(consultation)
        if question.code in texts or question.code in spoken
    ]


def _themes(text: str, known: Sequence[Theme]) -> Sequence[Theme]:
    found = watched().themes_in(text) if text else frozenset()
    return [theme for theme in known if theme.pk in found]


def _place(themes: Sequence[Theme]) -> int:
    """Return where to read something: the most pressing theme first, none last."""
    return min((theme.order for theme in themes), default=1_000_000)


def _said_aloud(recording: Recording, known: Sequence[Theme]) -> SaidAloud:
    written = [
        Written(each, sealing.unseal_text(bytes(each.sealed_text)))
        for each in recording.transcripts.all()
    ]
    accepted = [each.text for each in written if each.version.accepted_at]
    return SaidAloud(recording, written, _themes("\n".join(accepted), known))
