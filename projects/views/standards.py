"""The reference tables, open to anybody, each row with what it is based on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from projects import standards


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Show ladders, purpose codes and usual assumptions."""
    rows = standards.rows_by_table()
    return render(
        request,
        "projects/standards.html",
        {
            "ladders": rows.ladders,
            "sectors": rows.sectors,
            "bases": [
                {
                    "basis": basis,
                    "get_basis_display": basis.label,
                    "meaning": meaning,
                }
                for basis, meaning in standards.BASIS_MEANINGS.items()
            ],
        },
    )


# The mark of `consult.web.access.public`, which this room may not import.
reference.public_reason = (  # type: ignore[attr-defined]
    "Whoever reads a design may see what its assumptions are based on."
)
