"""Installs built .debs in a bare Debian 12, with what they declare and nothing else, and runs the main job there.

`python packaging/bare_root.py ROOT DEB...` as root: ROOT is made by debootstrap when it is missing (200 MB, and what the
packages need). Prints what the doctor says, a line a step as probe.py does, and when the window was seen on an X
server of the host's; 1 at the first thing that fails, 4 and the reason where this can't be had.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import probe
from swift_root import EXIT_NOT_HERE, GENTLE, KEYRING, may_mount, proxy, run

RELEASE = "bookworm"
JOB = "root/job"  # inside the bare root


def main() -> int:
    """Make, install, walk."""
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    root, debs = Path(sys.argv[1]).absolute(), [Path(p).absolute() for p in sys.argv[2:]]
    if os.geteuid() or not may_mount() or not shutil.which("debootstrap"):
        print("it needs root, the right to mount, and debootstrap", file=sys.stderr)
        return EXIT_NOT_HERE
    if not (root / "usr/bin/apt-get").exists():
        run("debootstrap", "--variant=minbase", f"--keyring={KEYRING}", RELEASE, str(root), environment=proxy())  # fmt: skip
    install(root, debs)
    mounted = [place for place in ("proc", "dev") if mount(root, place)]
    try:
        return 0 if walk(root) else 1
    finally:
        for place in mounted:
            subprocess.run(["umount", str(root / place)], check=False)


def install(root: Path, debs: list[Path]) -> None:
    """By the root's own apt, which gets the host's mirrors; recommended packages stay out."""
    for name in ("resolv.conf",):
        shutil.copyfile(f"/etc/{name}", root / "etc" / name)
    if proxy():
        address = proxy()["http_proxy"]
        (root / "etc/apt/apt.conf.d/90proxy").write_text(f'Acquire::http::Proxy "{address}";\n')
    for deb in debs:
        place = root / "root" / deb.name
        place.unlink(missing_ok=True)
        shutil.copyfile(deb, place)
    inside("apt-get", *GENTLE, "update", "-qq", root=root)
    before = installed(root)
    inside("apt-get", *GENTLE, "install", "-y", "-qq", "--no-install-recommends", *(f"/root/{d.name}" for d in debs), root=root)  # fmt: skip
    for deb in debs:
        (root / "root" / deb.name).unlink()
    print(f"{before} packages in the bare root, {installed(root)} with the studio and what it declares", flush=True)  # fmt: skip


def installed(root: Path) -> int:
    """How many packages dpkg knows there."""
    told = subprocess.run(["chroot", str(root), "dpkg-query", "-f", "x", "-W"], capture_output=True, check=True)  # fmt: skip
    return len(told.stdout)


def inside(*command: str, root: Path) -> None:
    """A command of the root's own; it ends everything when it fails."""
    run("chroot", str(root), *command, environment={"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"})  # fmt: skip


def mount(root: Path, place: str) -> bool:
    """proc, and the host's dev; False when it is there already."""
    if (root / place / ("self" if place == "proc" else "null")).exists():
        return False
    how = ["-t", "proc", "proc"] if place == "proc" else ["--bind", "/dev"]
    return subprocess.run(["mount", *how, str(root / place)], check=False).returncode == 0


def walk(root: Path) -> bool:
    """The doctor's words, the main job, the window."""
    place = root / JOB
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    probe.table(place / "rows.csv")
    probe.teacher(place / "teacher")
    doctor = subprocess.run([*within(root), "doctor"], capture_output=True, text=True, check=False)
    print(doctor.stdout[-2500:], flush=True)
    ok = all(step(root, place, words) for words in probe.walk(place))
    return ok and window(root)


def within(root: Path) -> list[str]:
    """The installed program in the root: an empty environment, no network."""
    return ["unshare", "--net", "chroot", str(root), "/usr/bin/env", "-i", "-C", f"/{JOB}", "HOME=/root", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "pocketbert"]  # fmt: skip


def step(root: Path, place: Path, words: list[str]) -> bool:
    """One command; the paths as the root sees them."""
    seen = [word.replace(str(place), f"/{JOB}") for word in words]
    began = time.monotonic()
    done = subprocess.run([*within(root), *seen], capture_output=True, text=True, check=False)
    good = done.returncode in (0, 4, 6) if words[0] in ("doctor", "verify") else done.returncode == 0  # fmt: skip
    print(f"{time.monotonic() - began:7.1f} s  {'ok    ' if good else 'FAILED'}  pocketbert {' '.join(seen)}", flush=True)  # fmt: skip
    if not good:
        print(done.stdout[-2000:], done.stderr[-3000:], sep="\n")
    return good


def window(root: Path) -> bool:
    """Whether the window comes on the host's X server; its socket is lent to the root."""
    if not (shutil.which("Xvfb") and shutil.which("xdotool")):
        print("the window was not tried: the host has no Xvfb or xdotool")
        return True
    number = 90 + os.getpid() % 100
    with tempfile.TemporaryDirectory() as logs:
        server = subprocess.Popen(["Xvfb", f":{number}", "-screen", "0", "1280x900x24"], stderr=subprocess.DEVNULL)  # fmt: skip
        socket = Path(f"tmp/.X11-unix/X{number}")
        try:
            time.sleep(2)
            (root / socket).parent.mkdir(parents=True, exist_ok=True)
            (root / socket).unlink(missing_ok=True)
            os.link(Path("/") / socket, root / socket)
            return _seen(root, f":{number}", Path(logs) / "said")
        finally:
            server.kill()
            server.wait()
            (root / socket).unlink(missing_ok=True)


def _seen(root: Path, screen: str, log: Path) -> bool:
    began = time.monotonic()
    words = within(root)[2:]  # X's socket is a file: the network may stay
    words.insert(words.index("HOME=/root"), f"DISPLAY={screen}")
    with open(log, "wb") as said:
        shown = subprocess.Popen(words, stdout=said, stderr=said)
    try:
        asked = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "PocketBERT"]
        found = subprocess.run(asked, env={**os.environ, "DISPLAY": screen}, timeout=90, capture_output=True, check=False)  # fmt: skip
        print(f"window {'seen' if found.returncode == 0 else 'NOT seen'} after {time.monotonic() - began:.2f} s")  # fmt: skip
        return found.returncode == 0
    except subprocess.TimeoutExpired:
        print("window NOT seen", log.read_text(errors="replace")[-2000:], sep="\n")
        return False
    finally:
        shown.terminate()
        shown.wait()


if __name__ == "__main__":
    raise SystemExit(main())
