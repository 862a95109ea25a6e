"""The content security policy forbids inline script and style: none is written."""

import re

import pytest

from tests.architecture.house import ROOT, TEMPLATES, name_of

# Data for a script is no script.
SCRIPT = re.compile(
    r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)",
    re.IGNORECASE,
)
STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)
JAVASCRIPT = re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*javascript:", re.IGNORECASE)

# Templates, and the pictures that pages hold.
PAGES = [
    *sorted(TEMPLATES.rglob("*.html")),
    *sorted(ROOT.glob("consult/**/*.svg")),
]


@pytest.mark.parametrize(
    "forbidden",
    [SCRIPT, STYLE, HANDLER, JAVASCRIPT],
    ids=["script", "style", "handler", "javascript:"],
)
def test_a_page_holds_no_inline_script_or_style(
    forbidden: re.Pattern[str],
) -> None:
    found = {name_of(path): forbidden.findall(path.read_text()) for path in PAGES}

    assert {name: hits for name, hits in found.items() if hits} == {}
