"""Recordings that phones sealed: piece by piece, on from where they stopped."""

import hashlib
import json
import secrets
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from joserfc import jwe
from joserfc.jwk import ECKey

from consult.consultations.models import Consultation
from consult.feedback.models import SpokenAnswer
from consult.offline import actions, keys
from consult.offline.models import Upload
from consult.voice.enums import Sound
from consult.voice.serving import sound_of
from tests.consult.feedback.browsing import close
from tests.consult.voice.clips import clip, pcm
from tests.factories.feedback import make_answerable

pytestmark = pytest.mark.django_db

SOUND = clip(1)
PROOF = "mB7pWq0JxT3kVd9e"
PIECE = 1000


@pytest.fixture(autouse=True)
def _ring(settings: LazySettings, tmp_path: Path) -> None:
    settings.SEALING_KEYS_FILE = str(tmp_path / "sealing-keys.json")


@pytest.fixture
def consultation() -> Consultation:
    return make_answerable()


@pytest.fixture
def said(consultation: Consultation) -> dict[str, Any]:
    return {
        "consultation": consultation.code,
        "uuid": str(uuid4()),
        "question": "agree",
        "size": len(SOUND),
        "proof": PROOF,
    }


@pytest.fixture
def name() -> str:
    return secrets.token_hex(16)


def seal(plain: bytes) -> bytes:
    key = ECKey.import_key(keys.public_keys()[0])
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": key.kid}
    return jwe.encrypt_compact(header, plain, key).encode()


def sealed(said: dict[str, Any], sound: bytes = SOUND) -> bytes:
    return seal(json.dumps(said).encode() + b"\n" + sound + b" " * 300)


def post(name: str, body: bytes, *, at: int, of: int) -> Any:  # noqa: ANN401
    return Client(enforce_csrf_checks=True).post(
        f"/api/v1/clips/{name}?at={at}&of={of}",
        body,
        content_type="application/jose",
    )


def send(name: str, whole: bytes, *, start: int = 0) -> Any:  # noqa: ANN401
    answer = None
    for at in range(start, len(whole), PIECE):
        answer = post(name, whole[at : at + PIECE], at=at, of=len(whole))
    return answer


def test_a_recording_comes_in_pieces_and_waits_for_its_testimony(
    name: str,
    said: dict[str, Any],
    consultation: Consultation,
) -> None:
    whole = sealed(said)

    arrived = send(name, whole)

    assert arrived.json() == {"received": len(whole), "proof": PROOF}
    assert bytes(Upload.objects.get().content) == b""
    answer = Client().post(
        "/api/v1/testimonies",
        {
            "consultation": consultation.code,
            "uuid": said["uuid"],
            "voice": {"agree": hashlib.sha256(SOUND).hexdigest()},
        },
        content_type="application/json",
    )
    assert answer.status_code == HTTPStatus.OK
    spoken = SpokenAnswer.objects.get()
    assert str(spoken.testimony_id) == said["uuid"]
    assert pcm(sound_of(spoken.recording, Sound.OPUS), "ogg") == pcm(SOUND, "matroska")


def test_it_goes_on_where_it_stopped(name: str, said: dict[str, Any]) -> None:
    whole = sealed(said)
    for at in (0, PIECE):
        post(name, whole[at : at + PIECE], at=at, of=len(whole))

    asked = post(name, b"", at=0, of=len(whole))
    wrong = post(name, whole[:PIECE], at=0, of=len(whole))

    assert (asked.status_code, asked.json()) == (200, {"received": 2 * PIECE})
    assert (wrong.status_code, wrong.json()["received"]) == (409, 2 * PIECE)


def test_what_came_is_kept_from_one_day_to_the_next(
    name: str,
    said: dict[str, Any],
) -> None:
    whole = sealed(said)
    half = len(whole) // 2 // PIECE * PIECE
    for at in range(0, half, PIECE):
        post(name, whole[at : at + PIECE], at=at, of=len(whole))

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        received = post(name, b"", at=0, of=len(whole)).json()["received"]
        arrived = send(name, whole, start=received)

    assert received == half
    assert arrived.json()["proof"] == PROOF


def test_a_phone_that_missed_the_last_answer_is_told_again(
    name: str,
    said: dict[str, Any],
) -> None:
    whole = sealed(said)
    send(name, whole)

    again = post(name, b"", at=0, of=len(whole))

    assert again.json() == {"received": len(whole), "proof": PROOF}
    assert SpokenAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("spoilt", "said_so"),
    [
        ("no sound", (422, "")),
        ("no question", (422, "Una de las respuestas no es de estas preguntas.")),
        ("no consultation", (422, "No hay ninguna consulta con ese código.")),
        ("no line", (422, "No se pudo abrir lo que envió.")),
        ("other key", (422, "No se pudo abrir lo que envió.")),
        ("closed", (410, "Esta consulta ya se cerró")),
    ],
)
def test_what_is_refused_says_why_and_is_forgotten(
    name: str,
    said: dict[str, Any],
    consultation: Consultation,
    spoilt: str,
    said_so: tuple[int, str],
) -> None:
    changed = {
        "no question": {"question": "nothing"},
        "no consultation": {"consultation": "NONE1"},
    }.get(spoilt, {})
    whole = sealed({**said, **changed}, b"junk" * 99 if spoilt == "no sound" else SOUND)
    if spoilt == "no line":
        whole = seal(b"[]")
    if spoilt == "other key":
        whole = b"a.b.c.d.e"
    if spoilt == "closed":
        close(consultation)

    answer = send(name, whole)

    assert answer.status_code == said_so[0]
    assert answer.json()["message"].startswith(said_so[1])
    assert Upload.objects.count() == 0
    assert SpokenAnswer.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "query", "size", "status"),
    [
        ("x" * 32, "at=0&of=9", 1, 400),
        ("a" * 32, f"at={'9' * 4400}&of=9", 1, 400),
        ("a" * 32, "at=-1&of=9", 1, 400),
        ("a" * 32, "at=0", 1, 400),
        ("a" * 32, "at=0&of=99999999999", 1, 422),
        ("a" * 32, "at=0&of=0", 1, 422),
        ("a" * 32, "at=0&of=5", 6, 422),
        ("a" * 32, "at=0&of=999999", 140_000, 413),
    ],
)
def test_what_is_no_piece_is_refused(
    name: str,
    query: str,
    size: int,
    status: int,
) -> None:
    answer = Client().post(
        f"/api/v1/clips/{name}?{query}",
        b"a" * size,
        content_type="application/jose",
    )

    assert answer.status_code == status
    assert answer.json()["message"]
    assert Upload.objects.count() == 0


def test_too_many_halves_are_sent_later(
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(actions, "MOST_ON_THEIR_WAY", 1)
    post(secrets.token_hex(16), b"a", at=0, of=99)

    answer = post(name, b"a", at=0, of=99)

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_halves_are_forgotten_after_two_weeks(name: str) -> None:
    post(name, b"a", at=0, of=99)

    with time_machine.travel(timezone.now() + timedelta(days=14)):
        assert actions.purge_uploads() == 0
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert actions.purge_uploads() == 1
