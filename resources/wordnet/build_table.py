"""Builds `synonyms.json.gz`, the studio's compact synonym table, from the WordNet 3.0 files.

    python resources/wordnet/build_table.py FOLDER [OUT]

FOLDER holds WordNet's own files (data.*, index.*, *.exc, cntlist.rev): what Debian's packages
wordnet-base and wordnet-sense-index put into usr/share/wordnet. They are read through NLTK.

A synonym is kept when a person would say it first, not when a dictionary can justify it:

* single lower-case words, counted at least once in WordNet's tagged text, not slang, slur or archaic;
* from the first two senses of the word's main part of speech, the second only where it is common;
* the sense must be common for the synonym as well ("find" has the synonym "bump", but nobody who
  says "bump" means "find"), and the synonym not much rarer than the word ("time", "clip").

Plurals and verb forms are spelled out here, so that the studio only ever looks words up; a form
that is a word of its own ("building"), is irregular ("bought") or has two bases is left out.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
OUT = HERE / "synonyms.json.gz"
PLAIN = re.compile(r"[a-z]{3,}\Z")
SENSES = 2  # of the main part of speech
COMMON = 0.1  # a second sense counts with this share of the word's tagged uses
BACK_SENSES = 3  # the sense must be among the synonym's first three ...
BACK_COMMON = 0.1  # ... have this share of all its uses, in any part of speech ...
RARE = 0.05  # ... and this many uses for each use of the word
MAIN = 0.55  # a part of speech is the main one with this share; "play" has none
MAIN_INFLECTED = 0.65  # stricter: "orders" is as often a verb as a noun
OWN = 0.1  # a form is a word of its own ("building") with this many uses for each use of its base

LEXNAMES = """adj.all 3|adj.pert 3|adv.all 4|noun.Tops 1|noun.act 1|noun.animal 1|noun.artifact 1
noun.attribute 1|noun.body 1|noun.cognition 1|noun.communication 1|noun.event 1|noun.feeling 1
noun.food 1|noun.group 1|noun.location 1|noun.motive 1|noun.object 1|noun.person 1
noun.phenomenon 1|noun.plant 1|noun.possession 1|noun.process 1|noun.quantity 1|noun.relation 1
noun.shape 1|noun.state 1|noun.substance 1|noun.time 1|verb.body 2|verb.change 2|verb.cognition 2
verb.communication 2|verb.competition 2|verb.consumption 2|verb.contact 2|verb.creation 2
verb.emotion 2|verb.motion 2|verb.perception 2|verb.possession 2|verb.social 2|verb.stative 2
verb.weather 2|adj.ppl 3"""  # the lexnames(5WN) manual page; the Debian packages lack the file
REFUSED_USAGE = set(
    "archaism slang colloquialism disparagement obscenity ethnic_slur trade_name trademark dialect "
    "combining_form street_name acronym regionalism plural comparative superlative euphemism "
    "intensifier".split()
)
# Words no copy of a text should gain or lose, whatever WordNet calls them: slurs and coarse words,
# and a few that are only synonyms in set phrases ("on the lam").
REFUSED_WORDS = set(
    "ass asses bastard bitch blackamoor boob bum butt buttocks cock colored coloured coon crap "
    "cripple damn damned darky darned dick dike dyke fag faggot fanny fuck gay gipsy goddam goddamn goddamned gypsy half-breed harlot heathen "
    "homo hooker hump hymie idiot imbecile jap jew kike lam lesbian lunatic midget mongoloid moron "
    "nazi negro negroid nigger nooky oriental piss prick pussy queer rape retard retarded savage "
    "screw sex shit slut snatch spastic spic squaw tit tranny tramp wench whore wop yid".split()
)
MASS = re.compile(
    r".*(ness|ment|ware|ism|hood|ship|ity|ance|ence|ics|ing|ery|gage|fire|work|[^s]s)\Z|cash|money|"
    r"news|traffic|mail|music|weather|advice|information|proof|evidence|furniture|food|luck\Z"
)
SAME_PAST = set(  # "cut", whose past WordNet doesn't list as irregular
    "beset bet bid broadcast burst cast cost cut forecast hit hurt knit let offset put quit read "
    "recast reset rid set shed shut slit spit split spread sublet sweat thrust upset wed wet".split()
)
O_TO_OES = set(
    "echo hero potato tomato veto torpedo embargo forgo undergo forego outdo redo undo".split()
)
VOWEL = "aeiou"


class Sense(NamedTuple):
    """One sense of a word: its synset, the word's own lemma there, and its tagged uses."""

    synset: Any
    lemma: Any
    uses: int


Words = dict[str, dict[str, list[Sense]]]  # word -> part of speech -> senses, most used first
Synonyms = dict[str, tuple[str, list[str]]]  # word -> (part of speech, synonyms)


def open_reader(files: Path, folder: Path) -> Any:
    """NLTK's reader over a copy of `files` in `folder`, in the layout NLTK trusts."""
    import nltk
    from nltk.corpus.reader.wordnet import WordNetCorpusReader

    home = folder / "corpora" / "wordnet"
    home.mkdir(parents=True)
    for path in sorted(files.iterdir()):
        if re.match(r"(data|index)\.(noun|verb|adj|adv|sense)$|\w+\.exc$|cntlist\.rev$", path.name):
            shutil.copyfile(path, home / path.name)
    rows = [name.split() for name in re.split(r"[|\n]", LEXNAMES)]
    text = "".join(f"{at:02d}\t{name}\t{kind}\n" for at, (name, kind) in enumerate(rows))
    (home / "lexnames").write_text(text, encoding="ascii")
    nltk.data.path.insert(0, str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # "multilingual functions not available"
        return WordNetCorpusReader(str(home), None)


def read_words(reader: Any) -> Words:
    """Every plain word with its senses; one pass over the counts, NLTK's own look-up takes minutes."""
    rows = (line.split() for line in reader.open("cntlist.rev"))
    uses = {key: int(count) for key, _, count in rows}
    words: Words = {}
    for word in sorted({name for name in reader.all_lemma_names() if PLAIN.match(name)}):
        for synset in reader.synsets(word):
            own = [m for m in synset.lemmas() if m.name().split("(")[0].lower() == word]
            if own:
                senses = words.setdefault(word, {}).setdefault(part(synset), [])
                senses.append(Sense(synset, own[0], uses.get(own[0].key(), 0)))
    return words


def part(synset: Any) -> str:
    """n, v, a or r; satellite adjectives are adjectives."""
    return "a" if synset.pos() == "s" else synset.pos()


def main_part(senses: dict[str, list[Sense]]) -> tuple[str, float]:
    """The most used part of speech and its share of the tagged uses (of the parts, where none)."""
    uses = {p: sum(s.uses for s in found) for p, found in senses.items()}
    best = max(uses, key=lambda p: (uses[p], len(senses[p]), p))
    total = sum(uses.values())
    return best, uses[best] / total if total else 1 / len(uses)


def first_senses(words: Words, word: str, pos: str) -> list[Sense]:
    """The first sense, and the second where it is common."""
    senses = words.get(word, {}).get(pos, [])
    total = sum(s.uses for s in senses)
    common = [s for s in senses[1:SENSES] if total and s.uses / total >= COMMON]
    return senses[:1] + common


def refused(thing: Any) -> bool:
    """Whether WordNet marks a synset or lemma as slang, slur, archaic and the like."""
    return any(d.name().split(".")[0] in REFUSED_USAGE for d in thing.usage_domains())


def synonyms_of(words: Words, word: str, pos: str) -> Iterator[str]:
    """The sensible synonyms of a word, most common sense first."""
    for sense in first_senses(words, word, pos):
        if sense.lemma.name() != word or refused(sense.synset):
            continue
        for lemma in sense.synset.lemmas():
            name = lemma.name()
            if name == word or name in REFUSED_WORDS or name not in words or refused(lemma):
                continue
            if says_the_same(words[name], sense, pos):
                yield name


def says_the_same(synonym: dict[str, list[Sense]], sense: Sense, pos: str) -> bool:
    """Whether people who use this synonym often mean this sense by it."""
    back = [s.uses for s in synonym.get(pos, [])[:BACK_SENSES] if s.synset == sense.synset]
    total = sum(s.uses for found in synonym.values() for s in found)
    uses = back[0] if back else 0
    return uses > 0 and uses >= BACK_COMMON * total and uses >= RARE * sense.uses


def base_synonyms(reader: Any, words: Words) -> Synonyms:
    """Base forms: each word with its part of speech and its synonyms, without repeats."""
    table: Synonyms = {}
    for word, senses in words.items():
        pos, share = main_part(senses)
        if share >= MAIN and word not in REFUSED_WORDS and not gerund(reader, word, pos):
            found = list(dict.fromkeys(synonyms_of(words, word, pos)))
            if found:
                table[word] = (pos, found)
    return table


def gerund(reader: Any, word: str, pos: str) -> bool:
    """Whether a noun is more often a verb's -ing form: "thinking about" is not "thought about"."""
    return pos == "n" and word.endswith("ing") and reader.morphy(word, "v") not in (None, word)


def irregular_form(reader: Any, word: str) -> bool:
    """Whether a word may be another one's irregular form: "left" may be from "leave"."""
    return any(word in exceptions(reader, name)[0] for name in ("noun", "verb"))


@cache
def exceptions(reader: Any, name: str) -> tuple[set[str], dict[str, list[str]]]:
    """WordNet's irregular forms: all of them, and by base ("take" -> taken, taking, took)."""
    forms, bases = set(), {}
    for line in reader.open(f"{name}.exc"):
        form, *of = line.split()
        forms.add(form)
        for base in of:
            if base != form and PLAIN.match(form):
                bases.setdefault(base, []).append(form)
    return forms - set(bases), bases


def with_s(word: str) -> str:
    """The regular plural or third person."""
    if word.endswith("y") and word[-2] not in VOWEL:
        return word[:-1] + "ies"
    hissing = word.endswith(("s", "x", "z", "ch", "sh")) or word in O_TO_OES
    return word + ("es" if hissing else "s")


def plural(word: str, irregular: dict[str, list[str]]) -> str | None:
    """One sure plural, or None: mass nouns, nouns that end in s, nouns with two plurals."""
    if word in irregular:
        return irregular[word][0] if len(irregular[word]) == 1 else None
    if word.endswith("man"):
        return word[:-3] + "men"
    return None if MASS.match(word) else with_s(word)


def verb_form(word: str, ending: str, irregular: dict[str, list[str]]) -> str | None:
    """The -s, -ed or -ing form; None for the past of an irregular verb (took or taken?)."""
    known = irregular.get(word, [])
    if ending == "s":
        return None if any(f.endswith("s") for f in known) else with_s(word)
    irregular_past = word in SAME_PAST or any(not f.endswith(("ed", "ing", "s")) for f in known)
    if ending == "ed" and irregular_past:
        return None
    special = [f for f in known if f.endswith(ending)]
    if special:  # WordNet lists every doubled consonant: stopped, stopping
        return special[0] if len(special) == 1 else None
    if ending == "ed" and word.endswith("y") and word[-2] not in VOWEL:
        return word[:-1] + "ied"
    if word.endswith("ie") and ending == "ing":
        return word[:-2] + "ying"
    if word.endswith("e") and (ending == "ed" or not word.endswith(("ee", "oe", "ye"))):
        return word[:-1] + ending
    return word + ending


def inflections(reader: Any, words: Words, base: Synonyms) -> dict[str, list[str]]:
    """Plurals, -s, -ed and -ing forms with their synonyms in the same form."""
    nouns, verbs = exceptions(reader, "noun"), exceptions(reader, "verb")
    table: dict[str, list[str]] = {}
    made: Counter[str] = Counter()
    for word, (pos, synonyms) in base.items():
        if pos not in "nv" or main_part(words[word])[1] < MAIN_INFLECTED:
            continue
        for ending in ("plural",) if pos == "n" else ("s", "ed", "ing"):
            both = [
                plural(w, nouns[1]) if pos == "n" else verb_form(w, ending, verbs[1])
                for w in (word, *synonyms)
            ]
            form, found = both[0], list(dict.fromkeys(f for f in both[1:] if f and f != both[0]))
            if form and found and not own_word(words, form, word):
                made[form] += 1
                table[form] = found
    return {f: s for f, s in table.items() if made[f] == 1}


def own_word(words: Words, form: str, base: str) -> bool:
    """Whether a form is used as a word of its own rather than as a form of its base."""
    own, whole = (
        sum(s.uses for found in words.get(w, {}).values() for s in found) for w in (form, base)
    )
    return form in words and own >= OWN * whole


def build(files: Path, out: Path = OUT) -> dict[str, str]:
    """Write the table to `out`, the same bytes for the same files, and return it."""
    with tempfile.TemporaryDirectory() as folder:
        reader = open_reader(files, Path(folder))
        words = read_words(reader)
        base = base_synonyms(reader, words)
        table = {w: " ".join(s) for w, (_, s) in base.items() if not irregular_form(reader, w)}
        table |= {f: " ".join(s) for f, s in inflections(reader, words, base).items()}
    about = {"source": "WordNet 3.0", "licence": "LICENCE.txt", "built_by": "build_table.py"}
    content = {"about": about, "synonyms": dict(sorted(table.items()))}
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    with open(out, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.encode("ascii"))
    return table


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    made = build(Path(sys.argv[1]), *(Path(name) for name in sys.argv[2:]))
    print(f"{len(made):,} words")
