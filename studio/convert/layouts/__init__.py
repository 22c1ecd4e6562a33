"""Other ways to lay out the same classifier: what it computes stays, how its tensors lie changes."""

from __future__ import annotations

from typing import Any

from studio.core.errors import InputError

PLAIN, NEURAL_ENGINE = "plain", "neural-engine"
LAYOUT_KEY = "com.pocketbert.layout"  # in a package's metadata, unless it is plain


def laid_out(model: Any, layout: str, length: int) -> Any:
    """The module to export for a Hugging Face classifier, for inputs of at most `length` tokens.

    It is called like the classifier itself, with the 2-D mask, and shares its weights; the plain
    layout is the classifier. Raises InputError for a model that can't be laid out so.
    """
    if layout == PLAIN:
        return model
    from studio.convert.layouts.channels_first import ChannelsFirst

    return ChannelsFirst(model, length).eval()


def check_route(layout: str, route: str) -> None:
    """Raises InputError for a route that would undo the layout.

    An ONNX graph has neither the products without reshapes nor a norm over the channels: what
    comes back has more transposes than the plain layout.
    """
    if layout != PLAIN and route != "torch":
        raise InputError(
            f"The {layout} layout can't be converted through {route.upper()}.",
            code="layout-needs-torch",
            remedy="Use --route torch, or --layout plain.",
        )


def cant(model: Any, why: str) -> InputError:
    """The error of a model that has no channels-first twin."""
    kind = getattr(model.config, "model_type", "") or type(model).__name__
    return InputError(
        f"A {kind} model can't be converted in the Neural Engine layout: {why}.",
        code="layout-not-possible",
        remedy="Use --layout plain.",
    )
