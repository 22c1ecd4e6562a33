"""Copies per second on one core, ours and nlpaug's in the same run, on the same rows.

    python tests/benchmarks/bench_augment.py [--rows 20000] [--words 18] [--repeats 5]

Ours is the default recipe, both methods, as a job runs it: a cold vocabulary each time, every
event consumed. nlpaug's SynonymAug is timed where it is installed and NLTK finds WordNet
(NLTK_DATA); without the tagger's data each word gets its first WordNet part of speech for
nothing, which flatters nlpaug. Seconds are the process's own, so a busy machine counts less.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from studio.augment import AugmentResult, Recipe, augment_texts
from studio.augment.synonyms import load_table

FRAME = "they asked whether the {} near a {} was {} or just some other {} of the small old town and"


def rows_of(count: int, words: int) -> tuple[list[str], str]:
    """`count` rows of `words` words, and where they are from."""
    spec = find_spec("licensedcode")
    found: list[str] = []
    for folder in spec.submodule_search_locations or () if spec else ():
        for path in sorted(Path(folder, "data", "licenses").glob("*.LICENSE")):
            found += path.read_text(encoding="utf-8").split("---", 2)[-1].split()
    source = "licence texts"
    if len(found) < count * words:
        source, table = "made-up sentences", list(load_table())
        picks = (table[at * 7919 % len(table)] for at in range(count * words))
        while len(found) < count * words:
            found += FRAME.format(*(next(picks) for _ in range(4))).split()
    cut = range(0, count * words, words)
    return [" ".join(found[at : at + words]) for at in cut], source


def ours(rows: list[str], recipe: Recipe) -> AugmentResult:
    """One whole run."""
    work = augment_texts(rows, recipe, row_keys=range(len(rows)))
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def nlpaug(rows: list[str]) -> int | str:
    """How many copies nlpaug made, or why it couldn't."""
    try:
        import nlpaug.augmenter.word as naw
        from nltk.corpus import wordnet

        wordnet.ensure_loaded()
    except ImportError as error:
        return f"not installed ({error.name})"
    except LookupError:
        return "NLTK finds no WordNet (NLTK_DATA)"
    augmenter = naw.SynonymAug(aug_src="wordnet", aug_p=0.2)
    tag_for_free_without_tagger(augmenter, wordnet)
    augmenter.augment(rows[0])
    started = time.process_time()
    made = sum(len(augmenter.augment(row)) for row in rows)
    return round(made / (time.process_time() - started))


def tag_for_free_without_tagger(augmenter: object, wordnet: object) -> None:
    """Where the tagger's data is missing, each word's first part of speech in WordNet."""
    import nltk

    try:
        nltk.pos_tag(["word"])
    except LookupError:
        tags = {"n": "NN", "v": "VB", "a": "JJ", "s": "JJ", "r": "RB"}

        @cache
        def tag(word: str) -> str:
            synsets = wordnet.synsets(word)  # type: ignore[attr-defined]
            return tags[synsets[0].pos()] if synsets else "NNP"

        augmenter.model.pos_tag = lambda tokens: [(t, tag(t)) for t in tokens]  # type: ignore[attr-defined]
        print("nlpaug's tagger has no data: tags are free")


def timed(work: Callable[[], AugmentResult], repeats: int) -> tuple[float, float]:
    """(best, median) copies a second."""
    rates = []
    for _ in range(repeats):
        started = time.process_time()
        made = len(work().texts)
        rates.append(made / (time.process_time() - started))
    return max(rates), statistics.median(rates)


def main() -> int:
    """Print one line a contender."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=18)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    started = time.process_time()
    load_table()
    print(f"table loaded in {time.process_time() - started:.3f} s, {len(load_table()):,} words")
    rows, source = rows_of(options.rows, options.words)
    print(f"{len(rows):,} rows of {options.words} words ({source}), 2 copies each, one core")
    result = ours(rows, Recipe())
    for name, count in result.counts.items():
        rate = count.changed / max(count.words, 1)
        print(f"  {name:<20} {count.copies:>7,} copies, measured change rate {rate:.4f}")
    print(f"  {result.unchanged:,} unchanged and drawn again, {result.dropped:,} dropped")
    best, median = timed(lambda: ours(rows, Recipe()), options.repeats)
    print(f"both methods         {best:>9,.0f} copies/s best, {median:>9,.0f} median")
    other = nlpaug(rows[:: max(1, len(rows) // 500)])
    if isinstance(other, int):
        print(f"nlpaug SynonymAug    {other:>9,} copies/s; ours is {median / other:,.0f} x as fast")
    else:
        print(f"nlpaug SynonymAug    not timed: {other}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
