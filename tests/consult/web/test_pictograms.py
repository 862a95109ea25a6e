import re
import xml.etree.ElementTree as ET  # our own files
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from consult.feedback.vocabulary import Need, NonAnswer
from consult.web import pictograms

NAMES = sorted(pictograms.names())
DRAWN_LADDERS = (
    "water",
    "water_for_use",
    "tenure",
    "om_body",
    "road",
    "market_access",
    "electricity",
    "adult_literacy",
    "finance_access",
    "legitimacy",
    "sanitation",
    "security",
    "school_access",
    "spanish",
    "participation",
    "engagement_rounds",
    "organisation",
    "hygiene",
    "school_water",
    "health_facility_water",
    "health_access",
    "connectivity",
    "legal_id",
    "education_attained",
)
PEOPLE = (
    "woman",
    "man",
    "young",
    "elder",
    "displaced",
    "returned",
    "deported",
    "disability",
)


def steps_of(ladder: str) -> list[str]:
    path = Path(settings.BASE_DIR) / "projects" / "data" / "ladders.yaml"
    ladders = yaml.safe_load(path.read_text(encoding="utf-8"))["rows"]
    (found,) = (entry for entry in ladders if entry["code"] == ladder)
    return [str(level["code"]) for level in found["levels"]]


@pytest.mark.parametrize("ladder", DRAWN_LADDERS)
def test_every_step_of_a_ladder_people_answer_by_touch_is_drawn(ladder: str) -> None:
    expected = {f"{ladder}-{step}" for step in steps_of(ladder)}
    assert {name for name in NAMES if name.startswith(f"{ladder}-")} == expected


def test_every_need_and_every_way_not_to_answer_is_drawn() -> None:
    wanted = {f"need-{need}" for need in Need} | set(NonAnswer) | {"yes", "no"}
    assert wanted - set(NAMES) == set()


def test_groups_of_people_are_drawn() -> None:
    assert set(PEOPLE) - set(NAMES) == set()


@pytest.mark.parametrize("name", NAMES)
def test_it_is_small_plain_svg(name: str) -> None:
    path = pictograms.FOLDER / f"{name}.svg"
    assert path.stat().st_size <= 900
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == "0 0 96 96"
    assert {
        (element.tag, attribute)
        for element in root.iter()
        for attribute in element.attrib
        # A style or a handler would be refused by the content security policy; an id
        # would stand twice on a page that shows the picture twice.
        if attribute in {"style", "id", "class"} or attribute.startswith("on")
    } == set()


def test_the_same_name_always_means_the_same_drawing() -> None:
    drawings = [pictograms.drawing(name) for name in NAMES]
    assert len(set(drawings)) == len(drawings)


@pytest.mark.parametrize("name", ["nothing-of-the-kind", "../consult-mark", ""])
def test_an_unknown_name_draws_nothing(name: str) -> None:
    assert pictograms.drawing(name) == ""


def test_templates_name_only_drawings_that_exist() -> None:
    named = {
        name
        for path in Path(settings.BASE_DIR / "templates").rglob("*.html")
        for name in re.findall(r'\{% pictogram "([^"]+)" %\}', path.read_text())
    }
    assert named - set(NAMES) == set()
