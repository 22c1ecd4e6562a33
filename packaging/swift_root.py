"""Debian 13's Swift compiler in a folder of its own (2.7 GB): `python3 packaging/swift_root.py FOLDER`.

It needs root on Debian and a mirror; nothing of it is installed into the system but debootstrap. Ends with
4 and the reason where this can't be had, with 1 where a mirror answered and the installation failed.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RELEASE = "trixie"
PACKAGES = ("swiftlang", "libc6-dev", "g++", "libstdc++-14-dev")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
APT_HELPER = "/usr/lib/apt/apt-helper"
TRIES, PATIENCE = 3, 20  # attempts at whatever fetches, seconds between them times the attempt
PROBE_SECONDS, STEP_SECONDS = 60, 1800  # how long a mirror may be silent, and a step may take
GENTLE = ("-o", "Acquire::Retries=5", "-o", "Acquire::http::Timeout=30", "-o", "DPkg::Lock::Timeout=120")  # fmt: skip
EXIT_FAILED, EXIT_NOT_HERE = 1, 4


def reason_against(root: Path) -> str:
    """Why there can be no compiler in `root`; "" when there is one or one can be got."""
    if platform.system() != "Linux" or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "it needs root on Linux (for chroot)"
    if not may_mount():
        return "this container forbids mounting /proc, which a compiler in a chroot needs"
    if swift_in(root):
        return ""
    if not shutil.which("apt-get") or not Path(KEYRING).exists():
        return (
            "there is no Swift in the root, and only Debian's package registry is known to have one"
        )
    return "" if mirror() else "no Debian mirror could be reached"


def swift_in(root: Path) -> bool:
    """Whether the compiler is there, whole."""
    return (root / "usr/bin/swiftc").exists() and (root / "complete").exists()


def may_mount() -> bool:
    """Whether /proc can be mounted somewhere: tried, and undone."""
    with tempfile.TemporaryDirectory() as place:
        made = subprocess.run(["mount", "-t", "proc", "proc", place], capture_output=True, check=False)  # fmt: skip
        if made.returncode == 0:
            subprocess.run(["umount", place], capture_output=True, check=False)
        return made.returncode == 0


def mirror() -> str:
    """The first mirror of Debian's main packages that this machine knows and that answers; "" for none."""
    return next((url for url in own_mirrors() if answers(url)), "")


def own_mirrors() -> list[str]:
    """Where this machine's own apt-get takes Debian's main packages from."""
    asked = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN) $(COMPONENT)"], capture_output=True, text=True, check=False)  # fmt: skip
    found = [line.split() for line in asked.stdout.splitlines()]  # without lists there is no origin
    return list(dict.fromkeys(f[0] for f in found if f[1:] in (["Debian", "main"], ["main"]) and "security" not in f[0]))  # fmt: skip


def answers(url: str) -> bool:
    """Whether the release is there; asked through apt, with the machine's own proxies."""
    with tempfile.TemporaryDirectory() as place:
        asked = [APT_HELPER, "-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=20", "download-file", f"{url.rstrip('/')}/dists/{RELEASE}/Release", f"{place}/Release"]  # fmt: skip
        try:
            done = subprocess.run(asked, capture_output=True, timeout=PROBE_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0


def install(root: Path, source: str) -> None:
    """A minimal Debian with a Swift compiler from the mirror `source`, in `root`; what fetches is retried."""
    root.parent.mkdir(parents=True, exist_ok=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C", **proxy()}
    if not shutil.which("debootstrap"):
        run("apt-get", *GENTLE, "update", "-qq", tries=TRIES, environment=quiet)
        run("apt-get", *GENTLE, "install", "-y", "-qq", "debootstrap", tries=TRIES, environment=quiet)  # fmt: skip
    run("debootstrap", "--variant=minbase", f"--keyring={KEYRING}", RELEASE, str(root), source, tries=TRIES, anew=root, environment=quiet)  # fmt: skip
    packages = ("--no-install-recommends", *PACKAGES)
    run("chroot", str(root), "apt-get", *GENTLE, "install", "-y", "-qq", *packages, tries=TRIES, environment=quiet)  # fmt: skip
    run("chroot", str(root), "apt-get", "clean")
    (root / "complete").write_text("")


def proxy() -> dict[str, str]:
    """apt's proxy for debootstrap, which doesn't ask apt."""
    asked = subprocess.run(["apt-config", "shell", "FOUND", "Acquire::http::Proxy"], capture_output=True, text=True, check=False)  # fmt: skip
    found = asked.stdout.strip().removeprefix("FOUND=").strip("'")
    return {"http_proxy": found} if found and found != "DIRECT" else {}


def run(*command: str, tries: int = 1, anew: Path | None = None, environment: dict[str, str] | None = None) -> None:  # fmt: skip
    """A command whose output matters only when it fails; each try begins with `anew` cleared away."""
    for at in range(1, tries + 1):
        if anew is not None:
            cleared(anew)
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=STEP_SECONDS, env={**os.environ, **(environment or {})})  # fmt: skip
        except subprocess.TimeoutExpired:
            raise SystemExit(f"{' '.join(command[:3])} took more than {STEP_SECONDS} s.") from None
        if done.returncode == 0:
            return
        said = (done.stdout + done.stderr)[-3000:]
        if at < tries:
            print(f"{command[0]} failed; try {at + 1} of {tries} follows", file=sys.stderr, flush=True)  # fmt: skip
            time.sleep(PATIENCE * at)
    raise SystemExit(f"{' '.join(command[:3])} failed:\n{said}")


def cleared(root: Path) -> None:
    """Remove a half-made root, what it mounted first."""
    for place in ("proc", "sys"):
        subprocess.run(["umount", str(root / place)], capture_output=True, check=False)
    if (root / "proc" / "self").exists():
        raise SystemExit(f"{root}/proc is mounted and can't be unmounted.")
    shutil.rmtree(root, ignore_errors=True)


def main() -> int:
    """Get the compiler unless it is there."""
    if len(sys.argv) != 2:
        print((__doc__ or "").splitlines()[0], file=sys.stderr)
        return 2
    root, began = Path(sys.argv[1]).absolute(), time.monotonic()
    if reason := reason_against(root):
        print(f"There is no Swift compiler here: {reason}.", file=sys.stderr)
        return EXIT_NOT_HERE
    if swift_in(root):
        print(f"Swift is in {root}.")
        return 0
    install(root, mirror())
    print(f"Swift installed into {root} in {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
