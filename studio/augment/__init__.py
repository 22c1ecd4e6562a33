"""The augment room: more examples with the same meaning, for the train part of a split only."""

from studio.augment.copies import AugmentResult, MethodCount, augment_texts
from studio.augment.dataset import augment
from studio.augment.recipe import Recipe
from studio.augment.registry import METHODS, Method

__all__ = [
    "METHODS",
    "AugmentResult",
    "Method",
    "MethodCount",
    "Recipe",
    "augment",
    "augment_texts",
]
