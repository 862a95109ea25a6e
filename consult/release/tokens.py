"""A clearance as it travels: a JWS with an EdDSA signature, and what is refused.

One algorithm, named here and never taken from what arrives: `alg=none`, a symmetric
algorithm with our public key and everything else is refused before a key is looked at.
"""

import json
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError, UnsupportedAlgorithmError
from joserfc.jws import JWSRegistry

from consult.release.keys import ALGORITHM, Ring
from projects.refusals import Refusal, Sentence

TYPE = "consult-clearance+jwt"

Claims = dict[str, Any]


class NotBelieved(Refusal):
    """What arrived is no clearance of ours, or not for this; `code` says which."""

    def __init__(self, code: str, message: Sentence) -> None:
        super().__init__(message)
        self.code = code


class _OnlyEdDSA(JWSRegistry):
    """Takes one algorithm.

    Without the library's advice to name it `Ed25519`: what funders' systems verify
    with knows it as `EdDSA`.
    """

    def get_alg(self, name: str) -> Any:  # noqa: ANN401 - the library's own type is private
        if name != ALGORITHM:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[ALGORITHM]


_REGISTRY = _OnlyEdDSA(algorithms=[ALGORITHM])


def sign(claims: Claims, ring: Ring, *, kind: str = TYPE) -> tuple[str, str]:
    """Return the claims signed, and the id of the key; `kind` is the header's `typ`.

    Raises:
        Refusal: there is no key.

    """
    key = ring.signing
    if key is None or key.kid is None:
        raise Refusal(
            _(
                "No hay llave para firmar autorizaciones. Pídala a quien cuida el "
                "sistema.",
            ),
        )
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": kind}
    payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":"))
    return jws.serialize_compact(header, payload, key, registry=_REGISTRY), key.kid


def read(token: str, ring: Ring, *, kind: str = TYPE) -> Claims:
    """Return the claims of something of a kind that one of our keys signed.

    Says nothing of time, nor of whether it still holds.

    Raises:
        NotBelieved: of another algorithm, edited, of another key, or no clearance.

    """
    try:
        header = jws.extract_compact(token.encode()).headers()
        _REGISTRY.get_alg(str(header.get("alg")))
        if not ring.knows(header.get("kid")):
            raise NotBelieved(
                "unknown_key",
                _("La firmó una llave que no es de esta casa, o que ya no vale."),
            )
        signed = jws.deserialize_compact(token, ring.verifying, registry=_REGISTRY)
        claims = json.loads(signed.payload)
    except UnsupportedAlgorithmError as error:
        raise NotBelieved(
            "wrong_algorithm",
            _("No está firmada como se firma aquí."),
        ) from error
    except BadSignatureError as error:
        raise NotBelieved(
            "bad_signature",
            _("La firma no es de este texto: alguien lo cambió."),
        ) from error
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise _no_clearance() from error
    if header.get("typ") != kind or not isinstance(claims, dict):
        raise _no_clearance()
    return claims


def check_time(claims: Claims, *, now: datetime, not_earlier_than: datetime) -> None:
    """Refuse a clearance before its time and after it.

    `now` is this machine's clock, which somebody may turn back. It is certainly not
    earlier than `not_earlier_than`, the time of the last event that was recorded.

    Raises:
        NotBelieved: not yet valid, or expired.

    """
    starts = datetime.fromtimestamp(claims["nbf"], UTC)
    ends = datetime.fromtimestamp(claims["exp"], UTC)
    if now < starts:
        raise NotBelieved("not_yet_valid", _("Esta autorización todavía no vale."))
    if max(now, not_earlier_than) >= ends:
        raise NotBelieved("expired", _("Esta autorización ya se venció."))


def _no_clearance() -> NotBelieved:
    return NotBelieved("not_a_clearance", _("Esto no es una autorización."))
