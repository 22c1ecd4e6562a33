"""Checkpoints of a training run: weights, optimiser, random state and place, whole or absent.

`at-STEP-EPOCH/` holds model.safetensors, optimiser.safetensors, random.safetensors, bridge.safetensors
(projections) and average.safetensors, where there are any, and, last, state.json; `best-EPOCH.safetensors` are the best epoch's weights. No pickle anywhere. The learning
rate and the order of rows are functions of step, epoch and seed: there is nothing to keep of them.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.files import atomic_path, disk_errors

if TYPE_CHECKING:
    from studio.distil.averaging import Average

_STATE = "state.json"
_WEIGHTS, _OPTIMISER, _RANDOM = "model.safetensors", "optimiser.safetensors", "random.safetensors"
_BRIDGE, _AVERAGE = "bridge.safetensors", "average.safetensors"


@dataclass
class State:
    """Where a run is: `position` batches of epoch `epoch` (from 0) are done, `step` in all.

    loss_sum adds up this epoch's batch losses by rows; best_epoch counts from 1 (0: none yet).
    """

    epoch: int = 0
    position: int = 0
    step: int = 0
    loss_sum: float = 0.0
    loss_rows: int = 0
    best_epoch: int = 0
    best: dict[str, float] = field(default_factory=dict)
    stale: int = 0
    history: list[dict[str, Any]] = field(default_factory=list)
    finished: bool = False
    stopped_early: bool = False


@dataclass(frozen=True)
class Checkpoints:
    """One run's folder; `key` digests everything its numbers depend on."""

    folder: Path
    key: str

    def save(
        self, state: State, model: Any, optimiser: Any, random: dict[str, Any], bridge: Any = None,
        average: Average | None = None,
    ) -> None:  # fmt: skip
        """Write this place and forget the earlier ones. Raises HostError for a full disk."""
        from safetensors.torch import save_file, save_model

        target = self.folder / f"at-{state.step:09d}-{state.epoch:05d}"
        about = {"key": self.key, "state": asdict(state)}
        with atomic_path(target, folder=True) as draft:
            save_model(model, str(draft / _WEIGHTS))
            save_file(_flat(optimiser), str(draft / _OPTIMISER))
            save_file(random, str(draft / _RANDOM))
            if bridge is not None:
                save_model(bridge, str(draft / _BRIDGE))
            if average is not None:
                save_file(average.weights, str(draft / _AVERAGE))
            (draft / _STATE).write_text(json.dumps(about), encoding="utf-8")
        self._forget(keep={target.name, self._best(state.best_epoch).name})

    def save_best(self, epoch: int, model: Any) -> None:
        """Write the weights of the best epoch so far."""
        from safetensors.torch import save_model

        with atomic_path(self._best(epoch)) as draft:
            save_model(model, str(draft))

    def load_best(self, epoch: int, model: Any) -> None:
        """Put the best epoch's weights into the model."""
        from safetensors.torch import load_model

        load_model(model, str(self._best(epoch)))

    def restore(
        self, model: Any, optimiser: Any, device: Any, bridge: Any = None,
        average: Average | None = None,
    ) -> tuple[State, dict[str, Any]] | None:  # fmt: skip
        """Go back to the last place of a run with this key; None when there is none.

        Fills model, optimiser, bridge and average, returns the place and the random states.
        """
        from safetensors.torch import load_file, load_model

        if (found := self._last()) is None:
            return None
        place, state = found
        random = load_file(str(place / _RANDOM))
        saved = load_file(str(place / _OPTIMISER), device=str(device))
        load_model(model, str(place / _WEIGHTS), device=str(device))
        optimiser.load_state_dict(_unflat(saved, optimiser))
        if bridge is not None:
            load_model(bridge, str(place / _BRIDGE), device=str(device))
        if average is not None:
            average.load(load_file(str(place / _AVERAGE), device=str(device)))
        return state, random

    def clear(self) -> None:
        """Forget every place and best weights (a run begins anew)."""
        self._forget(keep=set())

    def _last(self) -> tuple[Path, State] | None:
        for place in sorted(self.folder.glob("at-*"), reverse=True):
            try:
                about = json.loads((place / _STATE).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if about.get("key") == self.key:
                known = {f.name for f in fields(State)}
                return place, State(**{k: v for k, v in about["state"].items() if k in known})
        return None

    def _best(self, epoch: int) -> Path:
        return self.folder / f"best-{epoch:05d}.safetensors"

    def _forget(self, keep: set[str]) -> None:
        with disk_errors(self.folder):
            for old in (*self.folder.glob("at-*"), *self.folder.glob("best-*")):
                if old.name in keep:
                    continue
                shutil.rmtree(old) if old.is_dir() else old.unlink()


def _flat(optimiser: Any) -> dict[str, Any]:
    """The optimiser's tensors as `index.name`, the form safetensors keeps."""
    state = optimiser.state_dict()["state"]
    return {f"{i}.{name}": tensor.contiguous() for i, kept in state.items() for name, tensor in kept.items()}  # fmt: skip


def _unflat(saved: dict[str, Any], optimiser: Any) -> dict[str, Any]:
    state: dict[int, dict[str, Any]] = {}
    for key, tensor in saved.items():
        index, _, name = key.partition(".")
        state.setdefault(int(index), {})[name] = tensor
    return {"state": state, "param_groups": optimiser.state_dict()["param_groups"]}
