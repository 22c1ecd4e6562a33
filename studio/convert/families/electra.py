"""ELECTRA: BERT with narrower embeddings and a head of two layers."""

from __future__ import annotations

from studio.convert.families import FAMILIES, Family

ELECTRA = FAMILIES.register("electra")(Family("electra", ("electra",)))
