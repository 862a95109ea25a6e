"""Speakers and versions of texts for tests. Every word of them is made up."""

from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.languages import actions, published
from consult.languages.models import Rendering, Theme
from consult.languages.texts import NeededText
from consult.voice.enums import Source
from consult.voice.models import Recording
from projects.enums import Basis
from tests.factories.communities import make_language
from tests.factories.consultations import make_user

# No language has this: tests never hold what could be taken for a translation.
MADE_UP = "zub’ avá"


def make_speaker(*codes: str, role: RoleCode = RoleCode.SPEAKER) -> User:
    """Return somebody who says to speak these languages, K'iche' unless told."""
    speaker = make_user(role, second_factor=False)
    actions.set_spoken_languages(
        by=speaker,
        languages=[make_language(code) for code in codes or ("quc",)],
    )
    return speaker


def write(
    spanish: str,
    text: str = MADE_UP,
    *,
    by: User | None = None,
    language: str = "quc",
    place: str = "",
) -> Rendering:
    """Return a written version that nobody judged yet."""
    return actions.propose_text(
        by=by or make_speaker(language),
        language=make_language(language),
        needed=NeededText(spanish, place),
        text=text,
    )


def agree(rendering: Rendering, times: int = 2) -> Rendering:
    """Let so many other speakers say yes; two publish it."""
    for _each in range(times):
        rendering = actions.judge_rendering(
            by=make_speaker(rendering.language_id),
            rendering=rendering,
            is_yes=True,
        )
    # A test's own transaction is never committed, so nobody tells the pages.
    published.forget()
    return rendering


def publish(spanish: str, text: str = MADE_UP, *, language: str = "quc") -> Rendering:
    """Return a written version that two others said yes to."""
    return agree(write(spanish, text, language=language))


def publish_sound(spanish: str, *, language: str = "quc") -> Rendering:
    """Publish a recording of a text: a row without any sound, to be found and linked.

    How sound is decoded and kept is tested where that is done.
    """
    by = make_speaker(language)
    needed = NeededText(spanish)
    now = timezone.now()
    recording = Recording.objects.create(
        is_private=False,
        source=Source.WEBM,
        duration_ms=1000,
        size=1,
        made_at=now,
        made_by=by,
    )
    rendering = Rendering.objects.create(
        language=make_language(language),
        source_key=needed.key,
        source=spanish,
        recording=recording,
        made_at=now,
        made_by=by,
    )
    return agree(rendering)


def sound_of(rendering: Rendering) -> str:
    """Return the address of a spoken version."""
    return f"/voz/{rendering.recording_id}.ogg"


def make_theme(code: str = "threat") -> Theme:
    """Return a theme, the same one each time it is asked for."""
    return Theme.objects.get_or_create(
        code=code,
        defaults={
            "name_es": code,
            "hint_es": "Palabras inventadas.",
            "basis": Basis.PROPOSAL,
        },
    )[0]
