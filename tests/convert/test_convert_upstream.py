"""Library errors get a name, library noise stays inside."""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

import pytest
from tqdm import tqdm

from studio.convert.upstream import core_ml_tools, library, named_op, scratch
from studio.core.errors import HostError, InputError, StudioError, UpstreamError


@pytest.mark.parametrize(
    ("message", "op"),
    [
        ("PyTorch convert function for op 'nonzero_numpy' not implemented.", "nonzero_numpy"),
        ("Op \"matmul_3\" (op_type: matmul) Input y is wrong", "matmul"),
        ("Unsupported fx node aten.foo.default, kind call_function", "aten.foo.default"),
        ("something about aten::cumsum went wrong", "aten::cumsum"),
        ("list index out of range", ""),
    ],
)  # fmt: skip
def test_the_operation_is_found_in_the_message(message: str, op: str) -> None:
    assert named_op(message) == op


@pytest.mark.parametrize(
    ("raised", "family", "code"),
    [
        (ValueError("op 'x'"), UpstreamError, "upstream.convert-refused"),
        (IndexError("list index out of range"), UpstreamError, "upstream.convert-refused"),
        (MemoryError(), HostError, "host.out-of-memory"),
        (RuntimeError("[MIL FileWriter]: Unknown error occurred"), HostError, "host.disk-full"),
        (InputError("ours", code="ours"), InputError, "input.ours"),
    ],
)
def test_what_is_raised_becomes_ours(
    raised: Exception, family: type[StudioError], code: str
) -> None:
    with pytest.raises(family) as caught, library("convert", "Do something."):
        raise raised
    assert caught.value.code == code
    if caught.value is not raised:
        assert caught.value.__cause__ is raised and caught.value.remedy


def test_disk_errors_and_stopping_pass_through() -> None:
    for raised in (OSError(28, "full"), GeneratorExit(), KeyboardInterrupt()):
        with pytest.raises(type(raised)) as caught, library("convert", ""):
            raise raised
        assert caught.value is raised


def test_bars_and_warnings_stay_inside(capfd: pytest.CaptureFixture[str]) -> None:
    with library("convert", ""):
        assert list(tqdm(range(3))) == [0, 1, 2]
        warnings.warn("noise", RuntimeWarning, stacklevel=1)
    assert capfd.readouterr().err == ""
    list(tqdm(range(3), file=sys.stderr))
    assert "3/3" in capfd.readouterr().err  # bars of others work again


def test_temporary_folders_go_where_they_are_swept(tmp_path: Path) -> None:
    before = tempfile.gettempdir()
    with scratch(tmp_path / "here"):
        assert Path(tempfile.mkdtemp()).parent == tmp_path / "here"
    assert tempfile.gettempdir() == before


def test_a_missing_core_ml_tools_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "coremltools", None)
    with pytest.raises(HostError, match="Core ML Tools is not usable"):
        core_ml_tools()
