"""The names people give to the text, label and label id columns."""

from __future__ import annotations

import re

# In order of preference; compared without case, spaces, dashes, dots and underscores.
TEXT_NAMES = (
    "text", "sentence", "utterance", "content", "review", "message", "comment", "question", "query",
    "body", "description", "passage", "document", "tweet", "email", "sms", "transcript", "phrase",
    "input", "inputtext", "rawtext", "cleantext", "fulltext", "reviewtext", "headline", "title", "prompt",
)  # fmt: skip
LABEL_NAMES = (
    "label", "labels", "labelname", "category", "class", "intent", "classname", "categoryname",
    "labeltext", "target", "sentiment", "topic", "tag", "emotion", "type", "kind", "genre", "rating", "y",
)  # fmt: skip
ID_NAMES = (
    "labelid", "labelids", "labelidx", "labelindex", "labelno", "labelnumber", "classid", "classidx",
    "classindex", "categoryid", "intentid", "targetid", "idlabel",
)  # fmt: skip
_KNOWN = frozenset((*TEXT_NAMES, *LABEL_NAMES, *ID_NAMES))


def plain_name(name: str) -> str:
    """A column name as it is compared."""
    return re.sub(r"[\s_.\-#]+", "", name).casefold()


def is_known_name(name: str) -> bool:
    """Whether a column name says its role."""
    return plain_name(name) in _KNOWN
