"""The keys that phones seal testimonies to: a ring kept outside the database.

A ring is a JSON Web Key Set of P-256 keys, each whole. Phones seal to the first; the
others still open what was sealed to them, because a phone may come back into signal
weeks after its key was changed. It lies in `settings.SEALING_KEYS_FILE`, readable by
its owner alone, or in the environment as `SEALING_KEYS`.
"""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from consult.accounts.key_rings import Jwk, KeyRing

ALGORITHM: Final = "ECDH-ES"
ENCRYPTION: Final = "A256GCM"
_CURVE: Final = "P-256"
_BROKEN: Final = (
    "The ring of sealing keys is not a JSON Web Key Set of private P-256 keys with "
    "ids. Put the copy back: without it nothing that waits on phones can be opened."
)


def ring() -> KeySet:
    """Read the ring; the first time, make it.

    Raises:
        ImproperlyConfigured: it cannot be read, or others may read it too.

    """
    kept = _kept()
    if not kept.is_there:
        kept.write([_new_key()], only_if_new=True)
    return _imported(kept.read())


def public_keys() -> list[Jwk]:
    """Return the public half of the key that phones seal to now."""
    newest = ring().keys[0]
    return [newest.as_dict(private=False)]


def rotate() -> tuple[str, list[Jwk]]:
    """Make a new key that phones seal to from now on; the others still open.

    Writes the file, unless the ring comes from the environment.

    Returns:
        The new key's id, and the whole ring as it must be kept.

    Raises:
        ImproperlyConfigured: the present ring cannot be read.

    """
    kept = _kept()
    old: list[Jwk] = []
    if kept.is_there:
        old = kept.read()
        _imported(old)
    key = _new_key()
    keys = [key, *old]
    kept.write(keys)
    return key["kid"], keys


def _kept() -> KeyRing:
    return KeyRing(settings.SEALING_KEYS, Path(settings.SEALING_KEYS_FILE), _BROKEN)


def _new_key() -> Jwk:
    key = ECKey.generate_key(_CURVE, {"use": "enc", "alg": ALGORITHM})
    return {**key.as_dict(private=True), "kid": key.thumbprint()}


def _imported(keys: list[Jwk]) -> KeySet:
    if not keys or not all(
        each.get("crv") == _CURVE and each.get("kid") and each.get("d") for each in keys
    ):
        raise ImproperlyConfigured(_BROKEN)
    try:
        return KeySet([ECKey.import_key(each) for each in keys])
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(_BROKEN) from error
