"""A package becomes a smaller one, with the bits every tensor really got."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.convert.held import held_weights
from studio.convert.metadata import carry_over
from studio.convert.package import (
    check_out,
    older,
    package_digest,
    read_card,
    read_spec,
    target_of,
    weights_dir,
    write_spec,
)
from studio.convert.reports import CompressReport, TensorBits
from studio.convert.schemes import SCHEMES, Scheme
from studio.convert.upstream import core_ml_tools, ensure_room, library, scratch
from studio.convert.weights import SMALL, average_bits, tensor_bits
from studio.core.errors import InputError
from studio.core.events import Event, Note, Progress
from studio.core.files import atomic_path, size_bytes
from studio.core.values import ClassifierCard


def compress(package: Path, scheme: str, out: Path) -> Generator[Event, None, CompressReport]:
    """Write a compressed copy of `package` to `out`, whole or not at all; the source stays.

    A Note warns of every large tensor that the scheme left alone. Raises InputError for an
    unknown scheme, a package that isn't ours, is already compressed or is for too old a target;
    UpstreamError when the library refuses.
    """
    entry = _scheme(scheme)
    check_out(out)
    yield Progress("read", 0, 1)
    spec = read_spec(package)
    card = read_card(package, spec)
    _check(package, entry, card, target_of(spec))
    tensor_bits(package, spec)  # every weight is where the description says it is
    parent = package_digest(package)
    ensure_room(out.parent, 2 * size_bytes(package))  # a working copy and two of the result
    yield Progress("read", 1, 1)
    with atomic_path(out, folder=True) as draft, scratch(draft.parent / "scratch"):
        yield Progress("compress", 0, 1)
        small, held = _shrink(package, spec, entry, draft)
        yield Progress("compress", 1, 1)
        card = dataclasses.replace(card, scheme=entry.name, made_from=(*card.made_from, parent))
        carry_over(spec, small, card)
        write_spec(draft, small)
        tensors = tensor_bits(draft, small)
        untouched = _untouched(tensors, entry, held)
        if untouched:
            yield _warning(untouched, entry)
        yield Progress("save", 0, 1)
    report = _report(out, card, entry, target_of(small), package, parent, tensors, untouched)
    yield Progress("save", 1, 1)
    return report


def _shrink(package: Path, spec: Any, entry: Scheme, draft: Path) -> tuple[Any, tuple[str, ...]]:
    """Run the scheme and leave its package at `draft`: (new description, held weights)."""
    ct = core_ml_tools()
    remedy = "Choose another scheme; the uncompressed package is unchanged."
    with library("compress", remedy):
        # Built from the description, not from the path: opening a path rewrites its manifest.
        source = ct.models.MLModel(
            spec, weights_dir=str(weights_dir(package)), skip_model_load=True
        )
        held = held_weights(source)
        model = entry.apply(source, held)
        small = model.get_spec()
    draft.rmdir()
    os.replace(model.package_path, draft)
    return small, held


def _scheme(name: str) -> Scheme:
    if name not in SCHEMES:
        raise InputError(
            f"There is no compression scheme {name}.",
            code="unknown-scheme",
            remedy=f"Choose one of: {', '.join(SCHEMES)}.",
        )
    return SCHEMES[name]


def _check(package: Path, entry: Scheme, card: ClassifierCard, target: str) -> None:
    if card.scheme != "none":
        raise InputError(
            f"{package.name} is already compressed with {card.scheme}.",
            code="already-compressed",
            remedy="Compress the float16 package it was made from.",
        )
    if older(target, entry.target):
        raise InputError(
            f"The scheme {entry.name} needs {entry.target}, and {package.name} is for {target}.",
            code="scheme-needs-newer-target",
            remedy=f"Convert with --target {entry.target} first, or choose palette4 or int8.",
        )


def _untouched(
    tensors: tuple[TensorBits, ...], entry: Scheme, held: tuple[str, ...]
) -> tuple[str, ...]:
    """Large tensors that kept (nearly) their old width, besides those held on purpose.

    Vectors are left alone by design: they are tiny, and Core ML can't hold them compressed.
    """
    large = (t for t in tensors if len(t.shape) > 1 and t.elements > SMALL and t.name not in held)
    return tuple(t.name for t in large if t.bits > 1.5 * entry.bits)


def _warning(untouched: tuple[str, ...], entry: Scheme) -> Note:
    return Note(
        f"{entry.name} left {len(untouched)} large tensors uncompressed: {', '.join(untouched[:5])}"
        f"{', ...' if len(untouched) > 5 else ''}.",
        "warning",
    )


def _report(
    out: Path,
    card: ClassifierCard,
    entry: Scheme,
    target: str,
    package: Path,
    parent: str,
    tensors: tuple[TensorBits, ...],
    untouched: tuple[str, ...],
) -> CompressReport:
    return CompressReport(
        path=out,
        size_bytes=size_bytes(out),
        digest=package_digest(out),
        card=card,
        scheme=entry.name,
        target=target,
        parent_digest=parent,
        parent_bytes=size_bytes(package),
        bits=average_bits(tensors),
        tensors=tensors,
        untouched=untouched,
    )
