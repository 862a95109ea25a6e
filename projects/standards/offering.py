"""What a design author is offered from the standard tables."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.enums import Basis, Sector
from projects.models import Ladder, Level, Prerequisite, PurposeCode

# What each basis means, for whoever reads a row.
BASIS_MEANINGS: dict[Basis, Promise] = {
    Basis.READ: _(
        "Se leyó la norma o el estudio que se cita, y la fila dice lo mismo con "
        "nuestras palabras.",
    ),
    Basis.RECALLED: _(
        "Se escribió de memoria a partir de una norma. Hay que revisarla antes de "
        "confiar en ella.",
    ),
    Basis.PROPOSAL: _(
        "Es una idea nuestra para empezar. Ninguna norma la dice y nadie la ha "
        "comprobado con las comunidades.",
    ),
}


def proposed_assumptions(purpose_code: PurposeCode | str) -> list[Prerequisite]:
    """Return what a component in this DAC/CRS sector usually takes for granted.

    First the rows that name the code, then those of any project. A row is proposed
    only if a community can answer it and nobody else already looks at it: one whose
    `covered_by` names a detector is left out. Of the rows of any project those are
    the language spoken (detector `language`), more than one visit (`one_off`), what
    the group has done before (`executor_record`), whether people trust it
    (`executor_legitimacy`), fear (`coercion`) and the cost per family (`cost`).
    Left are how the community took part, and whether the displaced and deported were
    thought of. An unknown code gets the rows of any project alone.
    """
    code = purpose_code.pk if isinstance(purpose_code, PurposeCode) else purpose_code
    own = Prerequisite.objects.filter(purpose_codes=code).exclude(sector=Sector.ANY)
    rows = (
        Prerequisite.objects.filter(
            Q(pk__in=own.values("pk")) | Q(sector=Sector.ANY),
            Q(minimum_level=None) | Q(minimum_level__active=True, ladder__active=True),
            active=True,
            covered_by="",
        )
        .select_related("ladder", "minimum_level")
        .order_by("order", "pk")
    )
    return sorted(rows, key=lambda row: row.sector == Sector.ANY)


def search_purpose_codes(query: str) -> QuerySet[PurposeCode]:
    """Return the codes in use that match every word of the query, sorted by code.

    Looks in the number (from its start), both names, the other words people use and
    the sector's name, without regard to case or accents. The table has some hundred
    rows and is read whole: neither database folds accents by itself in the same way.
    An empty query returns all.
    """
    words = fold(query).split()
    rows = PurposeCode.objects.filter(active=True)
    if words:
        rows = rows.filter(
            pk__in=[
                code
                for code, sector, *texts in rows.values_list(
                    "code",
                    "engine_sector",
                    "name_es",
                    "name_en",
                    "keywords",
                )
                if _matches(words, code, [Sector(sector).label, *texts])
            ],
        )
    return rows.order_by("code")


def fold(text: str) -> str:
    """Return Spanish or English text without case and accents, for comparing.

    Never for Indigenous languages: there an umlaut or a glottal is a letter.
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in parts if not unicodedata.combining(mark))


def _matches(words: list[str], code: str, texts: Iterable[object]) -> bool:
    text = fold(" ".join(str(part) for part in texts if part))
    return all(word in text or code.startswith(word) for word in words)


@dataclass(frozen=True, slots=True)
class SectorRows:
    """A sector with its codes and what it usually takes for granted."""

    label: str
    codes: list[PurposeCode]
    prerequisites: list[Prerequisite]


@dataclass(frozen=True, slots=True)
class AllRows:
    """Every row in use, as the reference page shows them."""

    ladders: list[Ladder]
    sectors: list[SectorRows]


def rows_by_table() -> AllRows:
    """Return every row in use, in five queries however many rows there are."""
    ladders = Ladder.objects.filter(active=True).prefetch_related(
        Prefetch("levels", Level.objects.filter(active=True).order_by("-rank")),
    )
    prerequisites = list(
        Prerequisite.objects.filter(active=True)
        .select_related("ladder", "minimum_level")
        .prefetch_related("purpose_codes"),
    )
    codes = list(PurposeCode.objects.filter(active=True))
    sectors = [
        SectorRows(
            label=str(sector.label),
            codes=[code for code in codes if code.engine_sector == sector],
            prerequisites=[row for row in prerequisites if row.sector == sector],
        )
        for sector in Sector
    ]
    return AllRows(
        ladders=list(ladders),
        sectors=[row for row in sectors if row.codes or row.prerequisites],
    )
