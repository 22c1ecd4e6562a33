"""One sentence for each step: what somebody does here who sees it for the first time."""

from __future__ import annotations

from studio.ui.presenters.language import marked, tr

OF_STEP = {
    "data": marked("Choose a file with one sentence and its label in each row, look at what was read, then press Import."),
    "augment": marked("Optional: press Augment to write reworded copies of your training rows, or go on to Teacher."),
    "teacher": marked("Name a classifier you have, or let one be fine-tuned on your rows, then prepare it."),
    "distil": marked("Keep the suggested student for a first try; press the button and watch it catch up with the teacher."),
    "convert": marked("Tick the sizes you want: int8 is a safe first choice; each becomes a Core ML package."),
    "compare": marked("Press the button to measure, then take the smallest package that still answers as the teacher does."),
    "playground": marked("Type a sentence of your own: the ticked models answer side by side, as you type."),
    "export": marked("Write the card and report, or the Xcode project that shows your classifier on an iPhone."),
}  # fmt: skip


def hint(step: str) -> str:
    """The step's sentence, "" where there is none."""
    return tr(OF_STEP[step]) if step in OF_STEP else ""
