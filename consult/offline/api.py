"""Takes what phones sealed while they had no signal."""

import json
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from joserfc import jwe
from joserfc.errors import JoseError

from consult.accounts.models import User
from consult.feedback import api as feedback
from consult.offline import keys
from consult.offline.collectors import collector_of
from consult.web.access import public
from projects.refusals import NotAllowed

# Base64 makes four bytes of three, and the seal adds a few hundred.
SEALED_MAX_BYTES: Final = feedback.BODY_MAX_BYTES * 4 // 3 + 1024
_PROOF_MAX_LENGTH: Final = 100


# No cookie is looked at, so there is nobody whose browser could be made to send this.
@csrf_exempt
@public(reason="Phones send what was said without an account and without a session.")
@require_POST
@never_cache
def sealed(request: HttpRequest) -> JsonResponse:
    """Open a sealed testimony and store it, once, however often it is sent.

    Body: a compact JWE (RFC 7516; ECDH-ES on P-256, A256GCM; `kid` of a key of
    `/api/v1/sealing-keys`). In it lies what `/api/v1/testimonies` takes, and `proof`: a
    random text that the phone keeps only the SHA-256 of. `collector`, where somebody
    wrote it down for somebody else, is the word of the page it was written in.

    Answers as `/api/v1/testimonies` does. Once it is stored the answer has `proof` too:
    only who opened the seal can know it, so a phone that hashes it and finds what it
    kept may forget its copy. 400 for what cannot be opened.
    """
    if len(request.body) > SEALED_MAX_BYTES:
        return _refused(
            _("Lo que envió pesa demasiado."),
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    opened = _opened(request.body)
    if opened is None:
        return _refused(_("No se pudo abrir lo que envió."), HTTPStatus.BAD_REQUEST)
    try:
        by = _collector(opened)
    except NotAllowed as refusal:
        return _refused(str(refusal), HTTPStatus.FORBIDDEN)
    answer = feedback.take(opened, by=by)
    if answer.status_code != HTTPStatus.OK:
        return answer
    return JsonResponse({**json.loads(answer.content), "proof": _proof(opened)})


@public(reason="A public key is for everybody.")
@require_safe
@never_cache
def sealing_keys(_request: HttpRequest) -> JsonResponse:
    """Return the key that phones seal to, as a JSON Web Key Set (RFC 7517)."""
    return JsonResponse({"keys": keys.public_keys()})


def _opened(raw: bytes) -> bytes | None:
    try:
        found = jwe.decrypt_compact(
            raw,
            keys.ring(),
            algorithms=[keys.ALGORITHM, keys.ENCRYPTION],
        )
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    return found.plaintext


def _said(opened: bytes, name: str) -> str:
    """Return one text of what was sealed, empty where there is none."""
    try:
        body = json.loads(opened)
    except (ValueError, RecursionError):
        return ""
    said = body.get(name) if isinstance(body, dict) else None
    return said if isinstance(said, str) else ""


def _collector(opened: bytes) -> User | None:
    """Return who wrote it down, None for somebody who answered alone.

    Raises:
        NotAllowed: there is a word, and it stands for nobody.

    """
    word = _said(opened, "collector")
    return collector_of(word, _said(opened, "consultation")) if word else None


def _proof(opened: bytes) -> str:
    return _said(opened, "proof")[:_PROOF_MAX_LENGTH]


def _refused(message: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"message": message, "field": None}, status=status)
