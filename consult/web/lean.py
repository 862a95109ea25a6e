"""Scripts and styles as they are sent: without what is there for people who read them.

Every kilobyte is a second at the edge of 2G. Nothing is renamed and nothing rewritten:
comments go, and so do the spaces that say nothing.
"""

from typing import Final

from django.core.files.base import ContentFile, File
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The folders of our own files; what others wrote stays as they wrote it.
OURS: Final = ("web/", "feedback/", "offline/", "voice/", "languages/")


def lean_script(text: str) -> str:
    """Return a script without comments and without idle spaces."""
    return str(jsmin(text))


def lean_style(text: str) -> str:
    """Return a stylesheet without comments and without idle spaces."""
    return str(cssmin(text))


class LeanStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Collects our scripts and styles lean, then names and compresses them."""

    def _save(self, name: str, content: File[bytes]) -> str:
        make = {".js": lean_script, ".css": lean_style}.get(name[name.rfind(".") :])
        if make and name.startswith(OURS):
            content.open()
            content = ContentFile(make(content.read().decode()).encode())
        return str(super()._save(name, content))
