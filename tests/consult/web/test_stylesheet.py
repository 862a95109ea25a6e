import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "consult" / "web" / "static" / "web"
SCHEMES = ("light", "dark")

# What is written on what. 7:1 is level AAA of WCAG 2.2 for text (1.4.6).
TEXT_PAIRS = (
    *(
        (text, ground)
        for text in ("ink", "muted", "teal")
        for ground in ("paper", "surface", "sunk")
    ),
    *((tone, f"{tone}-soft") for tone in ("stop", "warn", "note", "ok")),
    *(("ink", f"{tone}-soft") for tone in ("stop", "warn", "note", "ok")),
    *((tone, "surface") for tone in ("stop", "ok", "warn", "indigo")),
    ("stop", "paper"),
    ("warn", "sunk"),
    ("ink", "tint"),
    ("on-indigo", "indigo"),
    ("on-stop", "stop"),
    ("on-bar", "bar"),
    ("on-marigold", "marigold"),
)
# What must be seen but is not read: 3:1 (WCAG 2.2, 1.4.11).
SHAPE_PAIRS = (
    ("edge", "surface"),
    ("edge", "paper"),
    ("indigo", "paper"),
    ("below", "sunk"),
    ("above", "sunk"),
    ("marigold", "bar"),
)


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme; the dark one changes some of the light ones."""
    css = (STATIC / "consult.css").read_text()
    roots = re.findall(r":root \{(.*?)\}", css, flags=re.DOTALL)
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w{6});", root)) for root in roots[:2]
    )
    return light if scheme == "light" else light | dark


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast_is_the_standard_s() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_stands_out(scheme: str, pair: tuple[str, str]) -> None:
    colours = tokens(scheme)
    assert contrast(colours[pair[0]], colours[pair[1]]) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pair", SHAPE_PAIRS, ids="-on-".join)
def test_shapes_stand_out(scheme: str, pair: tuple[str, str]) -> None:
    colours = tokens(scheme)
    assert contrast(colours[pair[0]], colours[pair[1]]) >= 3


@pytest.mark.parametrize(
    ("names", "budget_bytes"),
    [
        # The community's page loads these two, and first paint waits for the first.
        (("consult.css",), 6 * 1024),
        (("consult.css", "consult.js"), 7 * 1024),
        # Officers' pages load all of it.
        (("consult.css", "desk.css"), 11 * 1024),
    ],
)
def test_it_weighs_little_on_the_wire(
    names: tuple[str, ...],
    budget_bytes: int,
) -> None:
    weight = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in names)
    assert weight <= budget_bytes


def test_it_asks_nothing_of_other_machines() -> None:
    for path in STATIC.glob("*.css"):
        assert re.findall(r"url\(|@import", path.read_text()) == []


def test_its_letters_cover_glottal_stops() -> None:
    css = (STATIC / "consult.css").read_text()
    assert '"Noto Sans", Roboto, "Andika", "DejaVu Sans", system-ui, sans-serif' in css


def test_every_token_used_is_defined() -> None:
    css = "".join(path.read_text() for path in STATIC.glob("*.css"))
    used = set(re.findall(r"var\(--([\w-]+)\)", css))
    defined = set(re.findall(r"--([\w-]+):", css))
    assert used - defined == set()
