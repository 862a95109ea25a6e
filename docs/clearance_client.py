"""Example: may this tranche be paid now? See docs/clearance.md.

    python docs/clearance_client.py https://consult.example.org clearance.jws \
        --project SLUG --tranche 1 --amount 62000.00 --currency USD \
        --payment YOUR-OWN-NUMBER

With `--payment` it takes the clearance for that payment, so that nobody is told twice
to pay; without, it only asks. Ends with 0 when you may pay, 1 when you may not, 2 when
it could not find out: then ask again, with the same number.
"""

import argparse
import json
import sys
import time
import urllib.error
import urllib.request
import warnings
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import KeySet

# The library would rather have EdDSA called Ed25519; it is the same signature.
warnings.simplefilter("ignore", SecurityWarning)

TYPE = "consult-clearance+jwt"
TIMEOUT_SECONDS = 10


class DoNotPay(Exception):
    """The clearance does not allow this payment."""


def fetch(url: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ask Consult; a body makes it a POST."""
    request = urllib.request.Request(  # noqa: S310 - the address is the payer's own
        url,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Accept-Language": "es"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the same
        found: dict[str, Any] = json.load(answer)
        return found


def check_offline(
    token: str,
    public_keys: dict[str, Any],
    expected: dict[str, Any],
) -> None:
    """Check signature, kind, time and purpose with the published keys alone.

    Raises:
        DoNotPay: with what is wrong.

    """
    try:
        keys = KeySet.import_key_set({"keys": public_keys["keys"]})
        # The one algorithm is named here, never taken from the token.
        signed = jws.deserialize_compact(token, keys, algorithms=["EdDSA"])
        claims = json.loads(signed.payload)
    except (JoseError, ValueError) as error:
        raise DoNotPay(f"signature: {error}") from error
    if signed.headers().get("typ") != TYPE:
        raise DoNotPay("it is no clearance")
    if not claims["nbf"] <= time.time() < claims["exp"]:
        raise DoNotPay("not yet valid, or expired")
    for name, value in expected.items():
        if claims[name] != value:
            raise DoNotPay(f"{name} is {claims[name]}, not {value}")


def check_online(
    server: str,
    token: str,
    expected: dict[str, Any],
    payment: str = "",
) -> None:
    """Ask Consult whether it still holds, and take it: last thing before paying.

    Raises:
        DoNotPay: with Consult's reasons.

    """
    body = {"clearance": token, **expected}
    if payment:
        answer = fetch(
            f"{server}/api/v1/clearances/redeem", {**body, "payment": payment}
        )
        good = "redeemed"
    else:
        answer = fetch(f"{server}/api/v1/clearances/verify", body)
        good = "valid"
    if answer["status"] != good:
        reasons = "; ".join(
            f"{each['code']}: {each['message']}" for each in answer["reasons"]
        )
        raise DoNotPay(f"{answer['status']}: {reasons}")


def main() -> int:
    """Check a clearance in a file, offline and then online."""
    parser = argparse.ArgumentParser(description="May this tranche be paid now?")
    parser.add_argument("server")
    parser.add_argument("file", type=Path)
    parser.add_argument("--project", required=True)
    parser.add_argument("--tranche", required=True, type=int)
    parser.add_argument("--amount", required=True)
    parser.add_argument("--currency", required=True)
    parser.add_argument("--payment", default="", help="your own number of the payment")
    given = parser.parse_args()
    server = given.server.rstrip("/")
    expected = {
        name: getattr(given, name)
        for name in ("project", "tranche", "amount", "currency")
    }
    token = given.file.read_text().strip()
    try:
        check_offline(token, fetch(f"{server}/.well-known/jwks.json"), expected)
        check_online(server, token, expected, given.payment)
    except DoNotPay as reason:
        sys.stderr.write(f"Do not pay. {reason}\n")
        return 1
    except (OSError, urllib.error.URLError, ValueError, KeyError) as error:
        sys.stderr.write(f"Could not find out, so do not pay. {error}\n")
        return 2
    sys.stdout.write("Pay.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
