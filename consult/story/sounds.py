"""Sound for the story, made by code: notes, and nobody's voice or language."""

import io
import math
import wave
from array import array
from typing import Final

_RATE: Final = 16_000
_LOUD: Final = 9_000
# A scale of five notes, in Hz; each lasts a second.
_NOTES: Final = (262, 294, 330, 392, 440)


def notes(seconds: int) -> bytes:
    """Return some seconds of notes, one after the other, as WAV."""
    sound = array("h")
    for second in range(seconds):
        note = _NOTES[second % len(_NOTES)]
        sound.extend(
            int(
                _LOUD
                # Each swells and fades, so that one hears where it ends.
                * math.sin(math.pi * each / _RATE)
                * math.sin(2 * math.pi * note * each / _RATE),
            )
            for each in range(_RATE)
        )
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(_RATE)
        written.writeframes(sound.tobytes())
    return file.getvalue()
