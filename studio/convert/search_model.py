"""The classifier a package was made from, its weights exchanged for coded ones at will."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch

from studio.convert.codings import Coded, Matters
from studio.convert.held import Weight
from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.models.classifier import Classifier

_TOGETHER = 4  # sentences of one backward pass: their gradients add up before they are squared


class Bench:
    """A float32 classifier with the package's numbers; `exchange` gives some weights other ones.

    Weights are matched with the classifier's parameters by their numbers, not by their names.
    """

    def __init__(self, classifier: Classifier, weights: Sequence[Weight]) -> None:
        """Raises InputError when the package wasn't made from this classifier."""
        self._classifier = classifier
        self._places = _matched(classifier.model, weights)
        if not self._places:
            raise InputError(
                "The package was not made from this classifier: none of its weights are the same.",
                code="not-its-classifier",
                remedy="Name the classifier that was converted.",
            )
        self._own = {name: place.detach().clone() for name, (place, _) in self._places.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """The weights that can be exchanged."""
        return tuple(self._places)

    def logits(self, texts: Sequence[str]) -> Any:
        """float32[n, k]."""
        return self._classifier.logits(texts)

    def exchange(self, stored: Mapping[str, Coded]) -> None:
        """Take the coded numbers of these weights and the own ones of all others."""
        with torch.no_grad():
            for name, (place, turned) in self._places.items():
                if name not in stored:
                    place.copy_(self._own[name])
                    continue
                dense = torch.from_numpy(stored[name].dense())
                place.copy_((dense.T if turned else dense).reshape(place.shape))

    def matters(self, texts: Sequence[str], seed: int = 0) -> Generator[Event, None, dict[str, Matters]]:  # fmt: skip
        """What errors cost the answers, by weight name: the Fisher matrix, in parts.

        each: squared gradients of the log-probability of labels drawn from the model's own answers
        (SqueezeLLM, Kim et al. 2023), so no labels of ours are needed. together: for a linear layer
        its inputs' products, each token weighed by its gradient; for a table of words the
        products of the gradients themselves.
        """
        sums = {name: torch.zeros_like(own) for name, own in self._own.items()}
        dice = torch.Generator().manual_seed(seed)
        model, encoder = self._classifier.model.eval(), self._classifier.encoder
        rows = encoder.encode(texts, self._classifier.card.max_length).ids
        rows.sort(key=len)
        with _Products(model, {n: p for n, (p, turned) in self._places.items() if not turned}) as products:  # fmt: skip
            yield Progress("sensitivity", 0, len(rows))
            for at in range(0, len(rows), _TOGETHER):
                ids, mask = (torch.from_numpy(part).long() for part in encoder.pad(rows[at : at + _TOGETHER]))  # fmt: skip
                model.zero_grad(set_to_none=True)
                found = model(input_ids=ids, attention_mask=mask).logits.log_softmax(-1)
                drawn = torch.multinomial(found.detach().exp(), 1, generator=dice)
                found.gather(1, drawn).sum().backward()
                for name, (place, _) in self._places.items():
                    if place.grad is not None:
                        sums[name].addcmul_(place.grad, place.grad)
                yield Progress("sensitivity", min(at + _TOGETHER, len(rows)), len(rows))
        model.zero_grad(set_to_none=True)
        found_each = {name: (sums[name].T if turned else sums[name]).contiguous().numpy() for name, (_, turned) in self._places.items()}  # fmt: skip
        return {name: Matters(each, products.of(name)) for name, each in found_each.items()}


class _Products:
    """Second moments gathered beside a backward pass, by weight name."""

    def __init__(self, model: Any, wanted: Mapping[str, Any]) -> None:
        self._sums: dict[str, Any] = {}
        self._hooks: list[Any] = []
        owners = {id(m.weight): m for m in model.modules() if isinstance(getattr(m, "weight", None), torch.nn.Parameter)}  # fmt: skip
        for name, parameter in wanted.items():
            module = owners.get(id(parameter))
            if isinstance(module, torch.nn.Linear):
                self._hooks.append(module.register_forward_hook(partial(self._linear, name)))
            elif isinstance(module, torch.nn.Embedding):
                self._hooks.append(module.register_forward_hook(partial(self._table, name)))

    def of(self, name: str) -> Any:
        """float32[d, d], or None for a weight of another kind."""
        return self._sums[name].numpy() if name in self._sums else None

    def __enter__(self) -> _Products:
        return self

    def __exit__(self, *_: object) -> None:
        for hook in self._hooks:
            hook.remove()

    def _linear(self, name: str, _: Any, inputs: Any, output: Any) -> None:
        given = inputs[0].detach().reshape(-1, inputs[0].shape[-1])

        def seen(gradient: Any) -> None:
            weights = gradient.reshape(len(given), -1).norm(dim=-1, keepdim=True)
            self._add(name, given * weights)

        if output.requires_grad:
            output.register_hook(seen)

    def _table(self, name: str, _: Any, __: Any, output: Any) -> None:
        def seen(gradient: Any) -> None:
            self._add(name, gradient.reshape(-1, gradient.shape[-1]))

        if output.requires_grad:
            output.register_hook(seen)

    def _add(self, name: str, rows: Any) -> None:
        found = rows.T @ rows
        self._sums[name] = self._sums[name].add_(found) if name in self._sums else found


def _matched(model: Any, weights: Sequence[Weight]) -> dict[str, tuple[Any, bool]]:
    """By weight name: the parameter with the same numbers, and whether it lies transposed."""
    found: dict[str, tuple[Any, bool]] = {}
    by_sides: dict[tuple[int, ...], list[Any]] = {}
    for parameter in model.parameters():
        if parameter.ndim == 2:
            by_sides.setdefault(tuple(sorted(parameter.shape)), []).append(parameter)
    for weight in weights:
        flat = weight.value.reshape([n for n in weight.value.shape if n > 1] or [1])
        for parameter in by_sides.get(tuple(sorted(flat.shape)), ()):
            turned = _same(parameter, flat)
            if turned is not None:
                found[weight.name] = (parameter, turned)
                break
    return found


def _same(parameter: Any, value: Any) -> bool | None:
    """Whether they are equal as they lie (False) or transposed (True); None when they differ."""
    own = parameter.detach().numpy().astype(value.dtype)
    if own.shape == value.shape and np.array_equal(own, value):
        return False
    return True if own.T.shape == value.shape and np.array_equal(own.T, value) else None


def weights_in(package: Any) -> tuple[Weight, ...]:
    """Every weight of two sides or more of a package."""
    from studio.convert.package import read_spec
    from studio.convert.rewrite import opened

    return opened(package, read_spec(package)).weights
