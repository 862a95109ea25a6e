"""Two versions of a design side by side, with what changed marked."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, TypeVar

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.amounts import percent, total_of, written
from projects.models import Assumption, BudgetLine, Component, Design, Tranche

Row = TypeVar("Row")
# Longer texts are marked word by word; shorter ones as a whole.
_WORDS_FROM: Final = 6
SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether only one of the two versions has them."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the comparison: same, changed, added or removed."""

    label: str | Promise
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    change: str


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its lines."""

    title: str
    rows: tuple[Difference, ...]

    @property
    def changes(self) -> int:
        """Return how many lines differ."""
        return sum(row.change != SAME for row in self.rows)


def compare(before: Design, after: Design) -> list[Part]:
    """Return every part of two versions of one project, changes marked.

    What was copied from one version to the next and then changed stands on one line:
    budget lines know where they come from, tranches by their number, assumptions by
    their key, components by their sector.
    """
    return [
        Part(_("Qué, para quién y cuándo"), tuple(_texts(before, after))),
        Part(
            _("Lo que se entrega"),
            _pair(
                _components(before),
                _components(after),
                key=lambda row: row.purpose_code_id,
                label=lambda row: row.purpose_code.name,
                says=_delivered,
            ),
        ),
        Part(
            _("Lo que se da por hecho"),
            _pair(
                _assumptions(before),
                _assumptions(after),
                key=lambda row: row.key,
                label=lambda row: row.ladder.name if row.ladder else _("Sí o no"),
                says=_assumed,
            ),
        ),
        Part(
            _("En qué se gasta"),
            _pair(
                before.budget_lines.order_by("pk"),
                after.budget_lines.order_by("pk"),
                key=lambda row: row.entry,
                label=lambda row: row.get_category_display(),
                says=_spent,
            ),
        ),
        Part(
            _("En qué partes llega el dinero"),
            _pair(
                before.tranches.prefetch_related("places").order_by("number"),
                after.tranches.prefetch_related("places").order_by("number"),
                key=lambda row: row.number,
                label=lambda row: _("Desembolso %(number)s") % {"number": row.number},
                says=_planned,
            ),
        ),
    ]


def difference(label: str | Promise, before: str, after: str) -> Difference:
    """Return one line of the comparison; an empty text means that there is none.

    Long texts are marked word by word, so that one sees what was touched.
    """
    if before == after:
        return Difference(label, (Piece(before),), (Piece(after),), SAME)
    if not before:
        return Difference(label, (), (Piece(after, is_marked=True),), ADDED)
    if not after:
        return Difference(label, (Piece(before, is_marked=True),), (), REMOVED)
    old, new = before.split(), after.split()
    if min(len(old), len(new)) < _WORDS_FROM:
        return Difference(
            label,
            (Piece(before, is_marked=True),),
            (Piece(after, is_marked=True),),
            CHANGED,
        )
    blocks = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    return Difference(
        label,
        tuple(
            Piece(" ".join(old[start:end]), tag != "equal")
            for tag, start, end, _from, _to in blocks
            if end > start
        ),
        tuple(
            Piece(" ".join(new[start:end]), tag != "equal")
            for tag, _from, _to, start, end in blocks
            if end > start
        ),
        CHANGED,
    )


def _texts(before: Design, after: Design) -> Iterable[Difference]:
    facts: tuple[tuple[str, Callable[[Design], str]], ...] = (
        (_("Título"), lambda design: design.title),
        (_("Qué se hará"), lambda design: design.summary),
        (_("Para quiénes es"), lambda design: design.beneficiaries),
        (_("Quién lo cuidará después"), lambda design: design.upkeep),
        (_("Quién lo hará"), lambda design: design.carried_out_by.name),
        (_("Dónde"), _places),
        (_("Familias que lo usarán"), _households),
        (_("Empieza"), lambda design: _day(design.starts_on)),
        (_("Termina"), lambda design: _day(design.ends_on)),
        (_("Toca tierra o agua de un pueblo indígena"), _land),
        (_("Cuánto cuesta todo"), _total),
    )
    for label, says in facts:
        yield difference(label, says(before), says(after))


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _households(design: Design) -> str:
    return f"{design.households_targeted:,}" if design.households_targeted else ""


def _land(design: Design) -> str:
    return _("Sí") if design.affects_land_or_resource else _("No")


def _places(design: Design) -> str:
    return "; ".join(str(place) for place in design.places.order_by("name"))


def _total(design: Design) -> str:
    return written(total_of(design.budget_lines.all()), design.currency)


def _components(design: Design) -> list[Component]:
    return list(design.components.select_related("purpose_code").order_by("order"))


def _delivered(row: Component) -> str:
    parts = [row.title, row.description, ", ".join(row.group_labels)]
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip())


def _assumptions(design: Design) -> list[Assumption]:
    return list(
        Assumption.objects.filter(component__design=design)
        .select_related("ladder", "minimum_level")
        .order_by("component__order", "pk"),
    )


def _assumed(row: Assumption) -> str:
    if row.is_dropped:
        return _("«%(text)s» Se quitó: %(reason)s") % {
            "text": row.text,
            "reason": row.dropped_reason,
        }
    step = row.minimum_level
    said = _(
        "«%(text)s» %(step)s. Si no se cumple, %(severity)s. Puede faltarle a "
        "%(share)s de cada 100.",
    ) % {
        "text": row.text,
        "step": step.name if step else _("Que la gente diga que sí"),
        "severity": row.get_severity_display(),
        "share": f"{percent(row.tolerance):f}".rstrip("0").rstrip("."),
    }
    if not row.despite_reason:
        return said
    return (
        said
        + " "
        + _("Se sabe otra cosa, y se sigue porque: %(reason)s")
        % {
            "reason": row.despite_reason,
        }
    )


def _spent(row: BudgetLine) -> str:
    quantity = f"{row.quantity:,.2f}".rstrip("0").rstrip(".")
    return " ".join(
        part
        for part in (
            f"{row.description}:",
            quantity,
            row.unit,
            "×",
            f"{row.unit_cost:,.2f}",
            "=",
            written(row.amount, row.design.currency),
        )
        if part
    )


def _planned(row: Tranche) -> str:
    places = ", ".join(str(place) for place in row.places.all())
    said = _("%(purpose)s: %(amount)s, el %(day)s. Primera actividad: %(first)s.") % {
        "purpose": row.purpose,
        "amount": written(row.amount, row.design.currency),
        "day": _day(row.planned_on),
        "first": _day(row.first_activity_on),
    }
    return f"{said} {places}".strip()


def _pair(
    before: Iterable[Row],
    after: Iterable[Row],
    *,
    key: Callable[[Row], Hashable],
    label: Callable[[Row], str],
    says: Callable[[Row], str],
) -> tuple[Difference, ...]:
    """Pair rows by their key, and by their turn where several have the same."""
    old, new = _numbered(before, key), _numbered(after, key)
    keys = [*old, *(each for each in new if each not in old)]
    return tuple(
        difference(
            label(new[each] if each in new else old[each]),
            says(old[each]) if each in old else "",
            says(new[each]) if each in new else "",
        )
        for each in keys
    )


def _numbered(
    rows: Iterable[Row],
    key: Callable[[Row], Hashable],
) -> dict[tuple[Hashable, int], Row]:
    found: dict[tuple[Hashable, int], Row] = {}
    turns: dict[Hashable, int] = {}
    for row in rows:
        turn = turns[key(row)] = turns.get(key(row), 0) + 1
        found[key(row), turn] = row
    return found


def pairs_of(versions: Sequence[Design]) -> list[tuple[Design, Design]]:
    """Return each version with the one that replaced it."""
    ordered = sorted(versions, key=lambda design: design.number)
    return list(pairwise(ordered))
