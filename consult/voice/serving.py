"""How sound leaves: whole or in part, as players ask for it (RFC 9110, 14)."""

import re
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse

from consult.accounts import sealing
from consult.voice.enums import Sound
from consult.voice.models import Recording

_RANGE: Final = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


def sound_of(recording: Recording, sound: Sound) -> bytes:
    """Return the bytes of one form of a recording, opened if it is sealed.

    Raises:
        FileNotFoundError: the file is not there.
        Unreadable: its key is no longer among `FIELD_KEYS`.

    """
    with recording.file(sound).open("rb") as file:
        kept = bytes(file.read())
    return sealing.unseal(kept) if recording.is_private else kept


def heard(request: HttpRequest, content: bytes, sound: Sound) -> HttpResponse:
    """Return sound as an answer: all of it, or the part that was asked for.

    A range that makes no sense is answered with all of it, as the standard allows; one
    that begins behind the end is refused.
    """
    total = len(content)
    asked = _asked(request.headers.get("Range", ""), total)
    response = HttpResponse(content_type=sound.media_type)
    response["Accept-Ranges"] = "bytes"
    # Sound is compressed already, and a part of it must not be compressed by itself.
    response["Content-Encoding"] = "identity"
    response["X-Content-Type-Options"] = "nosniff"
    if asked is None:
        response.content = content
    elif asked.start >= total:
        response.status_code = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        response["Content-Range"] = f"bytes */{total}"
    else:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {asked.start}-{asked.stop - 1}/{total}"
        response.content = content[asked.start : asked.stop]
    response["Content-Length"] = str(len(response.content))
    return response


def _asked(header: str, total: int) -> range | None:
    match = _RANGE.fullmatch(header.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, total - int(last)), total)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(total, int(last) + 1) if last else total)
