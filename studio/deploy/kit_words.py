"""The words a kit's README, notices and workflow are filled with."""

from __future__ import annotations

from studio.deploy.kit import Kit, KitModel

NOT_STATED = "not stated: look it up before you ship"
CELLULAR = 200_000_000  # bytes from which the App Store asks before a download over cellular (Apple's default)


def words(kit: Kit) -> dict[str, str]:
    """Template word to text."""
    return {
        "title": kit.title,
        "ios": kit.ios,
        "bundle_id": kit.bundle_id,
        "models": "\n".join(_line(model) for model in kit.models),
        "model_names": ", ".join(model.name for model in kit.models),
        "total": f"{sum(model.size_bytes for model in kit.models) / 1e6:.1f} MB",
        "advice": _advice(kit),
        "base_model": kit.base_model or NOT_STATED,
        "attribution": kit.attribution or NOT_STATED,
        "label_source": kit.label_source or "not stated",
        "first": kit.models[0].name,
        "first_resource": kit.models[0].resource,
    }


def _line(model: KitModel) -> str:
    card = model.card
    scheme = "" if card.scheme == "none" else f", {card.scheme}"
    lengths = ", ".join(map(str, sorted(card.lengths or (card.max_length,))))
    return f"| `{model.name}` | `App/Models/{model.resource}.mlpackage` | {model.size_bytes / 1e6:.1f} MB | {card.precision}{scheme} | {lengths} | {model.target.replace('iOS', 'iOS ')} |"


def _advice(kit: Kit) -> str:
    heavy = [model.name for model in kit.models if model.size_bytes > CELLULAR]
    if not heavy:
        return "All models together are small enough to ship inside the app."
    return f"Too big to ship inside an app that people download on the move: {', '.join(heavy)}. Keep it for comparing, and remove its folder from `App/Models` before you archive: the app then says that it is not in this build."
