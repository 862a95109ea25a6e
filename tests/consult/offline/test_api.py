import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from joserfc import jwe
from joserfc.jwk import ECKey

from consult.feedback import queries, receipts
from consult.feedback.models import Testimony as Given
from consult.offline import keys
from tests.factories.feedback import make_answerable

pytestmark = pytest.mark.django_db

PROOF = "mB7pWq0JxT3kVd9e"


@pytest.fixture(autouse=True)
def ring_file(settings: LazySettings, tmp_path: Path) -> Path:
    settings.SEALING_KEYS_FILE = str(tmp_path / "sealing-keys.json")
    return tmp_path / "sealing-keys.json"


@pytest.fixture
def body() -> dict[str, Any]:
    return {
        "consultation": make_answerable().code,
        "uuid": str(uuid4()),
        "answers": {"living:water": ["no_service"]},
        "words": {"agree": "Primero el agua."},
        "receipt": receipts.make(),
        "proof": PROOF,
    }


@pytest.fixture
def seal(client: Client) -> Callable[[object], str]:
    """Return what a phone does with a testimony: seal it to the published key."""
    (published,) = client.get("/api/v1/sealing-keys").json()["keys"]

    def _seal(body: object) -> str:
        header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": published["kid"]}
        key = ECKey.import_key(published)
        return jwe.encrypt_compact(header, json.dumps(body).encode(), key)

    return _seal


def post(token: str | bytes) -> Any:  # noqa: ANN401 - the test client's answer
    client = Client(enforce_csrf_checks=True)
    return client.post("/api/v1/sealed", token, content_type="application/jose")


def test_a_sealed_testimony_is_opened_and_stored(
    body: dict[str, Any],
    seal: Callable[[object], str],
) -> None:
    answer = post(seal(body))

    given = Given.objects.get()
    assert answer.status_code == HTTPStatus.OK
    assert answer.json() == {
        "uuid": body["uuid"],
        "consultation": body["consultation"],
        "content_hash": given.content_hash,
        "proof": PROOF,
    }
    assert given.answers == body["answers"]
    assert queries.testimony_of_receipt(body["receipt"]) == given
    assert answer.cookies == {}


def test_sealed_twice_it_is_one_testimony_and_one_answer(
    body: dict[str, Any],
    seal: Callable[[object], str],
) -> None:
    first, again = post(seal(body)), post(seal(body))

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert Given.objects.count() == 1


def test_other_content_is_a_conflict_and_proves_nothing(
    body: dict[str, Any],
    seal: Callable[[object], str],
) -> None:
    post(seal(body))

    answer = post(seal({**body, "answers": {"agree": ["yes"]}}))

    assert answer.status_code == HTTPStatus.CONFLICT
    assert set(answer.json()) == {"message", "field"}


def test_what_was_sealed_before_a_new_key_is_still_opened(
    body: dict[str, Any],
    seal: Callable[[object], str],
    client: Client,
) -> None:
    old = seal(body)
    before = client.get("/api/v1/sealing-keys").json()["keys"]
    call_command("rotate_sealing_key")
    after = client.get("/api/v1/sealing-keys").json()["keys"]

    assert before[0]["kid"] != after[0]["kid"]
    assert post(old).status_code == HTTPStatus.OK


def test_only_the_public_half_is_told(client: Client) -> None:
    (published,) = client.get("/api/v1/sealing-keys").json()["keys"]

    assert set(published) == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_a_ring_that_others_may_read_is_refused(ring_file: Path) -> None:
    keys.ring()
    assert ring_file.stat().st_mode & 0o777 == 0o600
    ring_file.chmod(0o644)

    with pytest.raises(ImproperlyConfigured, match="Others may read"):
        keys.ring()


def test_a_ring_without_its_secrets_is_refused(settings: LazySettings) -> None:
    settings.SEALING_KEYS = json.dumps({"keys": keys.public_keys()})

    with pytest.raises(ImproperlyConfigured, match="Put the copy back"):
        keys.ring()


def test_a_key_of_somebody_else_opens_nothing(body: dict[str, Any]) -> None:
    stranger = ECKey.generate_key("P-256")
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": stranger.thumbprint()}

    answer = post(jwe.encrypt_compact(header, json.dumps(body).encode(), stranger))

    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_another_kind_of_seal_is_refused(body: dict[str, Any]) -> None:
    key = ECKey.import_key(keys.public_keys()[0])
    header = {"alg": "ECDH-ES+A128KW", "enc": "A128GCM", "kid": key.kid}

    answer = post(
        jwe.encrypt_compact(
            header,
            json.dumps(body).encode(),
            key,
            algorithms=["ECDH-ES+A128KW", "A128GCM"],
        ),
    )

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert Given.objects.count() == 0


@pytest.mark.parametrize("raw", ["", "a.b.c.d.e", "{}", "....", b"\xff\xfe.\x00"])
def test_what_is_no_seal_is_refused_with_words(raw: str | bytes) -> None:
    answer = post(raw)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.json()["message"] == "No se pudo abrir lo que envió."


def test_a_sealed_list_is_no_testimony(seal: Callable[[object], str]) -> None:
    assert post(seal([])).status_code == HTTPStatus.BAD_REQUEST


def test_too_much_is_refused() -> None:
    answer = post("a" * 400_000)

    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
