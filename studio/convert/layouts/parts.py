"""The layers of a classifier over tensors [n, C, 1, L]: 1x1 convolutions and norms over the channels.

Every part is stored under the name its layer has in the classifier, and holds the same numbers in
the same memory: what reads names or numbers (traces, calibration) finds its way.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

_LEAST = 1e-4  # of |gamma|, beside the largest |beta|: beyond that beta / gamma loses digits


class Pointwise(torch.nn.Module):
    """A linear layer (or a convolution of width 1) as a 1x1 convolution over [n, C, 1, L]."""

    def __init__(self, weight: Tensor, bias: Tensor | None, groups: int = 1) -> None:
        super().__init__()
        self.weight = _fixed(weight.reshape(weight.shape[0], -1, 1, 1))
        self.bias = None if bias is None else _fixed(bias)
        self.groups = groups

    def forward(self, x: Tensor) -> Tensor:
        """[n, C, 1, L] -> [n, out, 1, L]."""
        return F.conv2d(x, self.weight, self.bias, groups=self.groups)


class Neighbours(torch.nn.Module):
    """A convolution along the tokens, [out, in, width], of odd width, zeros at both ends."""

    def __init__(self, weight: Tensor, bias: Tensor | None, groups: int = 1) -> None:
        super().__init__()
        self.weight = _fixed(weight[:, :, None, :])
        self.bias = None if bias is None else _fixed(bias)
        self.groups = groups

    def forward(self, x: Tensor) -> Tensor:
        """[n, C, 1, L] -> [n, out, 1, L]."""
        side = self.weight.shape[-1] // 2
        return F.conv2d(x, self.weight, self.bias, padding=(0, side), groups=self.groups)


class ChannelNorm(torch.nn.Module):
    """Layer normalisation over the channels.

    Written so that Core ML Tools sees one layer_norm over axis 1. It knows the form
    (normal + beta / gamma) * gamma only, which must not be used where a gamma is (almost) 0.
    """

    def __init__(self, gamma: Tensor | None, beta: Tensor | None, eps: float) -> None:
        super().__init__()
        self.eps, self.shifted = float(eps), False
        self.weight = self.bias = None
        if gamma is not None:
            beta = torch.zeros_like(gamma) if beta is None else beta
            self.shifted = bool((gamma.abs() > _LEAST * beta.abs().max().clamp(min=1)).all())
            beta = beta.detach().double() / gamma.detach().double() if self.shifted else beta
            self.weight, self.bias = _fixed(_channels(gamma)), _fixed(_channels(beta.float()))

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        centred = x - x.mean(1, keepdim=True)
        normal = centred * torch.rsqrt((centred * centred).mean(1, keepdim=True) + self.eps)
        if self.weight is None or self.bias is None:
            return normal
        if self.shifted:
            return (normal + self.bias) * self.weight
        return normal * self.weight + self.bias


class ChannelScale(torch.nn.Module):
    """A scale and a shift a channel (MobileBERT's NoNorm)."""

    def __init__(self, gamma: Tensor, beta: Tensor) -> None:
        super().__init__()
        self.weight, self.bias = _fixed(_channels(gamma)), _fixed(_channels(beta))

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        return x * self.weight + self.bias


class Table(torch.nn.Module):
    """Rows looked up by ids, laid out channels first."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.weight = _fixed(weight)

    def forward(self, ids: Tensor) -> Tensor:
        """[n, L] -> [n, C, 1, L]."""
        return F.embedding(ids, self.weight).transpose(1, 2).unsqueeze(2)


class Parts:
    """Makes the parts of a classifier and hangs them into `root`, each one once."""

    def __init__(self, model: torch.nn.Module, root: torch.nn.Module, length: int) -> None:
        # One more than the tokens: a table exactly as long as torch.export's example would turn
        # a free length into a fixed one.
        self.length = length + 1
        self._names = {id(module): name for name, module in model.named_modules()}
        self._root = root
        self._made: dict[int, torch.nn.Module] = {}

    def conv(self, layer: Any) -> Any:
        """A linear layer, or a convolution of width 1, as Pointwise; wider ones as Neighbours."""
        groups = getattr(layer, "groups", 1)
        wide = layer.weight.ndim == 3 and layer.weight.shape[-1] > 1
        kind: Any = Neighbours if wide else Pointwise
        return self._once(layer, lambda: kind(layer.weight, layer.bias, groups))

    def norm(self, layer: Any) -> Any:
        """A layer norm over the channels; the identity for none; MobileBERT's scale and shift."""
        if isinstance(layer, torch.nn.Identity):
            return layer
        eps = getattr(layer, "eps", getattr(layer, "variance_epsilon", None))
        if eps is None:
            return self._once(layer, lambda: ChannelScale(layer.weight, layer.bias))
        beta = getattr(layer, "bias", None)
        return self._once(layer, lambda: ChannelNorm(layer.weight, beta, eps))

    def table(self, layer: Any) -> Any:
        """An embedding."""
        return self._once(layer, lambda: Table(layer.weight))

    def constant(self, name: str, value: Tensor) -> Tensor:
        """Numbers worked out beforehand; they become part of the module under a name of ours."""
        self._root.register_buffer(name, value.detach().contiguous(), persistent=False)
        return self._root.get_buffer(name)

    def _once(self, layer: Any, make: Any) -> torch.nn.Module:
        if id(layer) not in self._made:
            made = self._made[id(layer)] = make()
            _hang(self._root, self._names[id(layer)], made)
        return self._made[id(layer)]


def _fixed(tensor: Tensor) -> torch.nn.Parameter:
    return torch.nn.Parameter(tensor.detach(), requires_grad=False)


def _channels(vector: Tensor) -> Tensor:
    return vector.detach().reshape(1, -1, 1, 1)


def _hang(root: torch.nn.Module, name: str, part: torch.nn.Module) -> None:
    *path, last = name.split(".")
    for step in path:
        if step not in root._modules:
            root.add_module(step, torch.nn.Module())
        root = root.get_submodule(step)
    root.add_module(last, part)
