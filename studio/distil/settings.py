"""How to train, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studio.models.classifier import Classifier


@dataclass(frozen=True)
class TrainSettings:
    """Training with hard labels.

    batch_size is global: processes share it. warm_up is the share of steps in which the learning
    rate climbs; patience counts epochs without a better one. threads 0 lets torch choose. A
    checkpoint is written every checkpoint_steps steps (0: never) or checkpoint_seconds seconds
    (one process only), after each epoch, and when the run is stopped. layer_decay makes each
    layer's rate so many times that of the layer above; balance is `none`, `weights` (rare labels
    weigh more), `sampling` (every label is drawn equally often) or `square-root` (as often as the
    root of its rows: half way there). least_steps adds epochs until there are so many optimiser
    steps (0: epochs as they are). With average above 0 the running average of the weights is
    judged and kept, of which that share stays at each step.
    """

    epochs: int = 3
    learning_rate: float = 1e-4
    batch_size: int = 32
    patience: int = 2
    seed: int = 0
    threads: int = 0
    warm_up: float = 0.1
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    layer_decay: float = 1.0
    balance: str = "none"
    least_steps: int = 0
    average: float = 0.0
    checkpoint_steps: int = 0
    checkpoint_seconds: float = 30.0


TeachSettings = TrainSettings


@dataclass(frozen=True)
class DistilSettings(TrainSettings):
    """Training with soft labels: alpha weighs the hard ones, 1 - alpha the teacher's at T.

    objective: objectives with weights, as `studio.distil.lesson` reads them.
    """

    epochs: int = 4
    learning_rate: float = 2e-4
    temperature: float = 2.0
    alpha: float = 0.5
    objective: str = "soft_hard"


BALANCES = ("none", "weights", "sampling", "square-root")
DRAWN = {"sampling": 0.0, "square-root": 0.5}  # a label's rows are drawn as often as count ** this
HOW_NOT_WHAT = ("threads", "checkpoint_steps", "checkpoint_seconds")  # leave the numbers alone


@dataclass(frozen=True)
class TrainResult:
    """The best epoch's classifier (in eval mode) and how it was reached.

    history has one dict an epoch: epoch (from 1), step, train_loss, accuracy, loss, macro_f1, best;
    validation is the best epoch's. `steps` counts optimiser steps of all epochs run.
    """

    classifier: Classifier
    best_epoch: int
    history: tuple[dict[str, Any], ...]
    validation: dict[str, float]
    steps: int
    stopped_early: bool = False
