"""The reference runtime's figures beside PyTorch's: python tests/benchmarks/bench_runtime.py.

Random weights at DistilBERT's and BERT-base's shapes, 128 tokens, float16 packages. Every ratio
is the median of ratios of calls that took turns in this process, so that another program's load
meets both. Loading is measured in a process of its own, beyond the imports. The packages are
kept in --folder and made when missing. --onnx adds onnxruntime, --large BERT-large's load,
--long 100,000 predictions of a tiny model. Exits 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

SHAPES: dict[str, dict[str, int]] = {
    "tiny": {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64},
    "distilbert": {},
    "bert-base": {},
    "bert-large": {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096},
}  # fmt: skip
LENGTH, SHORT, LIST = 128, 13, 64
missed: list[str] = []


def build(name: str) -> Any:
    """A classifier with random weights, rounded to fp16 as a package holds them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        import transformers as hf
    torch.manual_seed(0)
    if name == "distilbert":
        model = hf.DistilBertForSequenceClassification(hf.DistilBertConfig(num_labels=4))
    else:
        config = hf.BertConfig(num_labels=4, **SHAPES[name])
        model = hf.BertForSequenceClassification(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.half().float())
    return model.eval()


def package(name: str, folder: Path, scheme: str = "") -> Path:
    """The package of a shape, made once; with a scheme, compressed."""
    from studio.convert import ConvertSettings, compress, convert
    from studio.core.values import ClassifierCard

    path = folder / f"{name}{scheme and '-' + scheme}.mlpackage"
    if path.exists():
        return path
    print(f"making {path.name}", flush=True)
    labels = ("a", "b", "c", "d")
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        if scheme:
            work = compress(package(name, folder), scheme, path)
        else:
            card = ClassifierCard(labels, LENGTH, "random", name)
            encoder = SimpleNamespace(to_json=lambda: "{}")
            classifier: Any = SimpleNamespace(model=build(name), encoder=encoder, card=card, folder=None)  # fmt: skip
            work = convert(classifier, path, ConvertSettings(lengths=(LENGTH,)))
        for _ in work:
            pass
    return path


def inputs(kept: int, rows: int = 1) -> dict[str, np.ndarray]:
    """Ids and masks of `rows` sentences of about so many tokens, padded to LENGTH."""
    random = np.random.default_rng(kept)
    counts = np.clip(random.integers(kept - 6, kept + 7, rows), 2, LENGTH) if rows > 1 else [kept]
    mask = (np.arange(LENGTH) < np.array(counts)[:, None]).astype(np.int32)
    return {"input_ids": random.integers(1000, 30000, mask.shape).astype(np.int32) * mask, "attention_mask": mask}  # fmt: skip


def eager(model: Any) -> Callable[[dict[str, np.ndarray]], np.ndarray]:
    """PyTorch's own answer."""
    import torch

    def call(given: dict[str, np.ndarray]) -> np.ndarray:
        with torch.inference_mode():
            found = model(**{k: torch.from_numpy(v).long() for k, v in given.items()}).logits
        return np.asarray(found.numpy())

    return call


def onnx(model: Any, threads: int) -> Callable[[dict[str, np.ndarray]], np.ndarray]:
    """onnxruntime on PyTorch's own export."""
    import onnxruntime
    import torch

    example = {k: torch.from_numpy(v).long() for k, v in inputs(LENGTH).items()}
    file = io.BytesIO()
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        torch.onnx.export(model, (), file, kwargs=example, dynamo=True, output_names=["logits"])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(file.getvalue(), options, providers=["CPUExecutionProvider"])  # fmt: skip

    def call(given: dict[str, np.ndarray]) -> np.ndarray:
        feed = {i.name: given[i.name].astype(np.int64) for i in session.get_inputs()}
        return np.asarray(session.run(["logits"], feed)[0])

    return call


def paired(calls: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """Seconds by name; in every round each is called once, in turn, after one warm-up."""
    for call in calls.values():
        call()
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(rounds):
        names = list(calls)
        for name in names if turn % 2 else names[::-1]:
            start = time.perf_counter()
            calls[name]()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def ratio(seconds: dict[str, list[float]], one: str, other: str) -> float:
    """The median of the paired ratios."""
    return statistics.median(a / b for a, b in zip(seconds[one], seconds[other], strict=True))


def goal(what: str, value: float, limit: float, more: str = "") -> None:
    """One line against its goal."""
    held = value <= limit
    print(f"  {'ok    ' if held else 'MISSED'} {what:<58} {value:8.3g}  goal {limit:g} {more}", flush=True)  # fmt: skip
    if not held:
        missed.append(what)


def latency(name: str, folder: Path, threads: int, rounds: int, with_onnx: bool) -> None:
    """Agreement and ratios of one shape."""
    from studio.runtime.mil import open_evaluator, open_package

    model = build(name)
    torch_call = eager(model)
    opened = open_package(package(name, folder))
    fast, faithful = (open_evaluator(opened, arithmetic=a) for a in ("fast", "faithful"))
    ort_call = onnx(model, threads) if with_onnx else None
    print(f"{name}, {threads} thread{'s' * (threads > 1)}")
    for what, kept, limit in (("short", SHORT, 0.5), ("full", LENGTH, 0.9)):
        given = inputs(kept)
        expected = torch_call(given)
        calls: dict[str, Callable[[], Any]] = {
            "torch": lambda g=given: torch_call(g),
            "fast": lambda g=given: fast(g),
            "faithful": lambda g=given: faithful(g),
        }
        if ort_call is not None:
            calls["onnxruntime"] = lambda g=given: ort_call(g)
        seconds = paired(calls, rounds)
        middle = {n: f"{statistics.median(s) * 1e3:.1f}" for n, s in seconds.items()}
        print("  ms: " + ", ".join(f"{n} {m}" for n, m in middle.items()), flush=True)
        goal(f"{what}: fast / torch", ratio(seconds, "fast", "torch"), limit)
        goal(f"{what}: faithful / torch", ratio(seconds, "faithful", "torch"), 1.5)
        if ort_call is not None:
            print(
                f"         {what}: fast / onnxruntime {ratio(seconds, 'fast', 'onnxruntime'):.3g}"
            )
        found = float(np.abs(fast(given)["logits"] - expected).max() / np.abs(expected).max())
        goal(f"{what}: |logits - torch| of the largest", found, 1e-5)
    many = inputs(SHORT, LIST)
    alone = [{k: v[i : i + 1] for k, v in many.items()} for i in range(LIST)]
    seconds = paired({"list": lambda: fast.many(many), "single": lambda: [fast(g) for g in alone]}, max(3, rounds // 3))  # fmt: skip
    goal(f"list of {LIST} / {LIST} calls", ratio(seconds, "list", "single"), 0.8)


def through_predict(name: str, folder: Path, rounds: int) -> None:
    """A list handed to coremltools' own MLModel.predict, our evaluator behind it."""
    import logging
    import shutil
    import tempfile

    logging.getLogger("coremltools").setLevel(logging.ERROR)
    from studio.runtime.mil import install

    install("fast")
    import coremltools as ct

    with tempfile.TemporaryDirectory() as scratch:  # MLModel rewrites the Manifest.json it opens
        copy = shutil.copytree(package(name, folder), Path(scratch) / f"{name}.mlpackage")
        model = ct.models.MLModel(str(copy))
        many = inputs(SHORT, LIST)
        alone = [{k: v[i : i + 1] for k, v in many.items()} for i in range(LIST)]
        seconds = paired(
            {"list": lambda: model.predict(alone), "single": lambda: [model.predict(g) for g in alone]},
            max(3, rounds // 3),
        )  # fmt: skip
    goal(f"{name}: MLModel.predict, list of {LIST} / {LIST} calls", ratio(seconds, "list", "single"), 0.8)  # fmt: skip


def compressed(folder: Path, rounds: int) -> None:
    """Compressed packages against the float16 one, after load."""
    from studio.runtime.mil import open_evaluator, open_package

    names = ("", "int8", "palette8")
    print("compressed distilbert / float16, full length, fast (the same float32 work: noise only)")
    run = {s: open_evaluator(open_package(package("distilbert", folder, s)), arithmetic="fast") for s in names}  # fmt: skip
    given = inputs(LENGTH)
    seconds = paired({s: lambda r=r: r(given) for s, r in run.items()}, rounds)
    for scheme in names[1:]:
        goal(scheme, ratio(seconds, scheme, ""), 1.05)


def load(name: str, folder: Path, limit: float) -> None:
    """Seconds and memory of opening, in a process of its own."""
    path = package(name, folder)
    for mode in ("fast", "faithful"):
        command = [sys.executable, __file__, "--load", str(path), mode]
        told = [
            subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            for _ in range(3)
        ]  # the quickest of three: the machine may be busy
        wall, cpu, first, peak, need = min(tuple(map(float, one)) for one in told)
        goal(f"load {name} {mode}: seconds (wall)", wall, limit, f"cpu {cpu:.2f} s; first answer after {first:.2f} s more")  # fmt: skip
        goal(f"load {name} {mode}: peak memory / weights", peak / need, 1.3, f"{peak:.0f} of {need:.0f} MB")  # fmt: skip


def load_here(path: str, mode: str) -> None:
    """The child of load(): wall and CPU seconds, first answer, MB at most, MB of weights."""
    import torch

    import studio.runtime.mil.evaluator
    import studio.runtime.mil.fast.rules  # noqa: F401
    from studio.runtime.mil import open_evaluator, open_package
    from studio.runtime.mil.op import OPS

    list(OPS)
    before, start, cpu = peak_mb(), time.perf_counter(), time.process_time()
    run = open_evaluator(open_package(path), arithmetic=mode)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    start = time.perf_counter()
    run(inputs(SHORT))
    first = time.perf_counter() - start
    held = [c for c in run._constants if isinstance(c, torch.Tensor)]
    need = sum(c.numel() * c.element_size() for c in held) / 2**20
    print(wall, cpu, first, peak_mb() - before, need)


def peak_mb() -> float:
    """The most memory this process ever held (ru_maxrss survives an exec, VmHWM doesn't)."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(n for n in status.read_text().splitlines() if n.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def flat(folder: Path, times: int) -> None:
    """Resident memory after a tenth of the predictions and after all."""
    import psutil

    from studio.runtime.mil import open_evaluator, open_package

    for mode in ("fast", "faithful"):
        run = open_evaluator(open_package(package("tiny", folder)), arithmetic=mode)
        given = [inputs(n) for n in range(1, LENGTH + 1)]
        start, seen = time.perf_counter(), []
        for part in range(10):
            for at in range(times // 10):
                run(given[(part + at) % LENGTH])
            gc.collect()
            seen.append(psutil.Process().memory_info().rss / 2**20)
        rate = times / (time.perf_counter() - start)
        goal(f"{times} predictions, {mode}: growth in MB", seen[-1] - seen[0], 2.0, f"{rate:.0f} a second")  # fmt: skip


def main() -> int:
    """Print every figure; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path.home() / ".cache/pocketbert-bench")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--shapes", nargs="+", default=["distilbert", "bert-base"])
    parser.add_argument(
        "--only", nargs="+", default=["latency", "predict", "compressed", "load", "flat"]
    )
    parser.add_argument("--onnx", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--load", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.load:
        load_here(*options.load)
        return 0
    import torch

    options.folder.mkdir(parents=True, exist_ok=True)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for threads in options.threads if "latency" in options.only else []:
        torch.set_num_threads(threads)
        for name in options.shapes:
            latency(name, options.folder, threads, options.rounds, options.onnx)
    torch.set_num_threads(1)
    if "predict" in options.only:
        through_predict(options.shapes[0], options.folder, options.rounds)
    if "compressed" in options.only:
        compressed(options.folder, options.rounds)
    if "load" in options.only:
        load("distilbert", options.folder, 0.5)
        if options.large:
            load("bert-large", options.folder, 3.0)
    if "flat" in options.only:
        flat(options.folder, 100_000 if options.long else 2_000)
    print(f"{len(missed)} goals missed" + "".join(f"\n  {m}" for m in missed))
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main())
