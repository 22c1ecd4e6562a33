"""BERT, and the MiniLM and TinyBERT students of its shape."""

from __future__ import annotations

from studio.convert.families import FAMILIES, Family

BERT = FAMILIES.register("bert")(Family("bert", ("bert",)))
