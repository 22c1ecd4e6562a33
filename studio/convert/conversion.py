"""A classifier becomes an .mlpackage that alone is enough to predict."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.convert.families import family_of
from studio.convert.labels import add_labels, check_labels
from studio.convert.layouts import LAYOUT_KEY, PLAIN, check_route
from studio.convert.lint import lint_constants
from studio.convert.metadata import annotate
from studio.convert.package import check_out, older, package_digest, write_spec
from studio.convert.reports import (
    LAYOUTS,
    PRECISIONS,
    TARGETS,
    ConvertSettings,
    PackageReport,
)
from studio.convert.routes import ROUTES, Bare, Plan
from studio.convert.upstream import ensure_room, scratch
from studio.convert.weights import tensor_bits
from studio.core.errors import InputError
from studio.core.events import Event, Note, Progress
from studio.core.files import atomic_path, digest_path, size_bytes
from studio.core.values import ClassifierCard

if TYPE_CHECKING:
    from studio.models.classifier import Classifier

MANY_LENGTHS = "iOS18"  # two inputs of enumerated shapes need it
_MEASURED = 4  # texts to measure activations with


def convert(
    classifier: Classifier,
    out: Path,
    settings: ConvertSettings | None = None,
    *,
    texts: Sequence[str] = (),
) -> Generator[Event, None, PackageReport]:
    """Convert to `out`, which appears whole or not at all.

    texts: some of the kind it will read, to measure with what float16 can hold.
    Raises InputError for settings that don't go together, UpstreamError when a library refuses
    (naming the operation where it says so) or the program isn't sound, HostError for the disk.
    """
    settings = settings or ConvertSettings()
    check_out(out)
    plan = checked_plan(settings, classifier.card, classifier.model.config)
    card = _card(classifier, plan, settings)
    ensure_room(out.parent, _bytes_to_write(classifier.model, plan.precision))
    with atomic_path(out, folder=True) as draft, scratch(draft.parent / "scratch"):
        model = _plain(classifier.model)
        plan = dataclasses.replace(plan, rows=_rows(classifier, plan, texts))
        bare = yield from ROUTES[settings.route].build(model, draft, plan)
        if bare.kept:
            yield Note(kept_note(bare.kept), "warning")
        yield Progress("annotate", 0, 1)
        add_labels(bare.spec, card.labels)
        annotate(bare.spec, card, classifier.encoder.to_json(), settings)
        _name_layout(bare.spec, settings.layout)
        lint_constants(draft, bare.spec, plan.precision)
        check_labels(bare.spec, card)
        write_spec(draft, bare.spec)
        parameters = sum(tensor.elements for tensor in tensor_bits(draft, bare.spec))
        yield Progress("annotate", 1, 1)
        yield Progress("save", 0, 1)
    report = _report(out, card, settings, bare, parameters)
    yield Progress("save", 1, 1)
    return report


def checked_plan(settings: ConvertSettings, card: ClassifierCard, config: Any) -> Plan:
    """The settings as a plan. Raises InputError for what is unknown or doesn't fit together."""
    from studio.models.anatomy import longest_input

    _known("route", settings.route, tuple(ROUTES))
    _known("precision", settings.precision, PRECISIONS)
    _known("target", settings.target, TARGETS)
    _known("layout", settings.layout, LAYOUTS)
    check_route(settings.layout, settings.route)
    if config.num_labels != len(card.labels):
        raise InputError(
            f"The model has {config.num_labels} outputs and its card names {len(card.labels)} labels.",
            code="labels-differ",
            remedy="Load the checkpoint with the label names it was trained with.",
        )
    lengths = tuple(sorted(set(settings.lengths or (card.max_length,))))
    longest = min(longest_input(config), family_of(config).longest(config))
    if lengths[0] < 3 or lengths[-1] > longest:
        raise InputError(
            f"Lengths must lie between 3 and {longest} tokens for this model, not "
            f"{', '.join(map(str, lengths))}.",
            code="bad-lengths",
            remedy=f"Choose lengths up to {longest}.",
        )
    if len(lengths) > 1 and older(settings.target, MANY_LENGTHS):
        raise InputError(
            f"Several lengths in one package need the target {MANY_LENGTHS}, not {settings.target}.",
            code="lengths-need-newer-target",
            remedy=f"Use --target {MANY_LENGTHS}, or choose one length.",
        )
    check_answers(settings)
    return Plan(
        settings.precision, settings.target, lengths, settings.temperature, layout=settings.layout
    )


def check_answers(settings: ConvertSettings) -> None:
    """Raises InputError for a temperature or threshold that means nothing."""
    if not 0.01 <= settings.temperature <= 100:
        raise InputError(
            f"A temperature of {settings.temperature:g} can't be folded into the model.",
            code="bad-temperature",
            remedy="Use the calibrated one, between 0.01 and 100; 1 leaves things as they are.",
        )
    if not 0 <= settings.reject_below < 1:
        raise InputError(
            f"{settings.reject_below:g} is no probability to reject answers below.",
            code="bad-threshold",
            remedy="Choose a number from 0 (answer always) to less than 1.",
        )


def _rows(classifier: Classifier, plan: Plan, texts: Sequence[str]) -> Any:
    """Ids and mask, int32[n, L] tensors: made-up rows, and the longest of the texts."""
    import torch

    from studio.convert.gate import padded_rows

    ids, mask = padded_rows(classifier.model.config, plan.lengths[-1])
    if not texts:
        return ids, mask
    some = sorted(texts, key=len)[-_MEASURED:]
    real = classifier.encoder.pad(classifier.encoder.encode(some, ids.shape[1]).ids, ids.shape[1])
    more = (torch.from_numpy(array).int() for array in real)
    return tuple(torch.cat(pair) for pair in zip((ids, mask), more, strict=True))


def _name_layout(spec: Any, layout: str) -> None:
    if layout != PLAIN:
        spec.description.metadata.userDefined[LAYOUT_KEY] = layout


def kept_note(names: tuple[str, ...]) -> str:
    """A sentence about the operations that stay in float32."""
    count = len(names)
    which = ", ".join(names[:3]) + (", ..." if count > 3 else "")
    one = "1 operation stays" if count == 1 else f"{count} operations stay"
    return f"{one} in float32, because float16 would overflow there: {which}."


def _known(what: str, name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        raise InputError(
            f"There is no {what} {name}.",
            code=f"unknown-{what}",
            remedy=f"Choose one of: {', '.join(names)}.",
        )


def _card(classifier: Classifier, plan: Plan, settings: ConvertSettings) -> ClassifierCard:
    folder = getattr(classifier, "folder", None)
    parent = (digest_path(Path(folder)),) if folder and Path(folder).is_dir() else ()
    return dataclasses.replace(
        classifier.card,
        max_length=plan.lengths[-1],
        precision=plan.precision,
        scheme="none",
        lengths=plan.lengths,
        made_from=(*classifier.card.made_from, *parent),
        calibration=settings.temperature,
        reject_below=settings.reject_below,
    )


def _bytes_to_write(model: Any, precision: str) -> int:
    """Room for the weights twice: Core ML Tools copies them from its own temporary folder."""
    width = 4 if precision == "float32" else 2
    return 2 * width * sum(int(p.numel()) for p in model.parameters())


def _plain(model: Any) -> Any:
    """The module in float32 on the CPU; the caller's own is never changed."""
    import torch

    fine = all(p.dtype == torch.float32 and p.device.type == "cpu" for p in model.parameters())
    return model if fine and not model.training else copy.deepcopy(model).float().cpu().eval()


def _report(
    out: Path, card: ClassifierCard, settings: ConvertSettings, bare: Bare, parameters: int
) -> PackageReport:
    return PackageReport(
        path=out,
        size_bytes=size_bytes(out),
        digest=package_digest(out),
        card=card,
        route=settings.route,
        target=settings.target,
        mask=bare.mask,
        gate=bare.gate,
        parameters=parameters,
        kept=bare.kept,
        layout=settings.layout,
    )
