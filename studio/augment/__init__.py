"""The augment room: more examples with the same meaning, for the train part of a split only."""

from studio.augment.copies import augment_texts
from studio.augment.dataset import augment
from studio.augment.recipe import Recipe
from studio.augment.registry import METHODS, Method
from studio.augment.result import AugmentResult, MethodCount

__all__ = [
    "METHODS",
    "AugmentResult",
    "Method",
    "MethodCount",
    "Recipe",
    "augment",
    "augment_texts",
]
