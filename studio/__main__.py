"""Front door: the window, the command line, or a worker. Imports nothing heavy."""

from __future__ import annotations

import sys


def main() -> int:
    """Choose the face; returns the exit status."""
    return 0


if __name__ == "__main__":
    sys.exit(main())
