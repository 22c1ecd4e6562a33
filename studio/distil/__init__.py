"""The distil room: a teacher is taught, labels every row, and its student learns from that."""

from studio.distil.floor import tfidf_floor
from studio.distil.fresh import Fresh
from studio.distil.labelling import soft_labels
from studio.distil.lesson import parse_lesson
from studio.distil.objectives import OBJECTIVES
from studio.distil.settings import DistilSettings, TeachSettings, TrainResult, TrainSettings
from studio.distil.training import distil, teach

__all__ = [
    "OBJECTIVES",
    "DistilSettings",
    "Fresh",
    "TeachSettings",
    "TrainResult",
    "TrainSettings",
    "distil",
    "parse_lesson",
    "soft_labels",
    "teach",
    "tfidf_floor",
]
