"""A tokenizer's normaliser as the library runs it: what the steps of the kit are read off."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Normal = Callable[[str], str]


def live(fields: dict[str, Any]) -> Normal:
    """The library's own normaliser of these fields."""
    from tokenizers import Tokenizer

    whole = {"version": "1.0", "added_tokens": [], "normalizer": fields, "model": {"type": "BPE", "vocab": {}, "merges": []}}  # fmt: skip
    normal: Normal = Tokenizer.from_str(json.dumps(whole)).normalizer.normalize_str
    return normal
