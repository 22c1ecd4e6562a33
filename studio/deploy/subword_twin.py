"""The kit's BPE and Unigram in Python, step by step the algorithm of SubwordTokenizer.swift."""

from __future__ import annotations

import heapq
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from studio.deploy.steps_twin import normalised
from studio.deploy.subword import letters
from studio.deploy.tables import Tables, within

UNKNOWN_PENALTY = 10.0  # SentencePiece's kUnkPenalty
Special = dict[str, Any]


class SubwordTwin:
    """Ids of a text from the exported tables alone: what the device will compute."""

    def __init__(self, tables: Tables) -> None:
        self._spec = tables.spec
        self._white = within(tables.spec["white"])
        ordered = sorted((s for s in tables.spec["special"] if s["text"]), key=lambda s: -len(s["text"]))  # fmt: skip
        self._early = [s for s in ordered if not s["late"]]
        self._late = [s for s in ordered if s["late"]]
        self._known: dict[str, list[int]] = {}
        words, by_bytes = tables.spec["words"], tables.spec["words"]["kind"] == "bytes"
        kinds = ("letters", "numbers", "blanks") if by_bytes else ()
        self._of = {kind: within(words[kind]) for kind in kinds}
        self._pieces: _Merges | _Paths = _Merges(tables) if by_bytes else _Paths(tables)

    def ids(self, text: str) -> list[int]:
        """Token ids without specials around the text."""
        out: list[int] = []
        for special, part in self._split(text, self._early):
            if special is not None:
                out.append(special["id"])
                continue
            plain = normalised(part, self._spec["steps"])
            for late, rest in self._split(plain, self._late):
                if late is not None:
                    out.append(late["id"])
                    continue
                for word in self._words(rest):
                    if word not in self._known:
                        self._known[word] = self._pieces.ids(word)
                    out += self._known[word]
        return out

    def _split(self, text: str, specials: list[Special]) -> Iterator[tuple[Special | None, str]]:
        """Added tokens where they stand, the longest first, and what lies between; nothing empty."""
        done = at = 0
        while at < len(text) and specials:
            special = next((s for s in specials if text.startswith(s["text"], at)), None)
            if special is None:
                at += 1
                continue
            start = at
            at = end = at + len(special["text"])
            while special["left"] and start > done and text[start - 1] in self._white:
                start -= 1
            while special["right"] and end < len(text) and text[end] in self._white:
                end += 1
            if start > done:
                yield None, text[done:start]
            yield special, ""
            done = end
        if done < len(text):
            yield None, text[done:]

    def _words(self, text: str) -> list[str]:
        words = self._spec["words"]
        if words["kind"] == "bytes":
            return self._by_kind(f" {text}" if words["prefixSpace"] and text[:1] not in ("", " ") else text)  # fmt: skip
        mark = chr(words["mark"])
        found: list[str] = []
        for part in _between(text, self._white) if words["atWhite"] else [text] if text else []:
            marked = part.replace(" ", mark)
            if words["always"] and not marked.startswith(mark):
                marked = mark + marked
            starts = [at for at, c in enumerate(marked) if c == mark or at == 0]
            found += [marked[a:b] for a, b in zip(starts, [*starts[1:], len(marked)], strict=True)]
        return found

    def _by_kind(self, text: str) -> list[str]:
        """GPT-2's pattern: 's|'t|'re|'ve|'m|'ll|'d| ?L+| ?N+| ?other+| blanks but the last| blanks."""
        found, at = [], 0
        kinds = [self._kind(c) for c in text]
        while at < len(text):
            end = self._end(text, kinds, at)
            found.append(text[at:end])
            at = end
        return found

    def _end(self, text: str, kinds: list[str], at: int) -> int:
        if text[at] == "'":
            for tail in ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d"):
                if text.startswith(tail, at):
                    return at + len(tail)
        first = at + 1 if text[at] == " " and at + 1 < len(text) and kinds[at + 1] != "blanks" else at  # fmt: skip
        end = first
        while end < len(text) and kinds[end] == kinds[first]:
            end += 1
        if kinds[first] == "blanks" and end < len(text) and end - first > 1:
            return end - 1
        return end

    def _kind(self, char: str) -> str:
        return next((kind for kind, chars in self._of.items() if char in chars), "others")


def _between(text: str, white: frozenset[str]) -> list[str]:
    found, word = [], ""
    for char in f"{text} ":
        if char not in white:
            word += char
        elif word:
            found.append(word)
            word = ""
    return found


class _Merges:
    """Byte-level BPE: the pair of the lowest rank first, the leftmost of equals."""

    def __init__(self, tables: Tables) -> None:
        self._bytes, self._whole = tables.spec["bytes"], tables.spec["wholeWords"]
        lines = (line.split() for line in tables.more["merges.txt"].splitlines())
        self._merges = {
            (int(a), int(b)): (rank, int(new)) for rank, (a, b, new) in enumerate(lines)
        }
        outside = frozenset(tables.spec["outside"])
        self._vocabulary = {t: at for at, t in enumerate(tables.tokens) if t and at not in outside}

    def ids(self, word: str) -> list[int]:
        data = word.encode()
        if self._whole and (at := self._vocabulary.get("".join(letters()[b] for b in data))) is not None:  # fmt: skip
            return [at]
        ids = [self._bytes[b] for b in data]
        after, ahead = [*range(1, len(ids)), -1], [*range(-1, len(ids) - 1)]
        queue: list[tuple[int, int, int]] = []
        for at in range(len(ids) - 1):
            self._offer(queue, ids, at, at + 1)
        while queue:
            _, at, new = heapq.heappop(queue)
            if ids[at] < 0 or (right := after[at]) < 0:
                continue
            if self._merges.get((ids[at], ids[right]), (0, -1))[1] != new:
                continue  # another merge was quicker
            ids[at], ids[right], after[at] = new, -1, after[right]
            if after[at] >= 0:
                ahead[after[at]] = at
                self._offer(queue, ids, at, after[at])
            if ahead[at] >= 0:
                self._offer(queue, ids, ahead[at], at)
        return [at for at in ids if at >= 0]

    def _offer(self, queue: list[tuple[int, int, int]], ids: Sequence[int], left: int, right: int) -> None:  # fmt: skip
        if found := self._merges.get((ids[left], ids[right])):
            heapq.heappush(queue, (found[0], left, found[1]))


class _Paths:
    """Unigram: the best path of pieces; neighbours that are unknown become one."""

    def __init__(self, tables: Tables) -> None:
        scores = [struct.unpack(">d", bytes.fromhex(line))[0] for line in tables.more["scores.txt"].splitlines()]  # fmt: skip
        self._pieces = {tables.tokens[at]: (at, score) for at, score in enumerate(scores)}
        self._unknown = tables.spec["unknown"]
        self._worst = min(scores) - UNKNOWN_PENALTY
        self._longest = max(map(len, self._pieces))

    def ids(self, word: str) -> list[int]:
        best: list[tuple[float, int, int] | None] = [(0.0, -1, -1), *[None] * len(word)]
        for start in range(len(word)):
            here = best[start]
            so_far = here[0] if here else 0.0
            single = False
            for end in range(start + 1, min(start + self._longest, len(word)) + 1):
                if piece := self._pieces.get(word[start:end]):
                    _offer(best, end, piece[1] + so_far, start, piece[0])
                    single = single or end == start + 1
            if not single:
                _offer(best, start + 1, self._worst + so_far, start, self._unknown)
        return self._back(best, word)

    def _back(self, best: list[tuple[float, int, int] | None], word: str) -> list[int]:
        found: list[int] = []
        end, last = len(word), -1
        while end > 0:
            node = best[end]
            assert node is not None  # every character is a piece or unknown
            _, start, piece = node
            if piece == self._unknown:
                last = end if last < 0 else last
            else:
                last = self._together(word, end, last, found)
                found.append(piece)
            end = start
        self._together(word, 0, last, found)
        return found[::-1]

    def _together(self, word: str, start: int, end: int, found: list[int]) -> int:
        """One id for a run of unknowns, from `start` to `end`; none when `end` is -1."""
        if end >= 0:
            found.append(self._pieces.get(word[start:end], (self._unknown, 0.0))[0])
        return -1


def _offer(best: list[tuple[float, int, int] | None], end: int, score: float, start: int, piece: int) -> None:  # fmt: skip
    here = best[end]
    if here is None or score > here[0]:
        best[end] = (score, start, piece)
