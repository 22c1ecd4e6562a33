"""The training loop, one for teachers and students: read it from top to bottom.

It runs on Hugging Face Accelerate: one process, or several under `accelerate launch`, which share
each global batch. Every `yield` stands between two whole steps, so a run may be stopped at any of
them; a run that goes on from its checkpoint ends with the very weights of one never stopped.
On several processes the checkpoint folder must be the same disk for all.
"""

from __future__ import annotations

from collections.abc import Generator

from studio.core.errors import QualityError
from studio.core.events import Checkpointed, Event, Metric, Note, Progress
from studio.distil.evaluate import logits_of, validation_scores
from studio.distil.run import Run
from studio.distil.settings import TrainResult
from studio.distil.time_left import no_word

_REPORTS = 400  # loss values said in a whole run, about


def train(run: Run) -> Generator[Event, None, TrainResult]:
    """Epochs until the last, or until patience ends; the best one's weights are in the result.

    Raises QualityError when the loss is no number, HostError for memory or disk.
    """
    if run.restore():
        yield Note(f"Going on from step {run.state.step} of {run.total_steps}.")
    known = run.state.finished
    try:
        if not known:
            yield Progress("train", run.state.step, run.total_steps)
        while not run.state.finished:
            yield from _epoch(run)
            yield from _judge(run)
    except GeneratorExit:
        run.save_on_stop()
        raise
    finally:
        run.study.close()
    if not known:
        yield no_word()
    return run.result()


def _epoch(run: Run) -> Generator[Event, None, None]:
    """The batches of this epoch that are not done yet."""
    state, settings = run.state, run.settings
    batches = yield from run.prepare_epoch()
    every = max(1, run.total_steps // _REPORTS)
    run.model.train()
    for batch in batches[state.position :]:
        loss = run.step(batch)
        if loss != loss or loss == float("inf"):
            raise _no_number(state.step + 1, settings.learning_rate)
        state.step, state.position = state.step + 1, state.position + 1
        state.loss_sum, state.loss_rows = state.loss_sum + loss * len(batch), state.loss_rows + len(batch)  # fmt: skip
        if state.step % every == 0 or state.step == 1:
            yield Metric("train/loss", loss, state.step)
        yield Progress("train", state.step, run.total_steps)
        run.left.did("steps", run.units(batch))
        yield from run.left.word()
        if run.checkpoint_is_due():
            run.save()
            yield Checkpointed(state.step)


def _judge(run: Run) -> Generator[Event, None, None]:
    """Validate, keep the best, decide whether to go on; then write a checkpoint."""
    state, task = run.state, run.task
    # the plain model: DDP's forward waits for the other processes, and they may have no batch
    with run.judged():
        work = logits_of(run.plain, task.encoder, task.validation, task.k, run.validation_batch, run.accelerator)  # fmt: skip
        rows, each = 0, run.validation_units / len(task.validation)
        while True:
            try:
                done = next(work)
            except StopIteration as end:
                found = validation_scores(end.value, task.validation_ids)
                break
            run.left.did("judging", (done - rows) * each)
            rows = done
            yield Progress("train", state.step, run.total_steps)  # a chance to stop
            yield from run.left.word()
        better = _better(found, state.best)
        epoch = state.epoch + 1
        if better:
            run.save_best(epoch)
            state.best_epoch, state.best = epoch, found
    loss = state.loss_sum / max(state.loss_rows, 1)
    row = {"epoch": epoch, "step": state.step, "train_loss": loss, **found, "best": better}
    state.history.append(row)
    state.stale = 0 if better else state.stale + 1
    state.epoch, state.position, state.loss_sum, state.loss_rows = epoch, 0, 0.0, 0
    state.stopped_early = state.stale >= run.settings.patience and epoch < run.settings.epochs
    state.finished = state.stopped_early or epoch >= run.settings.epochs
    run.save()
    run.left.did("keeping", 1)
    yield Metric("epoch", epoch, state.step)
    yield from (Metric(f"validation/{name}", value, epoch) for name, value in found.items())
    yield Checkpointed(state.step)
    if state.stopped_early:
        yield Note(f"Stopped after epoch {epoch}: none better than epoch {state.best_epoch}.")


def _better(found: dict[str, float], best: dict[str, float]) -> bool:
    """Higher accuracy, or the same with a lower loss."""
    return not best or (found["accuracy"], -found["loss"]) > (best["accuracy"], -best["loss"])


def _no_number(step: int, rate: float) -> QualityError:
    return QualityError(
        f"The loss became infinite or no number at step {step}.",
        code="nan-loss",
        remedy=f"Use a lower learning rate than {rate:g}; nothing of this run was kept after its last checkpoint.",
    )
