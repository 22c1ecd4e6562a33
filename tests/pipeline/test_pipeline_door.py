"""Orders: checked settings, an open project, a story written down whatever its ending."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.core.errors import HostError, InputError
from studio.core.events import Note, Progress, decode
from studio.pipeline import door
from studio.pipeline.specs import AugmentSpec
from studio.pipeline.step import STEPS, Context, Made, Story, find_model, once
from studio.project import Project


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The `augment` step replaced by a small story that a test can bend."""
    bend: dict[str, Any] = {"error": None}

    def story(spec: AugmentSpec, context: Context) -> Story:
        yield Progress("x", 1, 2)
        if bend["error"] is not None:
            raise bend["error"]
        yield Note("said")
        return {"copies": spec.copies}

    STEPS["augment"]
    monkeypatch.setitem(STEPS._entries, "augment", story)
    return bend


@pytest.fixture
def root(tmp_path: Path) -> Path:
    Project.open(tmp_path / "p", write=True, create=True).close()
    return tmp_path / "p"


def order(root: Path | None, **spec: Any) -> dict[str, Any]:
    return {"step": "augment", "spec": spec, "project": root and str(root)}


def run(given: dict[str, Any]) -> tuple[list[Any], Any]:
    story, events = door.start(given), []
    while True:
        try:
            events.append(next(story))
        except StopIteration as end:
            return events, end.value


def last_run(root: Path) -> tuple[str, list[Any]]:
    with Project.open(root) as project:
        record = project.runs()[0]
    lines = (root / "runs" / record.id / "events.jsonl").read_text().splitlines()
    return record.state, [decode(line) for line in lines]


def test_a_good_run_is_written_down(step: dict[str, Any], root: Path) -> None:
    events, result = run(order(root, copies=3))
    assert result == {"copies": 3}
    state, said = last_run(root)
    assert state == "done" and said[:-1] == events and said[-1].result == result


@pytest.mark.parametrize(
    ("error", "code"),
    [(InputError("no", code="x"), "input.x"), (ZeroDivisionError("oops"), "bug")],
)
def test_a_bad_run_is_written_down(step: dict[str, Any], root: Path, error: Exception, code: str) -> None:  # fmt: skip
    step["error"] = error
    with pytest.raises(type(error)):
        run(order(root))
    state, said = last_run(root)
    assert state == "failed" and said[-1].code == code


def test_a_stopped_run_is_written_down_and_the_lock_given_back(step: dict[str, Any], root: Path) -> None:  # fmt: skip
    story = door.start(order(root))
    next(story)
    with pytest.raises(HostError):
        Project.open(root, write=True)
    story.close()
    assert last_run(root)[0] == "cancelled"
    Project.open(root, write=True).close()


def test_wrong_orders_get_a_sentence(tmp_path: Path) -> None:
    for given, sentence in (
        ({"step": "dance", "spec": {}}, "no step called 'dance'"),
        ({"step": "augment", "spec": {"copies": 99}}, "between 0 and 20"),
        ({"step": "augment", "spec": {}, "project": None}, "needs a project"),
        ({"step": "augment", "spec": {}, "project": str(tmp_path / "no")}, "not a project"),
    ):
        with pytest.raises(InputError, match=sentence):
            run(given)


def test_once_does_the_work_once(root: Path) -> None:
    worked = []

    def work(key: str) -> Any:
        worked.append(key)
        yield Progress("w", 1, 1)
        with project.draft("model", "m", made_by="t") as draft:
            (draft.path / "f").write_text("x")
        assert draft.artifact is not None
        return Made({"answer": 42}, {"m": draft.artifact})

    def story(version: int = 1) -> dict[str, Any]:
        steps = once(project, "t", version, {"a": 1}, ("d",), work)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return dict(end.value)

    with Project.open(root, write=True) as project:
        assert story() == {"answer": 42} and story() == {"answer": 42, "reused": True}
        assert len(worked) == 1
        assert story(2) == {"answer": 42} and len(worked) == 2
        made = project.named("m")
        assert made is not None
        (made.path / "f").write_text("damaged")
        assert story() == {"answer": 42} and len(worked) == 3
        assert find_model("m", Context(project)) == made.path
        with pytest.raises(InputError, match="no model 'n'"):
            find_model("n", Context(project))
        with pytest.raises(InputError, match="no model ''"):  # not the folder one stands in
            find_model("", Context(project))
