"""Codings against numpy and torch: what is stored means what is promised, in every shape."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from convert_tiny import drain, tiny_classifier

from studio.convert import ConvertSettings, PackageReport, compress, convert
from studio.convert.codings import Matters, along, code
from studio.convert.compensate import compensated_palette
from studio.convert.compression import Mixture
from studio.convert.linear import fitting
from studio.convert.schemes import SCHEMES
from studio.convert.search_model import Bench, weights_in
from studio.convert.stored import Coding
from studio.core.errors import InputError
from studio.core.events import Note
from studio.runtime import open_runtime

DICE = np.random.default_rng(0)
WEIGHT = (DICE.standard_normal((48, 40)) * np.linspace(0.01, 1, 48)[:, None]).astype(np.float16)


@pytest.mark.parametrize(
    "coding",
    [
        Coding("linear", 8),
        Coding("linear", 8, -1),
        Coding("linear", 4, 16),
        Coding("palette", 8),
        Coding("palette", 4, 16),
        Coding("palette", 4, 7),
        Coding("palette", 6, 0, True),
    ],
    ids=lambda c: c.name,
)
@pytest.mark.parametrize("axis", [0, 1])
def test_a_coding_is_near_its_weight_and_counts_its_bits(coding: Coding, axis: int) -> None:
    stored = code(WEIGHT, axis, coding)
    dense = stored.dense()
    assert dense.shape == WEIGHT.shape and dense.dtype == np.float32
    assert np.abs(dense - WEIGHT).mean() < 2.0**-coding.bits * 2
    assert coding.bits <= stored.bits < coding.bits + 16 * (2**coding.bits * 48 / 7 + 48) / WEIGHT.size * 16  # fmt: skip


def test_a_scale_a_channel_belongs_to_the_output_channel() -> None:
    # coremltools 9.1 takes the largest number over the wrong axis: one scale for each input
    stored = code(WEIGHT, 0, Coding("palette", 4, 0, True))
    assert stored.scale.shape == (48, 1)
    assert np.array_equal(stored.scale[:, 0], np.abs(WEIGHT).max(1))
    plain = code(WEIGHT, 0, Coding("palette", 4))
    relative = [np.abs(s.dense() - WEIGHT).mean(1) / np.abs(WEIGHT).mean(1) for s in (stored, plain)]  # fmt: skip
    assert relative[0].max() < relative[1].max() / 3


def test_groups_divide() -> None:
    assert [fitting(16, n) for n in (384, 30_522, 40, 7)] == [16, 6, 10, 7]
    assert code(WEIGHT, 0, Coding("palette", 4, 7)).group == 6


def test_what_matters_is_kept_better() -> None:
    each = np.ones(WEIGHT.shape, np.float32)
    each[:8] = 1000
    told = code(WEIGHT, 0, Coding("palette", 2), Matters(each)).dense()
    untold = code(WEIGHT, 0, Coding("palette", 2)).dense()
    assert np.abs(told - WEIGHT)[:8].mean() < 0.5 * np.abs(untold - WEIGHT)[:8].mean()


@pytest.mark.parametrize(("axis", "group"), [(0, 48), (0, 16), (1, 40), (1, 8)])
def test_errors_are_made_up_for_by_later_columns(axis: int, group: int) -> None:
    inputs = DICE.standard_normal((400, 8)) @ DICE.standard_normal((8, 40))
    inputs += 0.1 * DICE.standard_normal(inputs.shape)
    curvature = (inputs.T @ inputs).astype(np.float32)
    coding = Coding("palette", 3, group)
    plain = code(WEIGHT, axis, coding).dense()
    made_up = code(WEIGHT, axis, coding, Matters(np.ones(WEIGHT.shape, np.float32), curvature)).dense()  # fmt: skip
    wide = WEIGHT.astype(np.float32)
    wrong = [np.square(inputs @ (dense - wide).T).mean() for dense in (made_up, plain)]
    assert wrong[0] < 0.6 * wrong[1]


def test_columns_that_have_nothing_to_do_with_each_other_are_rounded_to_the_nearest() -> None:
    each = np.ones(WEIGHT.shape, np.float32)
    table, index = compensated_palette(WEIGHT, 16, 0, 16, each, np.eye(40, dtype=np.float32))
    plain = code(WEIGHT, 0, Coding("palette", 4, 16), Matters(each))
    assert np.array_equal(table, plain.table) and (index == plain.data).mean() > 0.99


def test_the_package_means_what_the_bench_simulates(bert_package: PackageReport) -> None:
    """Torch with coded weights against the compressed package in the reference runtime."""
    classifier = tiny_classifier("bert")
    weights = weights_in(bert_package.path)
    bench = Bench(classifier, weights)
    texts = ["a b c", "hello", "q w e r t y"]
    own = bench.logits(texts)
    matters = drain(bench.matters(texts))[0]
    chosen = {n: Coding("palette", 4) for n in bench.names if matters[n].each.size > 2048}
    mixture = Mixture("auto=0.9", chosen, "iOS17")
    out = bert_package.path.parent / "mixed.mlpackage"
    report = drain(compress(bert_package.path, mixture, out, matters))[0]
    by_name = {w.name: w for w in weights}
    bench.exchange({n: code(by_name[n].value, along(by_name[n], c), c, matters[n]) for n, c in chosen.items()})  # fmt: skip
    with open_runtime(out, runtime="reference", arithmetic="fast") as runtime:
        assert np.allclose(runtime.logits(texts), bench.logits(texts), atol=2e-2)
    assert not np.allclose(bench.logits(texts), own, atol=2e-2)
    bench.exchange({})
    assert np.array_equal(bench.logits(texts), own)
    assert report.card.scheme == "auto=0.9" and report.bits < 9


def test_the_importance_is_the_squared_gradient_of_drawn_labels() -> None:
    classifier = tiny_classifier("bert")
    folder_free = [w for w in classifier.model.parameters() if w.ndim == 2]
    from studio.convert.held import Weight

    weights = [Weight(str(n), p.detach().numpy().astype(np.float32), frozenset({"linear"}), 0) for n, p in enumerate(folder_free)]  # fmt: skip
    bench = Bench(classifier, weights)
    found = drain(bench.matters(["a b"], seed=3))[0]
    ids, mask = (torch.from_numpy(x).long() for x in classifier.encoder.pad(classifier.encoder.encode(["a b"]).ids))  # fmt: skip
    logs = classifier.model(input_ids=ids, attention_mask=mask).logits.log_softmax(-1)
    drawn = torch.multinomial(logs.detach().exp(), 1, generator=torch.Generator().manual_seed(3))
    head = classifier.model.classifier.weight
    wanted = torch.autograd.grad(logs.gather(1, drawn).sum(), head)[0].square()
    name = next(n for n, w in zip(map(str, range(99)), folder_free, strict=False) if w is head)
    assert np.allclose(found[name].each, wanted.numpy(), rtol=1e-4, atol=1e-9)
    assert found[name].together.shape == (64, 64)


def test_a_strange_classifier_is_refused(bert_package: PackageReport) -> None:
    with pytest.raises(InputError, match="not made from this classifier"):
        Bench(tiny_classifier("distilbert"), weights_in(bert_package.path))


def test_a_calibrated_scheme_without_calibration_says_so(
    bert_package: PackageReport, tmp_path: object
) -> None:
    out = bert_package.path.parent / "uncalibrated.mlpackage"
    _, events = drain(compress(bert_package.path, "palette4_calibrated", out))
    assert any(isinstance(e, Note) and "count alike" in e.text for e in events)


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> PackageReport:
    """A package for iOS 18."""
    out = tmp_path_factory.mktemp("newest") / "whole.mlpackage"
    return drain(convert(tiny_classifier("distilbert"), out, ConvertSettings(target="iOS18")))[0]


@pytest.mark.parametrize(
    "scheme",
    ["palette4_grouped", "palette3", "palette2", "int8_tensor", "vector4", "pruned", "pruned_int8", "pruned_palette6"],
)  # fmt: skip
def test_newer_schemes_keep_their_promise(newest: PackageReport, scheme: str) -> None:
    """The package answers as torch does with the coded weights, and its bits are the promised ones."""
    weights = weights_in(newest.path)
    bench = Bench(tiny_classifier("distilbert"), weights)
    texts = ["a b c", "hello", "q w e r t y"]
    matters = drain(bench.matters(texts))[0]
    report = drain(compress(newest.path, scheme, newest.path.parent / f"{scheme}.mlpackage", matters))[0]  # fmt: skip
    assert report.untouched == () and report.size_bytes < newest.size_bytes
    told = matters if SCHEMES[scheme].calibrated else {}
    coded = {n: (w, c) for w in weights if (c := SCHEMES[scheme].plan(weights).get(n := w.name))}
    stored = {n: code(w.value, along(w, c), c, told.get(n)) for n, (w, c) in coded.items()}
    bench.exchange({n: s for n, s in stored.items() if n in bench.names})
    with open_runtime(report.path, runtime="reference", arithmetic="fast") as runtime:
        assert np.allclose(runtime.logits(texts), bench.logits(texts), atol=2e-2)
    real = {t.name: t.bits for t in report.tensors}
    for name, found in stored.items():
        names = [n for n in real if n.startswith(name)]
        assert len(names) == 1 and real[names[0]] == pytest.approx(found.bits, rel=0.02)


def test_zeros_are_where_they_cost_least() -> None:
    each = np.ones(WEIGHT.shape, np.float32)
    each[:24] = 1e6
    weight = DICE.standard_normal(WEIGHT.shape).astype(np.float16)
    stored = code(weight, 0, Coding("half", 16, 0, False, 50), Matters(each))
    assert 0.49 < stored.mask.mean() < 0.52 and stored.mask[:24].mean() > 0.85
    assert np.array_equal(stored.dense()[stored.mask], weight[stored.mask].astype(np.float32))


def test_pairs_of_numbers_that_go_together_need_few_entries() -> None:
    one = DICE.choice([-1.0, 0.5, 2.0, 3.0], (64, 20))
    pairs = np.stack([one, -one], axis=-1).reshape(64, 40).astype(np.float16)
    stored = code(pairs, 1, Coding("vector", 2, 2))
    assert stored.bits == pytest.approx(1, abs=0.1)
    assert np.square(stored.dense() - pairs).mean() < 0.3 * np.square(pairs).mean()


def test_a_kernel_of_1_by_1_is_coded_as_the_layer_it_was() -> None:
    curvature = np.eye(40, dtype=np.float32) + 0.5
    matters = Matters(np.ones(WEIGHT.shape, np.float32), curvature)
    for coding in (Coding("linear", 8), Coding("palette", 4, 16)):
        flat = code(WEIGHT, 0, coding, matters)
        kernel = code(WEIGHT[:, :, None, None], 0, coding, matters)
        assert kernel.data.shape == (48, 40, 1, 1)
        assert np.array_equal(kernel.dense()[:, :, 0, 0], flat.dense())


@pytest.mark.parametrize("coding", [Coding("linear", 8), Coding("linear", 4, 8)])
def test_whole_numbers_make_up_for_errors_too(coding: Coding) -> None:
    inputs = DICE.standard_normal((400, 8)) @ DICE.standard_normal((8, 40))
    inputs += 0.1 * DICE.standard_normal(inputs.shape)
    matters = Matters(np.ones(WEIGHT.shape, np.float32), (inputs.T @ inputs).astype(np.float32))
    wide = WEIGHT.astype(np.float32)
    wrong = [np.square(inputs @ (code(WEIGHT, 0, coding, m).dense() - wide).T).mean() for m in (matters, None)]  # fmt: skip
    assert wrong[0] < 0.5 * wrong[1]
