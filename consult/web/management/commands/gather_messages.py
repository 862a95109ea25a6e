"""`manage.py gather_messages`: catalogues kept up to date without GNU gettext."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation.template import templatize

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAGS = ("Translators:",)
LINE_LENGTH = 88
# Whoever changes the Spanish can keep this one; the others belong to their speakers.
KEPT_HERE = ("en",)
# One and many, in English and in every language of the list.
PLURAL_RULE = "nplurals=2; plural=(n != 1);"
HEADER = """\
# {code}: what the interface says. The Spanish of the sources is the original.
msgid ""
msgstr ""
"Project-Id-Version: consult\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def sources(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield every file that speaks to people, and its text as Python to be read."""
    for room in ("consult", "projects"):
        for path in sorted((root / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text()
    for path in sorted((root / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            # What is not to be translated becomes X; its indentation means nothing.
            marked = templatize(path.read_text(), origin=str(path))
            yield path, "\n".join(line.strip() for line in marked.splitlines())


def gather(root: Path) -> Catalog:
    """Return every text that is marked for translation, with the files it is in."""
    template = Catalog(project="consult", charset="utf-8")
    for path, text in sources(root):
        for line, message, comments, context in extract(
            "python",
            io.BytesIO(text.encode()),
            keywords=KEYWORDS,
            comment_tags=COMMENT_TAGS,
            options={"encoding": "utf-8"},
            strip_comment_tags=True,
        ):
            template.add(
                message,
                locations=[(str(path.relative_to(root)), line)],
                auto_comments=comments,
                context=context,
            )
    return template


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as text: the same messages always make the same bytes.

    Babel's own header names a moment and persons who do not exist; ours says what a
    reader of the file needs.
    """
    entries = io.BytesIO()
    write_po(
        entries,
        catalogue,
        width=LINE_LENGTH,
        sort_output=True,
        ignore_obsolete=True,
        omit_header=True,
        # A line that moved is no news to a translator.
        include_lineno=False,
    )
    header = HEADER.format(code=catalogue.locale_identifier, plural=PLURAL_RULE)
    return header.encode() + entries.getvalue()


class Command(BaseCommand):
    """Bring catalogues up to date with the Spanish of the sources."""

    help = (
        "Gather what is marked for translation into locale/. A translation whose "
        "Spanish changed becomes fuzzy, and is not shown until somebody looks at it. "
        "Without a language it keeps English: the other catalogues stay empty until "
        "speakers of those languages fill them."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Let somebody name the languages."""
        parser.add_argument(
            "--language",
            action="append",
            choices=[code for code, _ in settings.LANGUAGES],
            help="Bring this one up to date (default: en). May be given again.",
        )

    def handle(self, *args: object, **options: Any) -> None:
        """Update or make the catalogue of each language."""
        template = gather(settings.BASE_DIR)
        for code in options["language"] or KEPT_HERE:
            path = settings.BASE_DIR / "locale" / code / "LC_MESSAGES" / "django.po"
            catalogue = Catalog(locale=code, project="consult", fuzzy=False)
            if path.exists():
                with path.open("rb") as file:
                    catalogue = read_po(file, locale=code)
            catalogue.update(template)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written(catalogue))
            done = sum(1 for entry in catalogue if entry.id and entry.string)
            self.stdout.write(f"{code}: {done} / {len(catalogue)}")
