"""The Neural Engine layout: the same answers from 1x1 convolutions, one head at a time."""

from __future__ import annotations

import collections
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers as hf
from convert_families import FAMILY, TEXTS, family_classifier, family_model
from convert_tiny import drain, read

from studio.convert import ConvertSettings, PackageReport, compress, convert
from studio.convert.gate import padded_rows
from studio.convert.layouts import LAYOUT_KEY, NEURAL_ENGINE, laid_out
from studio.convert.layouts.families import READERS
from studio.convert.layouts.parts import ChannelNorm
from studio.convert.search_model import Bench, weights_in
from studio.core.errors import InputError
from studio.runtime import open_runtime

LENGTHS = (9, 20, 32)


def logits(model: Any, ids: Any, mask: Any) -> Any:
    with torch.no_grad():
        return model(input_ids=ids.long(), attention_mask=mask.long(), return_dict=False)[0]


def ops_of(package: Path) -> collections.Counter[str]:
    blocks = read(package).mlProgram.functions["main"].block_specializations.values()
    return collections.Counter(op.type for block in blocks for op in block.operations)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> PackageReport:
    """BERT in float16, several lengths, iOS18."""
    out = tmp_path_factory.mktemp("layout") / "bert.mlpackage"
    settings = ConvertSettings(target="iOS18", lengths=LENGTHS, layout=NEURAL_ENGINE)
    return drain(convert(family_classifier("bert"), out, settings))[0]


@pytest.mark.parametrize("name", FAMILY)
def test_layout_equals_the_classifier_in_float32(name: str) -> None:
    model = family_model(name)
    twin = laid_out(model, NEURAL_ENGINE, max(LENGTHS))
    for length in LENGTHS:
        ids, mask = padded_rows(model.config, length)
        found, expected = logits(twin, ids, mask), logits(model, ids, mask)
        assert float((found - expected).abs().max()) <= 1e-5
        assert float(expected.std()) > 0.1  # answers that differ, or the comparison says nothing


@pytest.mark.parametrize("name", FAMILY)
def test_layout_shares_the_weights_under_their_names(name: str) -> None:
    model = family_model(name)
    own = {n: p.data_ptr() for n, p in model.named_parameters()}
    twin = laid_out(model, NEURAL_ENGINE, 32)
    large = {n: p for n, p in twin.named_parameters() if max(p.shape) < p.numel()}
    assert len(large) > 8
    assert all(own[n] == p.data_ptr() for n, p in large.items())


def test_layout_counts_positions_as_roberta_does() -> None:
    model = family_model("roberta")
    ids, mask = padded_rows(model.config, 20)
    ids[0, 5] = model.config.pad_token_id  # inside a text: all that follow move up
    twin = laid_out(model, NEURAL_ENGINE, 20)
    assert float((logits(twin, ids, mask) - logits(model, ids, mask)).abs().max()) <= 1e-5


def test_layout_row_of_padding_alone_is_finite() -> None:
    twin = laid_out(family_model("modernbert"), NEURAL_ENGINE, 32)
    nothing = torch.zeros(1, 32).int()
    assert bool(torch.isfinite(logits(twin, nothing, nothing)).all())


@pytest.mark.parametrize("smallest", [1.0, 0.0])
def test_layout_norm_equals_torch_also_where_a_gamma_is_zero(smallest: float) -> None:
    plain = torch.nn.LayerNorm(8, eps=1e-12)
    with torch.no_grad():
        plain.weight.uniform_(0.5, 2)
        plain.bias.uniform_(-1, 1)
        plain.weight[3] *= smallest
    norm = ChannelNorm(plain.weight, plain.bias, plain.eps)
    x = torch.randn(2, 8, 1, 5, generator=torch.Generator().manual_seed(0))
    expected = plain(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
    assert norm.shifted is bool(smallest)
    torch.testing.assert_close(norm(x), expected, rtol=0, atol=2e-6)


@pytest.mark.parametrize("name", ["deberta-v2", "deberta-v3"])
def test_layout_takes_any_kinds_of_distance(name: str) -> None:
    kinds: list[list[str]] = [["c2p"], ["p2c"], []]
    for some in kinds:
        model = family_model(name, pos_att_type=some)
        ids, mask = padded_rows(model.config, 20)
        found, expected = logits(laid_out(model, NEURAL_ENGINE, 20), ids, mask), logits(model, ids, mask)  # fmt: skip
        assert float((found - expected).abs().max()) <= 1e-5


def test_layout_says_what_it_cannot_map() -> None:
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64, "vocab_size": 50}  # fmt: skip
    first = hf.DebertaForSequenceClassification(hf.DebertaConfig(**sizes))
    with pytest.raises(InputError, match="deberta") as caught:
        laid_out(first, NEURAL_ENGINE, 20)
    assert caught.value.remedy == "Use --layout plain."


def test_layout_refuses_the_onnx_route_and_unknown_names(tmp_path: Path) -> None:
    for settings in (ConvertSettings(route="onnx", layout=NEURAL_ENGINE), ConvertSettings(layout="x")):  # fmt: skip
        with pytest.raises(InputError, match=r"layout"):
            drain(convert(family_classifier("bert"), tmp_path / "m.mlpackage", settings))


def test_layout_program_is_what_apple_describes(package: PackageReport) -> None:
    ops = ops_of(package.path)
    layers, heads = 2, 2
    assert ops["conv"] == 6 * layers + 2
    assert ops["einsum"] == 2 * layers * heads
    assert ops["layer_norm"] == 2 * layers + 1  # over the channels, each as one operation
    assert ops["transpose"] == layers + 1  # the keys' and the words'
    assert not {"linear", "matmul", "batch_norm"} & set(ops)
    assert ops["reshape"] == 1  # the logits
    assert read(package.path).description.metadata.userDefined[LAYOUT_KEY] == NEURAL_ENGINE


def test_layout_package_answers_like_the_classifier(package: PackageReport) -> None:
    expected = family_classifier("bert").logits(list(TEXTS))
    for arithmetic in ("faithful", "fast"):
        with open_runtime(package.path, arithmetic=arithmetic) as runtime:
            found = runtime.logits(list(TEXTS))
        assert np.abs(found - expected).max() < 0.03
        assert (found.argmax(1) == expected.argmax(1)).all()


def test_layout_weights_have_roles_and_are_the_classifiers_own(package: PackageReport) -> None:
    weights = weights_in(package.path)
    roles = collections.Counter(w.role for w in weights if w.ops & {"conv"})
    assert roles == {"inner": 12, "head": 2}
    bench = Bench(family_classifier("bert"), weights)
    assert {w.name for w in weights if w.ops & {"conv"}} <= set(bench.names)


@pytest.mark.parametrize(("scheme", "bits"), [("int8", 8), ("palette4_grouped", 4)])
def test_layout_is_compressed_like_the_plain_one(
    package: PackageReport, scheme: str, bits: int, tmp_path: Path
) -> None:
    report = drain(compress(package.path, scheme, tmp_path / "small.mlpackage"))[0]
    inner = [t for t in report.tensors if "layer_" in t.name and t.shape[2:] == (1, 1)]
    assert len(inner) == 12
    assert all(t.bits < bits + 1.5 for t in inner)
    with open_runtime(report.path, arithmetic="fast") as runtime:
        assert np.isfinite(runtime.logits(list(TEXTS))).all()


def test_layout_every_reader_names_a_family() -> None:
    from studio.convert.families import FAMILIES

    assert set(READERS) <= set(FAMILIES)


def test_layout_inspector_shows_what_changed(
    package: PackageReport, bert_package: PackageReport
) -> None:
    from studio.runtime.mil import open_package
    from studio.runtime.mil.inspector import inspect
    from studio.runtime.mil.neural_engine import LAYOUT, compared

    def told(path: Path) -> list[dict[str, Any]]:
        lines = inspect(open_package(path))
        return [
            {
                "op": x.op_type,
                "neural_engine": [{"text": r.text, "said_by": r.said_by} for r in x.remarks],
            }
            for x in lines
        ]

    lines = compared(told(bert_package.path), told(package.path))
    assert f"14, then 0: {LAYOUT.text} ({LAYOUT.said_by})" in lines
    assert "linear: 14, then 0" in lines and "conv: 0, then 14" in lines


def test_layout_fast_mode_cuts_padding_and_stacks_texts(package: PackageReport) -> None:
    from studio.runtime.mil import open_evaluator, open_package

    run = open_evaluator(open_package(package.path), arithmetic="fast")
    ids = np.full((1, 32), 5, np.int32)
    mask = (np.arange(32) < 7).astype(np.int32)[None]
    cut = run({"input_ids": ids * mask, "attention_mask": mask})["logits"]
    made = next(iter(run._fast._made.values()))
    assert made.trims and made.batches, made.why
    plain = open_evaluator(open_package(package.path), arithmetic="faithful")
    whole = plain({"input_ids": ids * mask, "attention_mask": mask})["logits"]
    assert np.abs(np.asarray(cut) - np.asarray(whole)).max() < 0.03
