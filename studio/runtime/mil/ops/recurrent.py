"""rnn, gru, lstm: recurrent layers, step by step (iOS15/17/18 recurrent).

Inputs x[s, b, I], states [b, H]; weights stacked by gate: gru reset, output, update; lstm input,
forget, output, cell. A single reverse layer gives its outputs in the order it made them; of a
bidirectional lstm both halves lie in the order of time.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import op

_ACTIVATION: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "scaled_tanh": torch.tanh,  # both scales are 1 by default
    "sigmoid": torch.sigmoid,
    "hard_sigmoid": lambda x: torch.clamp(0.2 * x + 0.5, 0.0, 1.0),
    "sigmoid_hard": lambda x: torch.clamp(0.2 * x + 0.5, 0.0, 1.0),
    "relu": F.relu,
    "linear": lambda x: x,
}


@op("rnn")
def rnn(
    x: Tensor,
    initial_h: Tensor,
    weight_ih: Tensor,
    weight_hh: Tensor,
    bias: Tensor | None = None,
    *,
    direction: str = "forward",
    output_sequence: bool = False,
    activation: str = "tanh",
) -> tuple[Tensor, Tensor]:
    """h = activation(W_ih x + W_hh h + b); (outputs of every or the last step, last h)."""
    act, h, outputs = _ACTIVATION[activation], initial_h, []
    for step in F.linear(_ordered(x, direction), weight_ih, bias):
        h = act(step + F.linear(h, weight_hh))
        outputs.append(h)
    return _sequence(outputs, output_sequence), h


@op("gru")
def gru(
    x: Tensor,
    initial_h: Tensor,
    weight_ih: Tensor,
    weight_hh: Tensor,
    bias: Tensor | None = None,
    input_bias: Tensor | None = None,
    *,
    direction: str = "forward",
    output_sequence: bool = False,
    recurrent_activation: str = "sigmoid",
    activation: str = "tanh",
    reset_after: bool = False,
) -> tuple[Tensor, Tensor]:
    """r, z = gates; o = act(W_o x + W_ho (r h)); h = (1 - z) o + z h.

    reset_after (iOS 18) applies r to W_ho h + b instead of to h.
    """
    gate, act, h, outputs = (
        _ACTIVATION[recurrent_activation],
        _ACTIVATION[activation],
        initial_h,
        [],
    )
    size = weight_hh.shape[1]
    of_gates, of_output = _rows(weight_hh, size)
    b = torch.zeros(3 * size) if bias is None else bias
    b_gates, b_output = _rows(b, size)
    for step in F.linear(_ordered(x, direction), weight_ih, input_bias):
        given, given_output = _columns(step, size)
        r, z = gate(given + F.linear(h, of_gates, b_gates)).chunk(2, -1)
        if reset_after:
            o = act(given_output + r * F.linear(h, of_output, b_output))
        else:
            o = act(given_output + F.linear(r * h, of_output, b_output))
        h = (1 - z) * o + z * h
        outputs.append(h)
    return _sequence(outputs, output_sequence), h


@op("lstm")
def lstm(
    x: Tensor,
    initial_h: Tensor,
    initial_c: Tensor,
    weight_ih: Tensor,
    weight_hh: Tensor,
    bias: Tensor | None = None,
    peephole: Tensor | None = None,
    weight_ih_back: Tensor | None = None,
    weight_hh_back: Tensor | None = None,
    bias_back: Tensor | None = None,
    peephole_back: Tensor | None = None,
    *,
    direction: str = "forward",
    output_sequence: bool = False,
    recurrent_activation: str = "sigmoid",
    cell_activation: str = "tanh",
    activation: str = "tanh",
    clip: float | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """i, f, o, z = gates; c = f c + i z, held in -clip..clip; h = o act(c).

    (outputs, last h, last c); bidirectional: both directions side by side in the last dimension.
    """
    names = (recurrent_activation, cell_activation, activation)
    if direction != "bidirectional":
        states = (initial_h, initial_c)
        weights = (weight_ih, weight_hh, bias, peephole)
        steps, h, c = _lstm(_ordered(x, direction), states, weights, names, clip)
        return _sequence(steps, output_sequence), h, c
    if weight_ih_back is None or weight_hh_back is None:
        raise ValueError("a bidirectional lstm needs weight_ih_back and weight_hh_back")
    sides = [
        ("forward", (weight_ih, weight_hh, bias, peephole)),
        ("reverse", (weight_ih_back, weight_hh_back, bias_back, peephole_back)),
    ]
    halves = list(zip(initial_h.chunk(2, -1), initial_c.chunk(2, -1), strict=True))
    outputs, hs, cs = [], [], []
    for (way, weights), states in zip(sides, halves, strict=True):
        steps, h, c = _lstm(_ordered(x, way), states, weights, names, clip)
        done = _sequence(steps, output_sequence)
        outputs.append(_ordered(done, way))
        hs.append(h)
        cs.append(c)
    return torch.cat(outputs, -1), torch.cat(hs, -1), torch.cat(cs, -1)


def _lstm(
    x: Tensor,
    states: tuple[Tensor, Tensor],
    weights: tuple[Tensor, Tensor, Tensor | None, Tensor | None],
    names: tuple[str, str, str],
    clip: float | None,
) -> tuple[list[Tensor], Tensor, Tensor]:
    gate, cell, act = (_ACTIVATION[name] for name in names)
    (h, c), (w_ih, w_hh, bias, peephole), outputs = states, weights, []
    peep = (None,) * 3 if peephole is None else peephole.chunk(3)
    for step in F.linear(x, w_ih, bias):
        i, f, o, z = (step + F.linear(h, w_hh)).chunk(4, -1)
        i, f = gate(_peeped(i, c, peep[0])), gate(_peeped(f, c, peep[1]))
        c = f * c + i * cell(z)
        c = c if clip is None else c.clamp(-clip, clip)
        h = gate(_peeped(o, c, peep[2])) * act(c)
        outputs.append(h)
    return outputs, h, c


def _peeped(value: Tensor, cell: Tensor, weight: Tensor | None) -> Tensor:
    return value if weight is None else value + cell * weight


def _ordered(x: Tensor, direction: str) -> Tensor:
    return torch.flip(x, [0]) if direction == "reverse" else x


def _sequence(outputs: list[Tensor], every: bool) -> Tensor:
    return torch.stack(outputs if every else outputs[-1:])


def _rows(stacked: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """A gru's rows [reset | output | update] as (reset and update, output)."""
    return torch.cat([stacked[:size], stacked[2 * size :]]), stacked[size : 2 * size]


def _columns(step: Tensor, size: int) -> tuple[Tensor, Tensor]:
    return torch.cat([step[..., :size], step[..., 2 * size :]], -1), step[..., size : 2 * size]
