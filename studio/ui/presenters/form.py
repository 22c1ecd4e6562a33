"""A form as data: what each field of a spec looks like, and the spec its typed texts make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.core.errors import InputError
from studio.pipeline import fields
from studio.pipeline.fields import FieldInfo
from studio.ui.presenters import words
from studio.ui.presenters.language import marked, tr

NAMES = {
    "finetune": marked("Fine-tune"), "head": marked("ONNX head"), "pooling": marked("ONNX pooling"), "tensor": marked("ONNX output"),
    "swiftpm": marked("Swift Playgrounds package"), "title": marked("App's name"), "bundle_id": marked("App's identifier"),
    "fresh": marked("Fresh copies"), "unlabelled": marked("Unlabelled file"), "warm_up": marked("Warm-up"), "average": marked("Weight average"),
}  # fmt: skip
EMPTY = {  # what an empty field stands for
    "title": marked("Text Classifier"), "lengths": marked("the classifier's own"), "head": marked("none"), "tensor": marked("found by its name"),
    "encoding": marked("found in the file"), "delimiter": marked("found in the file"),
    "unlabelled": marked("none"), "model": marked("folder or hub id"), "finetune": marked("none"), "attribution": marked("not told"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldView:
    """kind: flag, choice, whole, real, scale (a number over several magnitudes), several, text."""

    name: str
    label: str
    kind: str
    help: str
    hint: str
    default: Any
    unit: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    advanced: bool
    automatic: bool = False  # whether 0 leaves the choice to the step
    empty: str = ""  # what it means to leave it empty


def views(spec: type, leave_out: tuple[str, ...] = ()) -> list[FieldView]:
    """The fields of a spec class a form shows, plain ones first."""
    found = [_view(info) for info in fields.describe(spec) if info.name not in leave_out]
    return sorted(found, key=lambda view: view.advanced)


def _view(info: FieldInfo) -> FieldView:
    return FieldView(
        info.name, tr(NAMES.get(info.name) or words.plain(info.name)), _kind(info), tr(info.help), _hint(info), info.default,
        info.unit, info.low, info.high, info.choices, info.advanced,
        info.low == 0 and any(sign in info.help for sign in ("0 takes", "0 chooses")),
        tr(EMPTY[info.name]) if info.name in EMPTY else info.unit,
    )  # fmt: skip


def counted(unit: str, value: int) -> str:
    """The unit behind a number: 2 students, 1 student."""
    return unit.removesuffix("s") if value == 1 else unit


def _kind(info: FieldInfo) -> str:
    if info.many:
        return "several"
    if info.type is bool:
        return "flag"
    if info.choices:
        return "choice"
    if info.type is int:
        return "whole"
    if info.type is float:
        return "scale" if info.low and info.high and info.high / info.low > 1000 else "real"
    return "text"


def _hint(info: FieldInfo) -> str:
    """The help with unit and bounds."""
    parts = [tr(info.help)]
    if info.low is not None and info.high is not None:
        low, high = (_number(v) for v in (info.low, info.high))
        parts.append(tr("Between {low} and {high}{unit}.", low=low, high=high, unit=f" {info.unit}" if info.unit else ""))  # fmt: skip
    return " ".join(parts)


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) and abs(value) < 10**6 else f"{value:g}"


def shown(value: Any) -> str:
    """A default or stored value as the text of its control."""
    if isinstance(value, (tuple, list)):
        return ", ".join(str(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def values(spec: type, typed: dict[str, Any]) -> dict[str, Any]:
    """Checked plain JSON values. Raises InputError naming the field."""
    known = {info.name: info for info in fields.describe(spec)}
    wanted = {name: _split(known[name], value) for name, value in typed.items()}
    return fields.to_dict(fields.build(spec, wanted))


def problem(spec: type, typed: dict[str, Any]) -> str:
    """The sentence that stands beside the button, "" when the form is good."""
    try:
        values(spec, typed)
    except InputError as error:
        return f"{error.message} {error.remedy}"
    return ""


def _split(info: FieldInfo, value: Any) -> Any:
    if info.many and isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    return value
