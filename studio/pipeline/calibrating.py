"""What a package's compression can learn from: its classifier and the project's sentences."""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core import columns
from studio.core.errors import InputError
from studio.core.events import Event, Note
from studio.core.files import digest_path
from studio.pipeline.measuring import artifact_of
from studio.pipeline.searching import (
    GRADIENTS,
    JUDGED,
    keep_matters,
    kept_matters,
    texts_key,
)
from studio.pipeline.specs import CompressSpec
from studio.pipeline.step import Context, find_model

COUNTED = 50_000  # sentences in which words are counted: a second or two

if TYPE_CHECKING:
    from studio.convert.codings import Matters
    from studio.convert.held import Weight
    from studio.convert.search_model import Bench


class Calibration:
    """One package's classifier, sentences and importance; each read when first needed, then kept.

    `possible` tells whether classifier and sentences are known.
    """

    def __init__(self, spec: CompressSpec, context: Context, package: Path) -> None:
        self.package, self._context = package, context
        self.classifier = _classifier(spec, context)
        self.learn, self.judge, self._wide = _texts(spec, context)
        self._weights: tuple[Weight, ...] = ()
        self._bench: Bench | None = None
        self._matters: dict[str, Matters] | None = None

    @property
    def possible(self) -> bool:
        """Whether there is a classifier, and sentences to show it."""
        return self.classifier is not None and bool(self.learn)

    @cached_property
    def key(self) -> str:
        """A digest of the package and the sentences: what measurements rest on."""
        own = digest_path(self.package, skip=frozenset({"Manifest.json"}))
        return texts_key([*self.learn, *self.judge], own, "4")

    @property
    def weights(self) -> tuple[Weight, ...]:
        """The package's weights."""
        if not self._weights:
            from studio.convert.search_model import weights_in

            self._weights = weights_in(self.package)
        return self._weights

    @property
    def bench(self) -> Bench:
        """The classifier with the package's weights to exchange. Raises InputError (not its classifier)."""
        if self._bench is None:
            from studio.convert.fewer_words import cut_classifier
            from studio.convert.search_model import Bench
            from studio.models.classifier import load_classifier

            assert self.classifier is not None, "ask `possible` first"
            own = cut_classifier(load_classifier(self.classifier), self.package, self.weights)
            self._bench = Bench(own, self.weights)
        return self._bench

    def matters(self) -> Generator[Event, None, dict[str, Matters]]:
        """What errors cost the answers; kept with the project's checkpoints until its work is done."""
        if self._matters is None:
            file = self._file()
            self._matters = kept_matters(file) if file is not None else None
        if self._matters is None:
            bench = self.bench
            yield Note(f"calibrating on {len(self.learn)} sentences")
            found = yield from bench.matters(self.learn)
            self._matters = keep_matters(self._file(), found)
        self._count(self._matters)
        return self._matters

    def _count(self, found: dict[str, Matters]) -> None:
        """Tell the table of words how often sentences use each of its rows."""
        from studio.convert.fewer_words import rows_used
        from studio.convert.held import WORDS

        for weight in self.weights:
            if weight.role == WORDS and weight.name in found and found[weight.name].seen is None:
                seen = rows_used(self.package, self._wide, len(weight.value))
                found[weight.name] = replace(found[weight.name], seen=seen)

    def matters_if_known(self) -> Generator[Event, None, dict[str, Matters] | None]:
        """The same, or None with a Note when nothing here can tell."""
        if not self.possible:
            return None
        try:
            return (yield from self.matters())
        except InputError as error:
            if error.code != "not-its-classifier":
                raise
            yield Note(f"not calibrated: {error.message}")
            return None

    def losses(self) -> dict[str, float]:
        """What a search measured before, by "weight|coding"."""
        project = self._context.project
        found = project.measured(self.key, "search") if project is not None else None
        return dict(found or {})

    def keep_losses(self, found: dict[str, float]) -> None:
        """Remember what was measured so far."""
        if self._context.project is not None:
            self._context.project.measure(self.key, "search", dict(found))

    def _file(self) -> Path | None:
        if self._context.project is None:
            return None
        return self._context.project.checkpoint_folder(self.key) / "matters.npz"


def _classifier(spec: CompressSpec, context: Context) -> Path | None:
    """The classifier folder that was named, or the project's own that the package was made from."""
    if spec.reference:
        return find_model(spec.reference, context)
    if context.project is None:
        return None
    mine = artifact_of(spec.model, context)
    known = {model.artifact.digest: model.reference for model in context.project.known()}
    origin = known.get(mine.digest, "") if mine is not None else ""
    found = context.project.named(origin) if origin else None
    return found.path if found is not None and found.path.exists() else None


def _texts(spec: CompressSpec, context: Context) -> tuple[list[str], list[str], list[str]]:
    """(sentences to learn from, to judge by, to count words in): a file's, or train and validation rows."""
    if spec.texts:
        from studio.pipeline.steps.verify import read_sentences

        found = read_sentences(Path(spec.texts))
        return (
            found[:GRADIENTS],
            found[-JUDGED:],
            found[: max(GRADIENTS, len(found) - JUDGED)][:COUNTED],
        )
    data = context.project.named("dataset") if context.project is not None else None
    if data is None or not data.path.exists():
        return [], [], []
    split = columns.read_split(data.path)
    train = list(split.train.texts)
    random.Random(0).shuffle(train)
    validation = list(split.validation.texts)[:JUDGED]
    return train[:GRADIENTS], validation + train[: JUDGED - len(validation)], train[:COUNTED]
