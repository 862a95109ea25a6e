"""What the outside of an audio file says, read before any decoder sees it.

A file is walked from its first byte to its last: every part must be one that a
recording has, and the last must end where the file ends. So a file that is two things
at once, or lacks its end, is refused by a hundred lines of plain Python that allocate
nothing, and what is decoded afterwards is decoded as one named format, never guessed.
"""

from collections.abc import Iterator
from typing import Final

from consult.voice.enums import Source

# Two minutes in blocks of 10 ms are 12,000 parts.
_MOST_PARTS: Final = 60_000


class NotAudio(Exception):
    """It is none of the formats that are taken, or something else besides."""


class Damaged(Exception):
    """It begins as audio, and its end or its middle is missing."""


def source_of(raw: bytes) -> Source:
    """Return what a file is, after walking all of it.

    Raises:
        NotAudio: another format, or parts that no recording has.
        Damaged: a part is cut off.

    """
    for source, is_one, walk in (
        (Source.WEBM, raw[:4] == b"\x1a\x45\xdf\xa3", _walk_ebml),
        (Source.OGG, raw[:4] == b"OggS", _walk_ogg),
        (Source.MP4, raw[4:8] == b"ftyp", _walk_boxes),
        (Source.WAV, raw[:4] == b"RIFF" and raw[8:12] == b"WAVE", _walk_riff),
    ):
        if is_one:
            for count, _part in enumerate(walk(raw)):
                if count > _MOST_PARTS:
                    raise NotAudio
            return source
    raise NotAudio


# --- WebM and Matroska: EBML, RFC 8794 and RFC 9559 ----------------------------------

# What the head says that the document is.
_KINDS: Final = (b"\x42\x82\x84webm", b"\x42\x82\x88matroska")
_SEGMENT: Final = 0x18538067
_CLUSTER: Final = 0x1F43B675
# Void, CRC-32, SeekHead, Info, Tracks, Cluster, Cues, Tags. No attachments.
_IN_SEGMENT: Final = frozenset(
    {
        *(0xEC, 0xBF, 0x114D9B74, 0x1549A966),
        *(0x1654AE6B, _CLUSTER, 0x1C53BB6B, 0x1254C367),
    },
)
# Void, CRC-32, Timestamp, Position, PrevSize, SimpleBlock, BlockGroup.
_IN_CLUSTER: Final = frozenset({0xEC, 0xBF, 0xE7, 0xA7, 0xAB, 0xA3, 0xA0})


def _walk_ebml(raw: bytes) -> Iterator[int]:
    _head, place, size = _element(raw, 0)
    if not any(kind in raw[place : place + (size or 0)] for kind in _KINDS):
        raise NotAudio
    number, place, size = _element(raw, place + (size or 0))
    if number != _SEGMENT:
        raise NotAudio
    _check_end(raw, place, size)
    while place < len(raw):
        number, place, size = _element(raw, place)
        yield number
        if number == _CLUSTER:
            for ends in _walk_cluster(raw, place, size):
                place = ends
                yield number
        elif number in _IN_SEGMENT and size is not None:
            place += size
        else:
            raise NotAudio
    if place != len(raw):
        raise Damaged


def _walk_cluster(
    raw: bytes,
    place: int,
    size: int | None,
) -> Iterator[int]:
    """Yield where each part of a cluster ends.

    What a browser records as it is said does not know the size of a cluster: the next
    part that belongs into none ends it.
    """
    ends = len(raw) if size is None else place + size
    while place < ends:
        number, start, width = _element(raw, place)
        if size is None and number not in _IN_CLUSTER:
            return
        if number not in _IN_CLUSTER or width is None:
            raise NotAudio
        place = start + width
        yield place
    if place != ends:
        raise Damaged


def _check_end(raw: bytes, place: int, size: int | None) -> None:
    if size is not None and place + size != len(raw):
        raise Damaged if place + size > len(raw) else NotAudio


def _element(raw: bytes, place: int) -> tuple[int, int, int | None]:
    """Return an element's number, where its content begins, and its size."""
    number, place, _width = _variable(raw, place, keep_marker=True)
    size, place, width = _variable(raw, place, keep_marker=False)
    return number, place, None if size == (1 << 7 * width) - 1 else size


def _variable(raw: bytes, place: int, *, keep_marker: bool) -> tuple[int, int, int]:
    if place >= len(raw):
        raise Damaged
    first = raw[place]
    width = 9 - first.bit_length()
    if width > (4 if keep_marker else 8):
        raise NotAudio
    if place + width > len(raw):
        raise Damaged
    value = int.from_bytes(raw[place : place + width])
    return (
        value if keep_marker else value & ((1 << 7 * width) - 1),
        place + width,
        width,
    )


# --- Ogg: RFC 3533 --------------------------------------------------------------------

_PAGE_HEAD: Final = 27
_LAST_PAGE: Final = 0x04


def _walk_ogg(raw: bytes) -> Iterator[int]:
    place, kind, serial = 0, 0, raw[14:18]
    while place < len(raw):
        head = raw[place : place + _PAGE_HEAD]
        if not b"OggS".startswith(head[:4]) and head[:4] != b"OggS":
            raise NotAudio
        if len(head) < _PAGE_HEAD:
            raise Damaged
        # One recording, and nothing after its end.
        if head[4] != 0 or head[14:18] != serial or kind & _LAST_PAGE:
            raise NotAudio
        kind = head[5]
        yield kind
        table = raw[place + _PAGE_HEAD : place + _PAGE_HEAD + head[26]]
        place += _PAGE_HEAD + head[26] + sum(table)
    if place != len(raw) or not kind & _LAST_PAGE:
        raise Damaged


# --- MP4, M4A and 3GP: ISO/IEC 14496-12 -----------------------------------------------

_BOXES: Final = frozenset(
    {
        *(b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"),
        *(b"moof", b"mfra", b"sidx", b"styp"),
    },
)
# The table of two minutes takes some tens of kilobytes.
_MOST_TABLE: Final = 1024 * 1024
_SHORT_HEAD: Final = 8
_LONG_HEAD: Final = 16


def _walk_boxes(raw: bytes) -> Iterator[bytes]:
    place = 0
    found = set()
    while place < len(raw):
        size = int.from_bytes(raw[place : place + 4])
        kind = raw[place + 4 : place + _SHORT_HEAD]
        if len(kind) < _SHORT_HEAD - 4:
            raise Damaged
        least = _SHORT_HEAD
        if size == 1:
            least = _LONG_HEAD
            size = int.from_bytes(raw[place + _SHORT_HEAD : place + _LONG_HEAD])
        elif size == 0 and kind == b"mdat":
            size = len(raw) - place
        if kind not in _BOXES or size < least:
            raise NotAudio
        if kind == b"moov" and size > _MOST_TABLE:
            raise NotAudio
        found.add(kind)
        yield kind
        place += size
    if place != len(raw) or not {b"moov", b"mdat"} <= found:
        raise Damaged


# --- WAV: RIFF ------------------------------------------------------------------------

_CHUNKS: Final = frozenset({b"fmt ", b"data", b"LIST", b"fact", b"bext", b"JUNK"})
_RIFF_HEAD: Final = 12


def _walk_riff(raw: bytes) -> Iterator[bytes]:
    said = int.from_bytes(raw[4:8], "little") + _SHORT_HEAD
    if said != len(raw):
        raise Damaged if said > len(raw) else NotAudio
    place = _RIFF_HEAD
    found = set()
    while place < len(raw):
        kind = raw[place : place + 4]
        size = int.from_bytes(raw[place + 4 : place + _SHORT_HEAD], "little")
        if kind not in _CHUNKS:
            raise NotAudio
        found.add(kind)
        yield kind
        # A chunk of odd size has a byte behind it that belongs to none.
        place += _SHORT_HEAD + size + size % 2
    if place not in {len(raw), len(raw) + 1} or not {b"fmt ", b"data"} <= found:
        raise Damaged
