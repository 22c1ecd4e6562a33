"""Programs that nearly are what fast mode looks for: it must leave them alone, and be right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from studio.runtime.mil.fast.program import FastProgram

LENGTH, WIDTH, HEADS = 8, 12, 3
RNG = np.random.default_rng(11)


def weights(*shape: int, size: float = 0.3) -> np.ndarray:
    return (RNG.normal(size=shape) * size).astype(np.float32)


def attention(ct: Any, change: str) -> Any:
    """One attention over embedded ids and a pooled answer, in one place not as usual."""
    from coremltools.converters.mil.mil import Builder as mb
    from coremltools.converters.mil.mil import types

    table, gamma = weights(30, WIDTH, size=1.0), weights(WIDTH) + 1
    wq, wk, wv = (weights(WIDTH, WIDTH) for _ in range(3))
    specs = [mb.TensorSpec(shape=(1, LENGTH), dtype=types.int32) for _ in range(2)]

    def heads(x: Any, weight: np.ndarray) -> Any:
        split = mb.reshape(x=mb.linear(x=x, weight=weight), shape=[1, LENGTH, HEADS, WIDTH // HEADS])  # fmt: skip
        return mb.transpose(x=split, perm=[0, 2, 1, 3])

    @mb.program(input_specs=specs, opset_version=ct.target.iOS17)
    def made(input_ids: Any, attention_mask: Any) -> Any:
        x = mb.gather(x=table, indices=input_ids, axis=0)
        if change == "no layer norm":
            x = mb.mul(x=x, y=gamma)
        else:
            over = {"axes": [1]} if change == "norm over tokens" else {"axes": [-1], "gamma": gamma}
            x = mb.layer_norm(x=x, **over)
        keep = mb.cast(x=attention_mask, dtype="fp32")
        low = {"a weak mask": -60.0, "a mask upside down": 1e4}.get(change, -1e4)
        bias = mb.mul(x=mb.sub(x=1.0, y=keep), y=np.float32(low))
        bias = mb.expand_dims(x=bias, axes=[1, 3] if change == "mask of the queries" else [1, 2])
        q, k, v = heads(x, wq), heads(x, wk), heads(x, wv)
        if change == "no transposed keys":
            scores = mb.matmul(x=q, y=mb.transpose(x=k, perm=[0, 1, 3, 2]))
        else:
            scores = mb.matmul(x=q, y=k, transpose_y=True)
        if change == "scale after the mask":
            scores = mb.mul(x=mb.add(x=scores, y=bias), y=0.5)
        elif change == "mask before the scale, twice":
            scores = mb.add(x=bias, y=mb.add(x=mb.real_div(x=scores, y=2.0), y=weights(1, HEADS, LENGTH, LENGTH)))  # fmt: skip
        elif change == "no mask":
            scores = mb.mul(x=scores, y=0.5)
        elif change == "a factor a head":
            scores = mb.add(x=mb.mul(x=scores, y=weights(1, HEADS, 1, 1)), y=bias)
        else:
            scores = mb.add(x=mb.mul(x=scores, y=0.5), y=bias)
        chances = mb.softmax(x=scores, axis=2 if change == "softmax over queries" else -1)
        if change == "chances changed afterwards":
            chances = mb.mul(x=chances, y=0.9)
        mixed = mb.matmul(x=chances, y=v)
        joined = mb.reshape(x=mb.transpose(x=mixed, perm=[0, 2, 1, 3]), shape=[1, LENGTH, WIDTH])
        out = mb.add(x=joined, y=x)
        if change == "chances counted as well":
            extra = mb.reduce_max(x=mb.slice_by_index(x=chances, begin=[0, 0, 0, 0], end=[1, 1, 1, 1]), axes=[1, 2, 3])  # fmt: skip
            out = mb.add(x=out, y=mb.reshape(x=extra, shape=[1, 1, 1]))
        return pooled(mb, out, keep, change)

    return made


def pooled(mb: Any, out: Any, keep: Any, change: str) -> Any:
    if change == "token 1":
        return mb.slice_by_index(x=out, begin=[0, 1, 0], end=[1, 2, WIDTH], squeeze_mask=[False, True, False], name="y")  # fmt: skip
    if change == "last token":
        return mb.gather(x=out, indices=-1, axis=1, name="y")
    if change == "first by gather":
        return mb.gather(x=out, indices=0, axis=1, name="y")
    if change == "mean":
        return mb.reduce_mean(x=out, axes=[1], name="y")
    if change == "masked mean":
        kept = mb.mul(x=out, y=mb.expand_dims(x=keep, axes=[2]))
        count = mb.reduce_sum(x=keep, axes=[1], keep_dims=True)
        return mb.real_div(x=mb.reduce_sum(x=kept, axes=[1]), y=count, name="y")
    if change == "maximum":
        return mb.reduce_max(x=out, axes=[1], name="y")
    if change == "every token":
        return mb.tanh(x=out, name="y")
    if change == "running sum, first token":
        out = mb.cumsum(x=out, axis=1)
    if change == "running sum from the end":
        out = mb.cumsum(x=out, axis=1, reverse=True)
    if change == "tokens joined with features":
        return mb.linear(x=mb.reshape(x=out, shape=[1, LENGTH * WIDTH]), weight=weights(4, LENGTH * WIDTH), name="y")  # fmt: skip
    if change == "neighbours":
        shifted = mb.pad(x=mb.slice_by_index(x=out, begin=[0, 1, 0], end=[1, LENGTH, WIDTH]), pad=[0, 0, 0, 1, 0, 0], mode="constant", constant_val=0.0)  # fmt: skip
        out = mb.add(x=out, y=shifted)
    return mb.slice_by_index(x=out, begin=[0, 0, 0], end=[1, 1, WIDTH], squeeze_mask=[False, True, False], name="y")  # fmt: skip


# change: (attention in one kernel, padding cut off)
CASES = {
    "nothing": (True, True),
    "no transposed keys": (True, True),
    "mask before the scale, twice": (True, True),
    "first by gather": (True, True),
    "masked mean": (True, True),
    "running sum, first token": (True, True),
    "a factor a head": (False, True),
    "chances counted as well": (False, True),
    "chances changed afterwards": (False, True),
    "scale after the mask": (False, False),
    "softmax over queries": (False, False),
    "a weak mask": (True, False),
    "a mask upside down": (True, False),
    "mask of the queries": (True, False),
    "no mask": (True, False),
    "no layer norm": (True, False),
    "norm over tokens": (True, False),
    "token 1": (True, False),
    "last token": (True, False),
    "mean": (True, False),
    "maximum": (True, False),
    "every token": (True, False),
    "running sum from the end": (True, False),
    "tokens joined with features": (True, False),
    "neighbours": (True, False),
}


@pytest.mark.parametrize("change", CASES)
def test_near_misses(ct: Any, compiled: Callable[..., Any], change: str) -> None:
    run = compiled(attention(ct, change), arithmetic="fast")
    for kept in (8, 5, 2, 1):
        mask = (np.arange(LENGTH) < kept).astype(np.int32)[None]
        ids = RNG.integers(0, 30, (1, LENGTH)).astype(np.int32)
        given = {"input_ids": ids, "attention_mask": mask}
        found, expected = run(given), run(given, watch=lambda *_: None)
        for name, value in expected.items():
            assert np.allclose(found[name], value, rtol=1e-5, atol=1e-5), kept
    made = next(iter(run._fast._made.values()))
    assert isinstance(made, FastProgram)
    fused = any(step.what.startswith("attention") for step in made.steps)
    assert (fused, made.trims) == CASES[change], made.why
    both = {n: np.concatenate([v, v[:, ::-1]]) for n, v in given.items()}
    found = run.many(both)
    for at in range(2):
        one = run({n: v[at : at + 1] for n, v in both.items()}, watch=lambda *_: None)
        for name, value in one.items():
            assert np.allclose(found[name][at : at + 1], value, rtol=1e-5, atol=1e-5)
