"""How an act ended, for tables of role by verb by state."""

from collections.abc import Callable

from projects.refusals import NotAllowed, Refusal


def outcome(act: Callable[[], object]) -> str:
    """Return y: done; n: not for this account; -: what is so stands against it."""
    try:
        act()
    except NotAllowed:
        return "n"
    except Refusal:
        return "-"
    return "y"
