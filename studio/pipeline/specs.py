"""What each step can be told: one frozen dataclass a step, the source of forms and options."""

from __future__ import annotations

from dataclasses import dataclass

from studio.pipeline.fields import option

TARGETS = ("iOS16", "iOS17", "iOS18", "iOS26")
RUNTIMES = ("auto", "coreml", "reference", "onnx", "torch")
COMPUTE_UNITS = ("ALL", "CPU_AND_NE", "CPU_AND_GPU", "CPU_ONLY")
_THREADS = "Processor threads for the arithmetic; 0 chooses: all cores, less one on a busy desktop."
_BATCH = "Sentences worked on at once; smaller needs less memory."
_WARM_UP = "Share of the steps in which the learning rate climbs."
_DECAY = "Weight decay; biases and LayerNorm weights have none."
_LEAST_STEPS = (
    "Few rows get more epochs until there are so many optimiser steps; 0 keeps to the epochs."
)
_AVERAGE = "Judge and keep the running average of the weights, of which this share stays at each step; 0 keeps the last step's."
_BALANCE = "Labels of unlike size: leave them so, weigh rare ones more, draw all equally often (sampling), or half way there (square-root)."
BALANCES = ("none", "weights", "sampling", "square-root")


@dataclass(frozen=True)
class ImportSpec:
    """Read a labelled CSV, TSV, JSONL, Excel or Parquet file into the project."""

    file: str = option("", "The file to read.", positional=True, required=True, metavar="FILE")
    text: str = option(
        "", "Column with the sentences; found by its name when empty.", metavar="COL"
    )
    label: str = option("", "Column with the label names; found when empty.", metavar="COL")
    label_id: str = option("", "Column with the label ids; found when empty.", metavar="COL")
    label_source: str = option("human", "Who labelled the rows; shown wherever scores are.", advanced=True)  # fmt: skip
    attribution: str = option("", "Source and licence of the text, for cards and reports.", advanced=True)  # fmt: skip
    validation: float = option(0.15, "Share of rows kept for choosing the best epoch.", low=0.02, high=0.45)  # fmt: skip
    test: float = option(0.15, "Share of rows kept for the final exam.", low=0.02, high=0.45)
    on_duplicate: str = option("drop", "What to do with exact duplicates.", choices=("drop", "keep"), advanced=True)  # fmt: skip
    on_conflict: str = option("drop", "What to do with one text under two labels.", choices=("drop", "keep"), advanced=True)  # fmt: skip
    seed: int = option(0, "The same seed splits the same way.", low=0, high=2**31, advanced=True)
    encoding: str = option("", "How the file's characters are written, such as utf-8, cp1252 or utf-16; found when empty.", advanced=True, metavar="NAME")  # fmt: skip
    delimiter: str = option("", "What stands between the cells: one character, or comma, semicolon, tab, pipe, space; found when empty.", advanced=True, metavar="CHAR")  # fmt: skip
    header_rows: int = option(-1, "Lines of column names; 0: the file begins with data, -1 finds out.", unit="lines", low=-1, high=20, advanced=True)  # fmt: skip
    merge: tuple[str, ...] = option((), "Labels to read as one, or a new name for a label: a,b=c; in the order given.", metavar="A,B=C", advanced=True)  # fmt: skip
    keep_row: tuple[int, ...] = option((), "Row to keep although its text is repeated or has two labels.", unit="row number", low=1, high=2**31, metavar="ROW", advanced=True)  # fmt: skip


@dataclass(frozen=True)
class PreviewSpec:
    """Look at a table before it is imported (used by the window)."""

    file: str = option("", "The file to look at.", positional=True, required=True, metavar="FILE")
    output: str = option("", "Arrow file to write its cells to.", required=True, metavar="OUT")


@dataclass(frozen=True)
class AugmentSpec:
    """Write more examples with the same meaning, for the train part only."""

    method: tuple[str, ...] = option(
        ("synonym_replacement=0.2", "random_deletion=0.1"),
        "Method and the probability that a word changes; one method is drawn per copy.",
        metavar="NAME=P",
    )
    mix: tuple[float, ...] = option((), "How often each method is drawn beside the others, in their order; all alike when empty.", low=0.0, high=100.0, metavar="WEIGHT")  # fmt: skip
    copies: int = option(2, "Copies of each row.", unit="a row", low=0, high=20)
    language: str = option("eng", "WordNet language (ISO 639-3); others than eng need NLTK's corpora.", advanced=True)  # fmt: skip
    seed: int = option(0, "The same seed writes the same copies.", low=0, high=2**31)
    teacher_filter: bool = option(False, "Drop copies on which the teacher changes its mind; needs a teacher.")  # fmt: skip


@dataclass(frozen=True)
class TeachSpec:
    """Load a fine-tuned teacher, or fine-tune one now from a base encoder."""

    model: str = option("", "A fine-tuned classifier: a Hugging Face folder or hub id.", metavar="FOLDER_OR_HUB_ID")  # fmt: skip
    finetune: str = option("", "A base encoder to fine-tune: folder, hub id, or 'sample' (the installed encoder).", metavar="BASE")  # fmt: skip
    epochs: int = option(3, "Passes over the train part.", low=1, high=100)
    learning_rate: float = option(1e-4, "Peak learning rate.", low=1e-6, high=1e-2)
    batch_size: int = option(32, _BATCH, unit="sentences", low=1, high=1024)
    max_length: int = option(0, "Longest input in tokens; 0 takes the 99th percentile of the data.", unit="tokens", low=0, high=512)  # fmt: skip
    patience: int = option(2, "Epochs without improvement before stopping.", unit="epochs", low=1, high=100, advanced=True)  # fmt: skip
    warm_up: float = option(0.1, _WARM_UP, low=0.0, high=0.9, advanced=True)
    weight_decay: float = option(0.01, _DECAY, low=0.0, high=1.0, advanced=True)
    layer_decay: float = option(1.0, "Each layer's rate, as so many times that of the layer above it; 1 treats all alike, 0.95 is usual.", low=0.3, high=1.0, advanced=True)  # fmt: skip
    balance: str = option("none", _BALANCE, choices=BALANCES, advanced=True)
    least_steps: int = option(0, _LEAST_STEPS, unit="steps", low=0, high=100_000, advanced=True)
    average: float = option(0.0, _AVERAGE, low=0.0, high=0.9999, advanced=True)
    unlabelled: str = option("", "A CSV or text file with sentences without labels: the teacher answers them, and a second one of the same base learns from its answers too.", metavar="FILE", advanced=True)  # fmt: skip
    seed: int = option(0, "Seed of the new head and the order of rows.", low=0, high=2**31, advanced=True)  # fmt: skip
    threads: int = option(0, _THREADS, low=0, high=256, advanced=True)


@dataclass(frozen=True)
class LabelSpec:
    """Write the teacher's logits (soft labels) for every row, augmented ones included."""

    batch_size: int = option(64, _BATCH, unit="sentences", low=1, high=4096)
    threads: int = option(0, _THREADS, low=0, high=256, advanced=True)


@dataclass(frozen=True)
class DistilSpec:
    """Teach a small student with the teacher's soft labels."""

    student: str = option("every_second_layer", "Student preset, or a published checkpoint: a folder or a hub id.", metavar="PRESET")  # fmt: skip
    temperature: float = option(2.0, "Softens the teacher's answers; higher shows more of its doubts.", low=0.5, high=20)  # fmt: skip
    alpha: float = option(0.5, "Weight of the hard labels; the rest goes to the teacher's.", low=0, high=1)  # fmt: skip
    objective: str = option("soft_hard", "What the student learns: objectives joined by +, with weights such as soft_hard+hidden:0.5, or hidden:1..0 to go from 1 to 0.", advanced=True, metavar="LOSS")  # fmt: skip
    epochs: int = option(4, "Passes over the train rows.", low=1, high=200)
    learning_rate: float = option(2e-4, "Peak learning rate.", low=1e-6, high=1e-2)
    batch_size: int = option(32, _BATCH, unit="sentences", low=1, high=1024)
    patience: int = option(2, "Epochs without improvement before stopping.", unit="epochs", low=1, high=100, advanced=True)  # fmt: skip
    seed: int = option(0, "Seed of the order of rows and of new weights.", low=0, high=2**31)
    seeds: int = option(1, "Train so many students, with this seed and the next ones; the one best on validation is kept.", unit="students", low=1, high=50, advanced=True)  # fmt: skip
    fresh: int = option(0, "New copies of each row in every epoch, answered by the teacher; they take the place of copies made beforehand.", unit="a row", low=0, high=10, advanced=True)  # fmt: skip
    fresh_method: tuple[str, ...] = option(
        ("synonym_replacement=0.2", "random_deletion=0.1"),
        "Method of the fresh copies and its probability; one is drawn per copy.",
        metavar="NAME=P",
        advanced=True,
    )
    changed_mind: str = option("relabel", "Fresh copies that the teacher answers otherwise than their original: believe the teacher alone, use the original instead, or keep the label.", choices=("relabel", "drop", "keep"), advanced=True)  # fmt: skip
    unlabelled: str = option("", "A CSV or text file with sentences without labels: the teacher answers them, the student learns from that.", metavar="FILE", advanced=True)  # fmt: skip
    balance: str = option("none", _BALANCE, choices=BALANCES, advanced=True)
    least_steps: int = option(0, _LEAST_STEPS, unit="steps", low=0, high=100_000, advanced=True)
    average: float = option(0.0, _AVERAGE, low=0.0, high=0.9999, advanced=True)
    warm_up: float = option(0.1, _WARM_UP, low=0.0, high=0.9, advanced=True)
    weight_decay: float = option(0.01, _DECAY, low=0.0, high=1.0, advanced=True)
    resume: bool = option(False, "Go on from the last checkpoint of the same settings (also done when one is found).")  # fmt: skip
    threads: int = option(0, _THREADS, low=0, high=256, advanced=True)


@dataclass(frozen=True)
class ConvertSpec:
    """Convert a classifier to a Core ML .mlpackage."""

    source: str = option("student", "Hugging Face folder, 'teacher', 'student' or an artifact's name.", positional=True, metavar="SOURCE")  # fmt: skip
    route: str = option("torch", "How the graph is read: straight from PyTorch, or through ONNX.", choices=("torch", "onnx"))  # fmt: skip
    precision: str = option("float16", "Arithmetic of the program.", choices=("float16", "float32"))
    target: str = option("iOS17", "Oldest system the package runs on.", choices=TARGETS)
    lengths: str = option("", "Input lengths: one (128) or several (32,64,128; needs iOS18); 'auto' adds short ones; empty takes the classifier's own.", unit="tokens")  # fmt: skip
    layout: str = option("plain", "How tensors lie: plain, or neural-engine as Apple advises (4-D, channels first, 1x1 convolutions, one head at a time); the answers stay the same. Not timed on a Mac yet.", choices=("plain", "neural-engine"), advanced=True)  # fmt: skip
    head: str = option("", "Of an .onnx encoder: its classification head, an .npz file with weight, bias and labels.", advanced=True, metavar="FILE")  # fmt: skip
    pooling: str = option("mean", "Of an .onnx encoder with a head: how its tokens become one row.", choices=("mean", "first", "none"), advanced=True)  # fmt: skip
    tensor: str = option("", "Of an .onnx file: the output to take; found by its name when empty.", advanced=True, metavar="NAME")  # fmt: skip
    temperature: str = option("1", "Divides the logits before the softmax, so that probabilities are honest: a number, or 'auto' fits it on the validation rows.", advanced=True, metavar="T")  # fmt: skip
    reject_below: float = option(0.0, "Answers less probable than this count as not sure; 0 answers always.", low=0, high=0.99, advanced=True, metavar="P")  # fmt: skip
    scheme: tuple[str, ...] = option((), "Compression schemes to write as well.", metavar="NAME")
    check_parity: bool = option(False, "Judge every package against its classifier and score it on the test rows; exit 6 when one fails.")  # fmt: skip
    output: str = option("", "Where to write; empty keeps it in the project's exports.", metavar="OUT")  # fmt: skip


@dataclass(frozen=True)
class CompressSpec:
    """Write smaller copies of a Core ML package."""

    model: str = option("student-float16", "An .mlpackage, or an artifact's name.", positional=True, metavar="MODEL")  # fmt: skip
    scheme: tuple[str, ...] = option(("int8",), "Compression schemes, one package each; 'auto' searches bits for each layer.", metavar="NAME")  # fmt: skip
    output: str = option("", "Where to write (a folder when there are several schemes).", metavar="OUT")  # fmt: skip
    keep: float = option(0.995, "Scheme auto: share of the classifier's answers that must stay the same.", low=0.5, high=1.0)  # fmt: skip
    budget: str = option("", "Scheme auto: the largest size, such as 30MB; the best within it is kept.", metavar="SIZE")  # fmt: skip
    prune_vocabulary: bool = option(False, "First drop the word pieces that neither the project's texts nor common English need.")  # fmt: skip
    reference: str = option("", "The classifier the package was made from, for calibration; found in the project when empty.", metavar="MODEL", advanced=True)  # fmt: skip
    texts: str = option("", "Sentences to calibrate and judge by; empty takes the project's train and validation rows.", metavar="FILE", advanced=True)  # fmt: skip


@dataclass(frozen=True)
class VerifySpec:
    """Compare packages with a reference, number by number; exit 6 when one fails."""

    reference: str = option("", "The model to compare with.", positional=True, required=True, metavar="REFERENCE")  # fmt: skip
    models: tuple[str, ...] = option((), "Models to judge.", positional=True, required=True, metavar="MODEL")  # fmt: skip
    texts: str = option("", "A text or CSV file with sentences; empty takes the project's validation rows, or built-in ones.", metavar="FILE")  # fmt: skip
    trace: bool = option(False, "Name the first op, layer and row where a package parts from the reference; list its ops.")  # fmt: skip
    picture: str = option("", "With --trace: also draw the error by depth into this SVG file.", metavar="FILE")  # fmt: skip
    limit: int = option(500, "At most this many sentences, besides the hard rows.", unit="sentences", low=1, high=10**7, advanced=True)  # fmt: skip
    threads: int = option(0, _THREADS, low=0, high=256, advanced=True)


@dataclass(frozen=True)
class CountSpec:
    """Count the texts' lengths with the teacher's tokenizer (used by the window)."""


@dataclass(frozen=True)
class DeviceSpec:
    """Take the figures that the iPhone app measured into the project (used by the window)."""

    file: str = option("", "The device-report.json that the app shared.", positional=True, required=True, metavar="FILE")  # fmt: skip


@dataclass(frozen=True)
class TraceSpec:
    """Look where a package parts from its classifier, layer by layer (used by the window)."""

    reference: str = option("", "The classifier the package was made from.", positional=True, required=True, metavar="REFERENCE")  # fmt: skip
    model: str = option("", "The package to look into.", positional=True, required=True, metavar="MODEL")  # fmt: skip
    texts: str = option("", "A text or CSV file with sentences; empty takes the project's validation rows, or built-in ones.", metavar="FILE")  # fmt: skip
    limit: int = option(24, "At most this many sentences, besides the hard rows.", unit="sentences", low=1, high=10**4, advanced=True)  # fmt: skip
    threads: int = option(0, _THREADS, low=0, high=256, advanced=True)


@dataclass(frozen=True)
class PredictSpec:
    """Classify sentences, or a whole CSV, with any model."""

    model: str = option("", "An .mlpackage, an .onnx file, a Hugging Face folder, or an artifact's name.", positional=True, required=True, metavar="MODEL")  # fmt: skip
    text: tuple[str, ...] = option((), "Sentences; read from standard input when there are none.", positional=True, metavar="TEXT")  # fmt: skip
    csv: str = option("", "A CSV whose text column is classified row by row.", metavar="FILE")
    out: str = option("", "The CSV to write: the input's columns plus predicted_label and confidence.", metavar="FILE")  # fmt: skip
    text_column: str = option("", "The CSV's column with the sentences; found by its name when empty.", metavar="COL")  # fmt: skip
    label_column: str = option("", "The CSV's column with the right labels: the answers are scored against it.", metavar="COL")  # fmt: skip
    answers: str = option("", "Arrow file to write texts, answers and confidences to as well.", metavar="FILE", advanced=True)  # fmt: skip
    neutral: bool = option(True, "Put an apostrophe before cells that a spreadsheet would run as formulas (= + - @; numbers stay).")  # fmt: skip
    runtime: str = option("auto", "What runs the model.", choices=RUNTIMES)
    arithmetic: str = option("faithful", "Of the reference runtime: as the program declares, or quicker fp32.", choices=("faithful", "fast"), advanced=True)  # fmt: skip
    compute_units: str = option("ALL", "Core ML's choice of processors (macOS).", choices=COMPUTE_UNITS, advanced=True)  # fmt: skip
    threads: int = option(0, _THREADS, low=0, high=256, advanced=True)


@dataclass(frozen=True)
class BenchSpec:
    """Latency p50/p95, throughput, memory, load time and size of models, side by side."""

    models: tuple[str, ...] = option((), "Models to measure.", positional=True, required=True, metavar="MODEL")  # fmt: skip
    runtime: str = option("every", "What runs the models; 'every' takes each that can, 'auto' the best.", choices=("every", *RUNTIMES))  # fmt: skip
    runs: int = option(50, "Timed calls per model, after the warm-up.", low=5, high=100_000)
    length: int = option(0, "Time texts of exactly this many tokens; 0 takes real sentences as they are.", unit="tokens", low=0, high=8192)  # fmt: skip
    picture: str = option("", "Also draw the figures into this SVG file.", metavar="FILE")
    threads: int = option(0, _THREADS, low=0, high=256)
    team: str = option("", "On a Mac: the Apple developer team that signs Core ML Tools' test app, to time packages on a connected iPhone or iPad as well.", metavar="TEAM", advanced=True)  # fmt: skip


@dataclass(frozen=True)
class CompareSpec:
    """Measure every model of the project: accuracy, agreement, parity, latency; what is known stays."""

    models: tuple[str, ...] = option((), "Models to measure; none means all of the project.", positional=True, metavar="MODEL")  # fmt: skip
    again: bool = option(False, "Measure once more what is known already.")
    runs: int = option(30, "Timed calls per model, after the warm-up.", low=5, high=100_000, advanced=True)  # fmt: skip
    limit: int = option(500, "At most this many validation rows in a parity check, besides the hard rows.", unit="sentences", low=1, high=10**7, advanced=True)  # fmt: skip
    threads: int = option(0, _THREADS, low=0, high=256, advanced=True)


@dataclass(frozen=True)
class ExportSpec:
    """Write what leaves the studio: an iPhone app with its models, the model card or the report."""

    what: str = option("card", "What to write.", choices=("iphone", "card", "report"), positional=True, metavar="iphone|card|report")  # fmt: skip
    output: str = option("", "Folder to write into, or the .html or .md file itself; empty is the project's exports.", metavar="PATH")  # fmt: skip
    models: tuple[str, ...] = option((), "Packages for the app; none means every one that has not failed its check.", metavar="MODEL")  # fmt: skip
    title: str = option("", "The app's name on the home screen; empty is Text Classifier.", metavar="NAME")  # fmt: skip
    bundle_id: str = option("com.example.TextClassifierDemo", "The app's identifier, as Apple wants it.", metavar="ID", advanced=True)  # fmt: skip
    swiftpm: bool = option(False, "Make the app a Swift Playgrounds package (.swiftpm) of small models, not an Xcode project.", advanced=True)  # fmt: skip


@dataclass(frozen=True)
class DemoSpec:
    """The main job on the embedded sample, from CSV to a verified Core ML classifier."""

    sample: str = option("kinds", "kinds: human labels; clauses: the article's four labels, made by rules.", choices=("kinds", "clauses"))  # fmt: skip
    rows: int = option(
        3000, "Rows of the sample.", unit="rows", low=200, high=20_000, advanced=True
    )
    teacher_epochs: int = option(3, "Passes when fine-tuning the teacher.", low=1, high=20, advanced=True)  # fmt: skip
    student_epochs: int = option(6, "Passes when distilling the student.", low=1, high=50, advanced=True)  # fmt: skip
    copies: int = option(1, "Augmented copies of each train row.", unit="a row", low=0, high=5, advanced=True)  # fmt: skip
    seed: int = option(0, "Seed of everything.", low=0, high=2**31, advanced=True)
    threads: int = option(0, _THREADS, low=0, high=256, advanced=True)


@dataclass(frozen=True)
class CopySpec:
    """Copy the whole project into a new folder (used by the window)."""

    target: str = option("", "The folder to make.", positional=True, required=True, metavar="DIR")


@dataclass(frozen=True)
class AugmentPreviewSpec:
    """Show a few rows before and after augmenting, asked again and again (used by the window)."""

    rows: int = option(8, "Rows to show.", unit="rows", low=1, high=50)


@dataclass(frozen=True)
class PlaygroundSpec:
    """Keep models loaded and answer sentences as they are typed (used by the window)."""

    models: tuple[str, ...] = option((), "Models to answer with.", metavar="MODEL")
    runtime: str = option("auto", "What runs the packages.", choices=RUNTIMES)
    compute_units: str = option("ALL", "Core ML's choice of processors (macOS).", choices=COMPUTE_UNITS)  # fmt: skip
