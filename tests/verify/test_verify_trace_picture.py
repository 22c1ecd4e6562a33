"""The picture of a trace: well-formed, marked where they part, and calm about what isn't finite."""

from __future__ import annotations

from xml.etree import ElementTree

from studio.verify.trace import Depth, Trace
from studio.verify.trace_picture import depth_lines, depth_picture

LAYERS = ["embeddings", *(f"encoder.layer.{n}.{part}" for n in range(24) for part in ("a", "b")), "head"]  # fmt: skip


def made(kind: str = "weights") -> Trace:
    depth = [Depth(name, "output", f"op_{name}", 2e-4, 5e-4, 2e-3, 8e-3) for name in LAYERS]
    depth[-1].faithful = float("inf")
    sentence = "They part first in <head> & say so."
    return Trace(kind, sentence, 3, 1, "x", "head", "op_head", "linear", ("op_head",), tuple(depth))


def test_the_svg_is_well_formed_and_marks_the_place() -> None:
    root = ElementTree.fromstring(depth_picture(made()))
    kinds = [child.tag.rpartition("}")[2] for child in root]
    assert kinds.count("polyline") == 2 and kinds.count("circle") == 1
    assert "circle" not in depth_picture(made("together"))
    assert depth_picture(Trace("together", "", 0)).endswith("</svg>")


def test_long_models_are_told_by_block() -> None:
    lines = depth_lines(made())
    assert len(lines) == 1 + 26 and lines[-1].endswith("<- here") and "broken" in lines[-1]
    assert sum("<- here" in line for line in lines) == 1
    assert not any("<- here" in line for line in depth_lines(made("together"), most=100))
