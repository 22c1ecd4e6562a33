"""RoBERTa, XLM-RoBERTa and CamemBERT: positions counted from behind the padding id."""

from __future__ import annotations

from studio.convert.families import FAMILIES, Family

ROBERTA = FAMILIES.register("roberta")(
    Family(
        "roberta",
        ("roberta", "xlm-roberta", "camembert", "roberta-prelayernorm", "xlm-roberta-xl"),
        first_position=None,
        tokenizers=("BPE", "Unigram"),
        quirks=(
            "Positions are the running count of ids that differ from the padding id, plus that "
            "id: a padding id inside a text shifts all that follow.",
        ),
    )
)
