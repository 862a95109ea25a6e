"""Scripts and styles as they are sent: without what is there for people who read them.

Every kilobyte is a second at the edge of 2G. Nothing is renamed and nothing rewritten:
comments that fill their line go, and so does indentation.
"""

import re
from typing import Final

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The folders of our own files; what others wrote stays as they wrote it.
OURS: Final = ("web/", "feedback/", "offline/", "voice/", "languages/")
_SCRIPT_COMMENT: Final = re.compile(r"^\s*//.*\n?", re.MULTILINE)
_STYLE_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT: Final = re.compile(r"^\s+", re.MULTILINE)


def lean_script(text: str) -> str:
    """Return a script without comments of their own line and without indentation.

    A text in backquotes that goes over several lines would be changed: ours have none.
    """
    return _INDENT.sub("", _SCRIPT_COMMENT.sub("", text))


def lean_style(text: str) -> str:
    """Return a stylesheet without comments and without indentation."""
    return _INDENT.sub("", _STYLE_COMMENT.sub("", text))


class LeanStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Collects our scripts and styles lean, then names and compresses them."""

    def _save(self, name: str, content: File[bytes]) -> str:
        make = {".js": lean_script, ".css": lean_style}.get(name[name.rfind(".") :])
        if make and name.startswith(OURS):
            content.open()
            content = ContentFile(make(content.read().decode()).encode())
        return str(super()._save(name, content))
