"""Sample `clauses`: licence sentences labelled condition, constraint, notice or process by rules.

The labels are made by the patterns below, not by people: a sentence is used only when the
patterns of exactly one label match. What a model learns here is the rules, and everything that
shows these labels says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.data.samples.licence_texts import is_english, licence_files
from studio.data.samples.passage import Passage

LABEL_SOURCE = "rules: written patterns of the clauses sample, not people"
CLAUSES = ("condition", "constraint", "notice", "process")
_FEWEST, _MOST = 6, 40
_ACTOR = r"(?:you|licensees?|(?:the )?(?:recipients?|customers?|users?|developers?))"
_ACT = (
    r"(?:use|copy|modify|distribute|redistribute|sell|rent|lease|lend|sublicen[sc]e|publish|decompile|"
    r"disassemble|reverse|remove|alter|transfer|assign|create|attempt|permit|allow|disclose|export|charge|make|impose)"
)
_RULES: dict[str, tuple[str, ...]] = {
    # You may, provided that ...: something must hold or be done for the permission to hold.
    "condition": (
        r"\b(?:provided|so long as|as long as|on (?:the )?condition) that\b",
        r"\b(?:following|these|above|foregoing) conditions (?:are|is|be) (?:all )?met\b",
        r"\bsubject to the (?:following|terms|conditions|restrictions)\b",
        r"\bonly if (?:you|the|all|it)\b",
        r"\bmust (?:also )?(?:retain|include|reproduce|carry|cause|keep|preserve|display|accompany|bear|be (?:retained|included|reproduced|preserved|marked|licensed))\b",
        r"\bshall (?:also )?(?:retain|reproduce|be (?:included|retained|reproduced|preserved)|appear) in\b",
    ),
    # You may not ...: something is forbidden.
    "constraint": (
        rf"\b{_ACTOR} (?:may|must|shall|will|can|should|agrees? (?:to )?)(?: ?not)(?:,? directly or indirectly,?)? (?:to )?{_ACT}\b",
        rf"\b{_ACTOR} (?:cannot|can't) {_ACT}\b",
        r"\b(?:is|are) (?:strictly |expressly )?(?:prohibited|forbidden|not (?:permitted|allowed|authori[sz]ed))\b",
        r"\b(?:may|must|shall|can) not be (?:used|copied|modified|distributed|redistributed|sold|removed|altered|misrepresented|sublicen[sc]ed|transferred|reproduced|disclosed)\b",
        r"\bno (?:right|licen[sc]e|permission)s?,? (?:is|are|to) (?:granted|use|given)\b",
    ),
    # What is so, said to the reader: copyright, no warranty, no liability.
    "notice": (
        r"\b(?:provided|supplied|distributed|licensed|delivered) [\"'`]*as[ -]is\b",
        r"\bcopyright (?:\(c\)|©|(?:19|20)\d\d)",
        r"\ball rights reserved\b",
        r"\bwithout (?:any )?warrant(?:y|ies)\b",
        r"\b(?:makes? no|disclaims? (?:all|any)|no) (?:express or implied )?(?:warrant(?:y|ies)|representations?)\b",
        r"\b(?:shall|will|be|is|are)(?: not)? (?:be )?liable\b",
        r"\bis a (?:registered )?trademark of\b",
    ),
    # How something is done: steps, notices sent, terms of time, ways to accept or end.
    "process": (
        r"\bwithin (?:\d+|ten|thirty|sixty|ninety|fifteen|seven|fourteen|twenty|a reasonable)\b.{0,20}\b(?:days?|months?|hours|years?|time)\b",
        r"\bby (?:clicking|installing|downloading|opening|contacting|sending|signing|submitting|checking)\b",
        r"\b(?:promptly|immediately) (?:notify|return|destroy|cease|inform)\b",
        r"\b(?:send|submit|mail|forward) (?:a |an |your |the |any |such |written |us )",
        r"\bupon (?:receipt|request|written|expiration|such termination|termination)\b",
        r"\bmay (?:terminate|publish (?:new|revised)|request)\b",
        r"\b(?:will|shall) terminate(?:s)? (?:automatically|immediately)\b",
        r"\bto (?:apply|obtain|request|accept|activate|register)\b.{0,60}\b(?:attach|contact|write|visit|click|send|fill)\b",
    ),
}
_PATTERNS = {
    label: [re.compile(p, re.IGNORECASE) for p in found] for label, found in _RULES.items()
}
_SENTENCE = re.compile(r'(?<=[.;:!?])\s+(?=[A-Z"(\d])')
_NUMBERING = re.compile(
    r"^(?:[-*•#\s]+|\(?[a-z0-9ivx]{1,4}[.)]\s+|\d+(?:\.\d+)*\.?\s+)+", re.IGNORECASE
)


def label_of(sentence: str) -> str | None:
    """The one label whose patterns match; None when none or several do."""
    hits = [name for name, found in _PATTERNS.items() if any(p.search(sentence) for p in found)]
    return hits[0] if len(hits) == 1 else None


def passages() -> Iterator[Passage]:
    """Every English sentence of 6 to 40 words that exactly one label's rules match."""
    seen: set[str] = set()  # most sentences are in many licences
    for file in licence_files("licenses", ".LICENSE"):
        for paragraph in re.split(r"\n\s*\n", file.body):
            for sentence in _SENTENCE.split(" ".join(paragraph.split())):
                text = _NUMBERING.sub("", sentence).strip(" \"'`*-")
                if text in seen or not _FEWEST <= len(text.split()) <= _MOST:
                    continue
                seen.add(text)
                label = label_of(text)
                if label and is_english(text):
                    yield Passage(text, label, file.name)
