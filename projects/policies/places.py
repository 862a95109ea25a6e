"""Where a project may be."""

from functools import lru_cache
from typing import Final

import pycountry
from django.utils.translation import gettext as _

from projects.enums import Country
from projects.facts import PlaceFacts
from projects.models import Place
from projects.policies.drafting import check_fits
from projects.refusals import Refusal

# ISO 3166-2 gave Guatemala's departments letters until 2023 and numbers since. Files of
# other organisations still carry the letters.
OLD_CODES: Final = {
    "GT-AV": "GT-16",
    "GT-BV": "GT-15",
    "GT-CM": "GT-04",
    "GT-CQ": "GT-20",
    "GT-ES": "GT-05",
    "GT-GU": "GT-01",
    "GT-HU": "GT-13",
    "GT-IZ": "GT-18",
    "GT-JA": "GT-21",
    "GT-JU": "GT-22",
    "GT-PE": "GT-17",
    "GT-PR": "GT-02",
    "GT-QC": "GT-14",
    "GT-QZ": "GT-09",
    "GT-RE": "GT-11",
    "GT-SA": "GT-03",
    "GT-SM": "GT-12",
    "GT-SO": "GT-07",
    "GT-SR": "GT-06",
    "GT-SU": "GT-10",
    "GT-TO": "GT-08",
    "GT-ZA": "GT-19",
}


@lru_cache(maxsize=1)
def departments() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the departments of each country by ISO 3166-2 code, sorted by name."""
    return {
        country.value: tuple(
            sorted(
                (
                    (each.code, each.name)
                    for each in pycountry.subdivisions.get(  # type: ignore[no-untyped-call]
                        country_code=country.value,
                    )
                ),
                key=lambda pair: pair[1],
            ),
        )
        for country in Country
    }


def department_name(code: str) -> str:
    """Return the name of a department by its ISO 3166-2 code, old or new.

    An unknown code is returned as it is.
    """
    current = OLD_CODES.get(code, code)
    return dict(departments().get(current.partition("-")[0], ())).get(current, code)


def check_place(facts: PlaceFacts) -> None:
    """Refuse a place without a name, or in a department of another country.

    Raises:
        Refusal: about the field to mend.

    """
    check_fits(
        Place,
        required=("name",),
        name=facts.name,
        adm2_name=facts.adm2_name,
    )
    if facts.country not in Country.values:
        raise Refusal(_("Escoja un país de la lista."), field="country")
    code = OLD_CODES.get(facts.adm1_code, facts.adm1_code)
    if code not in dict(departments()[facts.country]):
        raise Refusal(
            _("Ese departamento no es de ese país."),
            field="adm1_code",
        )
