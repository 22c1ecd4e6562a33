"""What the room knows of each family of encoders, one file a family.

The gate proves every wrapper and the runtime every package; this knowledge only saves a try, or
keeps a known mistake from being made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.core.registry import Registry

ADDITIVE, OWN = "additive", "own"
LONGEST = 512  # tokens; beyond it nothing here was proved


@dataclass(frozen=True, slots=True)
class Family:
    """One family, recognised by `config.model_type`.

    mask: the attention mask to try first, `additive` (4-D, built by the wrapper) or `own` (the
    2-D one goes to the model); token_types: whether it embeds token types (zero for a single
    text); first_position: of the first token, None where it is the padding id + 1;
    tokenizers: the algorithms its checkpoints come with; places: sides of its position table by
    which the length is limited, or not (relative or rotary positions); leaves_half: what grows
    beyond float16 in trained models of it ("" where nothing is known to); quirks: what bit us.
    """

    name: str
    model_types: tuple[str, ...]
    mask: str = ADDITIVE
    token_types: bool = True
    first_position: int | None = 0
    tokenizers: tuple[str, ...] = ("WordPiece",)
    places: bool = True
    leaves_half: str = ""
    quirks: tuple[str, ...] = ()

    def masks(self) -> tuple[str, str]:
        """Both masks, the likelier one first."""
        return (OWN, ADDITIVE) if self.mask == OWN else (ADDITIVE, OWN)

    def longest(self, config: Any) -> int:
        """Most tokens it reads, specials included, at most 512."""
        if not self.places:
            return LONGEST
        places = int(getattr(config, "max_position_embeddings", 0) or LONGEST)
        padding = int(getattr(config, "pad_token_id", None) or 0)
        places -= padding + 1 if self.first_position is None else self.first_position
        return min(places, LONGEST)


FAMILIES: Registry[Family] = Registry("studio.convert.families")
UNKNOWN = Family("unknown", (), tokenizers=("WordPiece", "BPE", "Unigram"))


def family_of(config: Any) -> Family:
    """The family of a Hugging Face config; `UNKNOWN` tries what fits most."""
    kind = getattr(config, "model_type", "")
    found = (FAMILIES[name] for name in FAMILIES)
    return next((family for family in found if kind in family.model_types), UNKNOWN)
