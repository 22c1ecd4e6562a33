"""An .onnx file beyond protobuf's 2 GB becomes a package: python tests/benchmarks/bench_onnx_large.py [WORK].

XLM-RoBERTa-large's shape with random weights (560 M parameters, 2.24 GB of float32) is exported by
PyTorch as anyone would, weights in a file of their own beside it. A second process, which never
sees the module, converts the file and measures itself; a third answers three texts through the
package in the reference runtime and the file in ONNX Runtime. WORK (a temporary folder when left
out) needs 8 GB. Exit 1 when the answers differ by more than 1e-2 in probability.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "convert"))

LABELS, LENGTH = ("one", "two", "three", "four", "five"), 64
TEXTS = ("a b c", "thank you for the parcel " * 3, "where is it " * 40)
WORST = 1e-2


def export(work: Path) -> dict[str, Any]:
    """PyTorch's own exporter, weights outside."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        import transformers as hf

        torch.manual_seed(0)
        config = hf.XLMRobertaConfig(
            vocab_size=250_002, hidden_size=1024, num_hidden_layers=24, num_attention_heads=16,
            intermediate_size=4096, max_position_embeddings=514, type_vocab_size=1, num_labels=len(LABELS),
        )  # fmt: skip
        model = hf.XLMRobertaForSequenceClassification(config).eval()
        with torch.no_grad():  # answers that differ from text to text
            model.classifier.out_proj.weight.mul_(20)
        ones = torch.ones(1, LENGTH, dtype=torch.int64)
        names = {"input_names": ["input_ids", "attention_mask"], "output_names": ["logits"]}
        torch.onnx.export(model, (ones, ones.clone()), str(work / "model.onnx"), dynamo=True, external_data=True, verbose=False, **names)  # fmt: skip
    return {"parameters": sum(p.numel() for p in model.parameters())}


def bridge(work: Path) -> dict[str, Any]:
    """Convert the file."""
    from convert_tiny import tiny_encoder

    from studio.convert.foreign import convert_onnx
    from studio.core.files import size_bytes
    from studio.core.values import ClassifierCard

    card, package = ClassifierCard(LABELS, LENGTH, "random", "xlm-r"), work / "model.mlpackage"
    started, cpu = time.perf_counter(), time.process_time()
    for _ in convert_onnx(work / "model.onnx", package, card, tiny_encoder(LENGTH)):
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu, "peak": peak, "size": size_bytes(package)}  # fmt: skip


def answers(work: Path) -> dict[str, Any]:
    """Both sides' probabilities for the same ids."""
    import numpy as np
    import onnxruntime
    from convert_tiny import tiny_encoder

    from studio.core.scores import softmax
    from studio.runtime import open_runtime

    encoder = tiny_encoder(LENGTH)
    ids, mask = encoder.pad(encoder.encode(list(TEXTS), LENGTH).ids, LENGTH)
    session = onnxruntime.InferenceSession(work / "model.onnx")
    rows = [session.run(["logits"], {"input_ids": i[None].astype(np.int64), "attention_mask": m[None].astype(np.int64)})[0] for i, m in zip(ids, mask, strict=True)]  # fmt: skip
    expected = softmax(np.concatenate(rows))
    with open_runtime(work / "model.mlpackage", runtime="reference", arithmetic="fast") as runtime:
        found = softmax(runtime.logits(list(TEXTS)))
    return {"differ": float(abs(found - expected).max()), "spread": float(np.ptp(expected, axis=0).max())}  # fmt: skip


STEPS = {"export": export, "bridge": bridge, "answers": answers}


def apart(step: str, work: Path) -> dict[str, Any]:
    """One step in a process of its own."""
    run = subprocess.run([sys.executable, __file__, str(work), step], capture_output=True, text=True, check=False)  # fmt: skip
    if run.returncode:
        raise SystemExit(run.stderr[-3000:])
    return dict(json.loads(run.stdout.splitlines()[-1]))


def main() -> int:
    """Export, convert, compare; a line each."""
    if len(sys.argv) == 3:
        print(json.dumps(STEPS[sys.argv[2]](Path(sys.argv[1]))))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        work = Path(sys.argv[1]) if len(sys.argv) == 2 else Path(folder)
        work.mkdir(parents=True, exist_ok=True)
        told = apart("export", work)
        weights = sum(file.stat().st_size for file in work.iterdir() if file.is_file())
        print(f"{told['parameters'] / 1e6:.1f} M parameters, {weights / 1e9:.2f} GB of .onnx and weights; load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
        made = apart("bridge", work)
        print(f"package {made['size'] / 1e6:.1f} MB, {made['seconds']:.1f} s, {made['cpu']:.1f} CPU-s, peak {made['peak'] / 1e6:.0f} MB", flush=True)  # fmt: skip
        told = apart("answers", work)
        print(f"largest difference of a probability {told['differ']:.2g}, answers spread over {told['spread']:.2g}")  # fmt: skip
    return int(not told["differ"] <= WORST)


if __name__ == "__main__":
    raise SystemExit(main())
