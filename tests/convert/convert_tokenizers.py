"""Every family's own kind of tokenizer in transformers' own classes, made of a few lines.

Nothing is trained: the trainers break ties by their hash tables' order, so every run would give other ids.
"""

from __future__ import annotations

import inspect
import math
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import torch
    import transformers as hf
from convert_families import family_model
from convert_tiny import LABELS
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

LINES = (
    "Where is my parcel? It was sent on Monday.", "The fast brown fox jumps over the lazy dog",
    "naïve café, l'été à Paris", "I want my money back, please!", "Refund 12.50 for order 3391",
    "don't can't won't unaffable",
)  # fmt: skip


def _counted() -> Counter[str]:
    """Words and punctuation of the lines, with how often each is there."""
    return Counter(word for line in LINES for word in re.findall(r"\w+|[^\w\s]", line))


def _words(*specials: str) -> dict[str, int]:
    """A WordPiece vocabulary that begins with the specials: every letter, its continuation, frequent ends and words."""
    words = sorted({word.lower() for word in _counted()})
    plain = sorted({unicodedata.normalize("NFD", word)[:n] for word in words for n in (1, 2, 4)})
    ends = sorted({f"##{word[-n:]}" for word in words for n in (1, 2, 3) if len(word) > n})
    letters = sorted({letter for word in words for letter in unicodedata.normalize("NFD", word)})
    pieces = [*letters, *(f"##{letter}" for letter in letters), *plain, *ends, *words]
    return {piece: at for at, piece in enumerate(dict.fromkeys([*specials, *pieces]))}


def _bytes(*specials: str) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """A byte-level BPE vocabulary that begins with the specials, and its merges: the words' first letters, grown one by one."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    split = pre_tokenizers.ByteLevel(add_prefix_space=False)
    words = sorted({word for line in LINES for word, _ in split.pre_tokenize_str(line)})
    merges = dict.fromkeys(
        (word[:n], word[n]) for n in (1, 2, 3) for word in words if len(word) > n
    )
    pieces = [*specials, *alphabet, *(left + right for left, right in merges)]
    return {piece: at for at, piece in enumerate(dict.fromkeys(pieces))}, [*merges]


def _unigram(*specials: str) -> list[tuple[str, float]]:
    """Unigram pieces with their scores (log of how often), behind the specials."""
    split = pre_tokenizers.Metaspace()
    words = [word for line in LINES for word, _ in split.pre_tokenize_str(line)]
    counts = Counter(word[:n] for word in words for n in (2, 3, 5))
    counts.update(letter for word in words for letter in word)
    total = sum(counts.values())
    scores = [(piece, math.log(count / total)) for piece, count in sorted(counts.items())]
    return [*((name, 0.0) for name in specials), *scores]


def _bert() -> Any:
    return hf.BertTokenizer(vocab=_words("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"))


def _roberta() -> Any:
    vocabulary, merges = _bytes("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    return hf.RobertaTokenizer(vocab=vocabulary, merges=merges)


def _modernbert() -> Any:
    vocabulary, merges = _bytes("[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]")
    tokenizer = Tokenizer(models.BPE(vocabulary, merges))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    named = {f"{role}_token": f"[{role.upper()}]" for role in ("unk", "cls", "sep", "pad", "mask")}
    return hf.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **named)


def _deberta() -> Any:
    return hf.DebertaV2Tokenizer(vocab=_unigram("[PAD]", "[CLS]", "[SEP]", "[UNK]"), unk_id=3)


TOKENIZER: dict[str, Callable[[], Any]] = {
    "roberta": _roberta,
    "xlm-roberta": lambda: hf.XLMRobertaTokenizer(vocab=_unigram("<s>", "<pad>", "</s>", "<unk>")),
    "camembert": lambda: hf.CamembertTokenizer(
        vocab=_unigram("<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED", "<s>", "</s>")
    ),
    "albert": lambda: hf.AlbertTokenizer(
        vocab=_unigram("<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]")
    ),
    "deberta-v2": _deberta,
    "deberta-v3": _deberta,
    "modernbert": _modernbert,
    "mpnet": lambda: hf.MPNetTokenizer(vocab=_words("<s>", "<pad>", "</s>", "<unk>", "[UNK]")),
}  # fmt: skip


def tokenizer_of(family: str) -> Any:
    """A transformers tokenizer of the kind that checkpoints of the family bring; else WordPiece."""
    return TOKENIZER.get(family, _bert)()


def written(family: str, folder: Path, **changes: Any) -> tuple[Any, Any]:
    """Model and tokenizer of a family, saved to `folder` as transformers saves them."""
    tokenizer = tokenizer_of(family)
    ids = {f"{role}_token_id": getattr(tokenizer, f"{role}_token_id") for role in ("pad", "cls", "sep")}  # fmt: skip
    ids |= {"bos_token_id": ids["cls_token_id"], "eos_token_id": ids["sep_token_id"]}
    ids = ids if family == "modernbert" else {"pad_token_id": ids["pad_token_id"]}
    some = tokenizer([*LINES], padding=True, truncation=True, max_length=24, return_tensors="pt")
    rows = some["input_ids"], some["attention_mask"]
    sizes = {"vocab_size": len(tokenizer), **ids, **changes}
    model = family_model(family, spread=0.4, rows=rows, **sizes)
    model.config.id2label = dict(enumerate(LABELS))
    model.config.label2id = {name: at for at, name in enumerate(LABELS)}
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return model, tokenizer


def as_transformers_does(model: Any, tokenizer: Any, text: str, length: int) -> Any:
    """Probabilities float32[k] of one text, unpadded, by transformers alone."""
    given = tokenizer(text, truncation=True, max_length=length, return_tensors="pt")
    taken = inspect.signature(model.forward).parameters
    with torch.no_grad():
        logits = model(**{name: value for name, value in given.items() if name in taken}).logits
    return logits.float().softmax(-1)[0].numpy()
