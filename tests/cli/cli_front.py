"""`pocketbert` with the tests' worker behind it, as a program of its own (signals, terminals)."""

from __future__ import annotations

import sys
from pathlib import Path

from studio.cli.main import main

COMMAND = [sys.executable, "-P", str(Path(__file__).with_name("cli_worker.py"))]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], COMMAND))
