from decimal import Decimal

import pytest

from consult.accounts.models import User
from projects import actions
from projects.comparing import Difference, Part, compare, difference, pairs_of
from projects.models import Design
from tests.factories.projects import line, make_place


def marked(row: Difference) -> tuple[list[str], list[str]]:
    return (
        [piece.text for piece in row.before if piece.is_marked],
        [piece.text for piece in row.after if piece.is_marked],
    )


def part(parts: list[Part], title: str) -> dict[str, Difference]:
    return {
        str(row.label): row
        for each in parts
        if each.title == title
        for row in each.rows
    }


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("Agua", "Agua", "same"),
        ("", "", "same"),
        ("", "Agua", "added"),
        ("Agua", "", "removed"),
        ("Agua", "Riego", "changed"),
    ],
)
def test_a_line_says_how_it_differs(before: str, after: str, change: str) -> None:
    assert difference("x", before, after).change == change


def test_long_texts_are_marked_word_by_word() -> None:
    row = difference(
        "x",
        "El agua baja del cerro hasta un tanque grande.",
        "El agua baja del nacimiento hasta un tanque.",
    )

    assert marked(row) == (["cerro", "tanque grande."], ["nacimiento", "tanque."])
    assert [piece.text for piece in row.before] == [
        "El agua baja del",
        "cerro",
        "hasta un",
        "tanque grande.",
    ]


def test_short_texts_are_marked_whole() -> None:
    assert marked(difference("x", "USD 5.00", "USD 6.00")) == (
        ["USD 5.00"],
        ["USD 6.00"],
    )


@pytest.fixture
def changed(author: User, published: Design) -> Design:
    """Give a next design with other words, money, places and assumptions."""
    design = actions.start_design(by=author, project=published.project)
    actions.save_basics(
        by=author,
        design=design,
        title=design.title,
        summary=design.summary.replace("chorro", "tanque"),
        beneficiaries=design.beneficiaries,
        upkeep=design.upkeep,
        starts_on=design.starts_on,
        ends_on=design.ends_on,
        households_targeted=1200,
        affects_land_or_resource=True,
    )
    component = design.components.get()
    entry = design.budget_lines.get().entry
    actions.save_budget(
        by=author,
        design=design,
        lines=[
            line(entry=entry, description="Mangueras", component=component),
            line(category="staff", description="Fontanero", quantity=Decimal("1.5")),
        ],
    )
    actions.drop_assumption(
        by=author,
        assumption=component.assumptions.get(key="heard"),
        reason="Ya se preguntó en tres asambleas.",
    )
    actions.save_people(
        by=author,
        design=design,
        places=[make_place("Las Pilas")],
        target_groups={component: ["women"]},
    )
    return Design.objects.get(pk=design.pk)


def test_every_part_is_compared(published: Design, changed: Design) -> None:
    parts = compare(published, changed)

    assert [(each.title, each.changes) for each in parts] == [
        ("Qué, para quién y cuándo", 5),
        ("Lo que se entrega", 1),
        ("Lo que se da por hecho", 1),
        ("En qué se gasta", 2),
        ("En qué partes llega el dinero", 0),
    ]
    basics = part(parts, "Qué, para quién y cuándo")
    assert marked(basics["Qué se hará"]) == (["chorro."], ["tanque."])
    assert marked(basics["Familias que lo usarán"]) == (["60"], ["1,200"])
    assert marked(basics["Cuánto cuesta todo"]) == (["USD 6,000.00"], ["USD 6,090.00"])
    assert marked(basics["Toca tierra o agua de un pueblo indígena"]) == (
        ["No"],
        ["Sí"],
    )


def test_a_line_that_was_renamed_is_one_line(
    published: Design,
    changed: Design,
) -> None:
    rows = part(compare(published, changed), "En qué se gasta")

    assert rows["Obras"].change == "changed"
    assert marked(rows["Obras"]) == (["Tubos:"], ["Mangueras:"])
    assert rows["Personal en el lugar"].change == "added"
    assert marked(rows["Personal en el lugar"])[1] == [
        "Fontanero: 1.5 tubos × 60.00 = USD 90.00",
    ]


def test_what_was_dropped_shows_its_reason(
    published: Design,
    changed: Design,
) -> None:
    rows = [
        row
        for each in compare(published, changed)
        if each.title == "Lo que se da por hecho"
        for row in each.rows
        if row.change != "same"
    ]

    assert len(rows) == 1
    assert " ".join(piece.text for piece in rows[0].after) == (
        "«Se tomó en cuenta lo que dijo la gente.» Se quitó: Ya se preguntó en tres "
        "asambleas."
    )


def test_a_design_does_not_differ_from_itself(published: Design) -> None:
    assert sum(each.changes for each in compare(published, published)) == 0


def test_versions_are_paired_with_what_replaced_them() -> None:
    first, second, third = (Design(number=number) for number in (1, 2, 3))

    assert pairs_of([third, first, second]) == [(first, second), (second, third)]
