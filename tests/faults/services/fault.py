"""A check of the service: a piece of text, and what it becomes without it."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, GeneratorType, ModuleType
from typing import Any

_SPIES = "_spies_of_faults"
# What a check that is there twice is noticed by, once both are gone.
HELD = "held: "


@dataclass(frozen=True, slots=True)
class Fault:
    """One check taken away: `old` stands once in the module and becomes `new`.

    `held_by` names what refuses the same when this check is gone, for a check that is
    there twice on purpose: rows of this table, or a lock with what it says. With all
    of them gone too, a test must fail.
    """

    holds: str
    what: str
    module: str
    old: str
    new: str = ""
    held_by: tuple[str, ...] = ()

    @property
    def row(self) -> str:
        """Return how the table begins its line."""
        return f"| {self.holds} | {self.what} |"


@dataclass(frozen=True, slots=True)
class Module:
    """A module of which several checks are taken away."""

    name: str

    def without(self, holds: str, what: str, old: str, new: str = "") -> Fault:
        """Return a check that is gone."""
        return Fault(holds, what, self.name, old, new)


def also_held(fault: Fault, *held_by: str) -> Fault:
    """Return a check that is there twice on purpose."""
    return replace(fault, held_by=held_by)


@contextmanager
def taken_away(*faults: Fault) -> Iterator[frozenset[FunctionType]]:
    """Take checks away in this process; give the functions that changed.

    The functions stay the same objects, so that whoever imported one has it changed,
    too: only their code is another.

    Raises:
        RuntimeError: the text is not there once, or nothing changes without it.

    """
    with ExitStack() as gone:
        changed = frozenset[FunctionType]()
        for name in sorted({each.module for each in faults}):
            mine = [each for each in faults if each.module == name]
            changed |= gone.enter_context(_taken_away(name, mine))
        yield changed


@contextmanager
def _taken_away(
    module_name: str,
    faults: Iterable[Fault],
) -> Iterator[frozenset[FunctionType]]:
    module = import_module(module_name)
    path = Path(str(module.__file__))
    text = path.read_text(encoding="utf-8")
    for fault in faults:
        if text.count(fault.old) != 1:
            raise RuntimeError(f"{module_name} has not once: {fault.old}")
        text = text.replace(fault.old, fault.new)
    other = ModuleType(module.__name__)
    other.__file__ = str(path)
    exec(compile(text, path, "exec"), vars(other))  # noqa: S102 - our own text
    new = dict(_functions(other, module.__name__))
    kept: list[tuple[FunctionType, CodeType]] = []
    bare: list[tuple[str, Any]] = []
    for name, function in _functions(module, module.__name__):
        inner, instead = inspect.unwrap(function), inspect.unwrap(new[name])
        if _same(inner.__code__, instead.__code__):
            if inner is not function and instead is new[name]:
                # It was wrapped, and is not any more.
                bare.append((name, function))
            continue
        kept.append((inner, inner.__code__))
        inner.__code__ = instead.__code__
    for name, function in bare:
        setattr(module, name, inspect.unwrap(function))
    if not (kept or bare):
        raise RuntimeError(f"{module_name} does the same without: {fault.old}")
    try:
        yield frozenset(
            (
                *(inner for inner, _code in kept),
                *(inspect.unwrap(function) for _name, function in bare),
            ),
        )
    finally:
        for inner, code in kept:
            inner.__code__ = code
        for name, function in bare:
            setattr(module, name, function)


@contextmanager
def listening_to(
    functions: Iterable[FunctionType],
    hear: Callable[[FunctionType, str], None],
) -> Iterator[None]:
    """Hear of each call of these functions, and what came of it, within the block."""
    kept = []
    for function in set(functions):
        same = FunctionType(
            function.__code__,
            function.__globals__,
            function.__name__,
            function.__defaults__,
            function.__closure__,
        )
        same.__kwdefaults__ = function.__kwdefaults__
        kept.append((function, same))
        spies = function.__globals__.setdefault(_SPIES, {})
        spies[id(function)] = partial(_heard, hear, function, same)
        spy: dict[str, Any] = {}
        text = f"def spy(*a, **k): return {_SPIES}[{id(function)}](a, k)"
        exec(text, spy)  # noqa: S102 - our own text
        function.__code__ = spy["spy"].__code__
        function.__defaults__ = function.__kwdefaults__ = None
    try:
        yield
    finally:
        for function, same in kept:
            function.__code__ = same.__code__
            function.__defaults__ = same.__defaults__
            function.__kwdefaults__ = same.__kwdefaults__


def _heard(
    hear: Callable[[FunctionType, str], None],
    function: FunctionType,
    same: FunctionType,
    given: tuple[Any, ...],
    named: dict[str, Any],
) -> Any:  # noqa: ANN401 - whatever the function gives
    try:
        result = same(*given, **named)
    except Exception as error:
        hear(function, f"{type(error).__name__} {error}")
        raise
    if isinstance(result, GeneratorType):
        # What it would do later it does now; only reading does so.
        result = iter(list(result))
        hear(function, _said(list(copy(result))))
    else:
        hear(function, _said(result))
    return result


def _said(result: object) -> str:
    """Return in short what a function gave: yes or no, or which reasons."""
    if isinstance(result, bool):
        return str(result)
    if isinstance(result, list | tuple):
        return str([getattr(each, "code", type(each).__name__) for each in result])
    return type(result).__name__


def _functions(module: ModuleType, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the functions and methods that a module itself has, by their name."""
    for key, value in list(vars(module).items()):
        if inspect.isclass(value) and value.__module__ == name:
            for inner, held in vars(value).items():
                function = getattr(held, "fget", None) or held
                if inspect.isfunction(function):
                    yield f"{key}.{inner}", function
        elif inspect.isfunction(value) and value.__module__ == name:
            yield key, value


def _same(one: CodeType, other: CodeType) -> bool:
    """Say whether two pieces of code do the same, wherever their lines are."""
    return (one.co_code, one.co_names, one.co_varnames) == (
        other.co_code,
        other.co_names,
        other.co_varnames,
    ) and _constants(one) == _constants(other)


def _constants(code: CodeType) -> list[object]:
    return [
        (each.co_code, each.co_names, _constants(each))
        if isinstance(each, CodeType)
        else (type(each), each)
        for each in code.co_consts
    ]
