"""The ways to a student that bench_distil compares, and which of them it runs when asked for few."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from studio.augment import METHODS

USUAL = (("synonym_replacement", 0.2), ("random_deletion", 0.1))


@dataclass(frozen=True)
class System:
    """One way to a student; `of` names the rows: all, or a quarter with the rest unlabelled."""

    told: str
    student: str = "every_second_layer"
    settings: dict[str, Any] = field(default_factory=dict)
    copies: int = 0  # made once, before
    fresh: int = 0  # made anew every epoch
    methods: tuple[tuple[str, float], ...] = USUAL
    changed_mind: str = "relabel"
    part: str = "all"
    rest: int = 0  # rows left out by --train, at most so many: unlabelled, through the teacher
    again: bool = False  # the teacher is first distilled into its own shape over the same rows


SOFT = {"objective": "soft_hard"}
SYSTEMS = {
    "hard": System("hard labels only, the same student", settings={"objective": "hard"}),
    "hard+fresh": System(
        "hard labels, fresh copies", settings={"objective": "hard"}, fresh=1, changed_mind="keep"
    ),
    "article": System(
        "copies made once, half hard, half soft: the article's recipe with our copies",
        settings=SOFT,
        copies=2,
    ),
    "soft": System("soft and hard labels", settings=SOFT),
    "soft+fresh": System("... fresh copies, the teacher's answers to them", settings=SOFT, fresh=1),
    "soft+drop": System(
        "... copies it changes its mind on dropped", settings=SOFT, fresh=1, changed_mind="drop"
    ),
    "soft+seven": System(
        "... all methods",
        settings=SOFT,
        fresh=1,
        methods=tuple((n, METHODS[n].probability) for n in METHODS),
    ),
    "soft+weights": System("... rare labels weigh more", settings={**SOFT, "balance": "weights"}),
    "soft+sampling": System("... labels drawn equally", settings={**SOFT, "balance": "sampling"}),
    "hidden": System("+ hidden states", settings={"objective": "soft_hard+hidden:1"}),
    "attention": System("+ attention scores", settings={"objective": "soft_hard+attention:0.1"}),
    "patient": System("+ patient [CLS]", settings={"objective": "soft_hard+patient:1"}),
    "minilm": System("+ MiniLM relations", settings={"objective": "soft_hard+minilm:0.5"}),
    "minilmv2": System("+ MiniLMv2 relations", settings={"objective": "soft_hard+minilmv2:0.5"}),
    "contrastive": System("+ contrastive", settings={"objective": "soft_hard+contrastive:0.1"}),
    "hidden+fresh": System(
        "+ hidden states, fresh copies", settings={"objective": "soft_hard+hidden:1"}, fresh=1
    ),
    "first_half": System("start: lower half", "first_half", SOFT),
    "last_half": System("start: upper half", "last_half", SOFT),
    "half_width": System(
        "start: half the width", "half_width", {"objective": "soft_hard+hidden:1"}
    ),
    "third": System("start: every third layer", "every_third_layer", SOFT),
    "rest": System("soft and hard labels, unlabelled rows besides", settings=SOFT, rest=1000),
    "rest+hidden": System(
        "... + hidden states", settings={"objective": "soft_hard+hidden:1"}, rest=1000
    ),
    "quarter": System(
        "a quarter of the labels, the rest through the teacher", settings=SOFT, part="quarter"
    ),
    "quarter+rest": System(
        "... and rows nobody labelled besides", settings=SOFT, part="quarter", rest=1000
    ),
    "quarter+again": System(
        "... by a second teacher that learnt from all of them",
        settings=SOFT,
        part="quarter",
        rest=1000,
        again=True,
    ),
    "quarter+fresh": System("... with fresh copies", settings=SOFT, fresh=1, part="quarter"),
}
BEST = "rest"  # its student is kept, to be converted
PACKAGES = {"package fp16": "none", "package 4-bit": "palette4_grouped"}  # of that student
LEAN = ("tfidf", "teacher", "hard", "article", "rest", "packages")
QUICK = ("teacher", "tfidf", "hard", "soft", "soft+fresh", "hidden", "half_width", "quarter")
