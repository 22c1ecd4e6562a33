"""What leaves the studio: files with what is in them, packages with where they were verified, Swift."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from studio.project.measurements import Known
from studio.ui.presenters import words
from studio.ui.presenters.language import marked, tr
from studio.ui.presenters.packages import verdict
from studio.ui.presenters.state import ProjectState

CARD, REPORT = "MODEL_CARD.md", "report.html"
APPS = ("iphone", "TextClassifierDemo.swiftpm")  # folders that the export step writes
_INSIDE = {
    CARD: marked("Markdown to put beside the model: labels, data, scores, parity, settings, who labelled."),
    REPORT: marked("One HTML page with every table of the comparison; it needs nothing beside it."),
}  # fmt: skip
_WHERE = {
    "device": marked("Core ML on this Mac"),
    "faithful": marked("the reference interpreter (Core ML's arithmetic, not Apple's runtime)"),
    "fast": marked("the reference interpreter in float32 (not Apple's runtime)"),
    "float32": marked("this computer's processor in float32"),
}


@dataclass(frozen=True)
class Export:
    """One file or package: where it lies, what is inside, what was verified where."""

    name: str
    path: Path
    size: str
    inside: str
    verified: str = ""
    tone: str = "muted"
    kind: str = "file"

    @property
    def there(self) -> bool:
        """Whether it is on disk."""
        return bool(self.size)


def files(state: ProjectState) -> list[Export]:
    """The card and the report, written or not."""
    if state.root is None:
        return []
    folder = state.root / "exports"
    return [_file(folder / name, tr(inside)) for name, inside in _INSIDE.items()]


def _file(path: Path, inside: str) -> Export:
    size = words.size(path.stat().st_size) if path.is_file() else ""
    return Export(path.name, path, size, inside)


def packages(state: ProjectState) -> list[Export]:
    """Every package and ONNX file: the smallest first, those that failed their check last."""
    found = [m for m in state.known if m.artifact.kind != "model" and m.artifact.path.exists()]
    made = [_package(state, m) for m in sorted(found, key=lambda m: m.artifact.size_bytes)]
    return sorted(made, key=lambda export: export.tone == "bad")


def _package(state: ProjectState, model: Known) -> Export:
    told = verdict(model, model.name in state.stale)
    return Export(
        model.name, model.artifact.path, words.size(model.artifact.size_bytes), inside(state, model),
        verified(model, told.words), told.tone, model.artifact.kind,
    )  # fmt: skip


def inside(state: ProjectState, model: Known) -> str:
    """Program, labels and tokenizer, in a line."""
    made = model.made
    parts = [tr("ML Program") if model.artifact.kind == "package" else tr("ONNX graph")]
    parts += [str(made[key]) for key in ("precision", "scheme", "target") if made.get(key) and made[key] != "none"]  # fmt: skip
    if lengths := made.get("lengths"):
        parts.append(tr("{lengths} tokens", lengths=", ".join(map(str, lengths))))
    n = len(state.data.get("labels", ()))
    parts.append(tr("{n} labels, tokenizer and provenance inside", n=n))
    return " · ".join(parts)


def verified(model: Known, said: str) -> str:
    """`passed on 500 rows, by the reference interpreter`, and where it was timed."""
    if model.parity is None:
        return tr("Not verified yet: measure it in Compare.")
    where = _WHERE.get(str(model.parity.get("arithmetic")), str(model.parity.get("arithmetic", "")))
    line = tr("Parity {verdict} on {rows} rows, by {where}.", verdict=said, rows=words.count(int(model.parity.get("examples", 0))), where=tr(where))  # fmt: skip
    if model.exam is not None:
        line += " " + tr("Accuracy {accuracy} on the test rows.", accuracy=words.share(model.exam["accuracy"]))  # fmt: skip
    return line


def class_name(name: str) -> str:
    """A file name Xcode turns into a class of the same name: student-int8 -> StudentInt8."""
    parts = re.findall(r"[A-Za-z0-9]+", name)
    joined = "".join(part[:1].upper() + part[1:] for part in parts)
    return joined if joined[:1].isalpha() else f"Model{joined}"


def save_name(export: Export) -> str:
    """What "Save to…" suggests."""
    if export.kind == "package":
        return f"{class_name(export.name)}.mlpackage"
    return f"{class_name(export.name)}.onnx" if export.kind == "onnx" else export.name


def lengths_of(state: ProjectState, name: str) -> tuple[int, ...]:
    """The input lengths a package was made with; 128 where it isn't known."""
    made = next((m.made for m in state.known if m.name == name), {})
    return tuple(int(n) for n in made.get("lengths") or ()) or (128,)


def swift(name: str, lengths: tuple[int, ...]) -> str:
    """Swift that loads the package as Xcode compiles it into an app, and reads its answer."""
    length, kind = max(lengths), class_name(name)
    others = f" ({', '.join(map(str, lengths))} are accepted)" if len(lengths) > 1 else ""
    return f"""import CoreML

/// ids: the sentence's token ids with [CLS] and [SEP], at most {length} of them.
func classify(_ ids: [Int32]) throws -> (label: String, probability: Double) {{
    let length = {length}{f"  // {others.strip(' ()')}" if others else ""}
    let padding = [Int32](repeating: 0, count: length - ids.count)
    let mask = [Int32](repeating: 1, count: ids.count) + padding
    let model = try {kind}(configuration: MLModelConfiguration())
    let answer = try model.prediction(
        input_ids: MLMultiArray(MLShapedArray(scalars: ids + padding, shape: [1, length])),
        attention_mask: MLMultiArray(MLShapedArray(scalars: mask, shape: [1, length])))
    return (answer.label, answer.probabilities[answer.label] ?? 0)
}}
"""


def without_style(page: str) -> str:
    """A page's HTML without its style sheets and scripts, for a text view in our own colours."""
    return re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL | re.IGNORECASE)
