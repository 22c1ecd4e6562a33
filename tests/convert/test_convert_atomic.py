"""A package is whole or absent: failures, cancellation and full disks leave nothing behind."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from convert_tiny import drain, files, tiny_classifier

from studio.convert import PackageReport, compress, convert, upstream
from studio.convert.routes import Bare, Plan, Route
from studio.core.errors import HostError, UpstreamError
from studio.core.events import Event, Note, Progress
from studio.runtime import open_runtime


def fails(model: Any, package: Path, plan: Plan) -> Generator[Event, None, Bare]:
    """A route that dies half-way, its package half-written."""
    yield Progress("convert", 0, 1)
    (package / "half").write_text("written")
    with upstream.library("convert", "Try another."):
        raise NotImplementedError(
            "PyTorch convert function for op 'nonzero_numpy' not implemented."
        )


@pytest.fixture
def failing_route(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.convert.conversion.ROUTES", {"torch": Route("torch", "", fails)})


@pytest.mark.usefixtures("failing_route")
def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UpstreamError, match="nonzero_numpy") as caught:
        drain(convert(tiny_classifier(), tmp_path / "m.mlpackage"))
    assert caught.value.code == "upstream.convert-refused" and caught.value.remedy
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("failing_route")
def test_a_failure_keeps_the_old_package(tmp_path: Path) -> None:
    old = tmp_path / "m.mlpackage"
    old.mkdir()
    (old / "Manifest.json").write_text("whole")
    with pytest.raises(UpstreamError):
        drain(convert(tiny_classifier(), old))
    assert files(old) == {"Manifest.json": b"whole"}


@pytest.mark.parametrize(
    "stage", ["gate", "export", "convert", pytest.param("annotate", marks=pytest.mark.slow)]
)
def test_stopping_at_any_stage_leaves_nothing(tmp_path: Path, stage: str) -> None:
    before = tempfile.tempdir
    work = convert(tiny_classifier("distilbert"), tmp_path / "m.mlpackage")
    while True:
        event = next(work)
        if isinstance(event, Progress) and event.stage == stage:
            break
    assert list(tmp_path.iterdir()) != []
    work.close()
    assert list(tmp_path.iterdir()) == [] and tempfile.tempdir == before


def test_stopping_a_compression_leaves_nothing(bert_package: PackageReport, tmp_path: Path) -> None:
    work, told = compress(bert_package.path, "int8", tmp_path / "m.mlpackage"), []
    while not told or told[-1].done < told[-1].total:
        event = next(work)
        if isinstance(event, Progress) and event.stage == "compress":
            told.append(event)
    work.close()
    assert len(told) > 10 and len({e.total for e in told}) == 1  # one bar, which never shrinks
    assert [e.done for e in told] == list(range(len(told)))
    assert list(tmp_path.iterdir()) == []


def test_a_conversion_replaces_an_old_package(bert_package: PackageReport, tmp_path: Path) -> None:
    old = tmp_path / "m.mlpackage"
    old.mkdir()
    (old / "old").write_text("old")
    (old / "Manifest.json").write_text("{}")
    report, _ = drain(compress(bert_package.path, "int8", old))
    assert "old" not in files(old) and report.path == old
    assert [p.name for p in tmp_path.iterdir()] == ["m.mlpackage"]


def test_too_little_room_is_said_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(HostError) as caught:
        next(convert(tiny_classifier(), tmp_path / "m.mlpackage"))
    assert caught.value.code == "host.disk-full" and "0 MB free" in caught.value.detail
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_where_export_is_refused_a_trace_takes_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError("Unsupported fx node aten.odd.default, kind call_function")

    monkeypatch.setattr("torch.export.export", refuse)
    classifier = tiny_classifier("distilbert")
    report, events = drain(convert(classifier, tmp_path / "m.mlpackage"))
    (note,) = [e for e in events if isinstance(e, Note)]
    assert note.level == "warning" and "aten.odd.default" in note.text
    with open_runtime(report.path, runtime="reference") as runtime:
        expected = classifier.logits(["a b"])
        assert abs(runtime.logits(["a b"]) - expected).max() < 1e-2
