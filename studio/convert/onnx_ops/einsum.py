"""Sums of products by letters, in general: broadcast, multiply, add up.

Source: https://onnx.ai/onnx/operators/onnx__Einsum.html; numpy's rules for letters and dots.
Products of two inputs that are matrix products (attention's) become one; the rest is spelt out.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers
from studio.convert.onnx_ops.arithmetic import both

_DOTS = "αβγδε"


@lowers("Einsum")
def einsum(node: Node, *values: Value) -> Any:
    """Each letter is an axis; letters that the result lacks are summed over."""
    terms, result = _letters(node, [node.rank(value) for value in values])
    if any(len(set(term)) < len(term) for term in terms):
        raise node.refused("a letter occurs twice in one input")
    if len(values) == 2 and (found := _matrices(node, values, terms, result)) is not None:
        return found
    order = result + "".join(sorted(set("".join(terms)) - set(result)))
    spread = [
        _spread(node, node.var(v), term, order) for v, term in zip(values, terms, strict=True)
    ]
    product = reduce(lambda x, y: both(node, "mul", x, y), spread)
    gone = list(range(len(result), len(order)))
    return node.mb.reduce_sum(x=product, axes=gone, keep_dims=False) if gone else product


def _letters(node: Node, ranks: list[int]) -> tuple[list[str], str]:
    """The letters of each input and of the result; dots become letters of their own."""
    equation = str(node.attr("equation")).replace(" ", "")
    left, arrow, right = equation.partition("->")
    terms = left.split(",")
    if len(terms) != len(ranks):
        raise node.refused(f"the equation {equation} is for {len(terms)} inputs")
    found = []
    for term, rank in zip(terms, ranks, strict=True):
        dots = rank - len(term.replace("...", ""))
        found.append(term.replace("...", _DOTS[len(_DOTS) - dots :] if dots else ""))
    widest = max((sum(letter in _DOTS for letter in term) for term in found), default=0)
    whole = _DOTS[len(_DOTS) - widest :] if widest else ""
    if not arrow:
        every = "".join(found)
        once = sorted(c for c in set(every) if every.count(c) == 1 and c not in _DOTS)
        return found, whole + "".join(once)
    return found, right.replace("...", whole)


def _matrices(node: Node, values: tuple[Value, ...], terms: list[str], result: str) -> Any:
    """One matrix product where the letters fall into batch, row, summed and column; else None."""
    x, y = terms
    batch = [c for c in result if c in x and c in y]
    rows = [c for c in x if c in result and c not in y]
    columns = [c for c in y if c in result and c not in x]
    summed = [c for c in x if c in y and c not in result]
    plain = len(rows) == len(columns) == len(summed) == 1
    if not plain or any(c in _DOTS for c in x + y) or len(x) + len(y) != 2 * len(batch) + 4:
        return None
    left = _ordered(node, values[0], x, [*batch, *rows, *summed])
    right = _ordered(node, values[1], y, [*batch, *summed, *columns])
    product = node.mb.matmul(x=left, y=right)
    return _ordered(node, product, "".join([*batch, *rows, *columns]), list(result))


def _ordered(node: Node, x: Value, have: str, want: list[str]) -> Any:
    if list(have) == want:
        return node.var(x)
    return node.mb.transpose(x=node.var(x), perm=[have.index(letter) for letter in want])


def _spread(node: Node, x: Any, term: str, order: str) -> Any:
    """The axes of an input in the common order, with sides of one where it lacks a letter."""
    inside = [letter for letter in order if letter in term]
    if list(term) != inside:
        x = node.mb.transpose(x=x, perm=[term.index(letter) for letter in inside])
    missing = [at for at, letter in enumerate(order) if letter not in term]
    return node.mb.expand_dims(x=x, axes=missing) if missing else x
