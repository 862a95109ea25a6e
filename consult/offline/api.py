"""Takes what phones sealed while they had no signal."""

import json
import re
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from consult.accounts.models import User
from consult.feedback import api as feedback
from consult.feedback import policies
from consult.offline import actions, keys
from consult.offline.collectors import collector_of
from consult.offline.opening import opened
from consult.offline.queries import received_of
from consult.web.access import public
from projects.refusals import Conflict, NotAllowed, Refusal

# Base64 makes four bytes of three, and the seal adds a few hundred.
SEALED_MAX_BYTES: Final = feedback.BODY_MAX_BYTES * 4 // 3 + 1024
_PROOF_MAX_LENGTH: Final = 100
PIECE_MAX_BYTES: Final = 128 * 1024
_NAME: Final = re.compile("[0-9a-f]{32}")
_BYTES: Final = re.compile("[0-9]{1,15}")


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
    plain = opened(request.body)
    if plain is None:
        return _refused(_("No se pudo abrir lo que envió."), HTTPStatus.BAD_REQUEST)
    try:
        by = _collector(plain)
    except NotAllowed as refusal:
        return _refused(str(refusal), HTTPStatus.FORBIDDEN)
    answer = feedback.take(plain, by=by, has_waited=True)
    if answer.status_code != HTTPStatus.OK:
        return answer
    return JsonResponse({**json.loads(answer.content), "proof": _proof(plain)})


# As above.
@csrf_exempt
@public(reason="Phones send what was said aloud without an account or a session.")
@require_POST
@never_cache
def clip(request: HttpRequest, name: str) -> JsonResponse:
    """Take a piece of a sealed recording; the phone goes on where it stopped.

    `at` and `of` of the address say where the piece begins and how long the whole is,
    in bytes; `name` is random, 32 hexadecimal digits. The whole is a compact JWE as of
    `/api/v1/sealed`. In it lies a line of JSON, `{"consultation": "7KQ2M", "uuid": "…",
    "question": "agree", "size": 91000, "proof": "…"}`, and then the sound; `uuid` is
    that of the testimony, which names the sound's SHA-256 and is sent afterwards.

    Answers 200 with `received`, the bytes that came so far, and once the sound is
    decoded and kept with `proof`. 409 with `received` for a piece that does not fit
    there, 410 for a closed consultation, 413 for too large a piece, 422 for what is no
    recording, 503 where too many are on their way. Errors have `message`, a sentence.
    """
    if len(request.body) > PIECE_MAX_BYTES:
        return _refused(
            _("Lo que envió pesa demasiado."),
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    at, length = (request.GET.get(each, "") for each in ("at", "of"))
    if not (
        _NAME.fullmatch(name) and _BYTES.fullmatch(at) and _BYTES.fullmatch(length)
    ):
        return _refused(_("Falta decir qué pedazo es."), HTTPStatus.BAD_REQUEST)
    try:
        upload = actions.take_piece(
            name=name,
            at=int(at),
            length=int(length),
            piece=request.body,
        )
        upload = actions.deliver(upload=upload)
    except Refusal as refusal:
        return _clip_refused(name, refusal)
    said: dict[str, object] = {"received": upload.received}
    return JsonResponse(said | ({"proof": upload.proof} if upload.proof else {}))


def _clip_refused(name: str, refusal: Refusal) -> JsonResponse:
    match refusal:
        case Conflict():
            status = HTTPStatus.CONFLICT
        case policies.Closed():
            status = HTTPStatus.GONE
        case actions.Full():
            status = HTTPStatus.SERVICE_UNAVAILABLE
        case _:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
    received = {"received": received_of(name)} if isinstance(refusal, Conflict) else {}
    return JsonResponse(
        {"message": str(refusal), "field": None, **received}, status=status
    )


@public(reason="A public key is for everybody.")
@require_safe
@never_cache
def sealing_keys(_request: HttpRequest) -> JsonResponse:
    """Return the key that phones seal to, as a JSON Web Key Set (RFC 7517)."""
    return JsonResponse({"keys": keys.public_keys()})


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
