"""Says of a view that anybody may open it, and why."""

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])


def public(*, reason: str) -> Callable[[View], View]:
    """Mark a view as open to anybody, with the reason why it has to be.

    Works on a view function, and on a class through `method_decorator(public(...),
    name="dispatch")`: Django copies the mark to the function that `as_view` returns.
    A guard walks the addresses and refuses a view that carries neither this mark
    nor a permission.

    Raises:
        ValueError: the reason is blank.

    """
    if not reason.strip():
        message = "A public view states its reason."
        raise ValueError(message)

    def mark(view: View) -> View:
        view.public_reason = reason  # type: ignore[attr-defined]
        return view

    return mark
