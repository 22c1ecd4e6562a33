"""Parsers made from the specs: their fields are the options, their help texts the help."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from studio.core.errors import EXIT_USAGE, InputError
from studio.pipeline import fields
from studio.pipeline.fields import FieldInfo

PROG = "pocketbert"
SHORT = {"output": "-o"}
IN_A_ROW = {("compress", "scheme")}  # `--scheme A B`; elsewhere a name may follow the option's one


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, then where the help is; exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Usage errors, argparse's and ours."""
        text = message[:1].upper() + message[1:].rstrip(".")
        self.exit(EXIT_USAGE, f"Error: {text}.\nSee: {self.prog} --help\n")


def parser_for(verb: str, spec: type) -> Parser:
    """The parser of one verb: options in the spec's order, rarely needed ones in a group of their own."""
    about = (spec.__doc__ or "").strip()
    parser = Parser(prog=f"{PROG} {verb}", description=_plain(about), allow_abbrev=False)
    rare = parser.add_argument_group("rarely needed")
    for info in fields.describe(spec):
        _add(rare if info.advanced else parser, verb, info)
    add_common(parser)
    return parser


def add_common(parser: argparse.ArgumentParser) -> None:
    """What every verb takes."""
    group = parser.add_argument_group("every command")
    group.add_argument("--project", metavar="DIR", dest="_project", help="the project folder; else $POCKETBERT_PROJECT, else the current folder if it is one")  # fmt: skip
    group.add_argument("--json", action="store_true", dest="_json", help="events as JSON lines on standard output; the last one ends it")  # fmt: skip
    group.add_argument("--verbose", action="store_true", dest="_verbose", help="also show an error's details")  # fmt: skip


def parse(parser: argparse.ArgumentParser, arguments: list[str]) -> tuple[argparse.Namespace, dict[str, Any]]:  # fmt: skip
    """(common options, what was said about the spec's fields). Exits with 2 on nonsense."""
    said = parser.parse_intermixed_args(arguments)
    given = {k: v for k, v in vars(said).items() if k[0] != "_" and v is not None and v != []}
    return said, given


def checked(parser: argparse.ArgumentParser, spec: type, given: dict[str, Any]) -> dict[str, Any]:
    """Every setting as plain JSON, defaults filled in. Exits with 2 on a value out of bounds."""
    try:
        return fields.to_dict(fields.build(spec, given))
    except InputError as error:
        parser.error(f"{error.message} {error.remedy}")


def _add(parser: argparse._ActionsContainer, verb: str, info: FieldInfo) -> None:
    if info.positional:
        count = _count(info)
        # argparse takes a `*` without a default of its own for required
        fallback: dict[str, Any] = {"default": None} if count == "*" else {}
        parser.add_argument(info.name, nargs=count, metavar=_metavar(info), help=_help(info), **fallback)  # fmt: skip
        return
    flag = "--" + info.name.replace("_", "-")
    names = [SHORT[info.name], flag] if info.name in SHORT else [flag]
    if info.type is bool:
        action: Any = argparse.BooleanOptionalAction if info.default else "store_const"
        const: dict[str, Any] = {} if info.default else {"const": True}
        parser.add_argument(*names, dest=info.name, default=None, action=action, help=_help(info), **const)  # fmt: skip
        return
    several: dict[str, Any] = {}
    if info.many:
        several = {"action": "append"}
        if (verb, info.name) in IN_A_ROW:
            several = {"action": "extend", "nargs": "+"}
    parser.add_argument(*names, dest=info.name, metavar=_metavar(info), help=_help(info), **several)


def _count(info: FieldInfo) -> str | None:
    if info.many:
        return "+" if info.required else "*"
    return None if info.required else "?"


def _metavar(info: FieldInfo) -> str:
    if info.metavar:
        return info.metavar
    if info.choices:
        return "{" + ",".join(info.choices) + "}"
    return {int: "N", float: "X"}.get(info.type, "TEXT")


def _help(info: FieldInfo) -> str:
    """The field's sentence, then in brackets its unit, bounds and default."""
    notes = []
    if info.choices and info.metavar:
        notes.append("one of " + ", ".join(info.choices))
    if info.low is not None and info.high is not None:
        notes.append(f"{_number(info.low)} to {_number(info.high)}{_unit(info)}")
    if info.many and not info.positional:
        notes.append("may be repeated")
    if info.type is not bool and info.default not in ("", ()) and not info.required:
        shown = ", ".join(info.default) if info.many else _number(info.default)
        notes.append(f"default {shown}")
    return _plain(info.help + (f" [{'; '.join(notes)}]" if notes else ""))


def _unit(info: FieldInfo) -> str:
    return f" {info.unit}" if info.unit else ""


def _number(value: Any) -> str:
    if value in (2**31, 10**7):
        return f"{value:.1e}" if value == 10**7 else "2^31"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _plain(text: str) -> str:
    return text.replace("%", "%%")
