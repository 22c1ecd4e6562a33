"""The latency picture: well-formed, escaped, bars in proportion."""

from __future__ import annotations

from xml.etree import ElementTree

from studio.deploy import speed_picture
from studio.deploy.picture import COLOURS, LEFT, RIGHT, WIDTH

ROWS = [
    {"model": "student<1>", "runtime": "torch", "p50 ms": "10.0", "p95 ms": "20.0"},
    {"model": "student-int8.mlpackage", "runtime": "reference", "p50 ms": "5.0", "p95 ms": "40.0"},
]
SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_medians_in_proportion() -> None:
    root = ElementTree.fromstring(speed_picture(ROWS))
    bars = [rect for rect in root.iter(f"{SVG}rect") if rect.find(f"{SVG}title") is not None]
    full = WIDTH - LEFT - RIGHT
    assert [float(bar.get("width")) for bar in bars] == [full * 10 / 40, full * 5 / 40]
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert "student<1>" in words and "10.0 | 20.0" in words and "reference" in words


def test_no_rows_are_still_a_picture() -> None:
    assert ElementTree.fromstring(speed_picture([])).tag == f"{SVG}svg"


def test_every_colour_has_a_dark_one() -> None:
    root = ElementTree.fromstring(speed_picture([{**ROWS[0], "runtime": name} for name in (*COLOURS, "new")]))  # fmt: skip
    told = root.find(f"{SVG}style")
    assert told is not None and told.text is not None
    light, dark = told.text.split("@media (prefers-color-scheme: dark)")
    for element in root.iter():
        assert element.get("fill") is None and element.get("stroke") is None
        for name in (element.get("class") or "").split():
            assert f".{name}{{" in light and f".{name}{{" in dark
