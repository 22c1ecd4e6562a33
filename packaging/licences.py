"""Collects the licences of everything a bundle holds: `python packaging/licences.py FOLDER [BUNDLE]`.

One folder a distribution with the licence files that it installs, and INDEX.tsv: name, version, licence, home page.
With BUNDLE, the system's own libraries in it are added (Debian's copyright files). Exit 1 if anything has no licence.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).parent))
from bundled import closure

FILES = re.compile(r"(^|/)(licen[cs]es?|copying|notice|copyright|authors|thirdpartynotices)[^/]*$", re.IGNORECASE)  # fmt: skip
OWN = Path(__file__).parent.parent / "resources"
RESOURCES = ("icons/LICENSE", "fonts", "wordnet")


def licence_of(found: Message) -> str:
    """A distribution's licence as its metadata says it: expression, classifier, or first line."""
    if expression := found.get("License-Expression"):
        return str(expression)
    classes = [c.rsplit(" :: ", 1)[1] for c in found.get_all("Classifier") or [] if c.startswith("License :: OSI")]  # fmt: skip
    told = next(iter((found.get("License") or "").strip().splitlines()), "")
    return "; ".join(classes) or told[:80]


def home_of(found: Message) -> str:
    """Where it comes from."""
    urls = dict(u.split(", ", 1) for u in found.get_all("Project-URL") or [] if ", " in u)
    known = next((urls[k] for k in urls if k.lower() in ("homepage", "source", "repository", "source code")), "")  # fmt: skip
    return str(found.get("Home-page") or known)


def collect(name: str, out: Path) -> tuple[str, str, str, str]:
    """Copy one distribution's licence files; its line of the index."""
    found = metadata.distribution(name)
    place = out / f"{found.name}-{found.version}"
    for file in found.files or []:
        inside = str(file)
        if FILES.search(inside) and not inside.endswith((".py", ".pyc", ".json", ".so")):
            source = Path(str(file.locate()))
            if source.is_file():
                place.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, place / inside.replace("../", "").replace("/", "_")[-120:])
    told = cast(Message, found.metadata)  # the protocol of its type has no get()
    return found.name, found.version, licence_of(told), home_of(told)


def system(bundle: Path, out: Path) -> list[tuple[str, str, str, str]]:
    """Debian's copyright file of every shared library that was taken from the system."""
    lines = []
    for library in sorted(p.name for p in (bundle / "_internal").glob("*.so*") if not p.is_symlink()):  # fmt: skip
        asked = subprocess.run(["dpkg-query", "-S", f"*/{library}"], capture_output=True, text=True)
        package = asked.stdout.partition(":")[0].split(",")[0].strip()
        copyright_file = Path("/usr/share/doc") / package / "copyright"
        if package and copyright_file.is_file():
            place = out / "system"
            place.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(copyright_file, place / f"{package}.txt")
            lines.append((library, package, f"see system/{package}.txt", "Debian"))
    return lines


def main() -> int:
    """Write the folder; say what has no licence."""
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    out = Path(sys.argv[1])
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    lines = [collect(name, out) for name in closure("pocketbert-studio")]
    python = Path(sys.base_prefix) / "LICENSE.txt"
    text = next((p for p in (python, Path(sys.base_prefix) / "lib" / f"python3.{sys.version_info.minor}" / "LICENSE.txt") if p.is_file()), None)  # fmt: skip
    if text:
        shutil.copyfile(text, out / "Python.txt")
    lines.append(("Python", sys.version.split()[0], "PSF-2.0", "https://www.python.org"))
    for name in RESOURCES:
        for file in [OWN / name] if (OWN / name).is_file() else sorted((OWN / name).glob("*")):
            if re.search(r"licen[cs]e|ofl", file.name, re.IGNORECASE):
                shutil.copyfile(file, out / f"resources-{name.partition('/')[0]}-{file.name}")
    if len(sys.argv) == 3:
        lines += system(Path(sys.argv[2]), out)
    index = ["name\tversion\tlicence\thome page", *("\t".join(line) for line in lines)]
    (out / "INDEX.tsv").write_text("\n".join(index) + "\n", encoding="utf-8")
    unknown = [name for name, _, licence, _ in lines if not licence]
    print(f"{len(lines)} parts, {sum(1 for p in out.rglob('*') if p.is_file()) - 1} licence files in {out}")  # fmt: skip
    if unknown:
        print(f"without a licence: {', '.join(unknown)}", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    raise SystemExit(main())
