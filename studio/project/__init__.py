"""The folder on disk: catalogue, artifacts, runs, checkpoints, one writer at a time."""

from studio.project.folder import Project, is_project, result_key

__all__ = ["Project", "is_project", "result_key"]
