"""Scripts and styles as they are sent: without what is there for people who read them.

Every kilobyte is a second at the edge of 2G. Nothing is renamed and nothing rewritten:
comments that fill their line go, and so do indentation and spaces that say nothing.
"""

import re
from typing import Final

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The folders of our own files; what others wrote stays as they wrote it.
OURS: Final = ("web/", "feedback/", "offline/", "voice/", "languages/")
_SCRIPT_COMMENT: Final = re.compile(r"^\s*//.*\n?", re.MULTILINE)
# In a line with one of these a space may be part of a regular expression or a text.
_DELICATE: Final = re.compile("[/`']")
_TEXT: Final = re.compile(r'("(?:\\.|[^"\\])*")')
# Not beside + and -: "a + +b" is not "a ++b".
_SPACED: Final = re.compile(r" ?([=*<>?:&|,{}()!;\[\]]) ?")
_JOINED: Final = re.compile(r"(?<=[{(\[,;])\n")
_STYLE_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT: Final = re.compile(r"^\s+", re.MULTILINE)


def lean_script(text: str) -> str:
    """Return a script without comments of their own line and without idle spaces.

    A text in backquotes that goes over several lines would be changed: ours have none.
    """
    lines = _INDENT.sub("", _SCRIPT_COMMENT.sub("", text)).splitlines(keepends=True)
    return _JOINED.sub("", "".join(map(_lean_line, lines)))


def _lean_line(line: str) -> str:
    if _DELICATE.search(line):
        return line
    return "".join(
        part if part.startswith('"') else _SPACED.sub(r"\1", part)
        for part in _TEXT.split(line)
    )


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
