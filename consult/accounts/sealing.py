"""What the database may not read, sealed with keys that are kept outside it.

`settings.FIELD_KEYS`: the first key seals, every key opens what it sealed. To change
keys, put a new one first; to forget what an old one sealed, take it away.
"""

import base64
import binascii

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox


class Unreadable(Exception):
    """None of the keys opens it."""


def _boxes() -> list[SecretBox]:
    boxes = []
    for key in settings.FIELD_KEYS:
        try:
            boxes.append(SecretBox(base64.urlsafe_b64decode(key)))
        except (binascii.Error, ValueError) as error:
            message = (
                "FIELD_KEYS: each key is 32 bytes in URL-safe base64. Make one with "
                "`python -c 'import os, base64; "
                "print(base64.urlsafe_b64encode(os.urandom(32)).decode())'`."
            )
            raise ImproperlyConfigured(message) from error
    return boxes


def seal(content: bytes) -> bytes:
    """Return the content sealed with the newest key (XSalsa20-Poly1305).

    Raises:
        ImproperlyConfigured: a key is not 32 bytes.

    """
    return bytes(_boxes()[0].encrypt(content))


def unseal(sealed: bytes) -> bytes:
    """Return what was sealed with any of the keys.

    Raises:
        Unreadable: it was changed, or its key is no longer among `FIELD_KEYS`.
        ImproperlyConfigured: a key is not 32 bytes.

    """
    for box in _boxes():
        try:
            return box.decrypt(sealed)
        except (CryptoError, ValueError):
            continue
    raise Unreadable


def seal_text(text: str) -> bytes:
    """Return the text sealed.

    Nothing stays nothing, so that an empty answer costs no bytes.
    """
    return seal(text.encode()) if text else b""


def unseal_text(sealed: bytes) -> str:
    """Return the text that `seal_text` sealed.

    Raises:
        Unreadable: see `unseal`.

    """
    return unseal(sealed).decode() if sealed else ""


def seal_word(text: str) -> str:
    """Return the text sealed, as URL-safe base64: for a form, a cookie, a session."""
    return base64.urlsafe_b64encode(seal(text.encode())).decode()


def unseal_word(sealed: str) -> str:
    """Return the text that `seal_word` sealed.

    Raises:
        Unreadable: see `unseal`; or it is not something sealed.

    """
    try:
        return unseal(base64.urlsafe_b64decode(sealed)).decode()
    except (binascii.Error, ValueError) as error:
        raise Unreadable from error
