"""One training run's moving parts: model, optimiser, place, checkpoints, processes."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import HostError
from studio.core.events import Event, Progress
from studio.core.files import sweep
from studio.core.seeds import derive
from studio.distil.averaging import Average
from studio.distil.checkpoint import Checkpoints, State
from studio.distil.fresh import STAGE, FreshRows, Material
from studio.distil.gathering import gathered
from studio.distil.lesson import Lesson
from studio.distil.optimiser import make_optimiser
from studio.distil.order import epoch_batches, label_weights, learning_rate_at, shard
from studio.distil.settings import DRAWN, TrainResult, TrainSettings
from studio.distil.study import begin_study
from studio.distil.time_left import TimeLeft, work_of
from studio.models.memory import memory_errors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.distil.tokens import Tokens
    from studio.models.classifier import Classifier
    from studio.models.tokenizer import TextEncoder

    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Task:
    """What is learnt from what: train rows, validation rows, the lesson, and who gives it."""

    classifier: Classifier
    material: Material
    validation: Tokens
    validation_ids: Ints
    lesson: Lesson
    teacher: Classifier | None = None
    fresh: FreshRows | None = None

    @property
    def encoder(self) -> TextEncoder:
        """The tokenizer (here only for padding)."""
        return self.classifier.encoder

    @property
    def k(self) -> int:
        """Number of labels."""
        return len(self.classifier.card.labels)

    @property
    def rows_an_epoch(self) -> int:
        """Train rows of every epoch, fresh copies included."""
        copies = self.fresh.fresh.copies if self.fresh is not None else 0
        return len(self.material) * (1 + copies)


class Run:
    """A run in progress; `state` is what a checkpoint keeps besides weights and optimiser."""

    def __init__(self, task: Task, settings: TrainSettings, folder: Path, key: str) -> None:
        import torch
        from accelerate import Accelerator

        self.task, self.settings, self.state = task, settings, State()
        self.accelerator = Accelerator()
        self.total_steps = settings.epochs * -(-task.rows_an_epoch // settings.batch_size)
        self.material = task.material
        self.validation_batch = max(settings.batch_size, 32)
        torch.manual_seed(self._dropout_seed())
        model, device = task.classifier.model, self.accelerator.device
        self.study = begin_study(task.lesson, task.classifier, task.teacher, settings.seed, device)
        self.study.autocast = self.accelerator.autocast  # the student's pass gets it from prepare
        optimiser = make_optimiser(model, settings, device, self.study.bridge_weights())
        self.model, self.optimiser = self.accelerator.prepare(model, optimiser)
        self.plain = self.accelerator.unwrap_model(self.model)
        self._average = Average(self.plain, settings.average) if settings.average else None
        self._weights = label_weights(task.material.label_ids, task.k) if settings.balance == "weights" else None  # fmt: skip
        self._checkpoints = Checkpoints(folder, key)
        self._saved_at, self._saved_time, self._save_cost = (-1, -1), time.monotonic(), 0.0
        self.left, self._work = TimeLeft(), work_of(self.plain)

    def prepare_epoch(self) -> Generator[Event, None, list[Ints]]:
        """This epoch's rows, and their batches."""
        task, settings, epoch = self.task, self.settings, self.state.epoch
        self._plan()
        if task.fresh is not None:
            story = task.fresh.material(task.material, epoch, self.accelerator)
            self.material = yield from self._timed(story, epoch)
        ids = self.material.label_ids if settings.balance in DRAWN else None
        lengths, power = self.material.tokens.lengths, DRAWN.get(settings.balance, 1.0)
        batches = epoch_batches(lengths, settings.batch_size, settings.seed, epoch, ids, power)
        ahead = sum(map(self.units, batches))
        self.left.plan("steps", ahead * (settings.epochs - epoch) - sum(map(self.units, batches[: self.state.position])))  # fmt: skip
        self.left.begin()
        return batches

    def units(self, batch: Ints) -> float:
        """The work of one step, for the time left."""
        return float(self.material.tokens.lengths[batch].sum()) * 3 * self._work

    @property
    def validation_units(self) -> float:
        """The work of judging once, for the time left."""
        return float(self.task.validation.lengths.sum()) * self._work

    def _plan(self) -> None:
        """What all epochs from this one on will take."""
        task, epochs = self.task, self.settings.epochs - self.state.epoch
        own, copies = int(task.material.tokens.lengths.sum()), task.rows_an_epoch / len(task.material) - 1  # fmt: skip
        self.left.plan("steps", epochs * own * (1 + copies) * 3 * self._work)
        self.left.plan("judging", epochs * self.validation_units)
        self.left.plan("keeping", epochs)
        if task.teacher is not None and task.fresh is not None:
            self.left.plan("copies", epochs * own * copies * work_of(task.teacher.model))
        self.left.begin()

    def _timed(self, story: Generator[Event, None, Material], epoch: int) -> Generator[Event, None, Material]:  # fmt: skip
        """An epoch's copies as they come, and the time left; what remains unsaid is done at the end."""
        assert self.task.teacher is not None
        whole = int(self.task.material.tokens.lengths.sum()) * (self.task.rows_an_epoch / len(self.task.material) - 1)  # fmt: skip
        done, work = 0.0, whole * work_of(self.task.teacher.model)
        while True:
            try:
                event = next(story)
            except StopIteration as end:
                self.left.plan("copies", work * (self.settings.epochs - epoch - 1))
                made: Material = end.value
                return made
            yield event
            if isinstance(event, Progress) and event.stage == STAGE and event.total:
                share = event.done * self.settings.epochs / event.total - epoch
                if share > done:
                    self.left.did("copies", (share - done) * work)
                    done = share
                    yield from self.left.word()

    def step(self, batch: Ints) -> float:
        """One optimiser step on a global batch; its mean loss over all processes."""
        import torch

        mine, weights = shard(batch, self.accelerator.process_index, self.accelerator.num_processes)
        if self._weights is not None:
            weights = weights * self._weights[self.material.label_ids[mine]]
        rate = self.settings.learning_rate * learning_rate_at(self.state.step, self.total_steps, self.settings.warm_up)  # fmt: skip
        for group in self.optimiser.param_groups:
            group["lr"] = rate * group["scale"]
        with memory_errors():
            losses = self._losses(mine, batch)
            loss = (losses * torch.from_numpy(weights).to(losses.device)).sum()
            self.accelerator.backward(loss)
            self._share_bridge()
            every = [*self.model.parameters(), *self.study.bridge_weights()]
            self.accelerator.clip_grad_norm_(every, self.settings.clip_norm)
            self.optimiser.step()
            self.optimiser.zero_grad()
        if self._average is not None:
            self._average.follow(self.plain, self.state.step + 1)
        return float(self.accelerator.reduce(loss.detach(), "mean").item())

    def _losses(self, rows: Ints, batch: Ints) -> Any:
        import torch

        now, device = self.material, self.accelerator.device
        width = int(now.tokens.lengths[batch].max())
        padded = self.task.encoder.pad(now.tokens.rows(rows), width)  # type: ignore[arg-type]
        teacher = None if now.teacher_logits is None else torch.from_numpy(now.teacher_logits[rows]).to(device)  # fmt: skip
        label_ids = torch.from_numpy(now.label_ids[rows]).to(device)
        share = self.state.step / max(self.total_steps - 1, 1)
        everyone = partial(gathered, self.accelerator, len(batch))
        return self.study.losses(self.model, padded, teacher, label_ids, share, everyone)

    def _share_bridge(self) -> None:
        """The projections' gradients, the same in every process (the model's are exchanged by DDP)."""
        if self.accelerator.num_processes > 1:
            for weight in self.study.bridge_weights():
                weight.grad = self.accelerator.reduce(weight.grad, "mean")

    def judged(self) -> AbstractContextManager[None]:
        """While it is open the model has the weights that are judged and kept."""
        return nullcontext() if self._average is None else self._average.inside(self.plain)

    def checkpoint_is_due(self) -> bool:
        """By steps, which all processes count alike; by the clock only where there is one.

        Writing never takes more than about a twentieth of the time, however slow the disk.
        """
        every = self.settings.checkpoint_steps
        if every and self.state.step % every == 0:
            return True
        wait = max(self.settings.checkpoint_seconds, 20 * self._save_cost)
        return self.accelerator.num_processes == 1 and time.monotonic() - self._saved_time > wait

    def save(self) -> None:
        """Write a checkpoint (the main process), unless this place is already written."""
        place, begun = (self.state.step, self.state.epoch), time.monotonic()
        random = self._random_states()
        if place != self._saved_at and self.accelerator.is_main_process:
            self._checkpoints.save(
                self.state, self.plain, self.optimiser, random, self.study.bridge, self._average
            )
        self._saved_at, self._saved_time = place, time.monotonic()
        self._save_cost = self._saved_time - begun
        self.accelerator.wait_for_everyone()

    def save_on_stop(self) -> None:
        """Write a checkpoint when asked to stop; several processes rely on their last one."""
        if self.accelerator.num_processes == 1 and self.state.step:
            self.save()

    def save_best(self, epoch: int) -> None:
        """Keep the weights as they are now."""
        if self.accelerator.is_main_process:
            self._checkpoints.save_best(epoch, self.plain)

    def restore(self) -> bool:
        """Go back to the last checkpoint of the same run, or begin anew; True when there was one."""
        if self.accelerator.num_processes == 1:  # others may be writing their drafts just now
            sweep(self._checkpoints.folder)
        found = self._checkpoints.restore(self.plain, self.optimiser, self.accelerator.device, self.study.bridge, self._average)  # fmt: skip
        self._all_agree(found[0].step if found else 0)
        if found is None:
            if self.accelerator.is_main_process:
                self._checkpoints.clear()
            return False
        self.state, random = found
        self._saved_at = (self.state.step, self.state.epoch)
        self._set_random_state(random)
        return True

    def result(self) -> TrainResult:
        """The best epoch's weights in the classifier, which is in eval mode again."""
        if self.accelerator.is_main_process:  # others may be on hosts without the folder
            self._checkpoints.load_best(self.state.best_epoch, self.plain)
        self.accelerator.unwrap_model(self.model, keep_fp32_wrapper=False)  # float32 from here
        self.plain.eval()
        return TrainResult(
            replace(self.task.classifier, model=self.plain),
            self.state.best_epoch,
            tuple(self.state.history),
            dict(self.state.best),
            self.state.step,
            self.state.stopped_early,
        )

    def _all_agree(self, step: int) -> None:
        if self.accelerator.num_processes == 1:
            return
        from accelerate.utils import gather_object

        if len(set(gather_object([step]))) > 1:
            raise HostError(
                "The processes see different checkpoints.",
                code="checkpoint-not-shared",
                remedy="Put the project on a disk that all hosts share, or delete its checkpoints.",
            )

    def _dropout_seed(self) -> int:
        return derive(self.settings.seed, "dropout", self.accelerator.process_index) % 2**63

    def _random_states(self) -> dict[str, Any]:
        """Random states of every process, uint8 tensors named `cpu.RANK` and `device.RANK`."""
        import torch
        from accelerate.utils import gather_object

        rank = self.accelerator.process_index
        mine = {f"cpu.{rank}": torch.get_rng_state()}
        if self.accelerator.device.type in ("cuda", "mps"):
            mine[f"device.{rank}"] = getattr(torch, self.accelerator.device.type).get_rng_state()
        if self.accelerator.num_processes == 1:
            return mine
        return {name: state for one in gather_object([mine]) for name, state in one.items()}

    def _set_random_state(self, random: dict[str, Any]) -> None:
        """This process's own state; with another number of processes, a seeded one."""
        import torch

        rank, kind = self.accelerator.process_index, self.accelerator.device.type
        if f"cpu.{rank}" not in random:
            torch.manual_seed(derive(self.settings.seed, "dropout", rank, self.state.step) % 2**63)
            return
        torch.set_rng_state(random[f"cpu.{rank}"])
        if f"device.{rank}" in random and kind in ("cuda", "mps"):
            getattr(torch, kind).set_rng_state(random[f"device.{rank}"])
