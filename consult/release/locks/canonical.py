"""One form for what a constraint says, however a database spells it.

PostgreSQL spells out every cast, and puts brackets around everything.
"""

import re
from functools import lru_cache

_CAST = re.compile(
    r"::(?:character varying|double precision|timestamp with(?:out)? time zone|\w+)"
    r"(?:\(\d+(?:,\s*\d+)?\))?(?:\[\])?",
)
_ANY = re.compile(r"= ANY (\(+)ARRAY\[([^\]]*)\](\)+)")
_TOKEN = re.compile(r"'(?:[^']|'')*'|\w+|[<>=!]+|\S")
_DEEPER = {"(": 1, ")": -1}


# A release asks it of the same few hundred every time.
@lru_cache(maxsize=1024)
def canonical(text: str) -> str:
    """Return what a constraint or a unique index says, however it is written.

    Two that mean the same in other words may differ; two that differ in anything but
    casts, brackets that change nothing, and capitals never look the same.
    """
    text = _ANY.sub(_as_in, _CAST.sub("", text.replace('"', "")))
    tokens = [
        token if token.startswith("'") else token.upper()
        for token in _TOKEN.findall(text)
    ]
    if "INDEX" in tokens:
        return _index(tokens)
    if tokens[0] == "CONSTRAINT":
        tokens = tokens[2:]
    kind, *rest = tokens
    return f"{kind} {_expression(rest) if kind == 'CHECK' else _flat(rest)}"


def _as_in(found: re.Match[str]) -> str:
    opened, values, closed = found.groups()
    return f"IN ({values})" + ")" * (len(closed) - len(opened))


def _index(tokens: list[str]) -> str:
    begins = tokens.index("(")
    condition: list[str] = []
    if "WHERE" in tokens:
        ends = tokens.index("WHERE")
        tokens, condition = tokens[:ends], tokens[ends + 1 :]
    said = f"UNIQUE INDEX {_flat(tokens[begins:])}"
    return f"{said} WHERE {_expression(condition)}" if condition else said


def _expression(tokens: list[str]) -> str:
    """Return a condition with the brackets that matter, and no others."""
    while tokens and _is_one_bracket(tokens):
        tokens = tokens[1:-1]
    for word in ("OR", "AND"):
        parts = _split(tokens, word)
        if len(parts) > 1:
            return f"({f' {word} '.join(map(_expression, parts))})"
    if tokens and tokens[0] == "NOT":
        return f"NOT {_expression(tokens[1:])}"
    return _flat(tokens)


def _flat(tokens: list[str]) -> str:
    """Return tokens without the brackets around one alone, or around a whole item."""
    while tokens and _is_one_bracket(tokens):
        tokens = tokens[1:-1]
    parts = _split(tokens, ",")
    if len(parts) > 1:
        return " , ".join(map(_flat, parts))
    kept: list[str] = []
    for token in tokens:
        kept.append(token)
        while kept[-1] == ")" and len(kept) >= len("(1)") and kept[-3] == "(":
            kept[-3:] = [kept[-2]]
    return " ".join(kept)


def _is_one_bracket(tokens: list[str]) -> bool:
    """Say whether the first bracket is closed by the last token."""
    if tokens[0] != "(":
        return False
    depth = 0
    for position, token in enumerate(tokens):
        depth += _DEEPER.get(token, 0)
        if depth == 0:
            return position == len(tokens) - 1
    return False


def _split(tokens: list[str], word: str) -> list[list[str]]:
    """Split at a word that stands in no bracket."""
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += _DEEPER.get(token, 0)
        if token == word and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
