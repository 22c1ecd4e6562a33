"""Apple's MIL op tests against the reference runtime: python tests/benchmarks/apple_tests.py.

The tests lie inside the installed coremltools wheel; tests/apple/plugin.py puts our evaluator where
Apple's native library would be. `--ops PATTERN` takes only tests whose id holds the pattern (a
regular expression, underscores ignored, e.g. 'layer_norm|gelu'), `--each N` at most N cases of a
test function, `--fp32` the fp32 programs too (their tolerance is 5,000 times tighter), `-n 2` two
processes, `--out FILE.json` the table as JSON. A full run also writes resources/docs/apple-tests.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/apple")]

from apple_page import page, summary  # noqa: E402  the path comes first
from apple_table import Table, read, table  # noqa: E402

PAGE = ROOT / "resources/docs/apple-tests.md"


def main() -> int:
    """Run, print, write. The exit status is 1 when the goals aren't met."""
    args = parse()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        records = Path(args.records or Path(folder) / "records.jsonl")
        if not args.page_only:
            run(args, records)
        found = table(read(records))
    minutes = (time.perf_counter() - started) / 60
    print(summary(found))
    if args.out:
        args.out.write_text(json.dumps(as_json(found), indent=1), encoding="utf-8")
    if not (args.ops or args.each):
        about = f"coremltools {version('coremltools')}"
        if not args.page_only:
            about += f", {args.n} process(es), {minutes:.0f} minutes"
        about += f". {args.note}" if args.note else ""
        PAGE.write_text(page(found, about), encoding="utf-8")
        print(f"written: {PAGE.relative_to(ROOT)}")
    good = found.share >= 0.95 and found.encoder.passed == found.encoder.reached
    return 0 if good else 1


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)  # fmt: skip
    parser.add_argument("--ops", default="", metavar="PATTERN")
    parser.add_argument("--each", type=int, default=0, metavar="N")
    parser.add_argument("--fp32", action="store_true")
    parser.add_argument("-n", type=int, default=1, metavar="N")
    parser.add_argument("--out", type=Path, metavar="FILE.json")
    parser.add_argument("--quick", action="store_true", help="without coremltools' self-checks")
    parser.add_argument("--resume", action="store_true", help="go on where --records ends")
    parser.add_argument("--records", type=Path, help="keep one JSON line per test in this file")
    parser.add_argument("--note", default="", help="a remark for the page, about how it was run")
    parser.add_argument("--page-only", action="store_true", help="from --records of an earlier run")
    return parser.parse_args()


def folder_of_tests() -> Path:
    """Where the wheel keeps the op tests (found without importing coremltools)."""
    spec = find_spec("coremltools")
    if spec is None or spec.origin is None:
        raise SystemExit("coremltools is not installed")
    return Path(spec.origin).parent / "converters/mil/mil/ops/tests"


def command(folder: Path, records: Path, *options: str) -> list[str]:
    """The pytest command; rootdir makes the ids the same on every machine."""
    return [
        sys.executable, "-m", "pytest", str(folder), f"--rootdir={folder}", "-c", os.devnull,
        "-p", "plugin", "-p", "no:cacheprovider", "-p", "no:randomly", "-q", "--tb=no", "-W", "ignore",
        "--apple-out", str(records), *options,
    ]  # fmt: skip


def environment(fp32: bool = False) -> dict[str, str]:
    """One thread a process, the plugin on the path, nothing written into the wheel."""
    paths = [str(ROOT / "tests/apple"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(p for p in paths if p),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "INCLUDE_MIL_FP32_UNIT_TESTS": "1" if fp32 else "0",
    }


def run(args: argparse.Namespace, records: Path) -> None:
    """The tests, in their own processes; their failures are results, not errors."""
    options = [f"--apple-each={args.each}"] if args.each else []
    options += [f"--apple-match={args.ops}"] if args.ops else []
    options += ["--apple-quick"] if args.quick else []
    options += ["--apple-resume"] if args.resume else []
    options += ["-n", str(args.n)] if args.n > 1 else []
    line = command(folder_of_tests(), records, *options)
    done = subprocess.run(line, cwd=folder_of_tests(), env=environment(args.fp32), check=False)
    if done.returncode > 1 or not records.exists():
        raise SystemExit(f"pytest could not run (status {done.returncode})")


def as_json(found: Table) -> dict[str, object]:
    """The table for a machine."""
    return {
        "total": asdict(found.total),
        "text_encoder_ops": asdict(found.encoder),
        "share": round(found.share, 4),
        "ops": {name: asdict(row) for name, row in sorted(found.rows.items())},
        "not_passed": [[n, test, why] for (test, why), n in found.reasons.most_common()],
        "no_prediction": [[n, test, why] for (test, why), n in found.unreached.most_common()],
    }


if __name__ == "__main__":
    sys.exit(main())
