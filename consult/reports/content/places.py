"""Names of departments by their ISO 3166-2 codes."""

from functools import lru_cache

import pycountry


@lru_cache(maxsize=128)
def department_name(code: str) -> str:
    """Return the name of a department, empty where the standard has none."""
    found = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call]
    name: str = found.name if found is not None else ""
    return name
