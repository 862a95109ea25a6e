"""Takes testimonies as JSON, by the same action as the pages."""

import json
import re
from datetime import date
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.feedback import actions, policies, queries
from consult.feedback.actions.speaking import VoiceMissing
from consult.feedback.enums import Channel
from consult.feedback.models import Testimony
from consult.feedback.oneself import FIELDS
from consult.feedback.vocabulary import NON_ANSWERS
from consult.languages.models import Language
from consult.web.access import public
from projects.refusals import Conflict, NotAllowed, Refusal, Sentence

# Larger than any testimony in words, smaller than what would trouble a server.
BODY_MAX_BYTES: Final = 256 * 1024
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
# As large as the database's numbers.
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_TICKET_MAX: Final = 64
_ABOUT: Final = ("sex", "age_band", "displacement")


class NotTaken(Refusal):
    """The request itself is not what this address takes."""

    def __init__(
        self,
        message: Sentence,
        *,
        field: str | None = None,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
    ) -> None:
        super().__init__(message, field=field)
        self.status = status


# No cookie is looked at, so there is nobody whose browser could be made to send this.
@csrf_exempt
@public(reason="Testimonies are given without an account, by phones without a session.")
@require_POST
@never_cache
def testimonies(request: HttpRequest) -> JsonResponse:
    """Store a testimony, once, however often it is sent.

    Body: `{"consultation": "7KQ2M", "uuid": "…", "answers": {"agree": ["yes"]},
    "words": {"agree": "…"}, "voice": {"agree": "SHA-256 of the clip"}, "about": {"sex":
    "female", "age_band": "30-59", "displacement": "idp", "disability": false,
    "language": "quc", "part": "7"}, "receipt": "20 digits", "week": "2026-11-23"}`;
    only consultation, uuid and one of answers, words and voice are needed. `part` is
    the number of a part of the community that its questions offer. Any of `about`, as
    of `answers`, may be "dont_know", "not_understood" or "prefer_not". `week` is any
    day of the week in which it was answered.

    Answers 200 and the same body every time for the same testimony; 400 for a body
    that cannot be read, 404 for no such consultation, 409 for other content under the
    same UUID, 410 for a closed consultation, 413 for too large a body, 422 for an
    answer that is not one, 424 for a recording that did not arrive yet: it is sent, and
    then this again. Errors have `message`, a sentence, and `field`.
    """
    return take(request.body)


def take(
    raw: bytes,
    *,
    by: User | None = None,
    has_waited: bool = False,
) -> JsonResponse:
    """Store the testimony of a body, and return what is answered to it.

    `by` is who wrote it down for somebody else, if anybody did; it `has_waited` where a
    phone sealed it because it had no signal.
    """
    try:
        consultation, facts = _read(raw)
        testimony, _created = actions.submit_testimony(
            consultation=consultation,
            channel=Channel.FACILITATOR if by else Channel.WEB,
            by=by,
            has_waited=has_waited,
            **facts,
        )
    except Refusal as refusal:
        return JsonResponse(
            {"message": str(refusal), "field": refusal.field},
            status=_status_of(refusal),
        )
    return JsonResponse(_answer(testimony, consultation.code))


def _status_of(refusal: Refusal) -> HTTPStatus:
    match refusal:
        case NotTaken():
            return refusal.status
        case Conflict():
            return HTTPStatus.CONFLICT
        case VoiceMissing():
            return HTTPStatus.FAILED_DEPENDENCY
        case policies.Closed():
            return HTTPStatus.GONE
        case NotAllowed():
            return HTTPStatus.FORBIDDEN
        case _:
            return HTTPStatus.UNPROCESSABLE_ENTITY


def _read(raw: bytes) -> tuple[Consultation, dict[str, Any]]:
    """Return the consultation and the facts of a testimony as the action takes them."""
    if len(raw) > BODY_MAX_BYTES:
        raise NotTaken(
            _("Lo que envió pesa demasiado."),
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    body = _object(_json(raw), "")
    consultation = queries.answered_consultation(_text(body, "consultation"))
    if consultation is None:
        raise NotTaken(
            _("No hay ninguna consulta con ese código."),
            field="consultation",
            status=HTTPStatus.NOT_FOUND,
        )
    told = _object(body.get("about", {}), "about")
    unsaid = {field: told[field] for field in FIELDS if _is_unsaid(told.get(field))}
    about = {field: said for field, said in told.items() if field not in unsaid}
    return consultation, {
        "uuid": _uuid(body),
        "language": _language(about),
        "answers": _answers(body),
        "words": _words(body),
        "voice": _voice(body),
        "disability": _truth(about, "disability"),
        "part_id": _part(about),
        "unsaid": unsaid,
        "receipt": _text(body, "receipt"),
        # Whatever somebody puts there is only hashed.
        "ticket": _text(body, "ticket")[:_TICKET_MAX],
        "collected_on": _week(body, consultation),
        **{name: _text(about, name) for name in _ABOUT},
    }


def _answer(testimony: Testimony, code: str) -> dict[str, str]:
    return {
        "uuid": str(testimony.uuid),
        "consultation": code,
        "content_hash": testimony.content_hash,
    }


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotTaken(_("No se pudo leer: no es JSON.")) from error


def _object(value: object, field: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotTaken(_("Aquí va un objeto de JSON."), field=field or None)
    return value


def _text(values: dict[str, Any], field: str) -> str:
    value = values.get(field, "")
    if not isinstance(value, str):
        raise NotTaken(_("Aquí va un texto."), field=field)
    # Some keyboards leave half of an emoji, which no encoding can write.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_unsaid(value: object) -> bool:
    return isinstance(value, str) and value in NON_ANSWERS


def _truth(values: dict[str, Any], field: str) -> bool | None:
    value = values.get(field)
    if value is not None and not isinstance(value, bool):
        raise NotTaken(_("Aquí va sí o no."), field=field)
    return value


def _uuid(values: dict[str, Any]) -> UUID:
    try:
        return UUID(_text(values, "uuid"))
    except ValueError as error:
        raise NotTaken(_("Falta el número único (UUID)."), field="uuid") from error


def _week(body: dict[str, Any], consultation: Consultation) -> date | None:
    """Return a day of the week it was answered in, None for this one.

    The clocks of phones are wrong by years: a week that cannot be is this week.
    """
    said = _text(body, "week")
    if not said:
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError as error:
        raise NotTaken(_("Aquí va un día, como 2026-11-23."), field="week") from error
    try:
        policies.check_week(consultation=consultation, collected_on=day)
    except Refusal:
        return None
    return day


def _answers(body: dict[str, Any]) -> dict[str, list[str]]:
    answers = _object(body.get("answers", {}), "answers")
    for code, choices in answers.items():
        if not isinstance(choices, list) or not all(
            isinstance(choice, str) for choice in choices
        ):
            raise NotTaken(_("Aquí va una lista de textos."), field=code[:80])
    return answers


def _words(body: dict[str, Any]) -> dict[str, str]:
    words = _object(body.get("words", {}), "words")
    return {code: _text(words, code) for code in words}


def _voice(body: dict[str, Any]) -> dict[str, str]:
    voice = _object(body.get("voice", {}), "voice")
    for code in voice:
        if not _SHA256.fullmatch(_text(voice, code)):
            raise NotTaken(
                _("Aquí va el SHA-256 de una grabación: 64 cifras."),
                field=code[:80],
            )
    return voice


def _part(about: dict[str, Any]) -> int | None:
    """Return the number of the part they live in; the questionnaire has it."""
    number = _text(about, "part")
    if number and not _NUMBER.fullmatch(number):
        raise Refusal(_("Toque una de las opciones de la lista."), field="part")
    return int(number) if number else None


def _language(about: dict[str, Any]) -> Language | None:
    code = _text(about, "language")
    if not code:
        return None
    try:
        return queries.language_of(code)
    except Language.DoesNotExist as error:
        raise Refusal(
            _("Toque una de las opciones de la lista."),
            field="language",
        ) from error
