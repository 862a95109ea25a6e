"""Files that wish us ill, or are broken, each made by a few lines of code."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from tests.consult.voice.clips import clip

MEBIBYTE = 1024 * 1024
SECRET = Path(__file__).with_name("settings.py")

Make = Callable[[], bytes]


def _zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nada", bytes(64 * MEBIBYTE))
    return file.getvalue()


def _wav(  # noqa: PLR0917 - the fields of a header, in their order
    channels: int = 1,
    rate: int = 8_000,
    bits: int = 16,
    form: int = 1,
    data: bytes = bytes(range(256)) * 200,
    claimed: int | None = None,
) -> bytes:
    align = max(1, channels * bits // 8)
    head = struct.pack(
        "<HHIIHH",
        form,
        channels,
        rate,
        rate * align & 0xFFFFFFFF,
        align & 0xFFFF,
        bits,
    )
    size = len(data) if claimed is None else claimed
    body = b"WAVEfmt " + struct.pack("<I", 16) + head
    body += b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def _tampered(raw: bytes, old: bytes, new: bytes) -> bytes:
    assert old in raw
    return raw.replace(old, new)


def _every_other_flipped(raw: bytes) -> bytes:
    """Spoil what is inside and leave what is outside as it was."""
    place = raw.index(b"\xa3") + 8
    inside = bytes(each ^ 0xA5 for each in raw[place:])
    return raw[:place] + inside


def _mp4_of_samples() -> bytes:
    raw = clip(1, muxer="mp4", codec="aac")
    place = raw.index(b"stsz") + 12
    # Four thousand million samples, in a table that is not there.
    return raw[:place] + b"\xff\xff\xff\xf0" + raw[place + 4 :]


def _mp4_of_elsewhere() -> bytes:
    """Refer to a file of the machine for the sound, as old QuickTime could."""
    raw = clip(1, muxer="mp4", codec="aac")
    place = raw.index(b"dref")
    url = b"file://" + str(SECRET).encode() + b"\0"
    entry = _box(b"url ", b"\0\0\0\0" + url)
    return raw[: place + 12] + entry + raw[place + 24 :]


def _video() -> bytes:
    import av  # noqa: PLC0415 - only here

    file = io.BytesIO()
    with av.open(file, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=10)
        stream.width = stream.height = 32
        for _each in range(5):
            container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode(None))
    return file.getvalue()


PLAYLIST = f"#EXTM3U\n#EXTINF:1,\nfile://{SECRET}\n#EXT-X-ENDLIST\n".encode()
CONCAT = f"ffconcat version 1.0\nfile 'file:{SECRET}'\n".encode()
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

VOICES: dict[str, Make] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"\0",
    "zeroes": lambda: bytes(MEBIBYTE),
    "html": lambda: HTML,
    "svg": lambda: SVG,
    "pdf": lambda: b"%PDF-1.7\n%%EOF",
    "php": lambda: b"<?php system($_GET[0]);",
    "program": lambda: b"\x7fELF" + bytes(4096),
    "zip bomb": _zip_bomb,
    "gzip bomb": lambda: gzip.compress(bytes(32 * MEBIBYTE)),
    "playlist of local files": lambda: PLAYLIST,
    "concat of local files": lambda: CONCAT,
    "sdp": lambda: b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
    "mp3": lambda: b"ID3\4\0\0\0\0\0\0" + b"\xff\xfb\x90\x00" + bytes(413),
    "mp3 with a huge tag": lambda: b"ID3\4\0\0\x7f\x7f\x7f\x7f" + bytes(1000),
    "aac without container": lambda: b"\xff\xf1\x50\x80\x02\x1f\xfc" * 50,
    "flac": lambda: b"fLaC\0\0\0\x22" + bytes(34),
    "larger than may be": lambda: b"\x1aE\xdf\xa3" + bytes(11 * MEBIBYTE),
    # WebM.
    "webm, only its head": lambda: clip(1)[:60],
    "webm, cut in a block": lambda: clip(2, options={"live": "1"})[:-7],
    "webm, cut in the middle": lambda: clip(2)[: len(clip(2)) // 2],
    "webm, and a zip": lambda: clip(1) + _zip_bomb(),
    "webm, and a page": lambda: clip(1) + HTML,
    "webm, spoilt inside": lambda: _every_other_flipped(clip(1)),
    "webm, another document": lambda: _tampered(clip(1), b"webm", b"wxyz"),
    "webm of video": _video,
    "webm with a codec of its own": lambda: _tampered(clip(1), b"A_OPUS", b"A_XPUS"),
    "webm of huge parts": lambda: (
        b"\x1aE\xdf\xa3\x84\0\0\0\0\x18S\x80g\x01\xff\xff\xff\xff\xff\xff\xff"
        b"\x1fC\xb6u\x08\x7f\xff\xff\xff\xff"
    ),
    "webm of a million parts": lambda: (
        b"\x1aE\xdf\xa3\x84\0\0\0\0\x18S\x80g\x01\xff\xff\xff\xff\xff\xff\xff"
        + b"\xec\x80" * MEBIBYTE
    ),
    "webm, silent": lambda: clip(5, loud=0),
    "webm, too long": lambda: clip(127, options={"live": "1"}),
    # Ogg.
    "ogg, only its name": lambda: b"OggS",
    "ogg, cut": lambda: clip(2, muxer="ogg")[:-200],
    "ogg, two in one": lambda: clip(1, muxer="ogg") + clip(1, muxer="ogg"),
    "ogg, and a page": lambda: clip(1, muxer="ogg") + HTML,
    "ogg with another codec": lambda: _tampered(
        clip(1, muxer="ogg"),
        b"OpusHead",
        b"XpusHead",
    ),
    # MP4.
    "mp4, only its name": lambda: _box(b"ftyp", b"M4A \0\0\0\0"),
    "mp4, cut": lambda: clip(2, muxer="mp4", codec="aac")[:-300],
    "mp4, and a page": lambda: clip(1, muxer="mp4", codec="aac") + HTML,
    "mp4 of samples without end": _mp4_of_samples,
    "mp4 that refers to a file": _mp4_of_elsewhere,
    "mp4 of a huge table": lambda: (
        _box(b"ftyp", b"M4A \0\0\0\0")
        + _box(b"moov", bytes(2 * MEBIBYTE))
        + _box(b"mdat", b"")
    ),
    "mp4 of itself in itself": lambda: (
        _box(b"ftyp", b"M4A \0\0\0\0")
        + _box(b"moov", _nested(b"trak", 2000))
        + _box(b"mdat", b"")
    ),
    # WAV.
    "wav, only its head": lambda: b"RIFF\x04\0\0\0WAVE",
    "wav that claims more": lambda: _wav(claimed=2**31),
    "wav of 5,000 channels": lambda: _wav(channels=5000),
    "wav of no channels": lambda: _wav(channels=0),
    "wav of a huge rate": lambda: _wav(rate=2**31),
    "wav of rate nought": lambda: _wav(rate=0),
    "wav of another codec": lambda: _wav(form=0x0055),
    "wav of 64 bits": lambda: _wav(bits=64),
    "wav, two minutes of silence": lambda: _wav(data=bytes(16_000 * 120)),
    "wav, three hours at a low rate": lambda: _wav(
        rate=8_000, data=b"\1\2" * 3_000_000
    ),
}


def _nested(kind: bytes, times: int) -> bytes:
    inside = b""
    for _each in range(times):
        inside = _box(kind, inside)
    return inside


def _png(width: int, height: int, data: bytes | None = None) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checked

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(1000)) if data is None else data
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", packed)
        + chunk(b"IEND", b"")
    )


def _jpeg(width: int = 64, height: int = 64) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(file, "JPEG")
    return file.getvalue()


def _huge_jpeg() -> bytes:
    raw = bytearray(_jpeg())
    place = raw.index(b"\xff\xc0") + 5
    raw[place : place + 4] = b"\xff\xff\xff\xff"
    return bytes(raw)


def _pdf(stream: bytes | None = None, *, locked: bool = False, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _each in range(pages):
        page = writer.add_blank_page(100, 100)
        if stream is not None:
            content = StreamObject()
            content._data = stream
            content[NameObject("/Filter")] = NameObject("/FlateDecode")
            page[NameObject("/Contents")] = writer._add_object(content)
    if locked:
        writer.encrypt("x", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _deflated(size: int) -> bytes:
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(MEBIBYTE)) for _each in range(size // MEBIBYTE)]
    return b"".join([*parts, packer.flush()])


def _pdf_in_a_circle() -> bytes:
    objects = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
    )
    return b"%PDF-1.7\n" + objects + b"trailer<</Root 1 0 R>>\n%%EOF"


ACTAS: dict[str, Make] = {
    "nothing": lambda: b"",
    "html": lambda: HTML,
    "svg": lambda: SVG,
    "svg by another name": lambda: b"\xff\xd8\xff" + SVG,
    "zip bomb": _zip_bomb,
    "a voice": lambda: clip(1),
    "gif": lambda: b"GIF89a\x01\0\x01\0\0\0\0;",
    "tiff": lambda: b"II*\0\x08\0\0\0" + bytes(64),
    "larger than may be": lambda: b"%PDF-1.7\n" + bytes(11 * MEBIBYTE),
    "jpeg, cut": lambda: _jpeg(900, 900)[:700],
    "jpeg, only its name": lambda: b"\xff\xd8\xff\xe0",
    "jpeg of 65,535 by 65,535": _huge_jpeg,
    "png of 100,000 by 100,000": lambda: _png(100_000, 100_000),
    "png of 5,000 by 5,001": lambda: _png(5_000, 5_001, _deflated(75 * MEBIBYTE)),
    "png without points": lambda: _png(64, 64, b""),
    "png of nought": lambda: _png(0, 0),
    "png, a bomb in its text": lambda: _tampered(
        _png(64, 64),
        b"\x00\x00\x00\x00IEND",
        struct.pack(">I", 4) + b"zTXtx\0\0\0" + bytes(4) + b"\0\0\0\0IEND",
    ),
    "webp, only its name": lambda: b"RIFF\x10\0\0\0WEBPVP8 ",
    "webp of 16,383 by 16,383": lambda: (
        b"RIFF\x1a\0\0\0WEBPVP8L\x0e\0\0\0/\xff\xff\xff\x0f" + bytes(9)
    ),
    "pdf without anything": lambda: b"%PDF-1.7\n%%EOF",
    "pdf, cut": lambda: _pdf()[:150],
    "pdf with a password": lambda: _pdf(locked=True),
    "pdf of 300 pages": lambda: _pdf(pages=300),
    "pdf that unpacks to 2 GiB": lambda: _pdf(_deflated(2048 * MEBIBYTE)),
    "pdf that unpacks to 512 MiB, twenty times": lambda: _pdf(
        _deflated(256 * MEBIBYTE),
        pages=20,
    ),
    "pdf in a circle": _pdf_in_a_circle,
    "pdf of brackets": lambda: b"%PDF-1.7\n1 0 obj" + b"[" * 500_000,
    "pdf of a polyglot": lambda: b"%PDF-1.7\n" + HTML + _zip_bomb(),
}
