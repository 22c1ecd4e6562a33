"""Failures that happened, to us or to those who convert by hand; each test is named after one.

More of them stand beside what they concern: a wrong mask, NaN on padded rows (test_convert_gate),
infinite constants (test_convert_lint), half-written packages, a full disk, stopping
(test_convert_atomic), groups that don't divide, layers left as they were (test_convert_compress),
two outputs of a classifier, ties of the last softmax in half precision, bfloat16, the date in the
metadata (test_convert_package), missing native parts (test_convert_without_native).
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from convert_families import FAMILY, TEXTS, family_model
from convert_tiny import LABELS, read, tiny_classifier, tiny_encoder

from studio.convert import ConvertSettings, PackageReport
from studio.convert.conversion import _plain, checked_plan
from studio.convert.families import ADDITIVE, OWN, UNKNOWN, family_of
from studio.convert.gate import gate, gated_wrapper, padded_rows
from studio.convert.lengths import lengths_for
from studio.convert.metadata import REJECT_KEY, TEMPERATURE_KEY, annotate
from studio.convert.overflow import HalfGuard, Ranges, leaves_half
from studio.convert.package import package_digest
from studio.convert.routes import Plan
from studio.convert.upstream import core_ml_tools, library, scratch
from studio.convert.wrapper import BLOCKED, ForCoreML
from studio.core.errors import HostError, InputError
from studio.core.scores import softmax
from studio.core.values import ClassifierCard
from studio.models.tokenizer import TextEncoder
from studio.runtime import open_runtime

LENGTH = 20


def plain_logits(model: Any, ids: Any, mask: Any, **more: Any) -> Any:
    with torch.no_grad():
        return model(input_ids=ids.long(), attention_mask=mask.long(), **more).logits


def wrapped(model: Any, ids: Any, mask: Any, kind: str = ADDITIVE, temperature: float = 1.0) -> Any:
    with torch.no_grad():
        return ForCoreML(model, kind, temperature)(ids, mask)


# masks


def test_trap_mask_of_the_smallest_float_is_infinite_in_half() -> None:
    with np.errstate(over="ignore"):
        assert np.isinf(np.array(np.finfo(np.float32).min).astype(np.float16))
    assert np.isfinite(np.float16(BLOCKED) - np.float16(30000.0))
    assert np.exp(np.float32(BLOCKED)) == 0


def test_trap_row_of_padding_alone_gives_nan() -> None:
    ids, mask = torch.zeros(1, LENGTH).int(), torch.zeros(1, LENGTH).int()
    logits, chances = wrapped(family_model("bert"), ids, mask)
    assert bool(torch.isfinite(logits).all()) and float(chances.sum()) == pytest.approx(1)


def test_trap_sliding_window_of_modernbert_lost_to_a_ready_mask() -> None:
    model = family_model("modernbert")
    ids, mask = padded_rows(model.config, LENGTH)
    right, wrong = plain_logits(model, ids, mask), wrapped(model, ids, mask, ADDITIVE)[0]
    assert float((right - wrong).abs().max()) > 1e-3
    assert gated_wrapper(model, LENGTH).mask == OWN


@pytest.mark.parametrize("name", ["deberta-v2", "deberta-v3"])
def test_trap_deberta_masks_rows_as_well(name: str) -> None:
    gated = gated_wrapper(family_model(name), LENGTH)
    assert (gated.mask, gated.difference) == (OWN, 0.0)


def test_trap_unknown_family_is_trusted_without_proof() -> None:
    model = family_model("modernbert")
    model.config.model_type = "never-heard-of"
    assert gated_wrapper(model, LENGTH).mask == OWN  # the first mask failed at the gate


def test_trap_eager_attention_takes_another_mask() -> None:
    model = family_model("bert")
    model.set_attn_implementation("eager")
    assert gated_wrapper(model, LENGTH).difference == 0.0


# ids and positions


def test_trap_padding_id_inside_a_text_is_masked() -> None:
    model = family_model("bert")
    ids, mask = padded_rows(model.config, LENGTH)
    ids[0, 5] = model.config.pad_token_id
    assert torch.equal(wrapped(model, ids, mask)[0], plain_logits(model, ids, mask))
    mask_by_id = (ids != model.config.pad_token_id).int()
    assert not torch.equal(wrapped(model, ids, mask_by_id)[0], plain_logits(model, ids, mask))


@pytest.mark.parametrize("name", ["roberta", "xlm-roberta", "camembert", "mpnet"])
def test_trap_positions_start_behind_the_padding_id(name: str) -> None:
    model = family_model(name)
    card = ClassifierCard(LABELS, 16, "", name)
    longest = family_of(model.config).longest(model.config)
    plan = checked_plan(ConvertSettings(lengths=(longest,)), card, model.config)
    assert torch.isfinite(plain_logits(model, *padded_rows(model.config, plan.lengths[-1]))).all()
    with pytest.raises(InputError, match="Lengths must lie"):
        checked_plan(ConvertSettings(lengths=(longest + 1,)), card, model.config)
    with pytest.raises((IndexError, RuntimeError), match="out of"):
        plain_logits(model, *padded_rows(model.config, longest + 1))


def test_trap_int64_ids_where_core_ml_gives_int32() -> None:
    model = family_model("roberta")
    ids, mask = padded_rows(model.config, LENGTH)
    assert torch.equal(wrapped(model, ids, mask)[0], wrapped(model, ids.long(), mask.long())[0])


def test_trap_token_types_left_to_chance() -> None:
    model = family_model("bert")
    ids, mask = padded_rows(model.config, LENGTH)
    first, second = torch.zeros_like(ids).long(), torch.ones_like(ids).long()
    got = wrapped(model, ids, mask)[0]
    assert torch.equal(got, plain_logits(model, ids, mask, token_type_ids=first))
    assert not torch.equal(got, plain_logits(model, ids, mask, token_type_ids=second))


def test_trap_batch_of_one_loses_its_side() -> None:
    model = family_model("squeezebert")
    ids, mask = padded_rows(model.config, LENGTH)
    logits, chances = wrapped(model, ids[:1], mask[:1])
    assert logits.shape == chances.shape == (1, len(LABELS))


def test_trap_tokenizer_file_with_fixed_padding() -> None:
    told = json.loads(tiny_encoder().to_json())
    told["padding"] = {
        "strategy": {"Fixed": 128}, "direction": "Right", "pad_to_multiple_of": None,
        "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]",
    }  # fmt: skip
    told["truncation"] = {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0}  # fmt: skip
    encoder = TextEncoder.from_json(json.dumps(told), 32)
    assert [len(row) for row in encoder.encode(["a b c d e"], 32).ids] == [7]
    assert json.loads(encoder.to_json())["padding"] is None


# weights and modes


def test_trap_dropout_left_on() -> None:
    model = family_model("bert").train()
    ids, mask = padded_rows(model.config, LENGTH)
    model.config.hidden_dropout_prob = 0.5
    first, second = (wrapped(_plain(model), ids, mask)[0] for _ in range(2))
    assert torch.equal(first, second) and model.training


def test_trap_bfloat16_weights_exported_as_they_are() -> None:
    model = family_model("distilbert").bfloat16()
    ids, mask = padded_rows(model.config, LENGTH)
    assert wrapped(_plain(model), ids, mask)[0].dtype == torch.float32


def test_trap_weights_that_are_views_change_when_copied() -> None:
    model = family_model("bert")
    ids, mask = padded_rows(model.config, LENGTH)
    expected = plain_logits(model, ids, mask)
    layer = model.bert.encoder.layer[0].intermediate.dense
    layer.weight.data = layer.weight.data.T.contiguous().T
    assert not layer.weight.is_contiguous()
    assert torch.allclose(gated_wrapper(model, LENGTH).wrapper(ids, mask)[0], expected, atol=1e-5)


def test_trap_shared_layers_of_albert_are_counted_once() -> None:
    model = family_model("albert")
    shared = sum(p.numel() for p in ForCoreML(model, ADDITIVE).parameters())
    model.config.num_hidden_layers += 4
    assert shared == sum(p.numel() for p in model.parameters())
    assert gated_wrapper(model, LENGTH).difference == 0.0


# half precision


def test_trap_mask_constant_taken_for_an_overflow() -> None:
    with Ranges() as ranges:
        torch.full((2,), torch.finfo(torch.float32).min) + 1.0
        torch.full((2,), 7.0)
    assert ranges.largest == 7.0


def test_trap_activations_beyond_half_go_unseen() -> None:
    model = family_model("mobilebert")
    with torch.no_grad():
        model.get_input_embeddings().weight.mul_(1e6)
    plan = Plan("float16", "iOS17", (LENGTH,))
    gated, guard = gate(model, plan)
    assert leaves_half(gated.largest) and guard is not None
    assert gate(family_model("mobilebert"), plan)[1] is None
    assert gate(model, Plan("float32", "iOS17", (LENGTH,)))[1] is None


def small_program(ct: Any) -> Any:
    from coremltools.converters.mil.mil import Builder as mb
    from coremltools.converters.mil.mil import types

    @mb.program(input_specs=[mb.TensorSpec((1, 4), types.int32)], opset_version=ct.target.iOS17)  # type: ignore[untyped-decorator]
    def program(input_ids: Any) -> Any:
        x = mb.sqrt(x=mb.cast(x=input_ids, dtype="fp32"), name="root")
        big = mb.mul(x=x, y=np.float32(3e4), name="big")
        low = mb.tanh(x=mb.mul(x=mb.sin(x=big, name="reads_big"), y=np.float32(0.5), name="half"), name="low")  # fmt: skip
        return low

    return program


def test_trap_overflow_turns_the_whole_model_into_float32() -> None:
    ct = core_ml_tools()
    program = small_program(ct)
    row = {"input_ids": np.array([[1, 4, 9, 100]], np.int32)}
    guard = HalfGuard([row])
    ops = {op.outputs[0].name: op for op in program.functions["main"].operations}
    found = {name: guard.half(op) for name, op in ops.items() if op.op_type != "const"}
    assert guard.largest == pytest.approx(3e5)
    assert [name for name, half in found.items() if not half] == ["big", "reads_big"]
    # what was known while measuring is forgotten again, or it would be folded into the model
    assert all(op.outputs[0].val is None for op in ops.values() if op.op_type != "const")


def test_trap_convolution_behind_a_norm_is_not_measured() -> None:
    """numpy's norm gives float64, which torch does not mix with float32; SqueezeBERT overflowed unseen."""
    ct = core_ml_tools()
    from coremltools.converters.mil.mil import Builder as mb
    from coremltools.converters.mil.mil import types

    @mb.program(input_specs=[mb.TensorSpec((1, 2, 3), types.int32)], opset_version=ct.target.iOS17)  # type: ignore[untyped-decorator]
    def program(x: Any) -> Any:
        normal = mb.layer_norm(x=mb.cast(x=x, dtype="fp32"), axes=[1], epsilon=np.float32(1e-5))
        large = mb.conv(x=normal, weight=np.full((2, 2, 1), 5e4, np.float32), bias=np.full(2, 6e4, np.float32), pad_type="valid", name="large")  # fmt: skip
        return mb.tanh(x=large, name="small")

    guard = HalfGuard([{"x": np.array([[[1, 2, 3], [6, 5, 4]]], np.int32)}])
    operations = program.functions["main"].operations
    kept = [op.outputs[0].name for op in operations if op.op_type != "const" and not guard.half(op)]
    assert kept == ["large", "small"] and guard.largest == pytest.approx(6e4, rel=1e-3)


def test_trap_float_that_could_not_be_measured_counts_as_small(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("studio.convert.mil_values.Values._run", lambda self, op: [None])
    program = small_program(core_ml_tools())
    guard = HalfGuard([{"input_ids": np.array([[1, 4, 9, 100]], np.int32)}])
    operations = [op for op in program.functions["main"].operations if op.op_type != "const"]
    assert not any(guard.half(op) for op in operations)


def test_trap_temperature_rounds_in_half_or_bends_the_logits() -> None:
    model = family_model("bert")
    ids, mask = padded_rows(model.config, LENGTH)
    logits, chances = wrapped(model, ids, mask, temperature=2.5)
    assert torch.equal(logits, plain_logits(model, ids, mask))
    assert torch.allclose(chances, (logits / 2.5).softmax(-1))
    assert torch.equal(chances.argmax(-1), logits.argmax(-1))


@pytest.mark.parametrize("wrong", [{"temperature": 0.0}, {"temperature": float("nan")}, {"reject_below": 1.0}, {"reject_below": -0.1}])  # fmt: skip
def test_trap_temperature_of_zero_divides(wrong: dict[str, Any]) -> None:
    card, config = ClassifierCard(LABELS, 16, "", "bert"), family_model("bert").config
    with pytest.raises(InputError):
        checked_plan(ConvertSettings(**wrong), card, config)


# packages


def test_trap_labels_in_another_order(bert_package: PackageReport) -> None:
    expected = softmax(tiny_classifier().logits(list(TEXTS)))
    (block,) = read(bert_package.path).mlProgram.functions["main"].block_specializations.values()
    classes = block.operations[-1].inputs["classes"].arguments[0].value.immediateValue.list.values
    assert tuple(c.immediateValue.tensor.strings.values[0] for c in classes) == LABELS
    with open_runtime(bert_package.path, runtime="reference") as runtime:
        for at, text in enumerate(TEXTS):
            found = runtime.predict(text).probabilities
            for column, name in enumerate(LABELS):
                assert found[column] == pytest.approx(expected[at, column], abs=1e-2), name


def test_trap_nan_at_the_shorter_of_several_lengths(electra_package: PackageReport) -> None:
    with open_runtime(electra_package.path, runtime="reference") as runtime:
        logits = runtime.logits(list(TEXTS))
    assert np.isfinite(logits).all()
    assert np.abs(softmax(logits) - softmax(tiny_classifier("electra").logits(list(TEXTS)))).max() < 0.05  # fmt: skip


def test_trap_manifest_is_rewritten_on_load(bert_package: PackageReport, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mlpackage"
    shutil.copytree(bert_package.path, copy)
    (copy / "Manifest.json").write_text((copy / "Manifest.json").read_text() + "\n")
    assert package_digest(copy) == bert_package.digest
    weights = copy / "Data/com.apple.CoreML/weights/weight.bin"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01\x02")
    assert package_digest(copy) != bert_package.digest


def test_trap_temporary_copies_stay_behind(tmp_path: Path) -> None:
    before = tempfile.gettempdir()
    with pytest.raises(ZeroDivisionError), scratch(tmp_path / "scratch"):
        assert Path(tempfile.mkdtemp()).parent == tmp_path / "scratch"
        1 / 0  # noqa: B018
    assert tempfile.gettempdir() == before


@pytest.mark.parametrize("said", ["[MIL FileWriter]: Unknown error", "BlobWriter failed", "No space left on device"])  # fmt: skip
def test_trap_full_disk_said_in_riddles(said: str) -> None:
    with pytest.raises(HostError) as caught, library("convert", ""):
        raise RuntimeError(said)
    assert caught.value.code == "host.disk-full"


def test_trap_threshold_known_to_nobody(bert_package: PackageReport) -> None:
    spec = read(bert_package.path)
    card = dataclasses.replace(bert_package.card, calibration=1.75, reject_below=0.6)
    annotate(spec, card, "{}", ConvertSettings())
    told = spec.description.metadata.userDefined
    assert (told[TEMPERATURE_KEY], told[REJECT_KEY]) == ("1.75", "0.6")
    plain = read(bert_package.path).description.metadata.userDefined
    assert TEMPERATURE_KEY not in plain and REJECT_KEY not in plain


def test_trap_lengths_that_no_text_has() -> None:
    assert lengths_for([(10, 500), (60, 50), (128, 3)], 128) == (16, 64, 128)
    assert lengths_for([(120, 100)], 128) == (120, 128)
    assert lengths_for([], 128) == (128,) and lengths_for([(5, 9)], 12) == (12,)
    assert lengths_for([(500, 1)], 64) == (64,)  # what is cut needs the longest


def test_trap_tiny_models_that_always_answer_the_same() -> None:
    """A test model whose answers don't differ proves nothing."""
    encoder = tiny_encoder()
    ids, mask = (torch.from_numpy(a) for a in encoder.pad(encoder.encode(list(TEXTS), 32).ids, 32))
    for name in FAMILY:
        logits = plain_logits(family_model(name), ids, mask)
        assert logits.argmax(-1).unique().numel() >= 2, name
        assert float(logits.std(dim=0).mean()) == pytest.approx(0.8, abs=0.05), name


def test_trap_config_without_a_type() -> None:
    assert family_of(SimpleNamespace()) is UNKNOWN
