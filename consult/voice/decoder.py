"""Decodes one voice clip in a process of its own, and writes it anew twice.

Run as a script, alone: it reads the clip from its input, takes the name of the format
from its arguments, and writes one line of JSON and the two new files to its output. It
imports nothing of Consult, because a hostile file may do to it what it likes: it has
256 MiB, six seconds of processor, and no file or connection that it could open.
"""

import json
import resource
import sys
from array import array
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from typing import Any, Final

MEMORY_BYTES: Final = 256 * 1024 * 1024
CPU_SECONDS: Final = 6

# What a browser and a phone record, by the names of FFmpeg's decoders.
_CODECS: Final = "opus,libopus,aac,vorbis,amrnb,libopencore_amrnb,pcm_s16le,pcm_u8"
_DEMUXERS: Final = {
    "webm": "matroska,webm",
    "mp4": "mov,mp4,m4a,3gp,3g2,mj2",
    "ogg": "ogg",
    "wav": "wav",
}
_RATES: Final = range(8_000, 96_001)
_MOST_CHANNELS: Final = 2
# The loudest of a clip where nothing is heard: 0.2 % of full scale (-54 dBFS).
_QUIET: Final = 66
_OPUS_RATE: Final = 48_000
_OPUS_BITS: Final = 16_000
_AAC_RATE: Final = 16_000
_AAC_BITS: Final = 24_000
# Neither the name of the program nor a number of chance in what is written.
_NO_TRACE: Final = {"fflags": "+bitexact"}
# Opus that a phone made this small is kept as it was said: not made anew, only put into
# another container. Bits a second, as measured over the whole clip.
_KEPT_BITS: Final = 40_000
_OPUS_HEAD: Final = 19


class Refused(Exception):
    """With the word for why: see `decoding.Fault`."""


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _shut_in() -> None:
    """Leave no descriptor: from here on no file and no connection can be opened."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


_bounded()

import av  # noqa: E402 - its own memory is bounded too
import av.subtitles.stream  # noqa: E402 - else read later, when no file opens
import av.video.stream  # noqa: E402 - the same
from av.audio.frame import AudioFrame  # noqa: E402
from av.audio.resampler import AudioResampler  # noqa: E402
from av.audio.stream import AudioStream  # noqa: E402
from av.packet import Packet  # noqa: E402


@dataclass(slots=True)
class Heard:
    """What one pass over a clip found."""

    rate: int
    samples: int = 0
    loudest: int = 0
    packets: list["Packet[Any]"] = field(default_factory=list)
    # The sound, mono, at the two rates in which it is written anew.
    wide: list[AudioFrame] = field(default_factory=list)
    narrow: list[AudioFrame] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Return how long it sounds."""
        return self.samples / self.rate


def decoded(raw: bytes, source: str, most_seconds: float) -> tuple[int, bytes, bytes]:
    """Return the milliseconds of a clip, and the clip as Ogg/Opus and as M4A/AAC.

    Raises:
        Refused: with the word for why.

    """
    with _opened(raw, source) as container:
        stream = _only_stream(container)
        heard = _listened(container, stream, most_seconds)
        if not heard.samples:
            raise Refused("damaged")
        # The container says how long it should be, where it says anything.
        declared = (container.duration or 0) / av.time_base
        if declared > heard.seconds * 1.05 + 1:
            raise Refused("damaged")
        if heard.loudest < _QUIET:
            raise Refused("silent")
        if _may_stay(stream, heard):
            opus = _repacked(stream, heard)
        else:
            opus = _encoded(heard.wide, "ogg", "libopus", _OPUS_RATE, _OPUS_BITS)
    aac = _encoded(heard.narrow, "ipod", "aac", _AAC_RATE, _AAC_BITS)
    return round(heard.seconds * 1000), opus, aac


def _opened(raw: bytes, source: str) -> Any:  # noqa: ANN401 - PyAV's overloads
    demuxer = _DEMUXERS[source]
    return av.open(
        BytesIO(raw),
        "r",
        format=demuxer.split(",", maxsplit=1)[0],
        metadata_errors="replace",
        options={
            # Nothing but these bytes is ever read, whatever they refer to.
            "protocol_whitelist": "none",
            "format_whitelist": demuxer,
            "codec_whitelist": _CODECS,
            "max_streams": "4",
        },
    )


def _only_stream(container: Any) -> AudioStream:  # noqa: ANN401
    streams = list(container.streams)
    if any(each.type == "video" for each in streams):
        raise Refused("video")
    if len(streams) != 1 or not isinstance(streams[0], AudioStream):
        raise Refused("not_audio")
    context = streams[0].codec_context
    if (
        context.name not in _CODECS.split(",")
        or context.sample_rate not in _RATES
        or not 1 <= context.channels <= _MOST_CHANNELS
    ):
        raise Refused("not_audio")
    context.thread_count = 1
    return streams[0]


def _listened(container: Any, stream: AudioStream, most_seconds: float) -> Heard:  # noqa: ANN401
    heard = Heard(stream.codec_context.sample_rate)
    wide = AudioResampler("s16", "mono", _OPUS_RATE)
    narrow = AudioResampler("s16", "mono", _AAC_RATE)
    for packet in container.demux(stream):
        if packet.is_corrupt:
            raise Refused("damaged")
        frames = packet.decode()
        if packet.size:
            heard.packets.append(packet)
        for frame in frames:
            if frame.sample_rate != heard.rate:
                raise Refused("not_audio")
            heard.samples += frame.samples
            if heard.samples > most_seconds * heard.rate:
                raise Refused("too_long")
            heard.wide += wide.resample(frame)
    heard.wide += wide.resample(None)
    for frame in heard.wide:
        heard.narrow += narrow.resample(frame)
    heard.narrow += narrow.resample(None)
    heard.loudest = max(map(_loudest, heard.narrow), default=0)
    return heard


def _loudest(frame: AudioFrame) -> int:
    sound = array("h", bytes(frame.planes[0])[: frame.samples * 2])
    return max((max(sound), -min(sound))) if sound else 0


def _may_stay(stream: AudioStream, heard: Heard) -> bool:
    """Say whether the Opus of a clip is small, plain and mono.

    Then it is put into another container as it is, and sounds to the last sample as it
    did on the phone.
    """
    context = stream.codec_context
    bits = sum(packet.size for packet in heard.packets) * 8
    return (
        context.name in {"opus", "libopus"}
        and context.channels == 1
        # One sound in one channel, by the shortest head there is (RFC 7845, 5.1).
        and len(context.extradata or b"") == _OPUS_HEAD
        and bits <= _KEPT_BITS * heard.seconds
        and not any(_is_padded(packet) for packet in heard.packets)
    )


def _is_padded(packet: "Packet[Any]") -> bool:
    """Say whether an Opus packet carries bytes that are no sound (RFC 6716, 3.2.5)."""
    head = bytes(packet)[:2]
    return len(head) == 2 and head[0] & 3 == 3 and bool(head[1] & 0x40)  # noqa: PLR2004


def _repacked(stream: AudioStream, heard: Heard) -> bytes:
    """Put the packets into Ogg, each at its sample: WebM only knows milliseconds."""
    # What the encoder needs to get going, and a player leaves out (RFC 7845, 4.2).
    at = -int.from_bytes((stream.codec_context.extradata or bytes(12))[10:12], "little")
    file = BytesIO()
    with av.open(file, "w", format="ogg", options=_NO_TRACE) as container:
        kept = container.add_stream_from_template(stream)
        for packet in heard.packets:
            lasts = _opus_samples(packet)
            again: Packet[Any] = Packet(bytes(packet))
            again.stream, again.time_base = kept, Fraction(1, _OPUS_RATE)
            again.pts = again.dts = at
            # The last one is cut where the sound was.
            again.duration = max(0, min(lasts, heard.samples - at))
            at += lasts
            container.mux(again)
    return file.getvalue()


def _opus_samples(packet: "Packet[Any]") -> int:
    """Return how many samples of 48 kHz a packet holds (RFC 6716, 3.1 and 3.2)."""
    head = bytes(packet)[:2]
    config, code = head[0] >> 3, head[0] & 3
    if config < 12:  # noqa: PLR2004
        lasts = (480, 960, 1920, 2880)[config % 4]
    elif config < 16:  # noqa: PLR2004
        lasts = (480, 960)[config % 2]
    else:
        lasts = (120, 240, 480, 960)[config % 4]
    return lasts * ((1, 2, 2)[code] if code < 3 else head[1] & 63)  # noqa: PLR2004


def _encoded(
    frames: list[AudioFrame],
    muxer: str,
    codec: str,
    rate: int,
    bits: int,
) -> bytes:
    file = BytesIO()
    with av.open(file, "w", format=muxer, options=_NO_TRACE) as container:
        stream: Any = container.add_stream(codec, rate=rate, layout="mono")
        stream.bit_rate = bits
        if codec == "libopus":
            stream.codec_context.options = {"application": "voip"}
        at = 0
        fit = AudioResampler(stream.codec_context.format, "mono", rate)
        for frame in frames:
            frame.pts, frame.time_base = at, Fraction(1, rate)
            at += frame.samples
            for each in fit.resample(frame):
                container.mux(stream.encode(each))
        for each in fit.resample(None):
            container.mux(stream.encode(each))
        container.mux(stream.encode(None))
    return file.getvalue()


def main() -> None:
    """Read a clip, and write what became of it."""
    source, most_seconds = sys.argv[1], float(sys.argv[2])
    raw = sys.stdin.buffer.read()
    _shut_in()
    try:
        duration, opus, aac = decoded(raw, source, most_seconds)
    except Refused as refused:
        sys.stdout.write(json.dumps({"fault": str(refused)}) + "\n")
        return
    except (av.FFmpegError, ArithmeticError, LookupError, MemoryError, ValueError):
        sys.stdout.write(json.dumps({"fault": "damaged"}) + "\n")
        return
    facts = {"duration_ms": duration, "opus": len(opus), "aac": len(aac)}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + opus + aac)


if __name__ == "__main__":
    main()
