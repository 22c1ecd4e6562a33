"""A picture of a project's report, as Chromium shows it: `python packaging/report_picture.py PROJECT PICTURE`.

resources/docs/pictures/report.png is the top of what `pocketbert demo` made.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "report.png"
WIDTH, HEIGHT = 1180, 968  # the table and the chart
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 120


def browser() -> str:
    """The browser that can take a picture; "" where there is none."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), "")


def take(project: Path, picture: Path) -> None:
    """Write the picture. Raises SystemExit when there is no browser or it fails."""
    program = browser()
    if not program:
        raise SystemExit(f"A picture of the report needs one of {', '.join(BROWSERS)}.")
    with tempfile.TemporaryDirectory() as place:
        page = Path(place) / "report.html"
        page.write_text(_html(project), encoding="utf-8")
        switches = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={place}/profile")  # fmt: skip
        subprocess.run([program, *switches, f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={picture.absolute()}", page.as_uri()], capture_output=True, check=False, timeout=SECONDS)  # fmt: skip
    if not picture.is_file():
        raise SystemExit(f"{program} took no picture.")


def _html(project: Path) -> str:
    sys.path.insert(0, str(ROOT))
    from studio.deploy import html_report
    from studio.pipeline.steps.export import gathered
    from studio.project import Project

    with Project.open(project) as found:
        return html_report(gathered(found))


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
