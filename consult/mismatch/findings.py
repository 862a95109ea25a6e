"""What a detector sees: a value that can be checked by hand, kept and compared.

A finding carries no sentence, only the code of one with its parameters, so that
the same finding can be read in any language; and the counts it was made from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Self, TypeAlias

Parameter: TypeAlias = str | int | bool | tuple[str, ...]

_DECIMALS: Final = 4


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCK = "block"
    HIGH = "high"
    WATCH = "watch"

    @property
    def weight(self) -> int:
        """Return 3 for a block, 2 for high, 1 for watch."""
        return _WEIGHTS[self]

    def capped_at(self, ceiling: Severity) -> Severity:
        """Return the lighter of the two."""
        return self if self.weight <= ceiling.weight else ceiling


_WEIGHTS: Final[Mapping[Severity, int]] = {
    Severity.BLOCK: 3,
    Severity.HIGH: 2,
    Severity.WATCH: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A choice of the question, in the order it is drawn.

    ``counted`` says whether choosing it counts towards the problem. ``rank`` and
    ``name`` are those of a ladder's level; a plain choice has none.
    """

    choice: str
    counted: bool
    rank: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCount:
    """How one group answered.

    ``count`` of ``answered`` say the problem is there; ``silent`` more said that
    they do not know, did not understand or would rather not say. ``population``
    is how many households the group has at most, None if unknown. ``low`` and
    ``high`` are the ends of the 95 % interval of the share, made by ``method``;
    ``sure`` is the share that may be relied on however often one has looked.
    ``choices`` holds every count behind it. ``label`` is a proper name, such as
    that of a language. Shares are 0 to 1, rounded to four decimals.
    """

    group: str
    count: int
    answered: int
    silent: int
    population: int | None
    share: float
    low: float
    high: float
    sure: float
    method: str
    choices: Mapping[str, int]
    label: str = ""

    def __post_init__(self) -> None:
        for name in ("share", "low", "high", "sure"):
            object.__setattr__(self, name, round(float(getattr(self, name)), _DECIMALS))
        object.__setattr__(self, "choices", MappingProxyType(dict(self.choices)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """The counts of one question, from everybody and from each group.

    ``group`` is the one that decided. ``threshold`` is the share, as in
    ``"1/5"``, that the problem may not exceed. ``minimum`` is the choice the
    design needs at least, where the question is a ladder. The first of
    ``groups`` is everybody; groups with fewer answers than the policy's smallest
    group are left out, so that nobody can be made out in them. ``watched`` is among
    how many groups the errors were divided, 0 where nothing was weighed.
    """

    question: str
    group: str
    threshold: str
    steps: tuple[Step, ...]
    groups: tuple[GroupCount, ...]
    minimum: str = ""
    watched: int = 0

    @property
    def deciding(self) -> GroupCount:
        """Return the counts of the group that decided."""
        return next(each for each in self.groups if each.group == self.group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where what a component serves stands among the needs of one group.

    ``points`` are those of its best need; ``above`` are the needs with more, the most
    urgent first, and ``points_above`` theirs.
    """

    group: str
    households: int
    place: int
    points: int
    above: tuple[str, ...]
    points_above: tuple[int, ...]
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one detector sees about one subject now.

    ``detector`` and ``subject`` are its identity within a design and community.
    ``message`` names the sentences in ``consult.mismatch.phrases`` and
    ``params`` fills them. ``policy`` is the version of the numbers it was judged
    by. ``standings`` are of needs: everybody first, then each group.
    """

    detector: str
    subject: str
    severity: Severity
    message: str
    policy: str
    params: Mapping[str, Parameter] = field(default_factory=dict)
    measurement: Measurement | None = None
    standings: tuple[Standing, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    @property
    def sort_key(self) -> tuple[int, str, str]:
        """Sort by severity, the worst first, then by detector and subject."""
        return (-self.severity.weight, self.detector, self.subject)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain lists, dicts, strings and numbers, for a JSON field."""
        return dict(self._as_plain)

    @cached_property
    def _as_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = _plain(self)
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the finding that ``as_dict`` made ``data`` from.

        Raises ``KeyError``, ``TypeError`` or ``ValueError`` for anything else.
        """
        measurement = data["measurement"]
        return cls(
            detector=data["detector"],
            subject=data["subject"],
            severity=Severity(data["severity"]),
            message=data["message"],
            policy=data["policy"],
            params={
                key: tuple(value) if isinstance(value, list) else value
                for key, value in data["params"].items()
            },
            measurement=_measurement(measurement) if measurement else None,
            standings=tuple(_standing(each) for each in data.get("standings", ())),
        )

    def canonical_json(self) -> str:
        """Return the one JSON text of this finding: sorted keys, no spaces."""
        return _canonical(self._as_plain)

    @cached_property
    def content_hash(self) -> str:
        """Return the SHA-256 of its canonical JSON, in hexadecimal."""
        return hash_of(self._as_plain)


def hash_of(finding: Mapping[str, Any]) -> str:
    """Return the hash of a finding as it is kept, whatever version made it."""
    return hashlib.sha256(_canonical(finding).encode()).hexdigest()


def _canonical(plain: Mapping[str, Any]) -> str:
    return json.dumps(
        plain,
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON is anything
    # Nearly all there is are counts and shares: they are looked for first.
    if value is None or type(value) in {int, float, bool}:
        return value
    if isinstance(value, str):
        return str(value)
    if fields := getattr(value, "__dataclass_fields__", None):
        return {name: _plain(getattr(value, name)) for name in fields}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in sorted(value.items())}
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    return value


def _standing(data: Mapping[str, Any]) -> Standing:
    lists = ("above", "points_above")
    return Standing(**(dict(data) | {name: tuple(data[name]) for name in lists}))


def _measurement(data: Mapping[str, Any]) -> Measurement:
    return Measurement(
        question=data["question"],
        group=data["group"],
        threshold=data["threshold"],
        minimum=data["minimum"],
        watched=data.get("watched", 0),
        steps=tuple(Step(**step) for step in data["steps"]),
        groups=tuple(GroupCount(**group) for group in data["groups"]),
    )
