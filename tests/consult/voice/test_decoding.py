"""A voice clip comes in as a phone made it, and is kept in two plain forms."""

import pytest

from consult.voice.decoding import decoded
from projects.refusals import Refusal
from tests.consult.voice.clips import clip, pcm, tags

NOT_AUDIO = (
    "Esto no es una grabación de voz. Grabe aquí mismo, o escoja un audio WebM, Ogg, "
    "M4A o WAV."
)
CHROMIUM = {"live": "1"}


def test_what_a_browser_recorded_sounds_to_the_last_sample_as_it_did() -> None:
    # Chromium's WebM says neither how long it is nor where a cluster ends.
    sent = clip(2.53, options=CHROMIUM)

    kept = decoded(sent)

    assert (kept.source, kept.duration_ms) == ("webm", 2530)
    assert pcm(kept.opus, "ogg") == pcm(sent, "matroska")


@pytest.mark.parametrize(
    ("muxer", "codec", "rate", "layout", "source"),
    [
        ("mp4", "aac", 44_100, "stereo", "mp4"),
        ("ipod", "aac", 48_000, "mono", "mp4"),
        ("ogg", "libopus", 48_000, "mono", "ogg"),
        ("webm", "libopus", 48_000, "stereo", "webm"),
        ("wav", "pcm_s16le", 44_100, "mono", "wav"),
        ("wav", "pcm_s16le", 8_000, "stereo", "wav"),
    ],
)
def test_what_phones_record_is_kept_as_opus_and_as_aac(
    muxer: str,
    codec: str,
    rate: int,
    layout: str,
    source: str,
) -> None:
    sent = clip(2, muxer=muxer, codec=codec, rate=rate, layout=layout, bits=64_000)

    kept = decoded(sent)

    assert kept.source == source
    assert kept.duration_ms == pytest.approx(2000, abs=60)
    for sound, demuxer, own_rate in (
        (kept.opus, "ogg", 48_000),
        (kept.aac, "mov", 16_000),
    ):
        # Four bytes a sample, and one channel.
        assert len(pcm(sound, demuxer)) / 4 / own_rate == pytest.approx(2, abs=0.14)


def test_two_minutes_weigh_as_little_as_the_design_says() -> None:
    kept = decoded(clip(119))

    assert kept.duration_ms == 119_000
    assert len(kept.opus) < 330_000
    assert len(kept.aac) < 420_000


def test_nothing_that_a_file_says_about_itself_is_kept() -> None:
    said = {"title": "casa de la esquina", "comment": "14.98,-91.15", "artist": "nadie"}
    for muxer, codec in (("webm", "libopus"), ("ogg", "libopus"), ("mp4", "aac")):
        sent = clip(1, muxer=muxer, codec=codec, metadata=said)
        assert b"casa de la esquina" in sent

        kept = decoded(sent)

        assert set(tags(kept.opus, "ogg")) <= {"encoder"}
        assert "creation_time" not in tags(kept.aac, "mov")
        assert b"esquina" not in kept.opus + kept.aac


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "La grabación está vacía. Grabe otra vez."),
        (
            b"hola",
            NOT_AUDIO,
        ),
        (
            clip(1)[:-30],
            "La grabación está dañada o llegó cortada. Grabe otra vez.",
        ),
        (
            clip(126, muxer="wav", codec="pcm_s16le", rate=8_000),
            "La grabación es demasiado larga: puede durar hasta 2 minutos.",
        ),
        (
            clip(5, loud=20),
            "No se oye nada. Acérquese al teléfono y grabe otra vez.",
        ),
    ],
    ids=["empty", "no audio", "cut", "too long", "silent"],
)
def test_what_is_no_recording_is_refused_with_a_sentence(
    content: bytes,
    sentence: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        decoded(content)

    assert (str(refused.value), refused.value.field) == (sentence, "voice")
