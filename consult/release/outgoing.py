"""Sending a notice to an address that somebody typed, without being led inside.

A host must be on `settings.NOTICE_HOSTS`. Its name is resolved once; every address it
has must be public, and the connection goes to the very address that was looked at, so
that a name which answers differently a moment later (DNS rebinding) changes nothing.
The certificate is still checked against the name. No redirect is followed, nothing of
the answer is kept but its status.
"""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

import urllib3
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from projects.refusals import Refusal

TIMEOUT_SECONDS: Final = 10.0
_HTTPS_PORT: Final = 443

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotSent(Exception):
    """It did not arrive; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: an address, and the name its certificate must carry."""

    host: str
    port: int
    path: str
    address: Address
    is_tls: bool


def check_url(url: str) -> SplitResult:
    """Return an address whose form and host are allowed; resolves nothing.

    Raises:
        Refusal: not https, with a user in it, or of a host that is not listed.

    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise Refusal(_("Esa dirección no se entiende."), field="url") from error
    if parts.scheme != "https" and not _inside_is_allowed(parts):
        raise Refusal(_("La dirección tiene que empezar con https."), field="url")
    if parts.username or parts.password or parts.fragment or not parts.hostname:
        raise Refusal(_("Esa dirección no se entiende."), field="url")
    named = parts.hostname if port is None else f"{parts.hostname}:{port}"
    if named not in settings.NOTICE_HOSTS:
        raise Refusal(
            _("Esa dirección no está en la lista de las permitidas."),
            field="url",
        )
    return parts


def resolve(url: str) -> Target:
    """Look a host up once and return the address to connect to.

    Raises:
        NotSent: not allowed, unknown, or with an address that is not public.

    """
    try:
        parts = check_url(url)
    except Refusal as refusal:
        raise NotSent("not_allowed") from refusal
    host = str(parts.hostname)
    port = parts.port or _HTTPS_PORT
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotSent("unknown_host") from error
    addresses = [ipaddress.ip_address(each[4][0]) for each in found]
    if not addresses or not all(may_connect(each) for each in addresses):
        raise NotSent("private_address")
    path = parts.path or "/"
    if parts.query:
        path = f"{path}?{parts.query}"
    return Target(host, port, path, addresses[0], parts.scheme == "https")


def may_connect(address: Address) -> bool:
    """Say whether an address is public, also when another is wrapped in it.

    Or in one of `settings.NOTICE_PRIVATE_NETWORKS`, which an installation whose funder
    stands in the same network has to name; there are none by default.
    """
    if _is_named(address):
        return True
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or _of_nat64(address)
        if wrapped is not None:
            return may_connect(wrapped)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


def post(url: str, *, body: bytes, headers: dict[str, str]) -> None:
    """Send; returns when the other side said with a 2xx that it has it.

    Raises:
        NotSent: refused by us, not reached, or not taken.

    """
    target = resolve(url)
    pool = _pool(target)
    try:
        answer = pool.urlopen(
            "POST",
            target.path,
            body=body,
            headers={**headers, "Host": _host_header(target)},
            redirect=False,
            retries=False,
            preload_content=False,
        )
        status = answer.status
        answer.close()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise NotSent("not_reached") from error
    finally:
        pool.close()
    if not 200 <= status < 300:  # noqa: PLR2004 - a 2xx
        raise NotSent(f"status_{status}")


def _pool(target: Target) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(total=TIMEOUT_SECONDS)
    address = str(target.address)
    if not target.is_tls:
        return urllib3.HTTPConnectionPool(address, target.port, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        address,
        target.port,
        timeout=timeout,
        cert_reqs="CERT_REQUIRED",
        server_hostname=target.host,
        assert_hostname=target.host,
    )


def _host_header(target: Target) -> str:
    if target.is_tls and target.port == _HTTPS_PORT:
        return target.host
    return f"{target.host}:{target.port}"


def _inside_is_allowed(parts: SplitResult) -> bool:
    """Say whether plain http may be used: to a literal address of a named network."""
    try:
        address = ipaddress.ip_address(parts.hostname or "")
    except ValueError:
        return False
    return parts.scheme == "http" and _is_named(address)


def _is_named(address: Address) -> bool:
    return any(
        address in ipaddress.ip_network(each)
        for each in settings.NOTICE_PRIVATE_NETWORKS
    )


def _of_nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(address.packed[-4:])
    return None
