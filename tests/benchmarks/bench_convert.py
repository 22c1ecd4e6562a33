"""Size, time and peak memory of conversions: python tests/benchmarks/bench_convert.py [NAME]...

NAME is bert-large (24 x 1024, goal 670 MB) or distilbert (6 x 768, goal 134 MB); weights are
random, five labels, 128 tokens, float16. Each way runs in a process of its own, one after the
other: `plain` is the shortest script Core ML Tools allow (torch.export, ct.convert, save), `torch`
and `onnx` are our routes. Time and memory count from a built model and imported libraries; the
gate, which the plain script hasn't, is told apart. Goals: 1.15 x the plain script's time and
memory, 1 % off the size, BERT-large through ONNX within 4 GB. With --scheme NAME the package of
our torch route is compressed as well, and by Core ML Tools' own palettes or int8 after it (--alone:
not). Where others use the machine, look at the CPU seconds.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from bench_compress import theirs

from studio.convert import ConvertSettings, compress, convert
from studio.convert.upstream import core_ml_tools
from studio.core.events import Event, Progress
from studio.core.files import size_bytes
from studio.core.values import ClassifierCard

GOALS_MB = {"bert-large": 670.0, "distilbert": 134.0}
WAYS = ("plain", "torch", "onnx")
RATIO, OFF, MOST_MB = 1.15, 0.01, {"bert-large": 4000.0}
LABELS = tuple(f"label {n}" for n in range(5))
LENGTH = 128
THEIRS = ("int8", "palette8", "palette6", "palette4", "palette3")


def build(name: str) -> Any:
    """A classifier of random weights with five labels."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        import transformers as hf
    torch.manual_seed(0)
    if name == "distilbert":
        return hf.DistilBertForSequenceClassification(hf.DistilBertConfig(num_labels=5)).eval()
    config = hf.BertConfig(
        hidden_size=1024,
        num_hidden_layers=24,
        num_attention_heads=16,
        intermediate_size=4096,
        num_labels=5,
    )
    return hf.BertForSequenceClassification(config).eval()


def plain(model: Any, package: Path, target: str) -> None:
    """What somebody would write who knows that a mask must stay inside float16."""
    import numpy as np
    import torch

    ct = core_ml_tools()

    class Both(torch.nn.Module):
        """Ids and mask in, probabilities out."""

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            """Run the classifier."""
            mask = ((1.0 - attention_mask.float()) * -1e4)[:, None, None, :]
            return model(input_ids=input_ids, attention_mask=mask, return_dict=False)[0].softmax(-1)

    ones = torch.ones(1, LENGTH, dtype=torch.int32)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        program = torch.export.export(Both().eval(), (ones, ones.clone())).run_decompositions({})
        names = ("input_ids", "attention_mask")
        inputs = [ct.TensorType(name, (1, LENGTH), dtype=np.int32) for name in names]
        ct.convert(program, inputs=inputs, minimum_deployment_target=ct.target[target]).save(package)  # fmt: skip


def drain(work: Generator[Event, None, Any], stages: dict[str, float]) -> Any:
    """Run a job to its end; the CPU seconds at the end of each stage go to `stages`."""
    started = time.process_time()
    try:
        while True:
            event = next(work)
            if isinstance(event, Progress) and event.done == event.total:
                stages[event.stage] = time.process_time() - started
    except StopIteration as end:
        return end.value


def peak() -> float:
    """Peak memory of this process, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 * 1.048576


def child(name: str, way: str, target: str, schemes: list[str], alone: bool) -> dict[str, Any]:
    """One conversion in this process, measured."""
    model = build(name)
    core_ml_tools()
    if way == "onnx":  # a library like the others: three seconds of reading its own source
        importlib.import_module("onnxscript.function_libs.torch_lib.ops")
    with tempfile.TemporaryDirectory() as folder:
        package, stages = Path(folder) / f"{name}.mlpackage", dict[str, float]()
        before, started, work = peak(), time.perf_counter(), time.process_time()
        if way == "plain":
            plain(model, package, target)
        else:
            card = ClassifierCard(LABELS, LENGTH, "random", name)
            encoder = SimpleNamespace(to_json=lambda: "{}")
            classifier: Any = SimpleNamespace(model=model, encoder=encoder, card=card, folder=None)
            drain(convert(classifier, package, ConvertSettings(way, target=target)), stages)
        found = {
            "seconds": time.perf_counter() - started,
            "cpu": time.process_time() - work,
            "before": before,
            "peak": peak(),
            "size": size_bytes(package) / 1e6,
            "stages": stages,
            "smaller": {},
        }
        for scheme in schemes:
            found["smaller"][scheme] = smaller(package, scheme, alone)
    return found


def smaller(package: Path, scheme: str, alone: bool) -> dict[str, float]:
    """One compression: megabytes, bits, seconds, CPU seconds; Core ML Tools' own where it has one."""
    started, work = time.perf_counter(), time.process_time()
    report = drain(compress(package, scheme, package.with_name(f"{scheme}.mlpackage")), {})
    found = {"size": report.size_bytes / 1e6, "bits": report.bits, "seconds": time.perf_counter() - started, "cpu": time.process_time() - work}  # fmt: skip
    if not alone and scheme in THEIRS:
        started, work = time.perf_counter(), time.process_time()
        small = theirs(package, scheme, package.with_name(f"theirs-{scheme}.mlpackage"))
        found |= {"their_size": size_bytes(small) / 1e6, "their_seconds": time.perf_counter() - started, "their_cpu": time.process_time() - work}  # fmt: skip
    return found


def measured(name: str, way: str, options: Any) -> dict[str, Any]:
    """One conversion in a process of its own."""
    command = [sys.executable, __file__, name, "--child", way, "--target", options.target]
    for scheme in options.scheme if way == "torch" else []:
        command += ["--scheme", scheme]
    command += ["--alone"] if options.alone else []
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(run.stderr[-3000:])
    return dict(json.loads(run.stdout.splitlines()[-1]))


def told(name: str, way: str, found: dict[str, Any], base: dict[str, Any] | None) -> list[str]:
    """Print one line; what misses its goal comes back."""
    gate = found["stages"].get("gate", 0.0)
    cpu, missed = found["cpu"] - gate, []
    off = found["size"] / GOALS_MB[name] - 1
    line = (
        f"{name:<11}{way:<6} {found['size']:7.1f} MB ({off:+.2%})  {found['seconds']:6.1f} s "
        f"{cpu:6.1f} CPU-s (and gate {gate:4.1f})  peak {found['peak']:6.0f} MB (model built: {found['before']:.0f})"
    )
    if base is not None:
        times, memory = cpu / base["cpu"], found["peak"] / base["peak"]
        line += f"  {times:.2f} x time, {memory:.2f} x memory"
        missed = [f"{name} {way}: {what} {value:.2f} x" for what, value in (("time", times), ("memory", memory)) if value > RATIO]  # fmt: skip
        if abs(off) > OFF:
            missed.append(f"{name} {way}: size {off:+.2%}")
        if found["peak"] > MOST_MB.get(name, 1e9):
            missed.append(f"{name} {way}: {found['peak']:.0f} MB")
    print(line, flush=True)
    stages = ", ".join(f"{stage} {at:.1f}" for stage, at in found["stages"].items())
    if stages:
        print(f"{'':18}CPU-s when done: {stages}")
    for scheme, small in found["smaller"].items():
        text = f"{scheme}: {small['size']:.1f} MB, {small['bits']:.2f} bits, {small['seconds']:.1f} s, {small['cpu']:.1f} CPU-s"
        if "their_cpu" in small:
            ratio = small["seconds"] / small["their_seconds"]
            text += f"; Core ML Tools {small['their_size']:.1f} MB, {small['their_seconds']:.1f} s, {small['their_cpu']:.1f} CPU-s: {ratio:.2f} x"
            if ratio > 1:
                missed.append(f"{name}: {scheme} takes {ratio:.2f} x")
        print(f"{'':18}{text}")
    return missed


def main() -> int:
    """Print one line a conversion; exit 1 when one misses a goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", default=["distilbert"])
    parser.add_argument("--way", action="append", choices=WAYS, default=[])
    parser.add_argument("--target", default="iOS17")
    parser.add_argument("--scheme", action="append", default=[])
    parser.add_argument("--alone", action="store_true", help="no compression by Core ML Tools")
    parser.add_argument("--child", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(
            json.dumps(
                child(options.name[0], options.child, options.target, options.scheme, options.alone)
            )
        )
        return 0
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    missed: list[str] = []
    for name in options.name:
        base = None
        for way in options.way or WAYS:
            found = measured(name, way, options)
            missed += told(name, way, found, base)
            base = found if way == "plain" else base
    print("\n".join(missed) or "every goal met")
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main())
