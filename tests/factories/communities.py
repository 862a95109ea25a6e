"""Communities for tests, with their place and languages."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import count

from consult.communities.models import Community, CommunityLanguage, Part
from consult.languages.models import Language
from projects.enums import Basis
from projects.models import Place

_NUMBERS = count(1)

LANGUAGES = {
    "spa": "Español",
    "eng": "Inglés",
    "quc": "K'iche'",
    "mam": "Mam",
    "kek": "Q'eqchi'",
}

_ISO_639_3 = {"es": "spa", "en": "eng"}
_DEPARTMENTS = {"GT": "GT-14", "HN": "HN-LE", "SV": "SV-MO"}
_INTERFACE = {code: short for short, code in _ISO_639_3.items()}


def make_language(code: str = "quc") -> Language:
    """Return a language by its ISO 639-3 code; `es` and `en` do for `spa` and `eng`."""
    code = _ISO_639_3.get(code, code)
    name = LANGUAGES.get(code, code)
    return Language.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "autonym": name,
            "interface_code": _INTERFACE.get(code, code),
            "basis": Basis.READ,
        },
    )[0]


def make_place(name: str = "", *, country: str = "GT", **fields: object) -> Place:
    """Return a new place with a name nobody else has."""
    return Place.objects.create(
        name=name or f"Aldea {next(_NUMBERS)}",
        country=country,
        adm1_code=_DEPARTMENTS[country],
        adm2_name="San Miguel Panajá",
        **fields,
    )


def make_community(
    *,
    place: Place | None = None,
    languages: Mapping[str, str | None] | None = None,
    parts: Mapping[str, int] | None = None,
    **fields: object,
) -> Community:
    """Return a community of 140 households that speaks K'iche' unless told otherwise.

    `languages` maps codes to shares as text, "0.92", or None where nobody knows.
    `parts` maps the names of its parts to their households.
    """
    defaults: dict[str, object] = {"households": 140, "population": 730}
    community = Community.objects.create(
        place=place or make_place(),
        **{**defaults, **fields},
    )
    spoken = {"quc": "0.920", "spa": "0.400"} if languages is None else languages
    for code, share in spoken.items():
        CommunityLanguage.objects.create(
            community=community,
            language=make_language(code),
            share=None if share is None else Decimal(share),
        )
    for name, households in (parts or {}).items():
        Part.objects.create(community=community, name=name, households=households)
    return community
