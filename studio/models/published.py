"""Students by name: a preset made from the teacher, or a published checkpoint by folder or hub id."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from studio.core.errors import InputError
from studio.models.architectures import PRESETS
from studio.models.classifier import Classifier
from studio.models.encoder import load_base
from studio.models.source import SAMPLE

_OWN_TOKENS = (
    "This student reads texts through its own tokenizer: it can learn the teacher's answers, "
    "not what goes on in its layers."
)


def build_student(name: str, teacher: Classifier, seed: int = 0) -> Classifier:
    """An untrained student with the teacher's labels and, if it has places for it, its length.

    `name` is a preset, a folder with a slash, a hub id (`owner/model`: the only case that may use
    the network) or `sample`. Raises InputError, HostError, UpstreamError.
    """
    if name in PRESETS:
        return PRESETS[name].build(teacher, seed)
    if name != SAMPLE and "/" not in name and not Path(name).is_dir():
        raise InputError(f"There is no student {name!r}.", code="no-such-student", remedy=f"Presets: {', '.join(PRESETS)}; or a folder, or a hub id such as owner/model.")  # fmt: skip
    found = load_base(name, teacher.labels, seed, max_length=teacher.card.max_length)
    own = found.encoder.digest != teacher.encoder.digest
    return replace(found, notes=(*found.notes, *((_OWN_TOKENS,) if own else ())))
