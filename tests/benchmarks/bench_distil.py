"""Students against their teachers, several data sets and seeds: python tests/benchmarks/bench_distil.py.

Every training is one record in a JSON-lines file (--records), so a run that is cut off goes on where
it was, and --only PART trains less: a part is a data set, a system, or `speed`. --quick takes a few
hundred rows, one seed and two epochs, to see that it works; its figures mean nothing. --lean (600 training
rows of at most 20 words, the five systems that tell most, one seed of each data set before the
next) is what one slow core can do in an hour. --average (share of the running average of the weights kept at
each step), --balance (how rare labels are drawn or weighed) and --least-steps (for the teacher) are a recipe of their own, with its own records and teachers. --tables prints what the records hold and trains nothing. Students get the same number of optimiser steps each.
`article` takes the studio's own copies, which are gentler than the article's; padding changes no
score, only the time.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import mean
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from distil_data import NAMES, drain, installed, quarter, shortened, split_of
from distil_systems import BEST, LEAN, PACKAGES, QUICK, SYSTEMS, System
from distil_tables import tables

from studio.augment import Recipe, augment
from studio.core import scores
from studio.core.events import Progress
from studio.core.values import Dataset, SoftLabels, Split
from studio.distil import (
    DistilSettings,
    Fresh,
    TrainSettings,
    distil,
    soft_labels,
    teach,
    tfidf_floor,
)
from studio.distil.settings import BALANCES
from studio.models.classifier import Classifier, load_classifier, save_classifier
from studio.models.encoder import load_base
from studio.models.published import build_student
from studio.pipeline.fresh_copies import copied
from studio.pipeline.unlabelled import as_rows, together


@dataclass
class Bench:
    """Where records and teachers are kept, and how much to do."""

    folder: Path
    rows: int
    epochs: int
    teacher_epochs: int
    train: int = 0  # training rows kept (0: all)
    words: int = 0  # longest text in words (0: any)
    batch: int = 32
    threads: int = 1
    average: float = 0.0
    least_steps: int = 0  # of a teacher
    balance: str = "none"  # of teachers and students

    def __post_init__(self) -> None:
        self.file = self.folder / "records.jsonl"
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        self.records = [json.loads(line) for line in lines if line.endswith("}")]

    def known(self, **key: Any) -> bool:
        """Whether a record like this is there."""
        wanted = {**self.size(), **key}
        return any(all(r.get(k, 0) == v for k, v in wanted.items()) for r in self.records)

    def size(self) -> dict[str, float | str]:
        """What records are only compared within."""
        return {"rows": self.rows, "epochs": self.epochs, "train": self.train, "words": self.words, "average": self.average, "least_steps": self.least_steps, "balance": self.balance if self.balance != "none" else 0}  # fmt: skip

    def suffix(self) -> str:
        """What a folder's name ends with under another recipe than the plain one."""
        kept = f"-{self.average:g}-{self.least_steps}" if self.average or self.least_steps else ""
        return kept + (f"-{self.balance}" if self.balance != "none" else "")

    def keep(self, **record: Any) -> None:
        """Append a record at once."""
        record |= {**self.size(), "load": round(os.getloadavg()[0], 1)}
        self.records.append(record)
        with open(self.file, "a", encoding="utf-8") as out:
            out.write(json.dumps(record) + "\n")
        print(f"  {record['data']:<10}{record['seed']} {record['system']:<16}{record.get('accuracy', 0):.4f} {record.get('macro_f1', 0):.4f}  {record.get('cpu', 0):.0f} CPU-s", flush=True)  # fmt: skip


def judged(logits: Any, split: Split, teacher: Any | None = None) -> dict[str, float]:
    """Scores of test logits, and how often they agree with the teacher's."""
    truth, predicted = split.test.label_ids, logits.argmax(1)
    found = {"accuracy": scores.accuracy(truth, predicted), "macro_f1": scores.macro_f1(truth, predicted, len(split.labels))}  # fmt: skip
    return found if teacher is None else {**found, "agreement": scores.accuracy(teacher.argmax(1), predicted)}  # fmt: skip


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """A result and the processor seconds it took."""
    before = time.process_time()
    return work(), time.process_time() - before


class Ground:
    """A data set and seed: its split, its teachers, the teacher's answers; made when asked for."""

    def __init__(self, bench: Bench, data: str, seed: int, table: str) -> None:
        self.bench, self.data, self.seed = bench, data, seed
        every = split_of(data, bench.rows, seed, table)
        self.whole = shortened(every, bench.words, bench.train)
        self.rest = shortened(every, bench.words, 0).train.texts[len(self.whole.train) :]
        self._teachers: dict[str, Classifier] = {}

    def split(self, part: str) -> Split:
        """All train rows, or a quarter."""
        return self.whole if part == "all" else quarter(self.whole, self.seed)[0]

    def teacher(self, part: str) -> Classifier:
        """The sample encoder fine-tuned on that part; kept in the records' folder."""
        if part not in self._teachers:
            b = self.bench
            place = (
                b.folder
                / f"teacher-{self.data}-{self.seed}-{part}-{b.rows}-{b.train}-{b.words}-{b.teacher_epochs}{b.suffix()}"
            )
            if not place.exists():
                self._teach(part, place)
            self._teachers[part] = load_classifier(place)
        return self._teachers[part]

    def place(self, name: str) -> Path:
        """A folder for a model of this data set and seed."""
        b = self.bench
        return (
            b.folder
            / f"{name}-{self.data}-{self.seed}-{b.rows}-{b.train}-{b.words}-{b.epochs}{b.suffix()}"
        )

    def packages(self) -> None:
        """The kept student as .mlpackage, float16 and 4 bits, in the reference runtime."""
        from studio.convert import ConvertSettings, compress, convert
        from studio.runtime.door import open_runtime

        kept = self.place(f"student-{BEST}")
        wanted = [name for name in PACKAGES if not self.bench.known(data=self.data, seed=self.seed, system=name)]  # fmt: skip
        if not wanted or not kept.exists():
            return
        theirs = self.teacher("all").logits(self.whole.test.texts)
        with tempfile.TemporaryDirectory() as place:
            plain = Path(place) / "none.mlpackage"
            drain(convert(load_classifier(kept), plain, ConvertSettings(target="iOS18")))
            for name in wanted:
                path = Path(place) / f"{PACKAGES[name]}.mlpackage"
                if path != plain:
                    drain(compress(plain, PACKAGES[name], path))
                with open_runtime(path, runtime="reference", arithmetic="fast") as opened:
                    logits, cpu = timed(lambda model=opened: model.logits(self.whole.test.texts))
                size = sum(f.stat().st_size for f in path.rglob("*") if f.is_file())
                self.bench.keep(data=self.data, seed=self.seed, system=name, cpu=cpu, megabytes=size / 1e6, **judged(logits, self.whole, theirs))  # fmt: skip

    def _teach(self, part: str, place: Path) -> None:
        split, b = self.split(part), self.bench
        base = load_base("sample", split.labels, self.seed, texts=split.train.texts)
        options = TrainSettings(epochs=b.teacher_epochs, seed=self.seed, threads=b.threads, patience=3, batch_size=b.batch, average=b.average, least_steps=b.least_steps, balance=b.balance)  # fmt: skip
        result, cpu = timed(lambda: drain(teach(base, split, options, place.with_suffix(".run"))))
        found = result.classifier
        save_classifier(place, found.model, found.encoder, found.card)
        name = "teacher" if part == "all" else f"teacher {part}"
        told = judged(found.logits(split.test.texts), split)
        b.keep(data=self.data, seed=self.seed, system=name, cpu=cpu, **told)

    def floors(self) -> None:
        """TF-IDF with logistic regression, and the commonest label."""
        if not self.bench.known(data=self.data, seed=self.seed, system="tfidf"):
            found, cpu = timed(lambda: tfidf_floor(self.whole.train, self.whole.test))
            self.bench.keep(data=self.data, seed=self.seed, system="tfidf", cpu=cpu, accuracy=found["accuracy"], macro_f1=found["macro_f1"])  # fmt: skip
            self.bench.keep(data=self.data, seed=self.seed, system="majority", accuracy=found["majority"], macro_f1=found["majority_macro_f1"])  # fmt: skip

    def run(self, name: str) -> None:
        """Train one system unless its record is there."""
        if self.bench.known(data=self.data, seed=self.seed, system=name):
            return
        system = SYSTEMS[name]
        split, first = self.split(system.part), self.teacher(system.part)
        taught, before = timed(lambda: self._again(system, split, first, name) if system.again else first)  # fmt: skip
        result, cpu = timed(lambda: self._student(system, split, taught, name))
        student = result.classifier
        theirs = first.logits(split.test.texts)
        told = judged(student.logits(split.test.texts), split, theirs)
        if name == BEST:
            save_classifier(
                self.place(f"student-{BEST}"), student.model, student.encoder, student.card
            )
        self.bench.keep(data=self.data, seed=self.seed, system=name, cpu=before + cpu, steps=result.steps, best_epoch=result.best_epoch, parameters=student.parameters, **told)  # fmt: skip

    def _again(self, system: System, split: Split, teacher: Classifier, name: str) -> Classifier:
        """A second teacher: the plain encoder that learnt the first one's answers to every row."""
        b = self.bench
        fresh = load_base("sample", split.labels, self.seed, texts=split.train.texts)
        second = self._student(system, split, teacher, f"{name}-teacher", fresh).classifier
        told = judged(second.logits(split.test.texts), split, teacher.logits(split.test.texts))
        b.keep(data=self.data, seed=self.seed, system=f"{name}: its teacher", **told)
        return second

    def _student(self, system: System, split: Split, teacher: Classifier, name: str, start: Classifier | None = None) -> Any:  # fmt: skip
        b = self.bench
        rows = self._rows(system, split)
        folder = b.folder / f"run-{self.data}-{self.seed}-{name}-{b.rows}-{b.epochs}"
        soft = drain(soft_labels(teacher, rows, checkpoint=folder, threads=b.threads))
        share = len(self.whole.train) / (
            len(rows) * (1 + system.fresh)
        )  # as many steps for everybody
        epochs = max(1, round(b.epochs * share))
        options = DistilSettings(epochs=epochs, patience=epochs, seed=self.seed, threads=b.threads, batch_size=b.batch, average=b.average, **{"balance": b.balance, **system.settings})  # fmt: skip
        student = start or build_student(system.student, teacher, self.seed)
        fresh = self._fresh(system, rows, epochs)
        result = drain(distil(student, rows, split.validation, SoftLabels(soft.logits, rows.digest, ""), options, folder, teacher=teacher, fresh=fresh))  # fmt: skip
        for old in sorted(folder.rglob("*"), reverse=True):
            old.unlink() if old.is_file() else old.rmdir()
        folder.rmdir()
        return result

    def _rows(self, system: System, split: Split) -> Dataset:
        rows = split.train
        if system.copies:
            rows = drain(augment(rows, Recipe(system.methods, system.copies, self.seed)))
        if system.rest:
            rows = together(rows, as_rows(list(self.rest[: system.rest]), split.labels))
        if system.part == "quarter":
            rows = together(rows, as_rows(quarter(self.whole, self.seed)[1], split.labels))
        return rows

    def _fresh(self, system: System, rows: Dataset, epochs: int) -> Fresh | None:
        if not system.fresh:
            return None
        recipe = Recipe(system.methods, system.fresh, self.seed)

        def make(epoch: int) -> Any:
            still = Progress("fresh copies", epoch, epochs)
            return copied(rows, replace(recipe, seed=self.seed * 1000 + epoch), still)

        return Fresh(make, system.fresh, f"{system.methods} {self.seed}", system.changed_mind)


def speed(bench: Bench, data: str, table: str, texts: int = 512) -> None:
    """Labelling and training steps against the article's script, which pads every text to 128.

    Twice, on texts of about 13 and of about 41 tokens; both ways in turn, five times, in one run.
    """
    from studio.models.encoder import load_base

    split = split_of(data, bench.rows, 0, table)
    teacher = load_base("sample", split.labels, 0, max_length=128)
    student = build_student("every_second_layer", teacher)
    for kind, asked in {"short": (3, 20, 13), "long": (30, 54, 41)}.items():
        if bench.known(data=data, seed=0, system="speed", kind=kind):
            continue
        ids = _averaging(teacher.encoder.encode(split.train.texts, 128).ids, *asked)[:texts]
        told = {}
        for name, model, learn in (("labelling", teacher.model, False), ("epoch", student.model, True)):  # fmt: skip
            ratios, ours = _ratios(model, teacher.encoder, ids, learn)
            told |= {name: float(np.median(ratios)), f"{name}_least": min(ratios), f"{name}_most": max(ratios), f"{name}_seconds": ours}  # fmt: skip
        bench.keep(data=data, seed=0, system="speed", kind=kind, texts=len(ids), tokens=mean(map(len, ids)), **told)  # fmt: skip


def _averaging(every: list[list[int]], least: int, most: int, wanted: float) -> list[list[int]]:
    """Texts within both lengths, in file order, less those that keep the mean from `wanted`."""
    ids, total = [], 0
    for row in every:
        off = abs(total - wanted * len(ids))
        if least <= len(row) <= most and abs(total + len(row) - wanted * (len(ids) + 1)) <= max(off, most - least):  # fmt: skip
            ids.append(row)
            total += len(row)
    return ids


def _ratios(model: Any, encoder: Any, ids: list[list[int]], learn: bool) -> tuple[list[float], float]:  # fmt: skip
    """Processor time in file order padded to 128 over that of our batches, five pairs in turn; ours at best.

    Theirs is the plain model under the optimiser that transformers' trainer takes, ours the product's.
    """
    import torch

    from studio.distil.optimiser import make_optimiser
    from studio.distil.order import epoch_batches
    from studio.distil.settings import TrainSettings
    from studio.models.batches import forward, length_batches

    lengths, n = np.array([len(row) for row in ids]), len(ids)
    model.train(learn)
    plain = [np.arange(at, min(at + 32, n)) for at in range(0, n, 32)]
    sorted_ = epoch_batches(lengths, 32, 0, 0) if learn else length_batches(lengths, 32)

    def theirs(ids_: Any, mask: Any) -> Any:
        return model(input_ids=torch.from_numpy(ids_).long(), attention_mask=torch.from_numpy(mask).long()).logits  # fmt: skip

    def go(answer: Any, batches: Iterable[Any], width: int | None, optimiser: Any) -> None:
        with torch.inference_mode(not learn):
            for batch in batches:
                loss = answer(*encoder.pad([ids[i] for i in batch], width)).square().mean()
                if learn:
                    loss.backward()
                    optimiser.step()
                    optimiser.zero_grad()

    def ours(*padded: Any) -> Any:
        return forward(model, *padded)

    device = torch.device("cpu")
    ways = [
        (theirs, plain, 128, torch.optim.AdamW(model.parameters(), fused=True)),
        (ours, sorted_, None, make_optimiser(model, TrainSettings(), device)),
    ]
    for answer, batches, width, optimiser in ways:  # warm
        go(answer, batches[:1], width, optimiser)
    pairs = [[timed(partial(go, *way))[1] for way in ways] for _ in range(5)]
    return [a / b for a, b in pairs], min(b for _, b in pairs)


def main() -> None:
    """Train what is asked for and not known yet; print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--records", default="bench-distil", help="folder of records and teachers")
    parser.add_argument("--only", action="append", default=[], help="a data set, a system, or speed")  # fmt: skip
    parser.add_argument("--csv", default="", help="a labelled CSV of one's own as data set `own`")
    parser.add_argument("--rows", type=int, default=2140, help="rows a data set (0.7 of them train)")  # fmt: skip
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--teacher-epochs", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="a few hundred rows, one seed")
    parser.add_argument("--tables", action="store_true", help="print the records, train nothing")
    parser.add_argument("--train", type=int, default=0, help="training rows kept (0: all)")
    parser.add_argument("--words", type=int, default=0, help="longest text, in words (0: any)")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--average", type=float, default=0.0, help="running average of the weights")
    parser.add_argument("--least-steps", type=int, default=0, help="of a teacher")
    parser.add_argument("--balance", choices=BALANCES, default="none", help="of teachers and students")  # fmt: skip
    parser.add_argument("--lean", action="store_true", help="what one slow core does in an hour")
    asked = parser.parse_args()
    if asked.lean:
        asked.rows, asked.train, asked.words, asked.batch = 5000, asked.train or 600, 20, 16
        asked.teacher_epochs = 5
    if asked.quick:
        asked.rows, asked.seeds, asked.epochs, asked.teacher_epochs = 420, 1, 2, 2
    bench = Bench(Path(asked.records), asked.rows, asked.epochs, asked.teacher_epochs, asked.train, asked.words, asked.batch, average=asked.average, least_steps=asked.least_steps, balance=asked.balance)  # fmt: skip
    data = [*filter(installed, NAMES), *(["own"] if asked.csv else [])]
    sets = [n for n in data if n in asked.only] or (["kinds"] if asked.quick else data)
    named = [n for n in asked.only if n not in (*NAMES, "own")]
    usual = (
        LEAN if asked.lean else QUICK if asked.quick else ("tfidf", "teacher", *SYSTEMS, "packages")
    )
    systems = named or list(usual)
    if not asked.tables:
        for seed in range(asked.seeds):  # every data set once, before any twice
            for name in sets:
                _ground(bench, name, seed, asked.csv if name == "own" else "", systems)
        for name in sets if "speed" in named or not (named or asked.lean) else []:
            speed(bench, name, asked.csv if name == "own" else "", 192 if asked.lean else 512)
    size = bench.size().items()
    print("\n".join(tables([r for r in bench.records if all(r.get(k, 0) == v for k, v in size)])))


def _ground(bench: Bench, data: str, seed: int, table: str, systems: list[str]) -> None:
    wanted = [s for s in systems if s in SYSTEMS or s in ("tfidf", "teacher", "packages")]
    if all(bench.known(data=data, seed=seed, system=s) for s in wanted):
        return
    ground = Ground(bench, data, seed, table)
    if "tfidf" in wanted:
        ground.floors()
    if "teacher" in wanted:
        ground.teacher("all")
    for name in (s for s in wanted if s in SYSTEMS):
        ground.run(name)
    if "packages" in wanted:
        ground.packages()


if __name__ == "__main__":
    main()
