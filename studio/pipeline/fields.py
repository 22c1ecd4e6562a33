"""Spec fields that explain themselves: help, unit and bounds serve window, command line and checks."""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from typing import Any

from studio.core.errors import InputError

_META = "studio"


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field of a spec, as a form or a parser needs it.

    type is str, int, float or bool; `many` fields are tuples of it. `low` and `high` are inclusive.
    """

    name: str
    type: type
    default: Any
    help: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    positional: bool = False
    many: bool = False
    required: bool = False
    metavar: str = ""
    advanced: bool = False


def option(
    default: Any,
    help: str,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    positional: bool = False,
    required: bool = False,
    metavar: str = "",
    advanced: bool = False,
) -> Any:
    """A dataclass field with its help text, unit, bounds (inclusive) and choices."""
    about = {
        "help": help, "unit": unit, "low": low, "high": high, "choices": choices,
        "positional": positional, "required": required, "metavar": metavar, "advanced": advanced,
    }  # fmt: skip
    return dataclasses.field(default=default, metadata={_META: about})


def describe(spec: type) -> list[FieldInfo]:
    """Every field of a spec class, in order."""
    hints = typing.get_type_hints(spec)
    found = []
    for item in dataclasses.fields(spec):
        kind, many = _plain(hints[item.name])
        about = item.metadata[_META]
        found.append(FieldInfo(item.name, kind, item.default, many=many, **about))
    return found


def build(spec: type, values: dict[str, Any]) -> Any:
    """A checked spec from plain JSON values. Raises InputError naming the field and its bounds."""
    known = {info.name: info for info in describe(spec)}
    for name in values:
        if name not in known:
            raise InputError(
                f"There is no setting called {name!r}.",
                code="unknown-setting",
                remedy=f"Known settings: {', '.join(known)}.",
            )
    checked = {name: _checked(known[name], value) for name, value in values.items()}
    for info in known.values():
        if info.required and not checked.get(info.name, info.default):
            raise InputError(
                f"{_label(info)} is missing.", code="setting-missing", remedy=info.help
            )
    return spec(**checked)


def to_dict(spec: Any) -> dict[str, Any]:
    """Plain JSON values of a spec; tuples become lists."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in dataclasses.asdict(spec).items()}


def _plain(hint: Any) -> tuple[type, bool]:
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    if isinstance(hint, types.UnionType):
        return next(a for a in typing.get_args(hint) if a is not type(None)), False
    return hint, False


def _label(info: FieldInfo) -> str:
    return info.name.replace("_", " ").capitalize()


def _checked(info: FieldInfo, value: Any) -> Any:
    if info.many:
        items = [value] if isinstance(value, (str, int, float)) else list(value)
        return tuple(_one(info, item) for item in items)
    return info.default if value is None else _one(info, value)


def _one(info: FieldInfo, value: Any) -> Any:
    wanted = {
        str: "text in UTF-8 (rename a file that isn't)",
        int: "a whole number",
        float: "a number",
        bool: "yes or no",
    }.get(info.type, "text")
    try:
        if info.type is bool:
            return _flag(value)
        if info.type is int and isinstance(value, float) and not value.is_integer():
            raise ValueError("not a whole number")
        number = info.type(value)
        if info.type is float and number != number:
            raise ValueError("not a number")
        if info.type is str:
            number.encode("utf-8")  # the name of a file may be bytes that are no text
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{_label(info)} must be {wanted}, not {value!r}.", code="bad-setting", remedy=info.help
        ) from error
    _bounds(info, number)
    return number


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        return str(value).lower() in {"1", "true", "yes", "on"}
    raise ValueError("neither yes nor no")


def _bounds(info: FieldInfo, value: Any) -> None:
    if info.choices and value not in info.choices:
        raise InputError(
            f"{_label(info)} can't be {value!r}.",
            code="bad-setting",
            remedy=f"Choose one of: {', '.join(info.choices)}.",
        )
    low, high = info.low, info.high
    if (low is not None and value < low) or (high is not None and value > high):
        unit = f" {info.unit}" if info.unit else ""
        span = f"at least {low}" if high is None else f"at most {high}" if low is None else f"between {low} and {high}"  # fmt: skip
        raise InputError(
            f"{_label(info)} must be {span}{unit}, not {value}.",
            code="out-of-bounds",
            remedy=info.help,
        )
