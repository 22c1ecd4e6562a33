"""The command line as a whole: exit statuses, JSON, projects, signals, pipes, terminals."""

from __future__ import annotations

import asyncio
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_front import COMMAND

import studio
from studio.__main__ import SCREENS
from studio.cli.main import main
from studio.core import events
from studio.jobs.supervisor import run_job

SCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
FRONT = [sys.executable, "-P", str(Path(__file__).with_name("cli_front.py"))]


def pocketbert(line: str) -> int:
    return main(line.split(), COMMAND)


def test_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert pocketbert("import a.csv") == 0
    out, err = capsys.readouterr()
    assert out == "imported\n"
    assert "\r" not in err and "\x1b" not in err
    assert "reading: 5/5" in err and "Warning: two columns\n" in err
    assert "dataset: /p/dataset (2.5 MB)\n" in err


@pytest.mark.parametrize(
    ("kind", "status"), [("input", 3), ("host", 4), ("upstream", 5), ("quality", 6), ("bug", 1)]
)
def test_exit_statuses(kind: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert pocketbert(f"verify {kind} model") == status
    err = capsys.readouterr().err
    assert "comparing\nError: " in err and "Remedy: " in err
    assert ("Traceback" in err) == (kind == "bug")
    assert ("row 17" in err) == (kind == "quality") and "expert talk" not in err


def test_verbose_shows_details(capsys: pytest.CaptureFixture[str]) -> None:
    assert pocketbert("verify input model --verbose") == 3
    assert "expert talk" in capsys.readouterr().err


def test_a_dead_worker_is_status_4(capsys: pytest.CaptureFixture[str]) -> None:
    assert pocketbert("import die") == 4
    assert "SIGKILL" in capsys.readouterr().err


def test_json_is_events_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert pocketbert("verify input model --json") == 3
    out, err = capsys.readouterr()
    told = [events.decode(line) for line in out.splitlines()]
    assert isinstance(told[0], events.Started) and isinstance(told[-1], events.Failed)
    assert [e.ending for e in told] == [False] * (len(told) - 1) + [True] and err == ""


def test_usage_errors_are_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert pocketbert("distil --nonsense") == 2
    assert pocketbert("distil --epochs 0") == 2
    assert pocketbert("improt file") == 2
    assert "Did you mean import?" in capsys.readouterr().err


def test_predict_prints_one_object_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", "m", "one", "two words"], COMMAND) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["one", "two words"]
    assert "größe" in lines[0]


def test_predict_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("eins\nzwei é\n".encode())))
    assert main(["predict", "m"], COMMAND) == 0
    assert [json.loads(line)["text"] for line in capsys.readouterr().out.splitlines()] == ["eins", "zwei é"]  # fmt: skip


def test_a_table_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert pocketbert("bench a b") == 0
    assert capsys.readouterr().out.splitlines()[0].split() == ["model", "p50", "ms", "runtime"]


# projects -----------------------------------------------------------------------------------


def ordered(capsys: pytest.CaptureFixture[str], line: str) -> dict[str, Any]:
    assert pocketbert(line + " --json") == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])["result"]
    return result.get("order", result)


def test_the_order_says_everything(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    order = ordered(capsys, "distil --project p --epochs 7")
    assert order["step"] == "distil" and order["project"] == str(tmp_path / "p")
    assert order["spec"]["epochs"] == 7 and order["spec"]["alpha"] == 0.5
    assert order["resumable"] is True
    assert ordered(capsys, "convert x")["resumable"] is False


def test_which_project(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ordered(capsys, "convert x")["project"] is None
    assert ordered(capsys, "import f")["project"] == str(tmp_path / "pocketbert-project")
    assert ordered(capsys, "demo --sample clauses")["project"] == str(tmp_path / "pocketbert-demo-clauses")  # fmt: skip
    (tmp_path / "pocketbert-project").mkdir()
    (tmp_path / "pocketbert-project" / "project.sqlite").touch()
    assert ordered(capsys, "label")["project"] == str(tmp_path / "pocketbert-project")
    (tmp_path / "project.sqlite").touch()
    assert ordered(capsys, "label")["project"] == str(tmp_path)
    monkeypatch.setenv("POCKETBERT_PROJECT", str(tmp_path / "other"))
    assert ordered(capsys, "label")["project"] == str(tmp_path / "other")
    assert ordered(capsys, "label --project said")["project"] == str(tmp_path / "said")


def test_no_project_is_an_input_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert pocketbert("distil") == 3
    assert "There is no project here." in capsys.readouterr().err
    assert pocketbert("distil --json") == 3
    assert [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()] == ["started", "failed"]  # fmt: skip


def test_only_the_first_of_several_processes_speaks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANK", "1")
    assert pocketbert("import a.csv") == 0
    assert capsys.readouterr() == ("", "")


# programs, signals, terminals ----------------------------------------------------------------


def until(found: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def begun(kind: str, log: Path, word: str) -> subprocess.Popen[bytes]:
    with open(log, "wb") as err:
        process = subprocess.Popen([*FRONT, "import", kind], stderr=err, stdout=subprocess.DEVNULL)
    until(lambda: word in log.read_text())
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_a_polite_cancel(number: signal.Signals, tmp_path: Path) -> None:
    process = begun("wait", tmp_path / "log", "waiting")
    asked = time.monotonic()
    process.send_signal(number)
    assert process.wait(10) == 130 and time.monotonic() - asked < 6
    assert (tmp_path / "tidied").exists()
    log = (tmp_path / "log").read_text()
    assert log.endswith("Stopped.\n") and "Traceback" not in log


def test_two_interrupts_insist(tmp_path: Path) -> None:
    process = begun("stuck", tmp_path / "log", "stuck now")
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    time.sleep(0.05)  # two signals at once may count as one
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130 and time.monotonic() - asked < 6
    assert (tmp_path / "log").read_text().endswith("Stopped.\n")


def test_a_reader_that_leaves_ends_the_job() -> None:
    process = subprocess.Popen([*FRONT, "import", "wait", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(20) == 130 and process.stderr.read() == b""
    process.stderr.close()


def test_a_terminal_gets_a_bar(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*FRONT, "import", "a.csv"], stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "COLUMNS": "100"})  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # Linux says EIO when the other side is closed
        pass
    os.close(ours)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 0 and out == b"imported\n"
    assert re.search("\rreading  ━{24}  5/5", shown.decode()) and b"\x1b[K" in shown


def front_door(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "studio", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **more)


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_first_words_are_quick_and_light(option: str) -> None:
    before = os.times()
    run = front_door(option)
    after = os.times()
    assert run.returncode == 0 and "pocketbert" in run.stdout
    spent = after.children_user + after.children_system - before.children_user - before.children_system  # fmt: skip
    assert spent < 0.6  # seconds of processor time, however busy the computer is; 0.15 measured
    code = f"import sys; sys.argv[1:] = [{option!r}]\nfrom studio.__main__ import main; main()\nprint(sorted(set(sys.modules) & {{'numpy', 'asyncio', 'PySide6', 'torch', 'sqlite3', 'pandas'}}))"
    light = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert light.stdout.splitlines()[-1] == "[]"
    assert option == "--help" or light.stdout.startswith(f"pocketbert {studio.__version__}")


def test_the_front_door_starts_workers() -> None:
    order = {"step": "nonsense", "spec": {}, "project": None}

    async def story() -> list[events.Event]:
        return [event async for event in run_job(order)]

    told = asyncio.run(story())
    assert [event.kind for event in told] == ["started", "failed"]
    assert isinstance(told[-1], events.Failed) and told[-1].code == "input.no-such-step"


def test_a_word_that_is_nothing() -> None:
    run = front_door("no-such-file.csv")
    assert run.returncode == 2 and "no command or file" in run.stderr


def test_a_path_or_nothing_opens_the_window(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\n")
    code = (
        "import sys, types\n"
        "app = types.ModuleType('studio.ui.app'); app.main = lambda path: print('window', path) or 0\n"
        "sys.modules['studio.ui.app'] = app\n"
        "from studio.__main__ import main\n"
        "sys.argv[1:] = []; main(); sys.argv[1:] = ['a.csv']; main()"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=SCREEN)  # fmt: skip
    assert run.stdout.splitlines() == ["window None", "window a.csv"]


def test_without_qt_the_window_says_so() -> None:
    code = "import sys; sys.modules['studio.ui.app'] = None; sys.argv[1:] = []\nfrom studio.__main__ import main; sys.exit(main())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=SCREEN)  # fmt: skip
    assert run.returncode == 4 and "Remedy: run pocketbert doctor" in run.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always one")
def test_without_a_screen_the_window_says_so() -> None:
    """Qt would abort the program, with a dump of its memory."""
    env = {k: v for k, v in os.environ.items() if k not in SCREENS}
    run = subprocess.run([sys.executable, "-m", "studio"], capture_output=True, text=True, check=False, env=env)  # fmt: skip
    assert run.returncode == 4 and run.stderr.startswith("Error: The window can't open")
    assert "pocketbert --help" in run.stderr and "Traceback" not in run.stderr
