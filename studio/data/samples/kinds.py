"""Sample `kinds`: short passages labelled by people with what they are to a licence scanner."""

from __future__ import annotations

from collections.abc import Iterator

from studio.data.samples.licence_texts import is_english, licence_files
from studio.data.samples.passage import Passage

KINDS = ("notice", "reference", "tag", "text", "intro", "clue")
LABEL_SOURCE = "human: is_license_* flags that ScanCode's maintainers gave each passage"
_FEWEST, _MOST = 3, 40


def passages() -> Iterator[Passage]:
    """Every English passage of 3 to 40 words that carries exactly one kind."""
    for file in licence_files("rules", ".RULE"):
        kinds = [kind for kind in KINDS if file.says(f"is_license_{kind}")]
        text = " ".join(file.body.replace("{{", "").replace("}}", "").split())
        if len(kinds) == 1 and _FEWEST <= len(text.split()) <= _MOST and is_english(text):
            yield Passage(text, kinds[0], file.name)
