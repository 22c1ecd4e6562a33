"""The folder on disk: catalogue, artifacts, runs, checkpoints, one writer at a time."""

from studio.project.folder import Project, is_project, result_key
from studio.project.follower import Follower, process_rank

__all__ = ["Follower", "Project", "is_project", "process_rank", "result_key"]
