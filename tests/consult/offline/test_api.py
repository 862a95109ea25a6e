import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from joserfc import jwe
from joserfc.jwk import ECKey

from consult.consultations.models import Consultation
from consult.feedback import actions, queries, receipts
from consult.feedback.models import Receipt
from consult.feedback.models import Testimony as Given
from consult.feedback.together import came_together
from consult.offline import keys
from consult.offline.collectors import word_for
from tests.consult.feedback.browsing import SIGN_IN, close
from tests.factories.feedback import (
    give_testimony,
    make_answerable,
    make_facilitator,
)

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


def test_a_sealed_testimony_counts_for_its_device_and_for_no_day(
    body: dict[str, Any],
    seal: Callable[[object], str],
    client: Client,
) -> None:
    for number in range(3):
        ticket = "one" if number else "other"
        fresh = {"uuid": str(uuid4()), "receipt": receipts.make(), "ticket": ticket}
        last = body | fresh
        assert post(seal(last)).status_code == HTTPStatus.OK
    given = Given.objects.first()
    assert given is not None
    lengths = {len(bytes(each.locked_traces)) for each in Receipt.objects.all()}
    give_testimony(given.consultation, ticket="third")
    lengths.add(len(bytes(Receipt.objects.latest("pk").locked_traces)))
    actions.tally_testimonies(consultation_id=given.consultation_id)

    together = came_together(given.consultation_id)
    assert (together.devices, together.arrivals) == ([2, 1, 1], [1])
    # Nor does the receipt's lock tell which of them waited.
    assert len(lengths) == 1
    page = client.post(reverse("feedback:follow"), {"receipt": last["receipt"]})
    sure = {"pass": page.context["pass"], "sure": "yes"}
    client.post(reverse("feedback:withdraw"), sure)
    together = came_together(given.consultation_id)
    assert (together.devices, together.arrivals) == ([1, 1, 1], [1])


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


@pytest.fixture
def consultation(body: dict[str, Any]) -> Consultation:
    return Consultation.objects.get(code=body["consultation"])


def test_who_wrote_it_down_is_known_weeks_later(
    body: dict[str, Any],
    seal: Callable[[object], str],
    client: Client,
    consultation: Consultation,
) -> None:
    by = make_facilitator(consultation)
    client.force_login(by, backend=SIGN_IN)
    shown = client.get(f"/r/{consultation.code}/sin-senal/anotar/").content.decode()
    (word,) = re.findall(r'data-collector="([^"]+)"', shown)

    with time_machine.travel(timezone.now() + timedelta(days=29)):
        answer = post(seal({**body, "collector": word}))

    given = Given.objects.get()
    assert answer.status_code == HTTPStatus.OK
    assert (given.channel, given.collected_by) == ("facilitator", by)


@pytest.mark.parametrize("spoilt", ["another consultation", "junk", "too old", "left"])
def test_a_word_that_stands_for_nobody_is_refused_with_a_sentence(
    body: dict[str, Any],
    seal: Callable[[object], str],
    consultation: Consultation,
    spoilt: str,
) -> None:
    by = make_facilitator(consultation)
    of = make_answerable() if spoilt == "another consultation" else consultation
    word = "x:y:z" if spoilt == "junk" else word_for(by, of)
    if spoilt == "left":
        by.is_active = False
        by.save()
    late = timedelta(days=31 if spoilt == "too old" else 0)

    with time_machine.travel(timezone.now() + late):
        answer = post(seal({**body, "collector": word}))

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert answer.json()["message"].startswith("No se sabe quién anotó")
    assert Given.objects.count() == 0


def test_a_word_does_not_let_anybody_collect_who_may_not(
    body: dict[str, Any],
    seal: Callable[[object], str],
    consultation: Consultation,
) -> None:
    stranger = make_facilitator(make_answerable())

    answer = post(seal({**body, "collector": word_for(stranger, consultation)}))

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert answer.json()["message"].startswith("Su cuenta no puede anotar")


@pytest.mark.parametrize(
    ("week", "kept"),
    [
        ("2026-03-11", "2026-03-09"),
        # The phone's clock is wrong: this week stands.
        ("2026-01-01", "2026-03-16"),
        ("2031-01-01", "2026-03-16"),
        ("", "2026-03-16"),
    ],
)
def test_the_week_is_the_one_it_was_answered_in(
    body: dict[str, Any],
    seal: Callable[[object], str],
    consultation: Consultation,
    week: str,
    kept: str,
) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(
        opened_at="2026-03-02T12:00:00Z",
    )

    with time_machine.travel("2026-03-18T12:00:00Z"):
        answer = post(seal({**body, "week": week}))

    assert answer.status_code == HTTPStatus.OK
    assert Given.objects.get().collected_week == date.fromisoformat(kept)


def test_what_is_no_day_is_refused(
    body: dict[str, Any],
    seal: Callable[[object], str],
) -> None:
    answer = post(seal({**body, "week": "ayer"}))

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.json()["field"] == "week"


def test_a_closed_consultation_says_so_before_anybody_answers(
    client: Client,
    consultation: Consultation,
) -> None:
    close(consultation)

    answer = client.get(f"/r/{consultation.code}/sin-senal/")

    assert answer.headers["Location"] == f"/r/{consultation.code}/proyecto/"


def test_who_may_not_collect_is_led_to_where_they_may(
    client: Client,
    consultation: Consultation,
) -> None:
    client.force_login(make_facilitator(make_answerable()), backend=SIGN_IN)

    answer = client.get(f"/r/{consultation.code}/sin-senal/anotar/")

    assert answer.headers["Location"] == "/responder/anotar/"


def test_the_page_is_in_the_language_that_its_address_names(
    client: Client,
    consultation: Consultation,
) -> None:
    shown = client.get(f"/r/{consultation.code}/sin-senal/?idioma=en").content.decode()

    assert '<html lang="en">' in shown
    assert "Answer without signal · Consult" in shown


def test_a_page_that_holds_something_of_one_person_says_so(
    client: Client,
    consultation: Consultation,
) -> None:
    pages = [f"/r/{consultation.code}/proyecto/", f"/r/{consultation.code}/proyecto/1/"]
    before = [client.get(path).headers.get("Consult-Keep") for path in pages]
    client.post(f"/r/{consultation.code}/empezar/")

    after = [client.get(path).headers.get("Consult-Keep") for path in pages]

    assert before == [None, None]
    assert after == ["no", "no"]
