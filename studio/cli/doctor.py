"""`pocketbert doctor`: what works on this computer, what is missing, and how to mend it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict

import studio
from studio.cli import packages, systemlibs
from studio.cli.checks import Check
from studio.cli.parser import PROG, Parser
from studio.core.errors import EXIT_DONE, HostError, exit_code
from studio.core.events import Event, Failed, Finished, Note, Started, encode
from studio.core.files import resource
from studio.core.home import existing, home, typed
from studio.jobs.machine import Machine, this_machine

GIB = 1 << 30
DISK_WANTED, MEMORY_WANTED = 5 * GIB, 4 * GIB
SETTINGS = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "QT_QPA_PLATFORM", "QT_API", "HF_HOME", "HF_HUB_OFFLINE", "POCKETBERT_PROJECT")  # fmt: skip


def main(arguments: list[str]) -> int:
    """Exit status 0, or 4 when something essential is missing."""
    parser = Parser(prog=f"{PROG} doctor", description=__doc__, allow_abbrev=False)
    parser.add_argument("--report", action="store_true", help="a text to paste into a bug report: versions, system, settings; no names or paths of yours")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="events as JSON lines on standard output")  # fmt: skip
    parser.add_argument("--project", metavar="DIR", help="look at this folder's disk; else the current one's")  # fmt: skip
    said = parser.parse_args(arguments)
    folder = existing(typed(said.project or "."))
    machine = this_machine(folder)
    found = list(checks(machine))
    broken = [check for check in found if check.level == "missing"]
    if said.json:
        _say_json(found, broken)
    elif said.report:
        print(report(machine, found))
    else:
        _say(found, broken)
    return exit_code("host") if broken else EXIT_DONE


def checks(machine: Machine) -> Iterator[Check]:
    """Every line of the doctor, in reading order."""
    yield packages.python()
    yield from packages.installed()
    yield from packages.bad_pairs(machine.accelerator)
    yield from _computer(machine)
    yield _core_ml(machine)
    yield _wordnet()
    yield from packages.samples()
    yield from systemlibs.checks()


def _computer(machine: Machine) -> Iterator[Check]:
    yield Check("ok", "system", f"{machine.system}, {machine.cores} cores for this process")
    yield _enough("memory", machine.memory_bytes, MEMORY_WANTED, f"{machine.memory_free_bytes / GIB:.1f} GiB free", "Close other programs, use a smaller batch size, or leave BERT-large to a bigger computer.")  # fmt: skip
    yield _enough("disk", machine.disk_free_bytes, DISK_WANTED, "free for the project", "Free some space, or give --project on another disk.")  # fmt: skip
    words = {"cuda": "an NVIDIA GPU", "mps": "the Apple GPU (MPS)", "": "the processor; no GPU was found"}  # fmt: skip
    yield Check("ok", "device", words[machine.accelerator])


def _enough(name: str, there: int, wanted: int, more: str, remedy: str) -> Check:
    text = f"{there / GIB:.1f} GiB, {more}"
    return Check("ok", name, text) if there >= wanted else Check("note", name, f"{text}: little", remedy)  # fmt: skip


def _core_ml(machine: Machine) -> Check:
    if machine.native_core_ml:
        return Check("ok", "Core ML", "native: packages run on Apple's runtime")
    return Check(
        "ok", "Core ML", "not on this system: packages run on the studio's reference runtime (not Apple's)"
    )  # fmt: skip


def _wordnet() -> Check:
    try:
        path = resource("wordnet/synonyms.json.gz")
    except HostError as error:
        return Check("missing", "synonyms", error.message, error.remedy)
    return Check("ok", "synonyms", f"WordNet table, {path.stat().st_size / 1e6:.1f} MB")


def _say(found: list[Check], broken: list[Check]) -> None:
    width = max(len(check.name) for check in found)
    for check in found:
        print(f"{check.level:<8}{check.name:<{width}}  {check.text}")
        if check.remedy:
            print(f"{'':<8}{'':<{width}}  -> {check.remedy}")
    print()
    print(f"{len(broken)} essential thing(s) missing." if broken else "Everything essential is here.")  # fmt: skip


def _say_json(found: list[Check], broken: list[Check]) -> None:
    rows = [asdict(check) for check in found]
    ending: Event = Finished({"checks": rows})
    if broken:
        message = f"Essential things are missing: {', '.join(check.name for check in broken)}."
        ending = Failed("host.incomplete", message, broken[0].remedy, json.dumps(rows))
    notes: list[Event] = [Note(f"{c.name}: {c.text}", "info" if c.level == "ok" else "warning") for c in found]  # fmt: skip
    for event in [Started("doctor", os.getpid()), *notes, ending]:
        print(encode(event))


def report(machine: Machine, found: list[Check]) -> str:
    """Markdown for a bug report; the home folder's name is left out."""
    lines = [
        f"### pocketbert {studio.__version__}, Python {sys.version.split()[0]}",
        f"{machine.system}, {machine.cores} cores, {machine.memory_bytes / GIB:.1f} GiB",
        "",
        *(f"- {name} {version}" for name, version in packages.versions()),
        "",
        *(f"- {name}={os.environ[name]}" for name in SETTINGS if name in os.environ),
        "",
        *(f"- {check.level}: {check.name}: {check.text}" for check in found if check.level != "ok"),
    ]
    mine = str(home() or "")
    text = "\n".join(lines)
    return text.replace(mine, "~") if len(mine) > 1 else text
