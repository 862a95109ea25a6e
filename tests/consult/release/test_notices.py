"""Funders' machines are told of a gate: signed, once written down, and never inside."""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings, settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from pytest_socket import SocketConnectBlockedError

from consult.accounts.enums import RoleCode
from consult.release import actions, outgoing, queries
from consult.release.models import Notice, Watcher
from projects.refusals import NotAllowed, Refusal
from tests.factories.consultations import make_user
from tests.factories.release import World, asked_and_signed, make_world

pytestmark = pytest.mark.django_db

URL = "https://pago.example/avisos"


class Receiver:
    """A machine that takes notices; what it answers can be changed."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.taken.append((dict(self.headers), body))
                self.send_response(receiver.status)
                if receiver.status == 302:
                    self.send_header("Location", f"{receiver.url}/otra")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.host}/avisos"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    """Run a receiver in a network that this installation named."""
    receiver = Receiver()
    settings.NOTICE_HOSTS = [receiver.host]
    settings.NOTICE_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    yield receiver
    receiver.close()


@pytest.fixture
def world() -> World:
    """Return a project whose gate wants only signatures."""
    return make_world(tranches=1)


def watch(world: World, url: str) -> tuple[Watcher, str]:
    """Have the funder's machine told."""
    return actions.start_watcher(
        organisation=world.design.project.funder,
        url=url,
        by=make_user(RoleCode.ADMINISTRATOR),
    )


def look(world: World) -> list[int]:
    """Look at the project's gates; return the notices written."""
    return actions.notice_gates(project_id=world.design.project_id)


def test_opening_and_closing_are_told_once_and_signed(
    world: World,
    receiver: Receiver,
) -> None:
    _watcher, secret = watch(world, receiver.url)
    assert look(world) == []
    request = asked_and_signed(world)
    assert queries.watched_projects() == [world.design.project_id]
    (opened,) = look(world)
    assert (look(world), queries.watched_projects()) == ([], [])
    actions.cancel_request(request=request, by=world.requester)
    (closed,) = look(world)
    for notice_id in (opened, opened, closed):
        actions.send_notice(notice_id=notice_id)
    bodies = [json.loads(body) for _headers, body in receiver.taken]
    assert [each["type"] for each in bodies] == ["gate.opened", "gate.closed"]
    assert [each["code"] for each in bodies[1]["data"]["reasons"]] == ["not_requested"]
    assert bodies[0]["data"]["gate"].endswith(
        f"/api/v1/projects/{world.design.project.slug}/gate",
    )
    headers, body = receiver.taken[0]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert secret.encode() not in bytes(Watcher.objects.get().secret_sealed)
    assert Notice.objects.filter(arrived_at=None).count() == 0


def test_a_released_tranche_is_told_as_released(
    world: World,
    receiver: Receiver,
) -> None:
    watch(world, receiver.url)
    actions.release_tranche(request=asked_and_signed(world), by=world.requester)
    (told,) = look(world)
    assert json.loads(Notice.objects.get(pk=told).body)["type"] == "gate.released"


def test_a_role_that_ends_closes_the_gates_it_signed_for(
    world: World,
    receiver: Receiver,
) -> None:
    watch(world, receiver.url)
    asked_and_signed(world)
    look(world)
    assert queries.watched_projects() == []
    # A trigger voids the signatures, whoever writes: the project is looked at again.
    world.approvers[0].role_assignments.all().delete()
    assert queries.watched_projects() == [world.design.project_id]
    (told,) = look(world)
    assert json.loads(Notice.objects.get(pk=told).body)["type"] == "gate.closed"


def test_what_did_not_arrive_is_tried_again_and_given_up_in_the_end(
    world: World,
    receiver: Receiver,
) -> None:
    watch(world, receiver.url)
    asked_and_signed(world)
    (told,) = look(world)
    receiver.status = 503
    moment = timezone.now()
    for wait in actions.WAITS:
        with time_machine.travel(moment, tick=False):
            assert queries.due_notices() == [told]
            actions.send_notice(notice_id=told)
            assert queries.due_notices() == []
            notice = Notice.objects.get()
            assert (notice.failure, notice.due_at) == ("status_503", moment + wait)
        moment += wait
    with time_machine.travel(moment, tick=False):
        actions.send_notice(notice_id=told)
    notice = Notice.objects.get()
    assert (notice.attempts, notice.due_at, notice.arrived_at) == (8, None, None)
    assert len({headers["webhook-id"] for headers, _body in receiver.taken}) == 1


def test_a_redirect_is_not_followed(world: World, receiver: Receiver) -> None:
    watch(world, receiver.url)
    asked_and_signed(world)
    (told,) = look(world)
    receiver.status = 302
    actions.send_notice(notice_id=told)
    assert (Notice.objects.get().failure, len(receiver.taken)) == ("status_302", 1)


def test_one_that_is_stopped_is_told_nothing_more(
    world: World,
    receiver: Receiver,
) -> None:
    watcher, _secret = watch(world, receiver.url)
    asked_and_signed(world)
    (told,) = look(world)
    actions.stop_watcher(watcher=watcher, by=make_user(RoleCode.ADMINISTRATOR))
    actions.send_notice(notice_id=told)
    assert (receiver.taken, queries.watched_projects()) == ([], [])


def test_only_administrators_choose_who_is_told(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.start_watcher(
            organisation=world.design.project.funder,
            url=URL,
            by=world.officer,
        )


@pytest.mark.parametrize(
    "url",
    [
        "http://pago.example/avisos",
        "https://otro.example/avisos",
        "https://pago.example:8443/avisos",
        "https://pago.example@otro.example/avisos",
        "https://alguien@pago.example/avisos",
        "https://pago.example.otro.example/",
        "https://127.0.0.1/",
        "https://pago.example:99999/",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_not_listed_is_refused(
    settings: LazySettings,
    url: str,
) -> None:
    settings.NOTICE_HOSTS = ["pago.example"]
    with pytest.raises(Refusal):
        outgoing.check_url(url)
    with pytest.raises(outgoing.NotSent, match="not_allowed"):
        outgoing.post(url, body=b"", headers={})


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1"),  # noqa: S104 - to be refused
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        "2001:0:7f00:1::",
    ],
)
def test_an_address_inside_is_never_connected_to(address: str) -> None:
    assert not outgoing.may_connect(ipaddress.ip_address(address))


def test_an_address_outside_is() -> None:
    for address in ("93.184.216.34", "2606:2800:220:1::1"):
        assert outgoing.may_connect(ipaddress.ip_address(address))


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return a function that says what a name is answered with, one time after another.

    It returns the names that were asked for.
    """
    real = socket.getaddrinfo

    def answer(*turns: list[str]) -> list[str]:
        asked: list[str] = []

        def lookup(host: str, port: int, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as the one it stands for
            try:
                ipaddress.ip_address(host)
            except ValueError:
                found = turns[min(len(asked), len(turns) - 1)]
                asked.append(host)
                return [
                    (socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
                    for each in found
                ]
            return real(host, port, *args, **options)

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        return asked

    return answer


@pytest.mark.parametrize("found", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], []])
def test_a_name_with_an_address_inside_is_not_connected_to(
    settings: LazySettings,
    names: Callable[..., list[str]],
    found: list[str],
) -> None:
    settings.NOTICE_HOSTS = ["pago.example"]
    names(found)
    with pytest.raises(outgoing.NotSent, match="private_address"):
        outgoing.post(URL, body=b"", headers={})


@pytest.mark.filterwarnings("ignore:A test tried to use")
def test_a_name_that_answers_differently_a_moment_later_changes_nothing(
    settings: LazySettings,
    names: Callable[..., list[str]],
) -> None:
    settings.NOTICE_HOSTS = ["pago.example"]
    asked = names(["93.184.216.34"], ["127.0.0.1"])
    # Tests may connect to this machine only: what is blocked is what was checked.
    with pytest.raises(SocketConnectBlockedError, match=r"93\.184\.216\.34"):
        outgoing.post(URL, body=b"", headers={})
    assert asked == ["pago.example"]


def test_the_page_shows_the_secret_once(
    client: Client,
    world: World,
    receiver: Receiver,
) -> None:
    administrator = make_user(RoleCode.ADMINISTRATOR)
    client.force_login(
        administrator,
        backend="consult.accounts.backends.SignInBackend",
    )
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    page = reverse("release:watchers")
    funder = world.design.project.funder
    sent = {"organisation": funder.pk, "url": receiver.url}
    assertContains(client.post(page, sent), "whsec_")
    answer = client.get(page)
    assertNotContains(answer, "whsec_")
    assertContains(answer, receiver.url)
    refused = client.post(page, sent)
    assertContains(refused, "A esa dirección ya se le avisa.", status_code=422)
    refused = client.post(page, {**sent, "url": URL})
    assertContains(refused, "no está en la lista", status_code=422)
    (watcher,) = Watcher.objects.all()
    stop = reverse("release:stop_watcher", args=[watcher.pk])
    assertContains(client.post(stop, follow=True), "Ya no se avisa a esa dirección.")
    assertNotContains(client.get(page), receiver.url)
