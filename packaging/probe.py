"""Runs a built bundle through the main job, offline: `python packaging/probe.py BUNDLE`. Exit 1 at the first thing that fails.

A table of its own, a teacher of random weights made here, then import, augment, teach, label, distil, convert,
compress, verify, predict and export by the bundle's own program, with an empty home, no environment and, where
the system lets it, no network; and the window's first frame, three times.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = ("refund", "parcel", "invoice", "delay", "screen", "battery", "password", "login")
START_SECONDS = 2.0
LONGEST = 60  # seconds to wait for a window


def main() -> int:
    """Walk; print a line a step."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    program = Path(sys.argv[1]).resolve() / "pocketbert"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        table(place / "rows.csv")
        teacher(place / "teacher")
        ok = all(step(program, place, words) for words in walk(place))
        return int(not (ok and window(program, place)))


def walk(place: Path) -> list[list[str]]:
    """The commands, in order."""
    student = str(place / "p/exports/student-float16.mlpackage")
    return [
        ["doctor"],
        ["import", str(place / "rows.csv"), "--project", "p"],
        ["augment", "--copies", "1", "--project", "p"],
        ["teach", "--model", str(place / "teacher"), "--project", "p"],
        ["label", "--project", "p"],
        ["distil", "--student", "first_half", "--epochs", "1", "--project", "p"],
        ["convert", "student", "--lengths", "32", "--project", "p"],
        ["convert", "student", "--lengths", "32", "--route", "onnx", "--project", "p", "-o", str(place / "onnx.mlpackage")],
        ["compress", "student-float16", "--scheme", "int8", "--project", "p"],
        ["verify", "student", "student-float16", "--project", "p"],
        ["predict", student, "where is my parcel"],
        ["export", "iphone", "--project", "p", "-o", str(place / "kit")],
        ["export", "report", "--project", "p"],
    ]  # fmt: skip


def table(path: Path) -> None:
    """160 rows of two labels that are easily told apart."""
    rows = [f"the {a} and the {b} number {n},{'goods' if at < 4 else 'account'}" for n in range(20) for at, a in enumerate(WORDS) for b in (WORDS[at - at % 4 + n % 4],)]  # fmt: skip
    path.write_text("\n".join(["text,label", *rows]) + "\n", encoding="utf-8")


def teacher(folder: Path) -> None:
    """A classifier of 2 layers with random weights, as transformers saves it."""
    import transformers as hf

    folder.mkdir()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = [*specials, *WORDS, "the", "and", "number", *"0123456789", *(f"##{n}" for n in range(10))]  # fmt: skip
    tokenizer = hf.BertTokenizer(vocab={piece: at for at, piece in enumerate(pieces)})
    names = {0: "account", 1: "goods"}
    config = hf.BertConfig(vocab_size=len(pieces), hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=128, max_position_embeddings=64, id2label=names, label2id={v: k for k, v in names.items()})  # fmt: skip
    hf.BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def step(program: Path, place: Path, words: list[str]) -> bool:
    """Run one command; print its seconds, or what it said."""
    began = time.monotonic()
    done = subprocess.run([*alone(), str(program), *words], cwd=place, env=bare(place), capture_output=True, text=True)  # fmt: skip
    good = done.returncode == 0 or (
        words[0] in ("doctor", "verify") and done.returncode in (0, 4, 6)
    )
    print(f"{time.monotonic() - began:7.1f} s  {'ok    ' if good else 'FAILED'}  pocketbert {' '.join(w.replace(str(place) + '/', '') for w in words)}", flush=True)  # fmt: skip
    if not good:
        print(done.stdout[-2000:], done.stderr[-3000:], sep="\n")
    return good


def window(program: Path, place: Path) -> bool:
    """Seconds until its window is seen on a bare X server; the smallest of three is held against the limit."""
    if not (shutil.which("Xvfb") and shutil.which("xdotool")):
        print("the window was not tried: it needs Xvfb and xdotool")
        return True
    screen = f":{90 + os.getpid() % 100}"
    server = subprocess.Popen(["Xvfb", screen, "-screen", "0", "1280x900x24"], stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        time.sleep(1)
        found = [seen(program, place, screen) for _ in range(3)]
    finally:
        server.kill()
        server.wait()
    load = f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    times = ", ".join(f"{wall:.2f} s ({used:.2f} of processor)" for wall, used in found)
    print(f"window seen after {times}; limit {START_SECONDS:.1f} s; {load}")
    return min(wall for wall, _ in found) <= START_SECONDS


def seen(program: Path, place: Path, screen: str) -> tuple[float, float]:
    """Start the window once; seconds until X shows it, and what the program had used of a processor by then."""
    environment = {**bare(place), "DISPLAY": screen}
    began = time.monotonic()
    shown = subprocess.Popen([str(program)], cwd=place, env=environment, stderr=subprocess.DEVNULL)
    try:
        asked = ["xdotool", "search", "--onlyvisible", "--pid", str(shown.pid)]
        while subprocess.run(asked, env=environment, capture_output=True, check=False).returncode:
            if time.monotonic() - began > LONGEST:
                raise TimeoutError(f"no window within {LONGEST} seconds")
            time.sleep(0.1)  # --sync looks twice a second only
        return time.monotonic() - began, processor_seconds(shown.pid)
    finally:
        shown.terminate()
        shown.wait()


def processor_seconds(pid: int) -> float:
    """User and system time of a process so far (proc(5))."""
    told = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def bare(place: Path) -> dict[str, str]:
    """An environment with a home and a path, and nothing else."""
    return {"HOME": str(place / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


def alone() -> list[str]:
    """Without a network, where that can be had."""
    if os.geteuid() or not shutil.which("unshare"):
        return []
    return ["unshare", "--net", "--"] if not subprocess.run(["unshare", "--net", "true"]).returncode else []  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
