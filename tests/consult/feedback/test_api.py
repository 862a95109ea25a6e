import json
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from consult.accounts.sealing import unseal_text
from consult.consultations.models import Consultation
from consult.feedback import queries, receipts
from consult.feedback.models import Testimony as Given

pytestmark = pytest.mark.django_db

URL = "/api/v1/testimonies"


@pytest.fixture
def body(consultation: Consultation) -> dict[str, Any]:
    return {
        "consultation": consultation.code,
        "uuid": str(uuid4()),
        "answers": {"living:water": ["no_service"], "needs": ["water", "road"]},
        "words": {"agree": "Primero el agua."},
        "about": {
            "sex": "female",
            "age_band": "30-59",
            "displacement": "idp",
            "disability": False,
            "language": "quc",
        },
        "receipt": receipts.make(),
    }


def post(body: object, client: Client | None = None) -> Any:  # noqa: ANN401
    # A client that checks for forgery, as a browser is checked.
    client = client or Client(enforce_csrf_checks=True)
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(URL, text, content_type="application/json")


def test_a_testimony_is_stored_without_cookie_or_token(body: dict[str, Any]) -> None:
    answer = post(body)

    given = Given.objects.get()
    assert answer.status_code == HTTPStatus.OK
    assert answer.json() == {
        "uuid": body["uuid"],
        "consultation": body["consultation"],
        "content_hash": given.content_hash,
    }
    assert (given.channel, given.collected_by) == ("web", None)
    assert (given.sex, given.disability, given.language_id) == ("female", False, "quc")
    assert queries.testimony_of_receipt(body["receipt"]) == given
    assert answer.cookies == {}


def test_half_an_emoji_is_stored_as_what_cannot_be_read(body: dict[str, Any]) -> None:
    body["words"]["agree"] = "Primero \ud83d el agua. \U0001f4a7"

    assert post(body).status_code == HTTPStatus.OK
    words = unseal_text(bytes(Given.objects.get().sealed_words))
    assert "Primero \ufffd el agua. \U0001f4a7" in words


def test_the_same_again_answers_the_same(body: dict[str, Any]) -> None:
    first = post(body)

    again = post(body)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert Given.objects.count() == 1


def test_other_content_is_a_conflict_with_words(body: dict[str, Any]) -> None:
    post(body)

    answer = post({**body, "answers": {"agree": ["yes"]}})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert answer.json()["message"].startswith("Estas respuestas ya habían llegado")
    assert Given.objects.get().answers == body["answers"]


def test_a_closed_consultation_is_gone(
    body: dict[str, Any],
    consultation: Consultation,
) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(
        closed_at=timezone.now(),
        closed_by=consultation.opened_by,
    )

    answer = post(body)

    assert answer.status_code == HTTPStatus.GONE
    assert answer.json()["message"].startswith("Esta consulta ya se cerró")


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"consultation": "ZZZZ9"}, HTTPStatus.NOT_FOUND, "consultation"),
        ({"consultation": 7}, HTTPStatus.BAD_REQUEST, "consultation"),
        ({"uuid": "x"}, HTTPStatus.BAD_REQUEST, "uuid"),
        ({"uuid": None}, HTTPStatus.BAD_REQUEST, "uuid"),
        ({"answers": []}, HTTPStatus.BAD_REQUEST, "answers"),
        ({"answers": {"agree": "yes"}}, HTTPStatus.BAD_REQUEST, "agree"),
        ({"answers": {"agree": [1]}}, HTTPStatus.BAD_REQUEST, "agree"),
        ({"answers": {"agree": ["maybe"]}}, HTTPStatus.UNPROCESSABLE_ENTITY, "agree"),
        ({"answers": {"moon": ["yes"]}}, HTTPStatus.UNPROCESSABLE_ENTITY, "moon"),
        ({"words": {"agree": 5}}, HTTPStatus.BAD_REQUEST, "agree"),
        ({"words": {"agree": "a" * 1001}}, HTTPStatus.UNPROCESSABLE_ENTITY, "agree"),
        ({"about": "x"}, HTTPStatus.BAD_REQUEST, "about"),
        ({"about": {"sex": "x"}}, HTTPStatus.UNPROCESSABLE_ENTITY, "sex"),
        ({"about": {"disability": "no"}}, HTTPStatus.BAD_REQUEST, "disability"),
        ({"about": {"language": "zzz"}}, HTTPStatus.UNPROCESSABLE_ENTITY, "language"),
        ({"receipt": "123"}, HTTPStatus.UNPROCESSABLE_ENTITY, "receipt"),
        ({"receipt": 123}, HTTPStatus.BAD_REQUEST, "receipt"),
    ],
)
def test_what_is_wrong_is_named_in_words(
    body: dict[str, Any],
    change: dict[str, Any],
    status: HTTPStatus,
    field: str,
) -> None:
    answer = post({**body, **change})

    assert answer.status_code == status
    assert answer.json()["field"] == field
    assert len(answer.json()["message"]) > 10
    assert Given.objects.count() == 0


@pytest.mark.parametrize(
    "raw",
    ["", "{", "null", "[]", '"x"', b"\xff\xfe", "[" * 100_000],
)
def test_what_is_no_object_of_json_is_refused(raw: str | bytes) -> None:
    assert post(raw).status_code == HTTPStatus.BAD_REQUEST


def test_too_large_a_body_is_refused(body: dict[str, Any]) -> None:
    answer = post({**body, "words": {"agree": "a" * 300_000}})

    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_it_cannot_be_read(client: Client) -> None:
    assert client.get(URL).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_nobody_collects_through_it(body: dict[str, Any]) -> None:
    post({**body, "channel": "facilitator", "by": 1})

    given = Given.objects.get()
    assert (given.channel, given.collected_by) == ("web", None)


@pytest.mark.benchmark
def test_five_hundred_from_one_address_are_all_taken(body: dict[str, Any]) -> None:
    client = Client(REMOTE_ADDR="10.0.0.7")

    statuses = {
        post({**body, "uuid": str(uuid4()), "receipt": ""}, client).status_code
        for _household in range(500)
    }

    assert statuses == {HTTPStatus.OK}
    assert Given.objects.count() == 500
