"""The trace names exactly the op that was damaged, on either route, and nothing where all is well."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pipeline_tiny import make_teacher
from trace_damage import damaged, package, rescaled

from studio.core.errors import InputError, QualityError
from studio.core.events import Answer, Note
from studio.pipeline import tracing
from studio.runtime.tracing import Sides
from studio.verify.trace import Trace, trace

pytestmark = pytest.mark.slow
TEXTS = ["where is my parcel", "charged twice refund please", "", "the " * 40]
Made = dict[str, Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A teacher and its packages by both routes."""
    root = tmp_path_factory.mktemp("trace")
    teacher = make_teacher(root / "teacher")
    return {
        "root": root,
        "teacher": teacher,
        "torch": package(teacher, root / "torch.mlpackage"),
        "onnx": package(teacher, root / "onnx.mlpackage", route="onnx"),
        "float32": package(teacher, root / "float32.mlpackage", precision="float32"),
    }


def found(made: Made, path: Path, texts: list[str] | None = None) -> Trace:
    story = trace(Sides(made["teacher"], path), texts or TEXTS)
    while True:
        try:
            next(story)
        except StopIteration as end:
            result: Trace = end.value
            return result


@pytest.mark.parametrize("route", ["torch", "onnx", "float32"])
def test_a_good_package_does_not_part(made: Made, route: str) -> None:
    told = found(made, made[route])
    assert told.kind == "together" and not told.parts, told.sentence
    assert told.sentence.startswith("They don't part beyond rounding") and told.rows == 4
    places = {(d.layer, d.side) for d in told.depth}
    assert len(places) == 40 and ("bert.encoder.layer.1.output.dense", "input") in places
    assert all(d.faithful < 5e-3 for d in told.depth)


def noise(weight: NDArray[np.float32]) -> NDArray[np.float32]:
    return weight + 0.02 * np.random.default_rng(0).standard_normal(weight.shape).astype(np.float32)


@pytest.mark.parametrize(
    ("route", "weight", "change", "layer", "op"),
    [
        ("torch", "layer_1_intermediate_dense_weight", noise, "bert.encoder.layer.1.intermediate.dense", "linear_10_cast_fp16"),
        ("torch", "layer_0_output_dense_weight", lambda w: w * 1.01, "bert.encoder.layer.0.output.dense", "linear_5_cast_fp16"),
        ("torch", "layer_1_attention_self_key_bias", lambda w: w + 0.05, "bert.encoder.layer.1.attention.self.key", "linear_7_cast_fp16"),
        ("torch", "layer_0_output_layernorm_bias", lambda w: w + 0.01, "bert.encoder.layer.0.output.LayerNorm", "layer_norm_2_cast_fp16"),
        ("torch", "word_embeddings_weight", lambda w: np.roll(w, 1, axis=0), "bert.embeddings.word_embeddings", "embedding_cast_fp16_cast_int16_cast_int16"),
        ("torch", "classifier_weight", lambda w: w[[1, 0, 2]], "classifier", "linear_13_cast_fp16"),
        ("onnx", "linear_8_weight_0_to_fp16", noise, "bert.encoder.layer.1.attention.self.value", "linear_8_cast_fp16"),
        ("onnx", "linear_4_weight_0_to_fp16", lambda w: w * 0, "bert.encoder.layer.0.intermediate.dense", "linear_4_cast_fp16"),
    ],
)  # fmt: skip
def test_the_damaged_op_is_named(made: Made, tmp_path: Path, route: str, weight: str, change: Any, layer: str, op: str) -> None:  # fmt: skip
    told = found(made, damaged(made[route], tmp_path / "d.mlpackage", weight, change))
    assert (told.kind, told.layer, told.op) == ("weights", layer, op), told.sentence
    others = told.suspects[1:]  # of the table: what makes its rows' numbers
    assert (
        told.suspects[0] == op
        and (not others or "embedding" in op)
        and layer in told.sentence
        and op in told.sentence
    )
    before = list(told.depth[: [d.op for d in told.depth].index(op)])
    assert all(d.excess_float32 <= 1 for d in before)


def test_a_damaged_layer_stands_out_by_itself(made: Made, tmp_path: Path) -> None:
    bad = damaged(made["torch"], tmp_path / "d.mlpackage", "layer_0_intermediate_dense_weight", noise)  # fmt: skip
    told = found(made, bad)
    alone = {d.layer: d.alone for d in told.depth if d.alone is not None}
    worst = max(alone, key=lambda layer: alone[layer] or 0)
    assert worst == "bert.encoder.layer.0.intermediate.dense"
    assert sum((share or 0) > 2e-3 for share in alone.values()) == 1


def test_equal_constants_kept_once_name_no_layer(tmp_path: Path) -> None:
    """coremltools keeps every bias of 128 zeros once, named after the first layer that has one."""
    from transformers import BertConfig, BertForSequenceClassification

    teacher = make_teacher(tmp_path / "teacher")
    config = BertConfig.from_pretrained(teacher, hidden_size=128, intermediate_size=128)
    BertForSequenceClassification(config).save_pretrained(teacher)
    good = package(teacher, tmp_path / "good.mlpackage")
    sides = Sides(teacher, good)
    sides.row("parcel")
    assert len(sides.matches) >= 17  # 6 linear layers and 2 norms a block, the embeddings' norm
    assert found({"teacher": teacher}, good).kind == "together"
    bad = damaged(good, tmp_path / "d.mlpackage", "layer_1_intermediate_dense_weight", noise)
    assert found({"teacher": teacher}, bad).layer == "bert.encoder.layer.1.intermediate.dense"


def test_a_nan_in_a_constant_is_named_where_it_is(made: Made, tmp_path: Path) -> None:
    def broken(weight: NDArray[np.float32]) -> NDArray[np.float32]:
        weight[3] = np.nan
        return weight

    bad = damaged(made["torch"], tmp_path / "d.mlpackage", "layer_0_attention_output_dense_bias", broken)  # fmt: skip
    told = found(made, bad)
    assert (told.kind, told.layer, told.op) == ("not-a-number", "bert.encoder.layer.0.attention.output.dense", "linear_3_cast_fp16")  # fmt: skip
    assert "NaN" in told.sentence and json.dumps(told.to_json(), allow_nan=False)


def test_a_wrong_scale_in_attention_is_among_the_suspects(made: Made, tmp_path: Path) -> None:
    bad = rescaled(made["torch"], tmp_path / "d.mlpackage", "mul_1_cast_fp16", "y", 0.5)
    told = found(made, bad)
    assert told.kind == "weights" and told.layer == "bert.encoder.layer.1.attention.output.dense"
    assert "mul_1_cast_fp16" in told.suspects and "softmax_1_cast_fp16" in told.suspects
    assert "mul_0_cast_fp16" not in told.suspects and "linear_9_cast_fp16" not in told.suspects


def test_an_overflow_of_fp16_names_its_op(tmp_path: Path) -> None:
    """Layer 1's first linear layer gives 65,000 and some: float16 ends at 65,504."""
    import torch
    from transformers import BertForSequenceClassification

    teacher = make_teacher(tmp_path / "teacher")
    bad = package(teacher, tmp_path / "plain.mlpackage")
    changes: list[tuple[str, str, Any]] = [
        ("intermediate.dense", "weight", lambda w: w * 1e3),
        ("intermediate.dense", "bias", lambda b: b * 0 + 6.5e4),
        ("output.dense", "weight", lambda w: w * 1e-3),
    ]
    model = BertForSequenceClassification.from_pretrained(teacher)
    for at, (layer, kind, change) in enumerate(changes):
        with torch.no_grad():
            weight = model.bert.encoder.layer[1].get_submodule(layer).get_parameter(kind)
            weight.copy_(change(weight))
        name = f"layer_1_{layer.replace('.', '_')}_{kind}"
        bad = damaged(bad, tmp_path / f"{at}.mlpackage", name, change)
    model.save_pretrained(teacher)
    told = found({"teacher": teacher}, bad)
    assert (told.kind, told.op) == ("overflow", "linear_10_cast_fp16"), told.sentence
    assert told.layer == "bert.encoder.layer.1.intermediate.dense" and "65,504" in told.sentence
    assert "--precision float32" in told.sentence


def test_a_text_the_package_cuts_is_what_parts_them(made: Made, tmp_path: Path) -> None:
    short = package(made["teacher"], tmp_path / "short.mlpackage", length=8)
    told = found(made, short, ["parcel", "refund please " * 8])
    assert (told.kind, told.row) == ("cut", 1), told.sentence
    assert "reads 8 tokens" in told.sentence and "classifier 18" in told.sentence
    assert found(made, short, ["parcel"]).kind == "together"


def test_other_labels_are_refused(made: Made, tmp_path: Path) -> None:
    other = make_teacher(tmp_path / "other", names=("a", "b", "c"))
    with pytest.raises(InputError, match="different labels"):
        Sides(other, made["torch"])
    with pytest.raises(InputError, match="not a Hugging Face folder"):
        Sides(made["torch"], made["torch"])


# the step ------------------------------------------------------------------------------------------


def test_verify_with_trace_tells_and_draws(made: Made, order_step: Callable[..., Any], tmp_path: Path) -> None:  # fmt: skip
    picture = tmp_path / "depth.svg"
    events, result = order_step("verify", None, reference=str(made["teacher"]), models=[str(made["torch"])], trace=True, picture=str(picture), limit=4)  # fmt: skip
    told = result["traces"][0]
    assert told["kind"] == "together" and told["totals"][-1]["layer"] == "all"
    linear = next(op for op in told["ops"] if op["output"] == "linear_4_cast_fp16")
    assert (linear["multiply_adds"], linear["bits"], linear["bytes"]) == (32 * 32 * 64, 16.0, 2 * (32 * 64 + 64))  # fmt: skip
    assert {r["said_by"] for r in linear["neural_engine"]} == {"documented by Apple"}
    assert picture.read_text(encoding="utf-8").startswith("<svg") and told["picture"].endswith("</svg>")  # fmt: skip
    lines = [event.text for event in events if isinstance(event, Note)]
    assert any(line.startswith("bert.encoder.layer.1: 24 ops as in") for line in lines)
    assert sum(isinstance(event, Answer) for event in events) == 1


def test_a_failed_check_names_the_op_with_and_without_trace(made: Made, order_step: Callable[..., Any], tmp_path: Path) -> None:  # fmt: skip
    bad = damaged(made["torch"], tmp_path / "d.mlpackage", "layer_1_output_dense_weight", lambda w: w + 0.3 * noise(w * 0))  # fmt: skip
    bad = damaged(bad, tmp_path / "e.mlpackage", "classifier_weight", lambda w: w[[1, 0, 2]])
    for asked in (False, True):
        with pytest.raises(QualityError) as caught:
            order_step("verify", None, reference=str(made["teacher"]), models=[str(bad)], trace=asked, limit=4)  # fmt: skip
        assert caught.value.code == "quality.parity"
        first = caught.value.detail.splitlines()[0]
        assert first.startswith("They part first in layer bert.encoder.layer.1.output.dense, op linear"), asked  # fmt: skip


def test_what_cannot_be_traced_is_said_before_any_work(made: Made, order_step: Callable[..., Any]) -> None:  # fmt: skip
    both = {"reference": str(made["torch"]), "models": [str(made["torch"])]}
    with pytest.raises(InputError, match="can't be traced"):
        order_step("verify", None, **both, trace=True)
    with pytest.raises(InputError, match="needs --trace"):
        order_step("verify", None, **both, picture="x.svg")
    with pytest.raises(InputError, match="can't be traced"):
        order_step("trace", None, reference=str(made["torch"]), model=str(made["torch"]))


def test_the_windows_step_ends_well_either_way(made: Made, order_step: Callable[..., Any], tmp_path: Path) -> None:  # fmt: skip
    bad = damaged(made["torch"], tmp_path / "d.mlpackage", "classifier_weight", lambda w: w[[1, 0, 2]])  # fmt: skip
    _, result = order_step("trace", None, reference=str(made["teacher"]), model=str(bad), limit=3)
    assert result["trace"]["layer"] == "classifier" and result["trace"]["kind"] == "weights"
    json.dumps(result, allow_nan=False)


def test_no_culprit_for_models_nobody_can_look_into(made: Made) -> None:
    story = tracing.culprit(made["torch"], made["torch"], TEXTS, "x")
    with pytest.raises(StopIteration) as end:
        next(story)
    assert end.value.value == ""
