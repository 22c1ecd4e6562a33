"""Makes the copies of one batch of texts after another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.augment.batch import Batch
from studio.augment.draw import Counts
from studio.augment.drawing import TRIES, Draws, Reach, draw, row_states
from studio.augment.recipe import Recipe
from studio.augment.registry import METHODS
from studio.augment.result import AugmentResult, MethodCount
from studio.augment.vocabulary import Vocabulary
from studio.core.seeds import derive

MEMORY = 500_000  # distinct words remembered
Made = list[str | None]  # a batch's copies, copies of one row side by side; None: not made yet


class Copier:
    """The methods of a recipe at work; `result` grows with every batch."""

    def __init__(self, recipe: Recipe) -> None:
        self._names = [name for name, _ in recipe.methods]
        self._methods = [METHODS[name](recipe.language) for name in self._names]
        self._edits = [method.edit for method in self._methods]
        self._chances = np.array([p for _, p in recipe.methods], dtype=np.float64)
        self._weights = whole_weights(recipe.mix)
        self._copies, self._seed = recipe.copies, derive(recipe.seed, "augment")
        self._vocabulary = Vocabulary(self._methods)
        self.result = AugmentResult(counts={name: MethodCount() for name in self._names})

    def copy(self, texts: Sequence[str], keys: Sequence[int], first_row: int) -> None:
        """Add the copies of `texts`, which are rows `first_row` and on, to the result."""
        if len(self._vocabulary) > MEMORY:
            self._vocabulary = Vocabulary(self._methods)
        batch = Batch(texts, self._vocabulary)
        reach = Reach(batch, self._vocabulary, self._methods, self._weights)
        states = row_states(self._seed, keys)
        made: Made = [None] * (len(texts) * self._copies)
        method_of = [0] * len(made)
        todo = np.arange(len(made))
        for attempt in range(TRIES):
            rows, copies = todo // self._copies, todo % self._copies
            draws = draw(reach, self._chances, states, rows, copies, attempt)
            if not attempt:
                self._count(draws)
            todo = self._make(batch, draws, todo.tolist(), made, method_of)
            if not len(todo):
                break
        self._keep(made, method_of, first_row)

    def _make(
        self, batch: Batch, draws: Draws, todo: list[int], made: Made, method_of: list[int]
    ) -> Counts:
        """Write the drawn copies into `made`; returns those that must be drawn again.

        The one loop that runs once per copy: it keeps its hands on local names.
        """
        again, first, each, texts = [], 0, self._copies, batch.texts
        methods, counts = draws.methods.tolist(), draws.spots.tolist()
        edits, changes_of = self._edits, self._changes
        all_words, all_gaps = batch.words, batch.gaps
        for copy, method, spots in zip(todo, methods, counts, strict=True):
            row = copy // each
            text = texts[row]
            if spots:
                changes = changes_of(batch, batch.begins[row], method, draws, first, spots)
                gaps = all_gaps[row]
                text = edits[method](all_words[row].copy(), gaps and gaps.copy(), changes)
                first += spots
            if text == texts[row]:
                self.result.unchanged += 1
                again.append(copy)
            elif text in made[row * each : (row + 1) * each]:
                self.result.repeated += 1
                again.append(copy)
            else:
                made[copy], method_of[copy] = text, method
        return np.array(again, dtype=np.int64)

    def _changes(
        self, batch: Batch, start: int, method: int, draws: Draws, first: int, spots: int
    ) -> dict[int, str]:
        """Position in the row (its words begin at `start`) -> option, for spots from `first` on."""
        known, positions, bits = self._vocabulary.options[method], draws.positions, draws.bits
        numbers = batch.word_numbers
        if spots == 1:  # most copies of a sentence
            at = positions[first]
            options = known[numbers[at]]
            return {at - start: options[bits[first] * len(options) >> 32]}
        changes: dict[int, str] = {}
        for spot in range(first, first + spots):
            at = positions[spot]
            if at - start in changes:
                at = draws.instead[spot]
            options = known[numbers[at]]
            changes[at - start] = options[bits[spot] * len(options) >> 32]
        return changes

    def _count(self, draws: Draws) -> None:
        for at, name in enumerate(self._names):
            mine, count = draws.methods == at, self.result.counts[name]
            count.draws += int(mine.sum())
            count.words += int(draws.counted[mine].sum())
            count.changed += int(draws.spots[mine].sum())

    def _keep(self, made: Made, method_of: list[int], first_row: int) -> None:
        result, names, each = self.result, self._names, self._copies
        kept = [at for at, text in enumerate(made) if text is not None]
        result.texts.extend(text for text in made if text is not None)
        result.rows.extend([first_row + at // each for at in kept])
        methods = [method_of[at] for at in kept]
        result.methods.extend([names[method] for method in methods])
        result.dropped += len(made) - len(kept)
        for at, name in enumerate(names):
            result.counts[name].copies += methods.count(at)


def whole_weights(mix: Sequence[float]) -> list[int]:
    """Weights as whole numbers in thousandths of their sum, at least 1 each; [] for all alike."""
    if not mix or len(set(mix)) == 1:
        return []
    return [max(1, round(1000 * weight / sum(mix))) for weight in mix]
