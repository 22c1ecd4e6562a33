"""Labels nobody would choose, through package, card, runtime and gate: they come back exactly."""

from __future__ import annotations

from pathlib import Path

import convert_tiny
import pytest
from convert_tiny import drain, read, tiny_classifier

from studio.convert import ConvertSettings, convert
from studio.convert.labels import check_labels
from studio.convert.package import read_card
from studio.runtime import open_runtime

ODD = (
    "../../x", "a\nb\r\n", '"; exit() \\(1+1) "', "%@ {label} {{x}} $NAME$ `|` <b>&amp;</b>", "\0\x1b[2J",
    "\u202etxt\u2028", "👩\u200d👩\u200d👧", "\u00e9", "e\u0301", "x" * 20_000, " ", "=1+1",
)  # fmt: skip


def test_odd_labels_come_back_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert_tiny, "LABELS", ODD)
    monkeypatch.setitem(convert_tiny.COMMON, "num_labels", len(ODD))
    package = tmp_path / "odd.mlpackage"
    drain(convert(tiny_classifier(), package, ConvertSettings()))
    spec = read(package)
    card = read_card(package, spec)
    assert card.labels == ODD
    check_labels(spec, card)
    with open_runtime(package, runtime="reference") as runtime:
        found = [runtime.predict(text) for text in ("a", "z z", "q")]
    for each in found:
        assert len(each.probabilities) == len(ODD)
        assert each.label == ODD[each.label_id]
