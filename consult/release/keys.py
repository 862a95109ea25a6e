"""The keys that clearances are signed with: a ring kept outside the database.

A ring is a JSON Web Key Set: the key that signs first, whole; after it the public
halves of those that signed before, so that what they signed can still be checked. It
lies in `settings.CLEARANCE_KEYS_FILE`, readable by its owner alone, or in the
environment as `CLEARANCE_KEYS`. Whoever reads the database can sign nothing.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from consult.accounts.key_rings import Jwk, KeyRing

ALGORITHM = "EdDSA"
_PRIVATE = "d"


@dataclass(frozen=True, slots=True)
class Ring:
    """The key that signs, or None, and the public half of every key still believed."""

    signing: OKPKey | None
    public: tuple[Jwk, ...]

    @property
    def verifying(self) -> KeySet:
        """Return the keys that a signature is checked with."""
        return KeySet([OKPKey.import_key(each) for each in self.public])

    def knows(self, kid: object) -> bool:
        """Say whether a key of this id is believed."""
        return any(each["kid"] == kid for each in self.public)


def ring() -> Ring:
    """Read the ring.

    Raises:
        ImproperlyConfigured: it cannot be read, or others may read it too.

    """
    kept = _kept()
    keys = kept.read() if kept.is_there else []
    try:
        imported = [OKPKey.import_key(each) for each in keys]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(_BROKEN) from error
    if not all(each.get("crv") == "Ed25519" and each.get("kid") for each in keys):
        raise ImproperlyConfigured(_BROKEN)
    signing = imported[0] if keys and _PRIVATE in keys[0] else None
    return Ring(signing, tuple(_public(each) for each in keys))


def rotate(*, distrust: str = "") -> tuple[str, list[Jwk]]:
    """Make a new key that signs from now on; the others only check what they signed.

    `distrust` is the id of a key that somebody else may have: nothing that it signed is
    believed any more. Writes the file, unless the ring comes from the environment.

    Returns:
        The new key's id, and the whole ring as it must be kept.

    Raises:
        LookupError: there is no key of the id to distrust.
        ImproperlyConfigured: the present ring cannot be read.

    """
    old = list(ring().public)
    if distrust and all(each["kid"] != distrust for each in old):
        raise LookupError(distrust)
    key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": ALGORITHM})
    kid = key.thumbprint()
    new: Jwk = {**key.as_dict(private=True), "kid": kid}
    kept = [new, *(each for each in old if each["kid"] != distrust)]
    _kept().write(kept)
    return kid, kept


_BROKEN = (
    "The ring of clearance keys is not a JSON Web Key Set of Ed25519 keys with ids. "
    "Put the copy back, or make a new one with `manage.py rotate_clearance_key`."
)


def _kept() -> KeyRing:
    path = Path(settings.CLEARANCE_KEYS_FILE)
    return KeyRing(settings.CLEARANCE_KEYS, path, _BROKEN)


def _public(key: Jwk) -> Jwk:
    return {name: value for name, value in key.items() if name != _PRIVATE}
