"""The window's cost: time to the first frame, memory, modules.

python tests/benchmarks/bench_window.py [ROUNDS]. Each round is a fresh process (offscreen unless QT_QPA_PLATFORM says otherwise), timed from
just before it is started to the first painted frame (the system's own start times are whole seconds off on some machines); then every pane is opened on a project. The first round is not
counted: it writes the bytecode that every installed program has.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "transformers", "coremltools", "pandas", "nltk", "sklearn", "onnx", "onnxruntime")
LIMIT_SECONDS, LIMIT_MB = 1.0, 150.0
WINDOW = (
    f"HEAVY = {HEAVY!r}"
    + """
import json, sys, time
import psutil
me = psutil.Process()
def since_start():
    return time.time() - float(sys.argv[1])
def mb():
    return me.memory_info().rss / 1e6
import studio.ui.app as app
from studio.ui import window
from PySide6.QtCore import QTimer
told = {}
real = window.Window.paintEvent
def painted(self, event):
    real(self, event)
    if told:
        return
    told.update(first_frame=since_start(), cpu=sum(me.cpu_times()[:2]), rss=mb(), heavy=[])
    def later():
        told.update(rss_settled=mb())
        if sys.argv[2:]:
            self.space.open(__import__("pathlib").Path(sys.argv[2]))
            for name in self.rail.buttons:
                self.go(name)
                self.grab()
        told.update(rss_all_panes=mb(), modules=len(sys.modules))
        told["heavy"] = [name for name in HEAVY if name in sys.modules]
        self.close_soon()
    QTimer.singleShot(1500, later)
window.Window.paintEvent = painted
app.main(None)
print(json.dumps(told))
"""
)


def one_round(project: Path, folder: Path) -> dict[str, float]:
    """A fresh window; seconds and MB."""
    env = {
        **os.environ, "PYTHONPATH": str(ROOT), "QT_API": "pyside6",
        "POCKETBERT_SETTINGS": str(folder / "settings.ini"),
    }  # fmt: skip
    env.setdefault("QT_QPA_PLATFORM", "offscreen")
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    env["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    run = subprocess.run([sys.executable, "-c", WINDOW, str(time.time()), str(project)], capture_output=True, text=True, env=env, check=True, timeout=120)  # fmt: skip
    return dict(json.loads(run.stdout))


def main(rounds: int) -> int:
    """Print a table; the exit status says whether the limits hold."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "ui")]
    from ui_project import make_project

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        project = make_project(folder / "project")
        found = [one_round(project, folder) for _ in range(rounds + 1)][1:]
    for name, unit in (("first_frame", "s"), ("cpu", "CPU s"), ("rss", "MB"), ("rss_settled", "MB"), ("rss_all_panes", "MB"), ("modules", "")):  # fmt: skip
        values = sorted(one[name] for one in found)
        print(
            f"{name:14} median {statistics.median(values):8.2f}  largest {values[-1]:8.2f} {unit}"
        )
    heavy = found[0]["heavy"]
    print(f"heavy modules  {heavy or 'none'}")
    quick = statistics.median(one["first_frame"] for one in found) <= LIMIT_SECONDS
    small = max(one["rss_settled"] for one in found) <= LIMIT_MB
    print(f"limits         first frame <= {LIMIT_SECONDS} s: {quick}; memory <= {LIMIT_MB:.0f} MB: {small}")  # fmt: skip
    return 0 if quick and small and not heavy else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 5))
