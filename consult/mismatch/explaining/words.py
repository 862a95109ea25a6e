"""The words that every explanation uses."""


def yes(holds: object) -> str:
    """Return whether something holds, in a word."""
    return "sí" if holds else "no"
