"""Soft labels: the teacher's raw logits for every row, in chunks that survive a stop."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import QualityError
from studio.core.events import Checkpointed, Event, Note, Progress
from studio.core.files import atomic_path, digest_bytes, sweep
from studio.core.seeds import rng
from studio.core.values import Dataset, SoftLabels
from studio.distil.evaluate import logits_of
from studio.distil.time_left import TimeLeft, no_word
from studio.distil.tokens import Tokens, tokenise
from studio.models.memory import memory_errors
from studio.models.threads import set_threads

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.models.classifier import Classifier

    Ints = NDArray[np.int64]
    Logits = NDArray[np.float32]

CHUNK = 512  # rows a file


def soft_labels(
    teacher: Classifier,
    dataset: Dataset,
    *,
    checkpoint: Path,
    batch_size: int = 64,
    threads: int = 0,
    chunk: int = CHUNK,
) -> Generator[Event, None, SoftLabels]:
    """Raw logits float32[n, k] in row order; chunks already in `checkpoint` are not computed again.

    Raises QualityError when the teacher answers with no numbers, HostError for memory or disk.
    """
    import numpy as np
    from accelerate import Accelerator

    set_threads(threads)
    accelerator, digest = Accelerator(), teacher.digest()
    teacher.model.to(accelerator.device)
    key = digest_bytes(dataset.digest.encode(), digest.encode(), str(chunk).encode())[:24]
    if accelerator.num_processes == 1:
        sweep(checkpoint)
    tokens = yield from tokenise(
        teacher.encoder, dataset.texts, teacher.card.max_length, checkpoint, dataset.digest, "tokenise"
    )  # fmt: skip
    found = np.zeros((len(tokens), len(teacher.card.labels)), dtype=np.float32)
    files = [(rows, checkpoint / f"logits-{key}-{at:06d}.npy") for at, rows in enumerate(_chunks(tokens, chunk))]  # fmt: skip
    todo, done = _read_chunks(files, found)
    if done:
        yield Note(f"{done} of {len(tokens)} rows were labelled before.")
    yield Progress("label", done, len(tokens))
    left = TimeLeft()
    left.plan("label", float(sum(tokens.lengths[rows].sum() for rows, _ in todo)))
    for rows, file in todo:
        found[rows] = yield from _label(teacher, tokens, rows, batch_size, accelerator, done, left)
        done += len(rows)
        if accelerator.is_main_process:
            _write(file, found[rows])
        yield Checkpointed(done)
    yield no_word()
    if not np.isfinite(found).all():
        raise QualityError(
            "The teacher answers some rows with no number.",
            code="nan-logits",
            remedy="Choose another teacher, or fine-tune it again with a lower learning rate.",
            detail=f"first row: {int(np.argmin(np.isfinite(found).all(1)))}",
        )
    return SoftLabels(found, dataset.digest, digest)


def _label(
    teacher: Classifier,
    tokens: Tokens,
    rows: Ints,
    batch_size: int,
    accelerator: Any,
    before: int,
    left: TimeLeft,
) -> Generator[Event, None, Logits]:
    with memory_errors():
        work = logits_of(
            teacher.model, teacher.encoder, tokens, len(teacher.card.labels), batch_size, accelerator, rows
        )  # fmt: skip
        last, each = 0, float(tokens.lengths[rows].mean())
        while True:
            try:
                done = next(work)
            except StopIteration as end:
                logits: Logits = end.value
                return logits
            left.did("label", (done - last) * each)
            last = done
            yield Progress("label", before + done, len(tokens))
            yield from left.word()


def _chunks(tokens: Tokens, chunk: int) -> list[Ints]:
    """Rows by chunk: like lengths together, the chunks shuffled so that the pace is even."""
    import numpy as np

    order = np.argsort(tokens.lengths, kind="stable")
    chunks = [order[at : at + chunk] for at in range(0, len(order), chunk)]
    rng(0, "chunks", len(chunks)).shuffle(chunks)
    return chunks


def _read_chunks(
    files: list[tuple[Ints, Path]], found: Logits
) -> tuple[list[tuple[Ints, Path]], int]:
    """Fill in what is on disk; what is left to do, and how many rows are done."""
    import numpy as np

    todo, done = [], 0
    for rows, file in files:
        try:
            found[rows] = np.load(file)
            done += len(rows)
        except (OSError, ValueError, EOFError):  # not there, or damaged: computed again
            todo.append((rows, file))
    return todo, done


def _write(file: Path, logits: Logits) -> None:
    import numpy as np

    with atomic_path(file) as draft, open(draft, "wb") as handle:
        np.save(handle, logits)
