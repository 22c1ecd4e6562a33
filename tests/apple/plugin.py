"""A pytest plugin: Apple's MIL op tests run against the reference runtime, and are counted.

Off a Mac coremltools' helpers convert a model and then silently skip the prediction. Here every
importer of the flags that guard it is told this is a Mac, our evaluator stands in for Apple's
native library, and each test's record says what happened: predictions asked for, predictions
compared, the ops of the programs, and what we refused. No test is edited.

Usage: pytest -p plugin --rootdir TESTS TESTS --apple-out FILE.jsonl, TESTS being the folder
coremltools/converters/mil/mil/ops/tests of the installed wheel.
"""

from __future__ import annotations

import functools
import gc
import json
import platform
import re
import sys
import zlib
from pathlib import Path
from typing import Any

import apple_stubs
import pytest

MACOS = (26, 0)
NOT_OPS = ("const", "identity")
_current: dict[str, Any] = {}
_out: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where to write the records, and whether to sample."""
    parser.addoption(
        "--apple-out", default="", help="write one JSON record per test and line to this file"
    )
    parser.addoption("--apple-match", default="", help="only ids with this pattern, _ ignored")
    parser.addoption("--apple-list", default="", help="only the test functions listed in a file")
    parser.addoption("--apple-resume", action="store_true", help="leave out what the file has")
    parser.addoption("--apple-quick", action="store_true", help="spare coremltools' self-checks")
    parser.addoption("--apple-each", default=0, type=int, help="at most so many cases a function")


def pytest_configure(config: pytest.Config) -> None:
    """Before any test module is imported: the stand-in, the flags, the counters."""
    if not hasattr(config, "workerinput") and (out := config.getoption("--apple-out")):
        if not config.getoption("--apple-resume"):
            Path(out).write_text("", encoding="utf-8")
        _out.append(out)
    if config.getoption("numprocesses", default=None) and not hasattr(config, "workerinput"):
        return  # the controller of xdist runs no test
    apple_stubs.fill_gaps()
    _claim_a_mac()
    platform.machine = lambda: "arm64"  # the Macs that run macOS 26
    _put_runtime()
    _count_comparisons()
    if config.getoption("--apple-quick"):
        _spare_checks()


def _spare_checks() -> None:
    """coremltools validates its graph after each of about 100 passes: a third of a test's time."""
    from coremltools.converters.mil.mil import Block, Program

    for part in (Block, Program):
        part.validate = lambda *args, **kwargs: None


def _claim_a_mac() -> None:
    import coremltools
    from coremltools import _deps
    from coremltools.models import utils

    _deps._IS_MACOS = True
    claims: dict[str, Any] = {"_IS_MACOS": True, "_is_macos": _yes, "_macos_version": _version}
    utils._is_macos, utils._macos_version = _yes, _version
    for name, module in list(sys.modules.items()):
        if name.startswith(coremltools.__name__) and module is not None:
            for flag, claim in claims.items():
                if flag in vars(module):
                    setattr(module, flag, claim)


def _yes() -> bool:
    return True


def _version() -> tuple[int, int]:
    return MACOS


def _put_runtime() -> None:
    from coremltools.models import _compiled_model, model

    from studio.core.errors import StudioError
    from studio.runtime.mil.stand_in import StandIn

    class Counted(StandIn):
        """The stand-in, noting what it is asked and what it refuses."""

        def __init__(self, path: str, *rest: Any) -> None:
            try:
                super().__init__(path, *rest)
            except RuntimeError as error:
                _note_refusal(error.__cause__)
                raise

        def predict(self, data: dict[str, Any], state: Any = None) -> dict[str, Any]:
            _current["asked"] = _current.get("asked", 0) + 1
            try:
                answer = super().predict(data, state)
            except RuntimeError as error:
                _note_refusal(error.__cause__)
                raise
            _current["answered"] = _current.get("answered", 0) + 1
            return answer

    def _note_refusal(cause: BaseException | None) -> None:
        if isinstance(cause, StudioError):
            code = cause.code.split(".")[-1]
            _current.setdefault("refusals", []).append([code, cause.message])

    StandIn.arithmetic = "faithful"
    model._MLModelProxy = Counted
    _compiled_model._MLModelProxy = Counted


def _count_comparisons() -> None:
    from coremltools.converters.mil import testing_utils
    from coremltools.models import MLModel

    compare, predict = testing_utils.compare_backend, MLModel.predict

    @functools.wraps(compare)
    def compared(mlmodel: Any, *args: Any, **kwargs: Any) -> Any:
        _reached(mlmodel)
        answer = compare(mlmodel, *args, **kwargs)
        if answer is not None:
            _current["compared"] = _current.get("compared", 0) + 1
        return answer

    @functools.wraps(predict)
    def predicted(mlmodel: Any, *args: Any, **kwargs: Any) -> Any:
        _reached(mlmodel)
        return predict(mlmodel, *args, **kwargs)

    testing_utils.compare_backend = compared
    MLModel.predict = predicted


def _reached(mlmodel: Any) -> None:
    _current["reached"] = _current.get("reached", 0) + 1
    kinds = _current.setdefault("ops", [])
    spec = mlmodel.get_spec()
    if spec.WhichOneof("Type") == "mlProgram":
        _current["programs"] = _current.get("programs", 0) + 1
    elif spec.WhichOneof("Type") not in kinds:
        kinds.append(spec.WhichOneof("Type"))
    for function in spec.mlProgram.functions.values():
        for block in function.block_specializations.values():
            _collect(block, kinds)


def _collect(block: Any, kinds: list[str]) -> None:
    for operation in block.operations:
        if operation.type not in NOT_OPS and operation.type not in kinds:
            kinds.append(operation.type)
        for inner in operation.blocks:
            _collect(inner, kinds)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the neural network format out, and what the options don't ask for."""
    kept = [i for i in items if "neuralnetwork" not in i.nodeid.lower()]
    if pattern := config.getoption("--apple-match"):
        wanted = re.compile(pattern.replace("_", ""), re.IGNORECASE)
        kept = [i for i in kept if wanted.search(short(i.nodeid).replace("_", ""))]
    if listed := config.getoption("--apple-list"):
        named = set(Path(listed).read_text(encoding="utf-8").split())
        kept = [i for i in kept if short(i.nodeid).split("[")[0] in named]
    if each := config.getoption("--apple-each"):
        kept = _sampled(kept, each)
    if config.getoption("--apple-resume"):
        lines = Path(config.getoption("--apple-out")).read_text(encoding="utf-8").splitlines()
        done = {json.loads(line)["id"] for line in lines}
        kept = [i for i in kept if short(i.nodeid) not in done]
    kept.sort(key=lambda i: zlib.crc32(short(i.nodeid).encode()))  # early results are a fair sample
    gone = set(items) - set(kept)
    config.hook.pytest_deselected(items=list(gone))
    items[:] = kept


def _sampled(items: list[pytest.Item], each: int) -> list[pytest.Item]:
    """The same cases every time: evenly spaced ones of each test function."""
    functions: dict[str, list[pytest.Item]] = {}
    for item in items:
        functions.setdefault(item.nodeid.split("[")[0], []).append(item)
    kept = []
    for cases in functions.values():
        count = min(each, len(cases))
        kept += [cases[at * len(cases) // count] for at in range(count)]
    return kept


def pytest_collection_finish() -> None:
    """coremltools collects garbage in every conversion: spare it what was there before (0.3 s each)."""
    gc.collect()
    gc.freeze()


def short(nodeid: str) -> str:
    """A test's id from its opset folder on: the same on every machine."""
    return nodeid.split("ops/tests/")[-1]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Any:
    """A fresh record for each test, whatever ran before it."""
    _current.clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """The record travels with the report (also from xdist's workers)."""
    report = yield
    error = call.excinfo
    if error is not None:
        _current["error"] = f"{error.typename}: {error.value}"[:600]
    if report.when == "call" or report.outcome != "passed":
        item.user_properties.append(("apple", dict(_current)))
        report.user_properties = item.user_properties
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Write the record, in the process that has the file."""
    found = dict(report.user_properties).get("apple")
    if found is None or (report.when == "teardown" and report.passed):
        return
    if report.when != "call" and report.outcome == "passed":
        return
    record = {
        "id": short(report.nodeid),
        "outcome": report.outcome,
        "xfail": getattr(report, "wasxfail", None),
        "seconds": round(report.duration, 3),
        **found,
    }
    if _out:
        with open(_out[0], "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
