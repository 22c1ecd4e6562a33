"""Fast mode of every encoder family against torch with the same fp16-rounded weights."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from studio.runtime.mil import open_evaluator, open_package

LENGTH = 16
COMMON: dict[str, Any] = {"vocab_size": 120, "num_labels": 4, "pad_token_id": 0}
SHAPE: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64, "max_position_embeddings": 40}  # fmt: skip
FAMILIES: dict[str, tuple[dict[str, Any], str, bool, bool]] = {  # extra, mask, trims, batches
    "Bert": ({}, "additive", True, True),
    "Roberta": ({}, "own", True, True),
    "Electra": ({"embedding_size": 16}, "additive", True, True),
    "Albert": ({"embedding_size": 16}, "additive", True, True),
    "MobileBert": ({"embedding_size": 16, "intra_bottleneck_size": 16, "true_hidden_size": 16}, "additive", False, True),
    "MPNet": ({}, "additive", True, True),
    "DebertaV2": ({"relative_attention": True, "pos_att_type": ["p2c", "c2p"], "max_relative_positions": 20}, "own", False, False),
    "ModernBert": ({"local_attention": 8, "global_attn_every_n_layers": 2, "cls_token_id": 2, "sep_token_id": 3, "bos_token_id": 2, "eos_token_id": 3}, "own", False, True),
    "DistilBert": ({}, "own", True, True),
}  # fmt: skip


def model_of(family: str) -> torch.nn.Module:
    import transformers as tf

    extra = FAMILIES[family][0]
    shape = {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64} if family == "DistilBert" else SHAPE  # fmt: skip
    config = getattr(tf, f"{family}Config")(**{**COMMON, **shape, **extra})
    config._attn_implementation = "eager" if family in ("MPNet", "DebertaV2", "MobileBert") else "sdpa"  # fmt: skip
    torch.manual_seed(0)
    model = getattr(tf, f"{family}ForSequenceClassification")(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn(parameter.shape))
            parameter.copy_(parameter.half().float())
    return model


def converted(ct: Any, model: torch.nn.Module, mask: str, path: Path, forget: Any, precision: str = "FLOAT16") -> Path:  # fmt: skip
    class ForCoreML(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            keep = attention_mask
            if mask == "additive":
                keep = ((1.0 - keep.to(torch.float32)) * -1e4)[:, None, None, :]
            return self.inner(input_ids=input_ids, attention_mask=keep, return_dict=False)[0]

    example = tuple(torch.ones(1, LENGTH, dtype=torch.int32) for _ in range(2))
    names = ("input_ids", "attention_mask")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.export.export(ForCoreML().eval(), example).run_decompositions({})
        made = ct.convert(
            program,
            inputs=[ct.TensorType(n, (1, LENGTH), dtype=np.int32) for n in names],
            outputs=[ct.TensorType("logits", dtype=np.float32)],
            minimum_deployment_target=ct.target.iOS17,
            compute_precision=getattr(ct.precision, precision),
            skip_model_load=True,
        )
    made.save(str(path))
    forget(made)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_families(ct: Any, forget: Any, tmp_path: Path, family: str) -> None:
    _, mask, trims, batches = FAMILIES[family]
    model = model_of(family)
    path = converted(ct, model, mask, tmp_path / "m.mlpackage", forget)
    run = open_evaluator(open_package(path), arithmetic="fast")
    random = np.random.default_rng(0)
    kept = np.array([16, 11, 3, 1, 9])
    keep = (np.arange(LENGTH) < kept[:, None]).astype(np.int32)
    ids = random.integers(4, 100, keep.shape).astype(np.int32) * keep
    with torch.inference_mode():
        expected = np.concatenate([
            model(input_ids=torch.from_numpy(i[None]).long(), attention_mask=torch.from_numpy(k[None]).long()).logits.numpy()
            for i, k in zip(ids, keep, strict=True)
        ])  # fmt: skip
    found = np.concatenate([
        run({"input_ids": i[None], "attention_mask": k[None]})["logits"]
        for i, k in zip(ids, keep, strict=True)
    ])  # fmt: skip
    assert np.abs(found - expected).max() <= 1e-5 * np.abs(expected).max()
    together = run.many({"input_ids": ids, "attention_mask": keep})["logits"]
    assert np.abs(together - expected).max() <= 1e-5 * np.abs(expected).max()
    made = next(iter(run._fast._made.values()))
    assert (made.trims, made.batches) == (trims, batches), made.why
