"""The picture of risk and coverage: well-formed, escaped, its curve where the numbers are."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from studio.verify.risk_picture import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, risk_picture


def points(svg: str) -> list[tuple[float, float]]:
    line = re.search(r'points="([^"]*)"', svg)
    assert line is not None
    return [tuple(map(float, p.split(","))) for p in line[1].split()]  # type: ignore[misc]


def test_the_curve_stands_where_the_numbers_are() -> None:
    svg = risk_picture("student", [0.5, 1.0], [0.0, 0.2], (0.5, 0.0))
    ElementTree.fromstring(svg)
    assert points(svg) == [
        (LEFT + (WIDTH - LEFT - RIGHT) / 2, HEIGHT - BOTTOM),
        (WIDTH - RIGHT, TOP),
    ]
    assert "0.0% wrong on 50%" in svg


def test_names_are_text_and_long_curves_are_thinned() -> None:
    many = [at / 5000 for at in range(1, 5001)]
    svg = risk_picture("<b>&", many, many)
    ElementTree.fromstring(svg)
    assert "<b>" not in svg and len(points(svg)) <= 420
    assert points(svg)[-1][0] == WIDTH - RIGHT


def test_no_rows_draw_no_line() -> None:
    ElementTree.fromstring(risk_picture("student", [], []))
