"""Sound made by code: tones, and nobody's voice."""

import math
from array import array
from fractions import Fraction
from io import BytesIO
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

_STEP = 960


def clip(
    seconds: float = 1,
    *,
    muxer: str = "webm",
    codec: str = "libopus",
    rate: int = 48_000,
    layout: str = "mono",
    loud: int = 8_000,
    bits: int = 16_000,
    metadata: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
) -> bytes:
    """Return a tone of 440 Hz, in the format named; Chromium's by default."""
    file = BytesIO()
    with av.open(file, "w", format=muxer, options=options or {}) as container:
        container.metadata.update(metadata or {})
        stream: Any = container.add_stream(codec, rate=rate, layout=layout)
        stream.bit_rate = bits
        fit = AudioResampler(stream.codec_context.format, layout, rate)
        for frame in _tone(round(seconds * rate), rate, loud):
            for each in fit.resample(frame):
                container.mux(stream.encode(each))
        for each in fit.resample(None):
            container.mux(stream.encode(each))
        container.mux(stream.encode(None))
    return file.getvalue()


def _tone(total: int, rate: int, loud: int) -> list[AudioFrame]:
    # A whole number of waves a second: one second serves for all of them.
    wave = array(
        "h",
        (int(loud * math.sin(2 * math.pi * 440 * each / rate)) for each in range(rate)),
    )
    endless = wave + wave[:_STEP]
    frames = []
    for start in range(0, total, _STEP):
        count = min(_STEP, total - start)
        frame = AudioFrame("s16", "mono", count)
        frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
        frame.pts = start
        place = start % rate
        frame.planes[0].update(endless[place : place + count].tobytes())
        frames.append(frame)
    return frames


def pcm(sound: bytes, demuxer: str) -> bytes:
    """Return every sample of a clip, as its decoder gives them."""
    with av.open(BytesIO(sound), "r", format=demuxer) as container:
        (stream,) = container.streams.audio
        return b"".join(
            bytes(plane)[: frame.samples * frame.format.bytes]
            for frame in container.decode(stream)
            for plane in frame.planes
        )


def tags(sound: bytes, demuxer: str) -> dict[str, str]:
    """Return whatever a file says about itself."""
    with av.open(BytesIO(sound), "r", format=demuxer) as container:
        return {
            key: value
            for source in (container, *container.streams)
            for key, value in source.metadata.items()
        }
