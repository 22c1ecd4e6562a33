"""Which tokens are special: read from the small JSON files beside a tokenizer.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROLES = ("pad_token", "cls_token", "sep_token", "unk_token", "mask_token", "bos_token", "eos_token")
_USUAL_PADS = ("[PAD]", "<pad>", "<|pad|>", "<PAD>", "[pad]")


def read_special_tokens(folder: Path) -> dict[str, str]:
    """Role to token text, from tokenizer_config.json, then special_tokens_map.json."""
    found: dict[str, str] = {}
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        fields = read_json(folder / name)
        for role in ROLES:
            token = _text(fields.get(role))
            if token is not None:
                found.setdefault(role, token)
    return found


def find_pad(tokenizer_json: dict[str, Any], vocabulary: dict[str, int], wanted: str = "") -> str:
    """The padding token: the wanted one, the tokenizer's own setting, or a usual name; "" if none."""
    setting = (tokenizer_json.get("padding") or {}).get("pad_token", "")
    for candidate in (wanted, setting, *_USUAL_PADS):
        if candidate and candidate in vocabulary:
            return str(candidate)
    return ""


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file; {} when it is missing or is no object."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):  # nested too deep to be anybody's settings
        return {}
    return fields if isinstance(fields, dict) else {}


def _text(token: Any) -> str | None:
    if isinstance(token, dict):  # an AddedToken written out
        token = token.get("content")
    return token if isinstance(token, str) else None
