"""Copies made anew for every epoch, and the teacher's own answers to them.

The teacher sees the very text the student sees. Where it changes its mind about a copy, the copy's
hard label is left out (`relabel`: the teacher alone is believed) or the original takes its place
(`drop`), so that every epoch has as many rows. What an epoch is made of depends on its number
alone: a run that goes on makes the same copies again, or finds them beside its checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.events import Event, Metric, Progress
from studio.core.files import atomic_path, digest_bytes
from studio.distil.evaluate import logits_of
from studio.distil.tokens import Tokens, encoded, joined
from studio.models.memory import memory_errors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.models.classifier import Classifier
    from studio.models.tokenizer import TextEncoder

    Ints = NDArray[np.int64]
    Logits = NDArray[np.float32]

STAGE = "fresh copies"
BATCH = 64
CHANGED_MIND = ("relabel", "drop", "keep")


@dataclass(frozen=True)
class Fresh:
    """make(epoch) gives m texts and, for each, the train row it is a copy of, int64[m].

    m is the same in every epoch. `key` names everything `make` depends on besides the rows.
    """

    make: Callable[[int], Generator[Event, None, tuple[Sequence[str], Ints]]]
    copies: int
    key: str
    changed_mind: str = "relabel"


@dataclass(frozen=True)
class Material:
    """What an epoch is learnt from: n tokenised rows, label ids [n], the teacher's logits [n, k]."""

    tokens: Tokens
    label_ids: Ints
    teacher_logits: Logits | None

    def __len__(self) -> int:
        return len(self.label_ids)


@dataclass(frozen=True)
class FreshRows:
    """Adds an epoch's copies to a run's own rows; `epochs` is how many the progress counts to."""

    fresh: Fresh
    teacher: Classifier
    encoder: TextEncoder
    length: int
    folder: Path
    epochs: int

    def material(self, base: Material, epoch: int, accelerator: Any) -> Generator[Event, None, Material]:  # fmt: skip
        """The rows of one epoch (from 0), the base's first."""
        import numpy as np

        texts, of = yield from self.fresh.make(epoch)
        begun = epoch * len(texts)
        yield Progress(STAGE, begun, self.epochs * len(texts))
        tokens = encoded(self.encoder, texts, self.length)
        logits = yield from self._answers(texts, tokens, begun, accelerator)
        assert base.teacher_logits is not None
        before = base.teacher_logits[of]
        changed = before.argmax(-1) != logits.argmax(-1)
        ids = base.label_ids[of]
        if self.fresh.changed_mind == "relabel":
            ids = np.where(changed, -1, ids)
        elif self.fresh.changed_mind == "drop":
            tokens = joined(tokens, base.tokens).take(np.where(changed, len(of) + of, np.arange(len(of))))  # fmt: skip
            logits = np.where(changed[:, None], before, logits)
        yield Metric("fresh/changed_mind", float(changed.mean()) if len(of) else 0.0, epoch + 1)
        return replace(
            base,
            tokens=joined(base.tokens, tokens),
            label_ids=np.concatenate([base.label_ids, ids]),
            teacher_logits=np.concatenate([base.teacher_logits, logits]),
        )

    def _answers(self, texts: Sequence[str], tokens: Tokens, begun: int, accelerator: Any) -> Generator[Event, None, Logits]:  # fmt: skip
        """The teacher's logits [m, k] for the copies, kept until the next epoch's take their place."""
        file = self.folder / f"fresh-{self._name(texts)}.npy"
        known = _read(file, (len(texts), len(self.teacher.card.labels)))
        if known is not None:
            return known
        if self.teacher.encoder.digest != self.encoder.digest or self.teacher.card.max_length != self.length:  # fmt: skip
            tokens = encoded(self.teacher.encoder, texts, self.teacher.card.max_length)
        logits = yield from self._asked(tokens, begun, accelerator)
        if accelerator.is_main_process:
            for old in self.folder.glob("fresh-*.npy"):
                old.unlink()
            _write(file, logits)
        return logits

    def _asked(self, tokens: Tokens, begun: int, accelerator: Any) -> Generator[Event, None, Logits]:  # fmt: skip
        model = self.teacher.model.to(accelerator.device)
        with memory_errors():
            work = logits_of(model, self.teacher.encoder, tokens, len(self.teacher.card.labels), BATCH, accelerator)  # fmt: skip
            while True:
                try:
                    done = next(work)
                except StopIteration as end:
                    logits: Logits = end.value
                    return logits
                yield Progress(STAGE, begun + done, self.epochs * len(tokens))

    def _name(self, texts: Sequence[str]) -> str:
        return digest_bytes("\0".join(texts).encode("utf-8", "surrogatepass"), self.teacher.digest().encode())[:24]  # fmt: skip


def _read(file: Path, shape: tuple[int, int]) -> Logits | None:
    import numpy as np

    try:
        found: Logits = np.load(file)
    except (OSError, ValueError, EOFError):  # not there, or damaged: asked again
        return None
    return found if found.shape == shape else None


def _write(file: Path, logits: Logits) -> None:
    import numpy as np

    with atomic_path(file) as draft, open(draft, "wb") as handle:
        np.save(handle, logits)
