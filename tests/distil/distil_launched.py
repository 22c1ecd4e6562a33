"""What `accelerate launch` starts in a test: label, then distil; the main process writes the end."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from distil_tiny import run_out, tiny_classifier, tiny_split

from studio.distil import DistilSettings, Fresh, distil, soft_labels

STILL = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
SETTINGS = DistilSettings(
    epochs=2, learning_rate=3e-3, batch_size=8, threads=1, checkpoint_steps=3, balance="weights",
    objective="soft_hard+hidden:0.2+contrastive:0.1",
)  # fmt: skip


def work(folder: Path):
    """Soft labels, then a narrower student with fresh copies and projections of its own."""
    split, teacher = tiny_split(), tiny_classifier(7, layers=2)
    _, soft = run_out(soft_labels(teacher, split.train, checkpoint=folder / "labels"))
    student = tiny_classifier(3, **STILL, hidden_size=8)
    fresh = Fresh(backwards, 1, "backwards")
    _, result = run_out(
        distil(student, split.train, split.validation, soft, SETTINGS, folder / "run", teacher=teacher, fresh=fresh)
    )  # fmt: skip
    return soft, result


def backwards(epoch):
    """Every text with its words the other way round."""
    texts = [" ".join(reversed(text.split())) for text in tiny_split().train.texts]
    yield from ()
    return texts, np.arange(len(texts))


if __name__ == "__main__":
    import torch.distributed
    from accelerate import PartialState
    from safetensors.torch import save_file

    out = Path(sys.argv[1])
    found, trained = work(out)
    state = PartialState()
    if state.is_main_process:
        save_file(trained.classifier.model.state_dict(), str(out / "student.safetensors"))
        about = {"history": trained.history, "world": state.num_processes, "logits": found.logits.tolist()}  # fmt: skip
        (out / "about.json").write_text(json.dumps(about))
    torch.distributed.destroy_process_group()
