"""Scheme auto and pruned vocabularies in a walked project: chosen, proven, resumed, explained."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from studio.core.errors import InputError
from studio.core.events import Metric
from studio.pipeline import searching

pytestmark = pytest.mark.slow


@pytest.fixture
def project(walked: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    """A copy of the walked project: what is made here is nobody else's business."""
    shutil.copytree(walked[0], tmp_path / "p")
    return tmp_path / "p"


def test_auto_finds_proves_and_explains(project: Path, order_step: Any) -> None:
    events, result = order_step("compress", project, model="student-float16", scheme=["auto"], keep=0.9)  # fmt: skip
    told = result["schemes"]["auto"]
    names = {e.name for e in events if isinstance(e, Metric)}
    assert {"search/front", "search/agreement", "search/proven"} <= names
    assert any(n.startswith("search/loss/") for n in names)
    front = [e.at for e in events if isinstance(e, Metric) and e.name == "search/front"]
    assert front == sorted(front, reverse=True) and len(front) > 3
    assert told["agreement"] >= 0.9 and told["card"]["scheme"] == "auto=0.9"
    assert {r["coding"] for r in told["layers"]} - {"as it was"}
    assert told["size_bytes"] < told["parent_bytes"] and Path(told["path"]).is_dir()
    again, same = order_step("compress", project, model="student-float16", scheme=["auto"], keep=0.9)  # fmt: skip
    assert same["schemes"]["auto"]["reused"] and not [e for e in again if isinstance(e, Metric)]
    more, _ = order_step("compress", project, model="student-float16", scheme=["auto"], keep=0.99)
    # every weight was measured before: nothing of that is done twice
    assert not [e for e in more if isinstance(e, Metric) and e.name.startswith("search/loss/")]
    verdict, _ = order_step("verify", project, reference="student", models=["student-auto"])
    assert verdict


def test_a_budget_is_kept(project: Path, order_step: Any) -> None:
    _, least = order_step("compress", project, scheme=["auto"], keep=0.5)
    budget = least["schemes"]["auto"]["size_bytes"] * 1.05
    _, result = order_step("compress", project, scheme=["auto"], budget=f"{budget:.0f}")
    assert result["schemes"]["auto"]["size_bytes"] <= budget
    assert result["schemes"]["auto"]["card"]["scheme"].startswith("auto=")
    with pytest.raises(InputError, match="too few"):
        order_step("compress", project, scheme=["auto"], budget="1kB")


def test_fewer_words(project: Path, order_step: Any) -> None:
    events, result = order_step("compress", project, scheme=["int8"], prune_vocabulary=True)
    found = {e.name: e.value for e in events if isinstance(e, Metric)}
    assert found["words/agreement"] == 1.0 and found["words/alike"] == 1.0
    assert (project / "exports" / "student-words-float16.mlpackage").is_dir()
    assert result["schemes"]["int8"]["path"].endswith("student-words-int8.mlpackage")
    assert "word pieces kept" in result["lines"][0]
    json.dumps(result)


def test_sizes_people_write() -> None:
    assert searching.megabytes("30MB") == 30e6 and searching.megabytes("512 kb") == 512e3
    assert searching.megabytes("9e6") == 9e6
    for text in ("", "much", "-3MB", "3 TB"):
        with pytest.raises(InputError):
            searching.megabytes(text)
