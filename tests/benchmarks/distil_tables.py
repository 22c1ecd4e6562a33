"""The tables of bench_distil: scores with their spread over seeds, each share of a teacher's by the seeds both have."""

from __future__ import annotations

from statistics import mean, stdev
from typing import Any

from distil_data import HUMAN, NAMES
from distil_systems import PACKAGES, SYSTEMS

SCORES = ("accuracy", "macro_f1")


def tables(records: list[dict[str, Any]]) -> list[str]:
    """A table a data set, then the mean over those that people labelled and over all."""
    lines: list[str] = []
    data = sorted({r["data"] for r in records}, key=lambda n: (*NAMES, n).index(n))
    groups = [(name, (name,)) for name in data]
    human = tuple(n for n in data if n in HUMAN)
    groups += [("mean, labelled by people", human)] if len(human) > 1 else []
    groups += [("mean of all", tuple(data))] if len(data) > 1 else []
    for title, members in groups:
        mine = [r for r in records if r["data"] in members and r["system"] != "speed"]
        lines += ["", f"{title}: seeds {sorted({r['seed'] for r in mine})}", f"  {'system':<16}{'accuracy':>18}{'macro F1':>18}{'of teacher':>17}{'agrees':>8}{'CPU-s':>7}"]  # fmt: skip
        teacher = {name: _of(mine, "teacher", name, members) for name in SCORES}
        for system in ("majority", "tfidf", "teacher", "teacher quarter", *SYSTEMS, *PACKAGES):
            lines += _row(mine, system, teacher, members)
    for record in records:
        if record["system"] == "speed":
            lines.append(f"\nagainst padding to 128, {record['data']}, {record.get('texts', 512)} texts of {record['tokens']:.0f} tokens: {_times(record, 'labelling')}, {_times(record, 'epoch')}")  # fmt: skip
    return lines


def _of(records: list[dict[str, Any]], system: str, name: str, members: tuple[str, ...]) -> dict[int, float]:  # fmt: skip
    """By seed: the mean over the data sets, for seeds that all of them have."""
    by_seed: dict[int, dict[str, float]] = {}
    for record in records:
        if record["system"] == system and name in record:
            by_seed.setdefault(record["seed"], {})[record["data"]] = record[name]
    return {seed: mean(found.values()) for seed, found in by_seed.items() if set(found) == set(members)}  # fmt: skip


def _row(records: list[dict[str, Any]], system: str, teacher: dict[str, dict[int, float]], members: tuple[str, ...]) -> list[str]:  # fmt: skip
    """The line of a system; its shares of the teacher's two scores are of the seeds that both have."""
    found = {name: list(_of(records, system, name, members).values()) for name in (*SCORES, "agreement", "cpu")}  # fmt: skip
    if not found["accuracy"]:
        return []
    shares = [_share(_of(records, system, name, members), teacher[name]) for name in SCORES]
    cells = [f"{mean(found[name]):.4f} +-{stdev(found[name]) if len(found[name]) > 1 else 0:.4f}" for name in SCORES]  # fmt: skip
    agree = f"{mean(found['agreement']):.1%}" if found["agreement"] else "-"
    cpu = f"{mean(found['cpu']):.0f}" if found["cpu"] else "-"
    told = SYSTEMS[system].told if system in SYSTEMS else ""
    return [f"  {system:<16}{cells[0]:>18}{cells[1]:>18}{' / '.join(shares):>17}{agree:>8}{cpu:>7}  {told}"]  # fmt: skip


def _share(mine: dict[int, float], teacher: dict[int, float]) -> str:
    """`99.2%`: the mean over the teacher's, of the seeds that both have."""
    both = [seed for seed in mine if seed in teacher]
    return f"{mean(mine[seed] for seed in both) / mean(teacher[seed] for seed in both):.1%}" if both else "-"  # fmt: skip


def _times(record: dict[str, Any], name: str) -> str:
    """`labelling 2.9 x (2.7 to 3.1)`: the median of five pairs, and their spread where it was kept."""
    spread = f" ({record[name + '_least']:.1f} to {record[name + '_most']:.1f})" if name + "_least" in record else ""  # fmt: skip
    return f"{'an epoch' if name == 'epoch' else name} {record[name]:.1f} x{spread}"
