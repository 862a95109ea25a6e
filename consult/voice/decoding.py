"""What arrives as a voice clip is hostile until decoded, and is written anew.

Nothing of what the browser says about it is believed. It is looked at from outside, and
then decoded by `decoder.py` in a process of its own, which has 256 MiB, six seconds of
processor and no file to open: whatever a clip does to the decoder ends there.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from consult.voice import containers
from consult.voice.enums import Source
from consult.web import cells
from projects.refusals import Refusal, Sentence

# How long somebody may speak, and what a clock and a last breath add to it.
MOST_SECONDS: Final = 120
_MARGIN_SECONDS: Final = 5
_DECODER: Final = Path(__file__).with_name("decoder.py")

_NOT_AUDIO: Final = _(
    "Esto no es una grabación de voz. Grabe aquí mismo, o escoja un audio WebM, Ogg, "
    "M4A o WAV.",
)
_DAMAGED: Final = _("La grabación está dañada o llegó cortada. Grabe otra vez.")
_SENTENCES: Final[dict[str, Sentence]] = {
    "not_audio": _NOT_AUDIO,
    "damaged": _DAMAGED,
    "video": _("Esto trae video. Grabe solo la voz."),
    "too_long": _("La grabación es demasiado larga: puede durar hasta 2 minutos."),
    "silent": _("No se oye nada. Acérquese al teléfono y grabe otra vez."),
}


class Busy(Refusal):
    """The clip may be good: there was no time to look at it."""

    def __init__(self) -> None:
        super().__init__(
            _("Ahora hay mucho trabajo y no se pudo oír. Pruebe otra vez en un rato."),
            field="voice",
        )


@dataclass(frozen=True, slots=True)
class Decoded:
    """A clip written anew, without anything that it carried unseen."""

    source: Source
    duration_ms: int
    opus: bytes
    aac: bytes


def decoded(content: bytes) -> Decoded:
    """Return a clip as Ogg/Opus and as M4A/AAC, mono, without metadata.

    Opus of up to 40 kbit/s in one channel is not encoded anew: its packets are put into
    an Ogg of our own, so that what was said sounds to the last sample as it did.

    Takes a few tenths of a second, and never more than ten.

    Raises:
        Busy: there was no time for it.
        Refusal: empty, too large, too long, not audio, video, damaged, or silent.

    """
    if not content:
        raise _refusal(_("La grabación está vacía. Grabe otra vez."))
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise _refusal(
            _("La grabación pesa demasiado: puede pesar hasta %(size)s.")
            % {"size": filesizeformat(settings.UPLOAD_MAX_BYTES)},
        )
    try:
        source = containers.source_of(content)
    except containers.NotAudio as error:
        raise _refusal(_NOT_AUDIO) from error
    except containers.Damaged as error:
        raise _refusal(_DAMAGED) from error
    return _written_anew(content, source)


def _written_anew(content: bytes, source: Source) -> Decoded:
    most = str(MOST_SECONDS + _MARGIN_SECONDS)
    try:
        opened = cells.opened(_DECODER, source, most, content=content)
    except cells.Busy as error:
        raise Busy from error
    if opened is None:
        # It was stopped: too much memory, too much time, or worse.
        raise _refusal(_DAMAGED)
    facts, sound = opened.facts, opened.content
    if fault := facts.get("fault"):
        raise _refusal(_SENTENCES[fault])
    return Decoded(
        source=source,
        duration_ms=facts["duration_ms"],
        opus=sound[: facts["opus"]],
        aac=sound[facts["opus"] :],
    )


def _refusal(sentence: Sentence) -> Refusal:
    return Refusal(sentence, field="voice")
