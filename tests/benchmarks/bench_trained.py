"""Do trained weights answer as in PyTorch: python tests/benchmarks/bench_trained.py [--families NAME...].

Each encoder family is trained from a config on the embedded sample's sentences (all weights, until
it answers most of the train rows), besides the published weights of the installed encoder with a
trained head. Weights are then rounded to float16, as packages hold them, and packages are compared
with PyTorch on those rounded weights. The goal, 1e-5 of the largest logit for random and trained
weights, text by text and together, is asked of fast mode where nothing but weights was rounded (a
program whose other numbers are float32). A float16 program also rounds epsilons (1e-12 becomes
6e-8), scales and tables of angles: what it says then, in fast and in faithful arithmetic, stands
beside what the epsilons alone do and what PyTorch loses when its layers' tensors are rounded.
Exits 1 when the goal is missed.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))

import numpy as np
import test_runtime_fast_families as families
import torch

from studio.runtime.mil import open_evaluator, open_package

GOAL, LENGTH, WORDS, BATCH, EXAM = 1e-5, 32, 2000, 16, 40
PUBLISHED = "MiniLM (published)"
WIDE = {"hidden_size": 64, "num_attention_heads": 4, "num_hidden_layers": 2, "intermediate_size": 128, "max_position_embeddings": 80}  # fmt: skip
EXTRA: dict[str, dict[str, Any]] = {
    "DistilBert": {"dim": 64, "n_layers": 2, "n_heads": 4, "hidden_dim": 128, "max_position_embeddings": 80},
    "MobileBert": {"embedding_size": 32, "intra_bottleneck_size": 32, "true_hidden_size": 32},
    "DebertaV2": {"max_relative_positions": 40},
}  # fmt: skip
SMALLEST = 5.96e-8  # of float16
EAGER = ("MPNet", "DebertaV2", "MobileBert")


def sentences() -> tuple[list[str], np.ndarray, int]:
    """Texts, labels [n] and their number, of the embedded sample."""
    from distil_data import split_of

    train_rows = split_of("kinds", 1200, 0).train
    return list(train_rows.texts), np.array(train_rows.label_ids), len(train_rows.labels.names)


def numbered(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """(ids, mask) int32[n, LENGTH]: words by frequency, 2 in front, 3 behind, 0 as padding."""
    split = [text.lower().split()[: LENGTH - 2] for text in texts]
    known = {w: at + 5 for at, (w, _) in enumerate(Counter(w for s in split for w in s).most_common(WORDS - 5))}  # fmt: skip
    ids = np.zeros((len(texts), LENGTH), np.int32)
    for row, words in zip(ids, split, strict=True):
        row[: len(words) + 2] = [2, *(known.get(w, 4) for w in words), 3]
    return ids, (ids > 0).astype(np.int32)


def fresh(family: str, labels: int) -> Any:
    """A model of random weights, as transformers initialises them."""
    import transformers as hf

    extra = {**families.FAMILIES[family][0], **EXTRA.get(family, {})}
    shape = {} if family == "DistilBert" else WIDE
    common = {"vocab_size": WORDS, "num_labels": labels, "pad_token_id": 0}
    config = getattr(hf, f"{family}Config")(**{**common, **shape, **extra})
    config._attn_implementation = "eager" if family in EAGER else "sdpa"
    torch.manual_seed(0)
    return getattr(hf, f"{family}ForSequenceClassification")(config)


def published(labels: int) -> tuple[Any, Any]:
    """(model, tokenize) of the installed encoder under a fresh head."""
    import transformers as hf

    from studio.models.source import sample_folder

    folder = sample_folder()
    torch.manual_seed(0)
    model = hf.BertForSequenceClassification.from_pretrained(folder, num_labels=labels)
    tokenizer = hf.AutoTokenizer.from_pretrained(folder)

    def tokenize(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        found = tokenizer(texts, padding="max_length", truncation=True, max_length=LENGTH, return_tensors="np")  # fmt: skip
        return found["input_ids"].astype(np.int32), found["attention_mask"].astype(np.int32)

    return model, tokenize


def train(model: Any, ids: np.ndarray, mask: np.ndarray, labels: np.ndarray, steps: int, rate: float) -> float:  # fmt: skip
    """Take AdamW steps on random batches; the share of the last 20 batches answered rightly."""
    optimiser, random = torch.optim.AdamW(model.parameters(), rate), np.random.default_rng(0)
    model.train()
    right: list[float] = []
    for at in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, (at + 1) / 30) * (1 - at / steps)
        rows = random.integers(0, len(labels), BATCH)
        width = int(mask[rows].sum(1).max())
        given = {"input_ids": torch.from_numpy(ids[rows, :width]).long(), "attention_mask": torch.from_numpy(mask[rows, :width]).long()}  # fmt: skip
        found = model(**given, labels=torch.from_numpy(labels[rows]).long())
        optimiser.zero_grad()
        found.loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        right.append(float((found.logits.argmax(-1).numpy() == labels[rows]).mean()))
    return float(np.mean(right[-20:]))


def halved(model: Any) -> Any:
    """The model in evaluation, its weights rounded to float16."""
    model.eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.half().float())
    return model


@contextmanager
def epsilons(model: Any) -> Iterator[None]:
    """While it lasts, norms have the epsilon a float16 program holds."""
    norms = [m for m in model.modules() if isinstance(getattr(m, "eps", None), float)]
    own = [m.eps for m in norms]
    for module in norms:
        module.eps = float(np.float16(max(module.eps, SMALLEST)))
    try:
        yield
    finally:
        for module, eps in zip(norms, own, strict=True):
            module.eps = eps


def answers(model: Any, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """PyTorch's logits float32[n, k], text by text."""
    with torch.inference_mode():
        return np.concatenate([model(input_ids=torch.from_numpy(i[None]).long(), attention_mask=torch.from_numpy(m[None]).long()).logits.numpy() for i, m in zip(ids, mask, strict=True)])  # fmt: skip


def rounding(model: Any, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """PyTorch's logits with every layer's tensors rounded to float16."""
    from types import SimpleNamespace

    from studio.runtime.torch_layers import HALF, TorchLayers

    layers = TorchLayers(SimpleNamespace(model=model))  # type: ignore[arg-type]
    return np.concatenate([layers.run(i[None], m[None], HALF)[1] for i, m in zip(ids, mask, strict=True)])  # fmt: skip


def distances(model: Any, mask_kind: str, ids: np.ndarray, mask: np.ndarray, folder: Path, ct: Any) -> dict[str, float]:  # fmt: skip
    """Largest |delta logit| as a share of the largest |logit|, by mode."""
    expected = answers(model, ids, mask)
    scale = float(np.abs(expected).max())
    with epsilons(model):
        other = answers(model, ids, mask)
    found = {"logit": scale, "epsilon": float(np.abs(other - expected).max()) / scale}
    found["rounding"] = float(np.abs(rounding(model, ids, mask) - expected).max()) / scale
    for precision, modes in (("FLOAT32", ("fast",)), ("FLOAT16", ("fast", "faithful"))):
        with redirect_stderr(io.StringIO()):  # progress bars
            path = families.converted(ct, model, mask_kind, folder / f"{precision}.mlpackage", lambda made: None, precision)  # fmt: skip
        package = open_package(path)
        for mode in modes:
            run = open_evaluator(package, arithmetic=mode)
            alone = np.concatenate([run({"input_ids": i[None], "attention_mask": m[None]})["logits"] for i, m in zip(ids, mask, strict=True)])  # fmt: skip
            together = run.many({"input_ids": ids, "attention_mask": mask})["logits"]
            found[f"{mode} {precision}"] = max(float(np.abs(some - expected).max()) for some in (alone, together)) / scale  # fmt: skip
    return found


def main() -> int:
    """Print the table; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", nargs="+", default=[*families.FAMILIES, PUBLISHED])
    parser.add_argument("--steps", type=int, default=400)
    options = parser.parse_args()
    logging.getLogger("coremltools").setLevel(logging.ERROR)
    import coremltools as ct
    import transformers as hf

    hf.logging.set_verbosity_error()
    torch.set_num_threads(1)
    families.LENGTH = LENGTH
    texts, labels, k = sentences()
    print(f"{len(labels)} sentences, {k} labels, {EXAM} of them and their cut-off beginnings compared; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")  # fmt: skip
    print("| family | right before | right after | largest logit | fast, random weights | **fast, trained** | a float16 program: fast | its epsilons alone | faithful | PyTorch rounded to float16 | CPU-s |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    missed = []
    for family in options.families:
        start = time.process_time()
        if family == PUBLISHED:
            model, tokenize = published(k)
            mask_kind, steps, rate = "additive", options.steps // 4, 1e-4
        else:
            model, tokenize = fresh(family, k), numbered
            mask_kind, steps, rate = families.FAMILIES[family][1], options.steps, 2e-3
        ids, mask = tokenize(texts)
        before = answers(model.eval(), ids[:EXAM], mask[:EXAM])
        random_model = halved(model)
        picked, kept = ids[:EXAM].copy(), mask[:EXAM].copy()
        for at in range(0, EXAM, 4):  # very short ones
            kept[at, 3 + at % 7 :] = 0
        picked *= kept
        with tempfile.TemporaryDirectory() as folder:
            first = distances(random_model, mask_kind, picked, kept, Path(folder), ct)
        right = train(model, ids, mask, labels, steps, rate)
        with tempfile.TemporaryDirectory() as folder:
            found = distances(halved(model), mask_kind, picked, kept, Path(folder), ct)
        share = float((before.argmax(-1) == labels[:EXAM]).mean())
        print(f"| {family} | {share:.2f} | {right:.2f} | {found['logit']:.1f} | {first['fast FLOAT32']:.1e} | {found['fast FLOAT32']:.1e} | {found['fast FLOAT16']:.1e} | {found['epsilon']:.1e} | {found['faithful FLOAT16']:.1e} | {found['rounding']:.1e} | {time.process_time() - start:.0f} |", flush=True)  # fmt: skip
        missed += [f"{family}, {what}" for what, d in (("random", first), ("trained", found)) if not d["fast FLOAT32"] <= GOAL]  # fmt: skip
    print(f"{len(missed)} of {2 * len(options.families)} over {GOAL:g}" + "".join(f"\n  {m}" for m in missed))  # fmt: skip
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main())
