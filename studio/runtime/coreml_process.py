"""The parent's side of the Core ML child: start, ask, notice its death, start again.

Frames both ways are JSON with a length in front (multiprocessing.connection's own framing over
the child's stdin and stdout), so a stray print can't be mistaken for an answer.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import HostError, UpstreamError
from studio.core.scratch import scratch_folder
from studio.runtime.foreign_package import Wiring
from studio.runtime.identity import OURS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOAD_SECONDS, PREDICT_SECONDS, BENCH_SECONDS = 300.0, 60.0, 1800.0


def child_command() -> list[str]:
    """How to start the child: a module here, a flag of the program itself in a frozen app."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--coreml-child"]
    return [sys.executable, "-m", "studio.runtime.coreml_child"]


class CoreMLProcess:
    """One child with one model loaded. After a crash the next call starts a fresh child.

    told: hears what the child is at while it loads (copy, compile, load); wiring: the package's
    inputs and where its scores come out.
    """

    def __init__(
        self, path: Path, compute_units: str = "ALL", function_name: str = "",
        told: Callable[[str], None] = lambda _: None, wiring: Wiring = OURS,
    ) -> None:  # fmt: skip
        self._told, self._wiring = told, wiring
        self._order = {
            "path": str(Path(path).resolve()),
            "compute_units": compute_units,
            "function_name": function_name,
        }
        self._child: subprocess.Popen[bytes] | None = None
        self._last_words = ""
        self._start()

    @property
    def pid(self) -> int | None:
        """The child's process id while it lives."""
        return self._child.pid if self._child is not None else None

    def call(self, ids: NDArray[np.int32], mask: NDArray[np.int32]) -> NDArray[np.float32]:
        """Logits float32[1, k] of one padded text.

        Raises HostError when the child dies or hangs (the next call starts a new one),
        UpstreamError when Core ML refuses.
        """
        answer = self._asked({"inputs": self._inputs(ids, mask), "scores": self._wiring.scores}, PREDICT_SECONDS)  # fmt: skip
        return self._wiring.logits({self._wiring.scores: answer["scores"]})

    def plan(self) -> list[dict[str, Any]]:
        """Where Core ML would run each op (coreml_plan). Raises what `call` raises."""
        found: list[dict[str, Any]] = self._asked({"plan": True}, LOAD_SECONDS)["plan"]
        return found

    def benchmark(self, ids: NDArray[np.int32], mask: NDArray[np.int32], calls: int, team: str) -> dict[str, Any]:  # fmt: skip
        """What coremltools' benchmarker measures of one padded text (coreml_timing.timings)."""
        asked = {"inputs": self._inputs(ids, mask), "calls": calls, "team": team}
        found: dict[str, Any] = self._asked({"benchmark": asked}, BENCH_SECONDS)["benchmark"]
        return found

    def peak_bytes(self) -> int:
        """The largest the child has been, 0 when there is none."""
        return int(self._ask({"memory": True}, PREDICT_SECONDS)["memory"]) if self._child else 0

    def close(self) -> None:
        """End the child: it leaves by itself when its input closes, else it is killed."""
        child, self._child = self._child, None
        if child is None:
            return
        self._end(child, 2)

    def _inputs(self, ids: NDArray[np.int32], mask: NDArray[np.int32]) -> dict[str, Any]:
        return {name: value.tolist() for name, value in self._wiring.inputs(ids, mask).items()}

    def _asked(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """An answer of the child, of a fresh one after a crash."""
        if self._child is None:
            self._start()
        return self._ask(message, seconds)

    def _start(self) -> None:
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        # The parent owns the child's copy of the package: a killed child can't tidy up.
        self._scratch = str(scratch_folder("coreml"))
        self._log = tempfile.TemporaryFile(dir=self._scratch)  # noqa: SIM115  lives as long as the child
        self._child = subprocess.Popen(
            child_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        self._output, self._input = _connections(self._child)
        self._ask({**self._order, "scratch": self._scratch}, LOAD_SECONDS)

    def _ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        try:
            self._output.send_bytes(json.dumps(message).encode())
            answer = self._answer(seconds)
        except (OSError, EOFError, TimeoutError) as error:
            raise self._died(error) from error
        if "error" in answer:
            if "path" in message:
                self.close()
            raise UpstreamError(
                "Core ML refused the model.",
                code="coreml-refused",
                remedy="Try other compute units (CPU_ONLY), or --runtime reference.",
                detail=answer["error"],
            )
        return answer

    def _answer(self, seconds: float) -> dict[str, Any]:
        """The next frame that isn't about progress. Raises TimeoutError after `seconds` without one."""
        while True:
            if not self._input.poll(seconds):
                raise TimeoutError(f"no answer in {seconds:.0f} s")
            answer: dict[str, Any] = json.loads(self._input.recv_bytes())
            if "stage" not in answer:
                return answer
            self._told(str(answer["stage"]))

    def _end(self, child: subprocess.Popen[bytes], patience: float) -> None:
        self._output.close()
        self._input.close()
        try:
            child.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        self._log.seek(max(0, self._log.seek(0, os.SEEK_END) - 2000))
        self._last_words = self._log.read().decode("utf-8", "replace")
        self._log.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _died(self, error: Exception) -> HostError:
        child, self._child = self._child, None
        said = ""
        if child is not None:
            if isinstance(error, TimeoutError):
                child.kill()
            self._end(child, 5)
            said = f"exit status {child.returncode}; {self._last_words}"
        what = "hung" if isinstance(error, TimeoutError) else "died"
        return HostError(
            f"The process that runs Core ML {what} while it answered.",
            code="coreml-died",
            remedy="Try again (a fresh process starts), other compute units, or --runtime reference.",
            detail=f"{error}; {said}",
        )


def _connections(child: subprocess.Popen[bytes]) -> tuple[Connection, Connection]:
    """(to the child, from the child); they own the descriptors from here on."""
    assert child.stdin is not None and child.stdout is not None
    ends = os.dup(child.stdin.fileno()), os.dup(child.stdout.fileno())
    child.stdin.close()
    child.stdout.close()
    return Connection(ends[0], readable=False), Connection(ends[1], writable=False)
