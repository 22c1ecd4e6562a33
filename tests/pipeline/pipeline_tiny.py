"""A tiny labelled CSV and a tiny BERT teacher, made from a config in a second."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

WORDS = {
    "billing": "charged twice refund invoice card payment money order bill price".split(),
    "shipping": "parcel late delivery tracking courier box arrived package post street".split(),
    "account": "password login reset email profile name sign account lock user".split(),
}
FILLER = "my the a is was please again today still not where when it for on and".split()


def write_csv(path: Path, rows: int = 180, seed: int = 0) -> Path:
    """Sentences of a label's own words among common ones; a few bad rows at the end."""
    dice = random.Random(seed)
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["sentence", "label", "label id"])
        for at in range(rows):
            label = list(WORDS)[at % 3]
            words = dice.sample(WORDS[label], 4) + dice.sample(FILLER, 5)
            dice.shuffle(words)
            out.writerow([" ".join(words) + f" {at}", label, list(WORDS).index(label)])
        out.writerow(["left out", "", ""])
        out.writerow(["left out too", "other", "-1"])
    return path


def make_teacher(folder: Path, layers: int = 2, names: tuple[str, ...] = ("account", "billing", "shipping"), positions: int = 64) -> Path:  # fmt: skip
    """A BERT of random weights, 32 wide, with a WordPiece tokenizer of the CSV's words."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification

    words = sorted({w for group in WORDS.values() for w in group} | set(FILLER))
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"0123456789", *(f"##{d}" for d in "0123456789"), *words]  # fmt: skip
    vocabulary = {piece: at for at, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=layers, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=positions, initializer_range=0.2,
        id2label=dict(enumerate(names)), label2id={name: at for at, name in enumerate(names)},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    about = {"model_max_length": 32, "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}  # fmt: skip
    (folder / "tokenizer_config.json").write_text(json.dumps(about))
    return folder
