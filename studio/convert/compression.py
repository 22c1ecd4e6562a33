"""A package becomes a smaller one, with the bits every tensor really got."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from studio.convert.codings import Coded, Matters, along, code
from studio.convert.held import HELD, Weight
from studio.convert.metadata import carry_over
from studio.convert.package import (
    check_out,
    older,
    package_digest,
    read_card,
    read_spec,
    target_of,
    write_spec,
)
from studio.convert.reports import CompressReport, TensorBits
from studio.convert.rewrite import opened
from studio.convert.schemes import SCHEMES, SMALL, Scheme
from studio.convert.stored import Coding
from studio.convert.upstream import ensure_room, library, scratch
from studio.convert.weights import average_bits, tensor_bits
from studio.core.errors import InputError
from studio.core.events import Event, Note, Progress
from studio.core.files import atomic_path, size_bytes
from studio.core.values import ClassifierCard

_AT_ONCE = 4  # weights: each takes some ten times its own memory while it is worked on
_REMEDY = "Choose another scheme; the uncompressed package is unchanged."


@dataclass(frozen=True, slots=True)
class Mixture:
    """A coding for each weight by name, found by a search; `name` stands on the card."""

    name: str
    codings: Mapping[str, Coding]
    target: str


def compress(
    package: Path,
    scheme: str | Mixture,
    out: Path,
    matters: Mapping[str, Matters] | None = None,
) -> Generator[Event, None, CompressReport]:
    """Write a compressed copy of `package` to `out`, whole or not at all; the source stays.

    matters: what errors cost the answers, by weight name; calibrated schemes ask for it.
    A Note warns of large tensors left alone and of groups that had to be made smaller. Raises
    InputError for an unknown scheme, a package that isn't ours, is already compressed or is for
    too old a target; UpstreamError when the library refuses.
    """
    entry = _scheme(scheme) if isinstance(scheme, str) else scheme
    check_out(out)
    yield Progress("read", 0, 1)
    spec = read_spec(package)
    card = read_card(package, spec)
    _check(package, entry, card, target_of(spec))
    tensor_bits(package, spec)  # every weight is where the description says it is
    parent = package_digest(package)
    ensure_room(out.parent, 2 * size_bytes(package))  # a working copy and two of the result
    yield Progress("read", 1, 1)
    if isinstance(entry, Scheme) and entry.calibrated and matters is None:
        yield Note(
            f"{entry.name}: nothing says which numbers matter, so all count alike.", "warning"
        )
    with atomic_path(out, folder=True) as draft, scratch(draft.parent / "scratch"):
        told = matters if isinstance(entry, Mixture) or entry.calibrated else None
        small, plan = yield from _shrink(package, spec, entry, draft, told or {})
        card = dataclasses.replace(card, scheme=entry.name, made_from=(*card.made_from, parent))
        carry_over(spec, small, card)
        write_spec(draft, small)
        tensors = tensor_bits(draft, small)
        yield from _notes(entry.name, plan)
        yield Progress("save", 0, 1)
    report = _report(out, card, entry.name, target_of(small), package, parent, tensors, plan.left)
    yield Progress("save", 1, 1)
    return report


@dataclass(frozen=True, slots=True)
class _Plan:
    """What became of the weights: names left alone, and groups made to fit by their size."""

    left: tuple[str, ...] = ()
    smaller: tuple[tuple[str, int, int], ...] = ()


def _shrink(
    package: Path, spec: Any, entry: Scheme | Mixture, draft: Path, matters: Mapping[str, Matters]
) -> Generator[Event, None, tuple[Any, _Plan]]:
    """Run the scheme and leave its package at `draft`: (new description, what became of what)."""
    with library("compress", _REMEDY):
        program = opened(package, spec)
    codings = entry.plan(program.weights) if isinstance(entry, Scheme) else entry.codings
    stored = yield from _coded(program.weights, codings, matters)
    plan = _unlike(program.weights, codings, stored)
    with library("compress", _REMEDY):
        model = program.written(stored)
        small = model.get_spec()
    draft.rmdir()
    os.replace(model.package_path, draft)
    yield Progress("compress", len(stored) + 1, len(stored) + 1)
    return small, plan


def _coded(
    weights: tuple[Weight, ...], codings: Mapping[str, Coding], matters: Mapping[str, Matters]
) -> Generator[Event, None, dict[str, Coded]]:
    """Every weight as its coding says, in the program's order.

    Several at once, the largest first: most of the time is numpy's, which lets other threads run.
    """
    chosen = [w for w in weights if w.name in codings and np.isfinite(w.value).all()]
    done: dict[str, Coded] = {}
    yield Progress("compress", 0, len(chosen) + 1)
    with ThreadPoolExecutor(min(_AT_ONCE, os.cpu_count() or 1)) as pool:
        try:
            waiting = {
                pool.submit(_one, w, codings[w.name], matters.get(w.name)): w.name
                for w in sorted(chosen, key=lambda w: -w.value.size)
            }
            for future in as_completed(waiting):
                with library("compress", _REMEDY):
                    done[waiting[future]] = future.result()
                yield Progress("compress", len(done), len(chosen) + 1)
        finally:
            pool.shutdown(cancel_futures=True)
    return {w.name: done[w.name] for w in chosen}


def _one(weight: Weight, coding: Coding, matters: Matters | None) -> Coded:
    with np.errstate(all="ignore"):  # a thread of its own begins with numpy's warnings
        return code(weight.value, along(weight, coding), coding, matters)


def _unlike(
    weights: tuple[Weight, ...], codings: Mapping[str, Coding], stored: Mapping[str, Coded]
) -> _Plan:
    """Large weights left alone against the plan, and (name, group asked for, group used)."""
    large = (w for w in weights if w.value.size > SMALL and w.role not in HELD)
    left = tuple(w.name for w in large if w.name not in stored)
    smaller = []
    for name, made in stored.items():
        asked, used = codings[name].group, made.group
        if 0 < used < asked:
            smaller.append((name, asked, used))
    return _Plan(left, tuple(smaller))


def _notes(name: str, plan: _Plan) -> Generator[Event, None, None]:
    if plan.left:
        yield Note(f"{name} left {len(plan.left)} large tensors uncompressed: {_some(plan.left)}.", "warning")  # fmt: skip
    if plan.smaller:
        told = tuple(
            f"{weight} ({used} instead of {asked})" for weight, asked, used in plan.smaller
        )
        yield Note(f"{name}: groups made smaller to divide the layer: {_some(told)}.")


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")


def _scheme(name: str) -> Scheme:
    if name not in SCHEMES:
        raise InputError(
            f"There is no compression scheme {name}.",
            code="unknown-scheme",
            remedy=f"Choose one of: {', '.join(SCHEMES)}.",
        )
    return SCHEMES[name]


def _check(package: Path, entry: Scheme | Mixture, card: ClassifierCard, target: str) -> None:
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


def _report(
    out: Path,
    card: ClassifierCard,
    scheme: str,
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
        scheme=scheme,
        target=target,
        parent_digest=parent,
        parent_bytes=size_bytes(package),
        bits=average_bits(tensors),
        tensors=tensors,
        untouched=untouched,
    )
