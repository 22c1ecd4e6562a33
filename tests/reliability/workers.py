"""Real workers without the second of imports: forks of a process that has loaded the libraries.

Each fork runs `studio.jobs.worker.main` on its own pipes, as `python -m studio --worker` does, and
can be killed at any moment or given less of something.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "pipeline")]

from studio.core.errors import exit_code  # noqa: E402

KILLED, DEAD = "killed", "worker-died"
Limit = Callable[[], None]


def preload() -> None:
    """Import what workers need, and let no thread run that a fork would miss."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    import coremltools  # noqa: F401
    import onnxruntime  # noqa: F401
    import torch
    import transformers  # noqa: F401
    from tqdm import tqdm

    from studio.augment.registry import METHODS
    from studio.convert.schemes import SCHEMES
    from studio.distil.objectives import OBJECTIVES
    from studio.pipeline.door import STEPS
    from studio.runtime.door import BACKENDS

    for registry in (STEPS, METHODS, SCHEMES, OBJECTIVES, BACKENDS):
        list(registry)
    torch.set_num_threads(1)
    # tqdm's own lock is one for all forks: a fork killed while it holds it would stop every later one.
    tqdm.set_lock(threading.RLock())


@dataclass
class Ending:
    """How a worker ended: its last event, everything it said, the seconds it took, its status."""

    events: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    status: int = 0
    hung: bool = False
    log: str = ""

    @property
    def last(self) -> dict[str, Any]:
        """The ending it told, or the one a supervisor would tell for it."""
        told = self.events[-1] if self.events else {}
        if told.get("kind") in {"finished", "failed", "cancelled"}:
            return told
        code = KILLED if self.status == signal.SIGKILL else DEAD
        return {"kind": "failed", "code": code, "message": f"wait status {self.status}", "remedy": "-"}  # fmt: skip

    @property
    def done(self) -> bool:
        """Whether it came to its end."""
        return self.last["kind"] == "finished"

    @property
    def exit(self) -> int:
        """The exit status of the command line for it."""
        return 0 if self.done else 130 if self.last["kind"] == "cancelled" else exit_code(self.last["code"])  # fmt: skip


def work(step: str, spec: dict[str, Any], project: Path | None, *, kill_after: float = 0.0, kill_on: Callable[[dict[str, Any]], bool] | None = None, limit: Limit | None = None, patience: float = 120.0) -> Ending:  # fmt: skip
    """Run one order in a fork; kill -9 it after so many seconds (0: never), or at an event."""
    order = {"step": step, "spec": spec, "project": project and str(project)}
    ins, outs, errs = os.pipe(), os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_worker(ins, outs, errs, limit)
    for descriptor in (ins[0], outs[1], errs[1]):
        os.close(descriptor)
    os.write(ins[1], json.dumps(order).encode() + b"\n")
    ending = _listen(pid, outs[0], errs[0], kill_after, kill_on, patience)
    for descriptor in (ins[1], outs[0], errs[0]):
        os.close(descriptor)
    return ending


def _be_worker(ins: tuple[int, int], outs: tuple[int, int], errs: tuple[int, int], limit: Limit | None) -> None:  # fmt: skip
    status = 99
    try:
        os.setsid()
        os.dup2(ins[0], 0)
        os.dup2(outs[1], 1)
        os.dup2(errs[1], 2)
        for descriptor in (*ins, *outs, *errs):
            os.close(descriptor)
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
        from studio.jobs.worker import main
        from studio.pipeline.door import start

        if limit is not None:
            limit()
        status = main(start)
    finally:
        os._exit(status)


def _listen(pid: int, out: int, err: int, kill_after: float, kill_on: Callable[[dict[str, Any]], bool] | None, patience: float) -> Ending:  # fmt: skip
    began, found, buffer, log = time.monotonic(), Ending(), b"", b""
    deadline = began + (kill_after or patience)
    open_pipes = {out, err}
    while open_pipes:
        ready, _, _ = select.select(list(open_pipes), [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            found.hung = not kill_after
            break
        for pipe in ready:
            piece = os.read(pipe, 1 << 16)
            if not piece:
                open_pipes.discard(pipe)
            elif pipe == err:
                log = (log + piece)[-20_000:]
            else:
                buffer += piece
                *lines, buffer = buffer.split(b"\n")
                found.events += [json.loads(line) for line in lines]
        if kill_on is not None and any(kill_on(event) for event in found.events[-20:]):
            break
    found.seconds, found.log = time.monotonic() - began, log.decode("utf-8", "replace")
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    found.status = os.waitpid(pid, 0)[1]
    if out in open_pipes and not os.WIFSIGNALED(found.status):  # it ended in the moment of the kill
        while piece := os.read(out, 1 << 16):
            buffer += piece
        found.events += [json.loads(line) for line in buffer.split(b"\n") if line]
    return found


def command(*words: str, kill_after: float = 0.0) -> subprocess.CompletedProcess[str]:
    """The real command line in a process group of its own; the whole group is killed after a while."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "studio", *words, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, start_new_session=True)  # fmt: skip
    try:
        out, err = process.communicate(timeout=kill_after or 180)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def moment(dice: random.Random, seconds: float) -> float:
    """A random moment of a step that takes so long; a third of them near its end, where files are named."""
    share = dice.uniform(0.85, 1.02) if dice.random() < 0.33 else dice.random()
    return max(0.002, share * seconds)
