"""Recordings that are for everybody to hear."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consult.voice import queries, serving
from consult.voice.enums import Sound
from consult.web.access import public

# What lies at an address never changes: another recording has another address.
_KEPT: Final = "public, max-age=31536000, immutable"


@public(reason="A text that is read aloud is for everybody, as the text is.")
@require_safe
def recording(request: HttpRequest, pk: UUID, sound: Sound) -> HttpResponse:
    """Return the sound of a recording, whole or in part."""
    found = queries.public_recording(pk)
    if found is None:
        raise Http404(_("No hay ninguna grabación en esta dirección."))
    etag = f'"{found.hash_of(sound)}"'
    response: HttpResponse
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        response = serving.heard(request, serving.sound_of(found, sound), sound)
    response["ETag"] = etag
    response["Cache-Control"] = _KEPT
    return response
