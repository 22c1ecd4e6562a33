"""Writes the guide's table of errors from the code: `python packaging/errors.py [--check]`.

Every place in studio/ that raises with a code gives a line: what is said and what to do, with `…` where a name or a
number stands. --check only compares; exit 1 when the page is not what the code says.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "resources" / "docs" / "guide" / "errors.md"
FAMILIES = {
    "input": ("Your file or settings (exit status 3)", "You change the file or the setting."),
    "host": ("This computer (exit status 4)", "Something is missing or full here."),
    "upstream": ("A library refused (exit status 5)", "Another route or setting usually works."),
    "quality": ("It ran, and the numbers are not good (exit status 6)", "You decide what is good enough."),
}  # fmt: skip
HEAD = """# Errors, by code

Every error is one sentence and a remedy. `--verbose` adds the details, `--json` the code; in the window the code stands
under Details. `…` stands for a name or a number. This page is written from the code by `python packaging/errors.py`.

Exit status 1 is a bug of ours: please report it with `pocketbert doctor --report` and the crash report that the window
offers to copy. 2 is a command that makes no sense, 130 a stop by you.
"""


@dataclass(frozen=True, order=True)
class Told:
    """One way to fail."""

    family: str
    code: str
    message: str
    remedy: str


def words(node: ast.expr | None, constants: dict[str, ast.expr]) -> str:
    """A string expression as a person would read it; "" for one that only running tells."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(words(p, constants) if isinstance(p, ast.Constant) else "…" for p in parts)  # fmt: skip
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return words(left, constants) + words(right, constants)
        case ast.Name(id=name) if name in constants:
            return words(constants[name], {})
        case ast.IfExp(body=body, orelse=other):
            return words(body, constants) or words(other, constants)
    return ""


def told(path: Path) -> Iterator[Told]:
    """The errors of one module."""
    tree = ast.parse(path.read_text("utf-8"))
    constants = {t.id: node.value for node in tree.body if isinstance(node, ast.Assign) for t in node.targets if isinstance(t, ast.Name)}  # fmt: skip
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        family = node.func.id.removesuffix("Error").lower()
        given = {k.arg: k.value for k in node.keywords}
        code = words(given.get("code"), constants)
        if family in FAMILIES and code and node.args:
            yield Told(family, code, words(node.args[0], constants), words(given.get("remedy"), constants))  # fmt: skip


def page() -> str:
    """The whole page."""
    found = sorted({one for path in sorted((ROOT / "studio").rglob("*.py")) for one in told(path)})
    lines = [HEAD]
    for family, (title, act) in FAMILIES.items():
        lines += [f"## {title}", "", act, ""]
        code = ""
        for one in (o for o in found if o.family == family and o.message):
            if one.code != code:
                code = one.code
                lines += [f"### `{family}.{code}`", ""]
            lines += [f"{_plain(one.message)}\\", f"*{_plain(one.remedy) or 'The message itself says what to do.'}*", ""]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def _plain(text: str) -> str:
    return " ".join(text.replace("<", "\\<").replace("*", "\\*").replace("_", "\\_").split())


def main() -> int:
    """Write the page, or say whether it is what the code says."""
    now, new = PAGE.read_text("utf-8") if PAGE.is_file() else "", page()
    if "--check" in sys.argv[1:]:
        if now != new:
            print("resources/docs/guide/errors.md is not what the code says: python packaging/errors.py", file=sys.stderr)  # fmt: skip
        return int(now != new)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
