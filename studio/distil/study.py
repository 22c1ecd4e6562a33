"""A lesson at work: the student's pass, the teacher's where the lesson looks inside, the losses."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.core.seeds import derive
from studio.distil.insides import Insides, matched_layers
from studio.distil.lesson import Lesson
from studio.distil.objectives import Batch, States
from studio.models.batches import forward

if TYPE_CHECKING:
    from studio.models.classifier import Classifier


@dataclass
class Study:
    """Made for one run; `bridge` holds learnt projections (None: the widths are the same)."""

    lesson: Lesson
    device: Any
    teacher: Any = None
    ours: Insides | None = None
    theirs: Insides | None = None
    bridge: Any = None
    layers: tuple[tuple[int, int], ...] = ()
    autocast: Callable[[], AbstractContextManager[Any]] = nullcontext

    def losses(self, model: Any, padded: tuple[Any, Any], teacher_logits: Any, label_ids: Any, share: float, everyone: Any) -> Any:  # fmt: skip
        """Losses [n] of a padded batch (ids and mask int32[n, L]) through the student `model`."""
        import torch

        logits = forward(model, *padded)
        mask = torch.as_tensor(padded[1], dtype=torch.bool, device=self.device)
        student, teacher = States(logits), States(teacher_logits)
        if self.ours is not None and self.theirs is not None:
            student = self.ours.take(logits)
            with torch.no_grad(), self.autocast():
                seen = forward(self.teacher, *padded)
            teacher = self.theirs.take(seen if teacher_logits is None else teacher_logits)
        lesson = self.lesson
        return lesson.losses(
            Batch(student, teacher, label_ids, mask, lesson.temperature, lesson.alpha, self.layers, self._lift, everyone),
            share,
        )  # fmt: skip

    def bridge_weights(self) -> list[Any]:
        """The projections' weights; they learn beside the student and are thrown away with the run."""
        return [] if self.bridge is None else list(self.bridge.parameters())

    def close(self) -> None:
        """Leave both models as they were."""
        for inside in (self.ours, self.theirs):
            if inside is not None:
                inside.close()

    def _lift(self, depth: int, state: Any) -> Any:
        if self.bridge is None:
            return state
        return self.bridge["hidden" if depth else "embeddings"](state)


def begin_study(lesson: Lesson, student: Classifier, teacher: Classifier | None, seed: int, device: Any) -> Study:  # fmt: skip
    """Hooks and projections for a lesson. Raises InputError when it asks what the pair can't give."""
    if not lesson.needs:
        return Study(lesson, device)
    if teacher is None:
        raise InputError("These objectives look inside the teacher, and there is none here.", code="no-teacher", remedy="Use soft_hard alone, or make a teacher first.")  # fmt: skip
    _comparable(lesson, student, teacher)
    model, guide = student.model, teacher.model.to(device).eval()
    ours, theirs = Insides(model, lesson.needs), Insides(guide, lesson.needs)
    layers = matched_layers(ours.depth, theirs.depth)
    widths = model.config.hidden_size, guide.config.hidden_size
    bridge = _bridge(*widths, seed).to(device) if "hidden" in lesson.needs and widths[0] != widths[1] else None  # fmt: skip
    return Study(lesson, device, guide, ours, theirs, bridge, layers)


def layer_words(student: Classifier, teacher: Classifier) -> str:
    """The layer map for people: `student layers 1, 2, 3 learn from the teacher's 2, 4, 6`."""
    pairs = matched_layers(
        student.model.config.num_hidden_layers, teacher.model.config.num_hidden_layers
    )
    ours, theirs = (", ".join(map(str, side)) for side in zip(*pairs, strict=True))
    return f"Layers matched: the student's {ours} learn from the teacher's {theirs}."


def _comparable(lesson: Lesson, student: Classifier, teacher: Classifier) -> None:
    if student.encoder.digest != teacher.encoder.digest:
        raise InputError(
            "Student and teacher cut texts into different tokens, so their layers can't be compared.",
            code="other-tokens",
            remedy="Use soft_hard alone, or a student made from this teacher.",
        )
    heads = student.model.config.num_attention_heads, teacher.model.config.num_attention_heads
    if lesson.same_heads and heads[0] != heads[1]:
        raise InputError(
            f"The student has {heads[0]} attention heads, the teacher {heads[1]}.",
            code="other-heads",
            remedy="Use minilmv2, hidden, patient or contrastive: they don't compare head by head.",
        )


def _bridge(ours: int, theirs: int, seed: int) -> Any:
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(derive(seed, "bridge") % 2**63)
        return torch.nn.ModuleDict(
            {name: torch.nn.Linear(ours, theirs, bias=False) for name in ("embeddings", "hidden")}
        )
