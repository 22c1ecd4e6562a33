"""The search for a package "as small as it can be": sensitivities, a front of mixtures, the choice."""

from __future__ import annotations

import random
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError, QualityError
from studio.core.events import Event, Metric, Progress
from studio.core.files import atomic_path, digest_bytes
from studio.core.scores import softmax

if TYPE_CHECKING:
    from studio.convert.codings import Matters
    from studio.convert.held import Weight
    from studio.convert.search import Mix, Option
    from studio.convert.search_model import Bench

GRADIENTS = 1000  # sentences for the importance of each number
LOSSES = 192  # sentences for the loss of each weight at each width
JUDGED = 1000  # sentences for the agreement of a mixture
STEP_BACK = 0.02  # of the bytes, when a verdict on the real package is worse than the estimate


@dataclass
class Search:
    """What a search works with and remembers. keep: share of answers (0..1); budget: bytes or 0.

    `known` holds losses found before, by "weight|coding"; `save` is called when it grows.
    """

    bench: Bench
    weights: tuple[Weight, ...]
    texts: Sequence[str]
    target: str
    matters: Mapping[str, Matters]
    known: dict[str, float] = field(default_factory=dict)
    save: Any = None

    def losses(self) -> Generator[Event, None, dict[str, list[Option]]]:
        """Every weight at every width, alone: what it saves and what it costs."""
        from studio.convert.codings import along, code
        from studio.convert.search import Option, codings_for, plain

        own = None
        sample = _sample(self.texts, LOSSES)
        jobs = [(w, c) for w in self.weights if w.name in self.bench.names for c in codings_for(w, self.target)]  # fmt: skip
        options: dict[str, list[Option]] = {w.name: [plain(w)] for w, _ in jobs}
        for at, (weight, coding) in enumerate(jobs):
            yield Progress("layers", at, len(jobs))
            stored = code(weight.value, along(weight, coding), coding, self.matters.get(weight.name))  # fmt: skip
            key = f"{weight.name}|{coding.name}"
            if key not in self.known:
                if own is None:
                    self.bench.exchange({})
                    own = self.bench.logits(sample)
                self.bench.exchange({weight.name: stored})
                self.known[key] = _divergence(own, self.bench.logits(sample))
                if self.save is not None:
                    self.save(self.known)
                yield Metric(f"search/loss/{weight.name}", self.known[key], stored.bits)
            size = stored.bits * weight.value.size / 8
            options[weight.name].append(Option(coding, size, self.known[key]))
        yield Progress("layers", len(jobs), len(jobs))
        return options

    def agreement(self, mix: Mix) -> float:
        """Share of answers a mixture leaves as they are, in float32."""
        from studio.convert.codings import along, code

        by_name = {w.name: w for w in self.weights}
        sample = _sample(self.texts, JUDGED)
        if "" not in self._own:
            self.bench.exchange({})
            self._own[""] = self.bench.logits(sample)
        stored = {
            name: code(by_name[name].value, along(by_name[name], coding), coding, self.matters.get(name))
            for name, coding in mix.codings.items()
        }  # fmt: skip
        self.bench.exchange(stored)
        found = self.bench.logits(sample)
        return float((found.argmax(-1) == self._own[""].argmax(-1)).mean())

    _own: dict[str, Any] = field(default_factory=dict)


def chosen(search: Search, mixes: Sequence[Mix], rest: float, keep: float, budget: float) -> Generator[Event, None, int]:  # fmt: skip
    """The mixture to try first: the smallest that keeps `keep`, or the largest within `budget` bytes.

    rest: bytes of the package besides the weights in question. Says the front as
    Metric("search/front", estimated loss, at bytes) and Metric("search/agreement", share, at bytes).
    Raises InputError when even the smallest is over the budget.
    """
    for mix in mixes:
        yield Metric("search/front", mix.loss, mix.size + rest)
    if budget:
        fitting = [at for at, mix in enumerate(mixes) if mix.size + rest <= budget]
        if not fitting:
            least = (mixes[-1].size + rest) / 1e6
            raise InputError(f"{budget / 1e6:.1f} MB are too few: the smallest this can be is {least:.1f} MB.", code="budget-too-small", remedy="Allow more, prune the vocabulary as well, or distil a smaller student.")  # fmt: skip
        return fitting[0]
    low, high = 0, len(mixes) - 1  # low keeps enough (nothing is changed there), high may not
    tried = 0
    while low < high:
        middle = (low + high + 1) // 2
        share = search.agreement(mixes[middle])
        tried += 1
        yield Metric("search/agreement", share, mixes[middle].size + rest)
        yield Progress("mixtures", tried)
        low, high = (middle, high) if share >= keep else (low, middle - 1)
    return low


def larger(mixes: Sequence[Mix], at: int) -> int:
    """The next mixture to try after one that failed: a little larger."""
    if at == 0:
        raise QualityError("Even the gentlest mixture doesn't keep enough answers.", code="nothing-keeps", remedy="Ask for less than this, or stay with float16.")  # fmt: skip
    wanted = mixes[at].size * (1 + STEP_BACK)
    return next((n for n in range(at - 1, 0, -1) if mixes[n].size >= wanted), 0)


def explained(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Which weights got which bits and why, a line a group."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["coding"], []).append(row)
    lines = []
    for coding, found in sorted(groups.items(), key=lambda g: -max(r["bits"] for r in g[1])):
        numbers = sum(r["numbers"] for r in found)
        worst = max(found, key=lambda r: r["loss"])
        why = f"; the dearest costs {worst['loss']:.2g} nats ({short(worst['weight'])})" if worst["loss"] else ""  # fmt: skip
        lines.append(f"{coding}: {len(found)} weights, {numbers / 1e6:.2f} M numbers{why}")
    return lines


def short(name: str) -> str:
    """p_hf_bert_encoder_layer_0_output_dense_weight_to_fp16 -> layer 0 output dense."""
    words = name.removeprefix("p_hf_").split("_weight")[0].split("_")
    known = [w for w in words if w not in {"bert", "distilbert", "roberta", "encoder", "transformer", "embeddings"}]  # fmt: skip
    return " ".join(known)


def megabytes(text: str) -> float:
    """'30MB', '30 mb', '512kB' or '9e6' -> bytes. Raises InputError."""
    units = {"kb": 1e3, "mb": 1e6, "gb": 1e9, "b": 1.0, "": 1.0}
    plain = text.strip().lower()
    digits = plain.rstrip("bgkm ")
    try:
        size = float(digits) * units[plain[len(digits) :].strip()]
    except (KeyError, ValueError):
        size = 0.0
    if not 0 < size < 1e15:
        raise InputError(f"{text!r} is no size.", code="bad-setting", remedy="A number with its unit, such as 30MB.")  # fmt: skip
    return size


def texts_key(texts: Sequence[str], *more: str) -> str:
    """A digest of what measurements rest on."""
    return digest_bytes(*(t.encode("utf-8", "replace") for t in texts), *(m.encode() for m in more))


def keep_matters(file: Path | None, found: Mapping[str, Matters]) -> dict[str, Matters]:
    """Write it (to no file: not), each weight's largest number 1, singles in half precision; what was written."""
    import numpy as np

    parts: dict[str, Any] = {}
    for name, each in found.items():
        parts[f"each/{name}"] = (each.each / max(float(each.each.max()), 1e-30)).astype(np.float16)
        if each.together is not None:
            parts[f"together/{name}"] = each.together
    if file is not None:
        with atomic_path(file) as draft, open(draft, "wb") as out:
            np.savez(out, **parts)
    return _matters(parts)


def kept_matters(file: Path) -> dict[str, Matters] | None:
    """What keep_matters wrote; None when it isn't there whole."""
    import zipfile

    import numpy as np

    try:
        with np.load(file) as found:
            return _matters({name: found[name] for name in found.files})
    except (OSError, ValueError, zipfile.BadZipFile):
        return None


def _matters(parts: Mapping[str, Any]) -> dict[str, Matters]:
    import numpy as np

    from studio.convert.codings import Matters

    names = [key.removeprefix("each/") for key in parts if key.startswith("each/")]
    return {n: Matters(parts[f"each/{n}"].astype(np.float32), parts.get(f"together/{n}")) for n in names}  # fmt: skip


def _sample(texts: Sequence[str], most: int) -> list[str]:
    """At most so many, always the same ones."""
    return list(texts) if len(texts) <= most else random.Random(0).sample(list(texts), most)


def _divergence(own: Any, other: Any) -> float:
    """Mean Kullback-Leibler divergence of the answers, in nats."""
    import numpy as np

    p, q = softmax(own).astype(np.float64), softmax(other).astype(np.float64)
    return float((p * (np.log(p + 1e-12) - np.log(q + 1e-12))).sum(-1).mean())
