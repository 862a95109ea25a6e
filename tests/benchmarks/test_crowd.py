"""A crowd at the real web: one thing many times at once, a village at one address."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4

import pytest

from consult.feedback import queries, receipts
from consult.feedback.models import Testimony as Given
from tests.factories.feedback import make_answerable
from tests.services.web import Web

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20
# `make bench` sends all that ten minutes of a village may bring.
VILLAGE = int(os.environ.get("CONSULT_VILLAGE", "500"))


def body(code: str) -> dict[str, Any]:
    return {
        "consultation": code,
        "uuid": str(uuid4()),
        "answers": {"living:water": ["no_service"], "agree": ["no"]},
        "words": {"agree": "Primero el agua."},
        "receipt": receipts.make(),
    }


def post(web: Web, said: dict[str, Any]) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", web.port, timeout=60)
    connection.request("POST", "/api/v1/testimonies", json.dumps(said))
    answer = connection.getresponse()
    read = answer.status, answer.read()
    connection.close()
    return read


def test_the_same_testimony_twenty_times_at_once_is_one_row_and_one_answer(
    web: Web,
) -> None:
    said = body(make_answerable().code)

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda _each: post(web, said), range(AT_ONCE)))

    assert {status for status, _body in answers} == {HTTPStatus.OK}
    assert len({read for _status, read in answers}) == 1
    assert Given.objects.count() == 1
    assert queries.testimony_of_receipt(said["receipt"]) == Given.objects.get()


def test_other_content_under_the_same_number_is_a_conflict_in_words(web: Web) -> None:
    said = body(make_answerable().code)
    post(web, said)

    status, read = post(web, {**said, "answers": {"agree": ["yes"]}})

    assert status == HTTPStatus.CONFLICT
    assert json.loads(read)["message"].startswith("Estas respuestas ya habían llegado")


def test_a_whole_village_at_one_address_is_refused_nothing(web: Web) -> None:
    code = make_answerable().code
    begun = time.monotonic()

    with ThreadPoolExecutor(8) as village:
        answers = list(
            village.map(lambda _each: post(web, body(code))[0], range(VILLAGE)),
        )

    assert set(answers) == {HTTPStatus.OK}
    assert Given.objects.count() == VILLAGE
    assert time.monotonic() - begun < 600
