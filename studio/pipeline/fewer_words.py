"""Before compression: a package that knows fewer words, and what that did to held-out sentences."""

from __future__ import annotations

import gzip
import json
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core import columns, scores
from studio.core.errors import InputError
from studio.core.events import Event, Metric, Note
from studio.core.files import digest_path, resource
from studio.pipeline.scoring import logits_of
from studio.pipeline.specs import CompressSpec
from studio.pipeline.step import Context, Made, made_artifact, once

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

VERSION = 1
HELD_OUT = 500  # rows that the effect is measured on


def with_fewer_words(spec: CompressSpec, context: Context, source: Path) -> Generator[Event | None, None, tuple[Path, list[str]]]:  # fmt: skip
    """(the package with the pruned vocabulary, lines for people). Raises InputError without sentences."""
    needed, held_out = _sentences(spec, context)
    name = words_name(source.stem)
    if spec.output or context.project is None:
        out = Path(spec.output) if not spec.output.endswith(".mlpackage") else Path(spec.output).parent  # fmt: skip
        found = yield from _pruned(source, needed, held_out, (out if spec.output else source.parent) / f"{name}.mlpackage")  # fmt: skip
        return Path(found["path"]), found["lines"]
    project, parent = context.project, digest_path(source, skip=frozenset({"Manifest.json"}))

    def work(_: str) -> Generator[Event | None, None, Made]:
        with project.draft("package", name, made_by="compress", parents=(parent,), suffix=".mlpackage", folder=False) as draft:  # fmt: skip
            result = yield from _pruned(source, needed, held_out, draft.path)
            draft.about.update({key: result[key] for key in ("pieces", "alike", "agreement")})
        made = made_artifact(draft.artifact)
        return Made({**result, "path": str(made.path)}, {name: made})

    data = project.named("dataset")
    settings = {"name": name, "words": "wordnet"}
    inputs = (parent, data.digest if data is not None else spec.texts)
    told = yield from once(project, "fewer-words", VERSION, settings, inputs, work)
    return Path(told["path"]), list(told["lines"])


def words_name(stem: str) -> str:
    """student-float16 -> student-words-float16."""
    for precision in ("-float16", "-float32"):
        if stem.endswith(precision):
            return f"{stem.removesuffix(precision)}-words{precision}"
    return f"{stem}-words"


def common_words() -> list[str]:
    """Some 25,000 common English words: those of the WordNet table that augmentation uses."""
    packed = resource("wordnet/synonyms.json.gz").read_bytes()
    table: dict[str, str] = json.loads(gzip.decompress(packed))["synonyms"]
    found = set(table)
    for synonyms in table.values():
        found.update(word.replace("_", " ") for word in synonyms.split())
    return sorted(found)


def _pruned(source: Path, needed: Sequence[str], held_out: Sequence[str], out: Path) -> Generator[Event | None, None, dict[str, Any]]:  # fmt: skip
    from studio.convert.fewer_words import prune_vocabulary
    from studio.runtime import open_runtime

    report = yield from prune_vocabulary(source, [*needed, *common_words()], out)
    with open_runtime(source, runtime="reference", arithmetic="fast") as old, open_runtime(out, runtime="reference", arithmetic="fast") as new:  # fmt: skip
        same = alike(old.encoder, new.encoder, held_out)
        before = yield from logits_of(old.logits, held_out, "answers before")
        after = yield from logits_of(new.logits, held_out, "answers after")
    agreement = scores.accuracy(before.argmax(-1), after.argmax(-1))
    yield Metric("words/alike", same)
    yield Metric("words/agreement", agreement)
    line = (
        f"{report.pieces} of {report.pieces_before} word pieces kept: {report.parent_bytes / 1e6:.1f} -> "
        f"{report.size_bytes / 1e6:.1f} MB; {same:.1%} of {len(held_out)} held-out texts are read alike, "
        f"{agreement:.2%} answered alike"
    )
    yield Note(line)
    return {**report.to_json(), "alike": same, "agreement": agreement, "lines": [line]}


def alike(old: TextEncoder, new: TextEncoder, texts: Sequence[str]) -> float:
    """Share of texts that both cut into the same pieces."""
    same = [
        [old.tokenizer.id_to_token(i) for i in a] == [new.tokenizer.id_to_token(i) for i in b]
        for a, b in zip(old.encode(texts).ids, new.encode(texts).ids, strict=True)
    ]
    return sum(same) / max(len(same), 1)


def _sentences(spec: CompressSpec, context: Context) -> tuple[list[str], list[str]]:
    """(sentences whose pieces stay, held-out ones)."""
    if spec.texts:
        from studio.pipeline.steps.verify import read_sentences

        found = read_sentences(Path(spec.texts))
        return found[::2], found[1::2][:HELD_OUT] or found
    data = context.project.named("dataset") if context.project is not None else None
    if data is None or not data.path.exists():
        raise InputError("Nothing says which words are needed.", code="no-texts", remedy="Work in the model's project, or name a file with --texts.")  # fmt: skip
    split = columns.read_split(data.path)
    return [*split.train.texts, *split.validation.texts], list(split.test.texts)[:HELD_OUT]
