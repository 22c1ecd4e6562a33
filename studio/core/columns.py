"""Data sets on disk: one Arrow file a part, memory-mapped when read, metadata written last."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from studio.core.errors import InputError
from studio.core.values import Dataset, LabelSet, Split

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

PARTS = ("train", "validation", "test")
META = "dataset.json"
_BATCH = 1 << 16  # rows written at once
_SLICE = 4096  # rows of a mapped column made into strings at once


def write_dataset(path: Path, dataset: Dataset) -> None:
    """Write the rows to one uncompressed Arrow file (labels travel in its schema metadata)."""
    for _ in writing_dataset(path, dataset):
        pass


def writing_dataset(path: Path, dataset: Dataset) -> Iterator[int]:
    """`write_dataset`, some rows at a time; says how many are written."""
    import pyarrow as pa

    told = {"names": dataset.labels.names, "source_ids": dataset.labels.source_ids}
    origin = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema(
        [("text", pa.large_string()), ("label_id", pa.int64()), ("source_row", pa.int64()), ("origin", origin)],
        {"labels": json.dumps(told)},
    )  # fmt: skip
    origins = {name: at for at, name in enumerate(dict.fromkeys(dataset.origins))}
    names = pa.array(list(origins), pa.string())  # a file has one dictionary for all its batches
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as out:
        for at in range(0, len(dataset), _BATCH):
            some = slice(at, at + _BATCH)
            codes = [origins[name] for name in dataset.origins[some]]
            out.write_batch(pa.RecordBatch.from_arrays(
                [
                    pa.array(dataset.texts[some], pa.large_string()),
                    pa.array(dataset.label_ids[some]),
                    pa.array(dataset.source_rows[some]),
                    pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), names),
                ],
                schema=schema,
            ))  # fmt: skip
            yield min(at + _BATCH, len(dataset))


class MappedTexts(Sequence[str]):
    """A text column left on disk: strings are made when asked for, a slice at a time."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if not isinstance(at, slice):
            return str(self._column[int(at)].as_py())
        start, stop, step = at.indices(len(self))
        if step != 1:
            return [self[i] for i in range(start, stop, step)]
        found: list[str] = self._column.slice(start, max(stop - start, 0)).to_pylist()
        return found

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _SLICE):
            yield from self[start : start + _SLICE]


def read_dataset(path: Path, mapped: bool = False) -> Dataset:
    """Read what `write_dataset` wrote. Raises InputError when the file is damaged.

    mapped leaves the texts on disk (for steps that go through them once, in order).
    """
    import pyarrow as pa

    table = open_table(path)
    try:
        table.validate(full=True)  # else a damaged offset reads any memory
        labels = json.loads((table.schema.metadata or {})[b"labels"])
        return Dataset(
            MappedTexts(table["text"]) if mapped else table["text"].to_pylist(),
            as_array(table["label_id"]).astype("int64"),
            as_array(table["source_row"]).astype("int64"),
            MappedTexts(table["origin"]) if mapped else table["origin"].to_pylist(),
            LabelSet(tuple(labels["names"]), tuple(labels["source_ids"])),
        )
    except (pa.ArrowException, ValueError, LookupError, TypeError, RecursionError) as error:
        raise _damaged(path, error) from error


def write_table(path: Path, table: pa.Table) -> None:
    """Write an Arrow table as `open_table` reads it; feather's own writer would load pandas."""
    import pyarrow as pa

    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def as_array(column: pa.Array | pa.ChunkedArray) -> NDArray[Any]:
    """Numbers without nulls over Arrow's memory, in their own width; `to_numpy` would load pandas."""
    import numpy as np

    whole = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    kind = np.dtype(
        {"float": "float32", "double": "float64"}.get(str(column.type), str(column.type))
    )
    if not len(whole):
        return np.zeros(0, kind)
    return np.frombuffer(whole.buffers()[1], kind, len(whole), whole.offset * kind.itemsize)


def prepare() -> None:
    """Load Arrow now rather than at the first table: about 0.2 s."""
    import pyarrow.compute
    import pyarrow.feather  # noqa: F401


def open_table(path: Path) -> pa.Table:
    """The memory-mapped columns, without making a Python string of any row."""
    import pyarrow as pa
    import pyarrow.feather

    try:
        return pyarrow.feather.read_table(str(path), memory_map=True)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> InputError:
    return InputError(
        f"The data set file {path.name} is missing or damaged.",
        code="dataset-damaged",
        remedy="Import the CSV again.",
        detail=str(error),
    )


def write_split(folder: Path, split: Split, about: dict[str, Any]) -> None:
    """Write the three parts into `folder`, then `dataset.json` with digest, labels and `about`."""
    for _ in writing_split(folder, split, about):
        pass


def writing_split(folder: Path, split: Split, about: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """`write_split`, some rows at a time; says how much of how much is done."""
    before, total = 0, 3 * sum(len(getattr(split, name)) for name in PARTS)
    for name in PARTS:
        part = getattr(split, name)
        for done in writing_dataset(folder / f"{name}.arrow", part):
            yield before + done, total
        for done in part.digesting():
            yield before + len(part) + done, total
        before += 3 * len(part)
    meta = {"digest": split.digest, "labels": split.labels.names, **about}
    (folder / META).write_text(json.dumps(meta, ensure_ascii=False, indent=1), encoding="utf-8")


def read_split(folder: Path) -> Split:
    """Read what `write_split` wrote."""
    return Split(*(read_dataset(folder / f"{name}.arrow") for name in PARTS))


def read_about(folder: Path) -> dict[str, Any]:
    """The `dataset.json` of a split: digest, labels and what import said. Raises InputError."""
    try:
        about: dict[str, Any] = json.loads((folder / META).read_text(encoding="utf-8"))
        if not isinstance(about, dict):
            raise ValueError("no object")
        return about
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"{folder} holds no data set.",
            code="dataset-damaged",
            remedy="Import the CSV again.",
            detail=str(error),
        ) from error


def write_answers(path: Path, logits: Matrix, labels: tuple[str, ...]) -> None:
    """Write a model's logits float32[n, k] on n rows to one Arrow file, whole or not at all."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.feather

    from studio.core.files import atomic_path

    flat = pa.array(np.ascontiguousarray(logits, dtype=np.float32).reshape(-1))
    column = pa.FixedSizeListArray.from_arrays(flat, logits.shape[1])
    table = pa.table({"logits": column}).replace_schema_metadata({"labels": json.dumps(labels)})
    with atomic_path(path) as draft:
        pyarrow.feather.write_feather(table, str(draft), compression="uncompressed")


def read_answers(path: Path) -> tuple[Matrix, tuple[str, ...]]:
    """The logits float32[n, k] and the k label names `write_answers` wrote. Raises InputError."""
    table = open_table(path)
    labels = tuple(json.loads((table.schema.metadata or {})[b"labels"]))
    flat = as_array(table["logits"].combine_chunks().flatten())
    return flat.reshape(-1, len(labels)), labels
