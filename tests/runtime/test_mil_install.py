"""The same door as Apple's: coremltools' own MLModel.predict answers through the stand-in."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.core.errors import HostError
from studio.runtime.mil import install, open_evaluator, open_package
from studio.runtime.mil.stand_in import StandIn

IDS = np.arange(5, 21, dtype=np.int32)[None]
MASK = np.ones((1, 16), np.int32)


@pytest.fixture
def copy_of(package_of: Callable[..., Path], tmp_path: Path) -> Callable[..., str]:
    """A copy: MLModel rewrites Manifest.json whenever it loads."""
    import shutil

    def get(**options: Any) -> str:
        target = tmp_path / "copy.mlpackage"
        shutil.copytree(package_of("bert", **options), target, dirs_exist_ok=True)
        return str(target)

    return get


def test_predict_checks_converts_and_answers(
    stand_in: Any, copy_of: Callable[..., str], forget: Callable[..., None]
) -> None:
    path = copy_of(precision="float16")
    model = stand_in.models.MLModel(path, compute_units=stand_in.ComputeUnit.CPU_ONLY)
    assert model.__proxy__.compute_units == "CPU_ONLY"
    direct = open_evaluator(open_package(path))({"input_ids": IDS, "attention_mask": MASK})
    found = model.predict({"input_ids": IDS.tolist(), "attention_mask": MASK.astype(np.int64)})
    assert np.array_equal(found["logits"], direct["logits"])
    both = model.predict([{"input_ids": IDS, "attention_mask": MASK}] * 2)
    assert np.array_equal(both[1]["logits"], direct["logits"])
    with pytest.raises(KeyError, match="foo"):
        model.predict({"foo": IDS})
    with pytest.raises(RuntimeError, match="shape"):
        model.predict({"input_ids": IDS[:, :9], "attention_mask": MASK[:, :9]})
    forget(model)


@pytest.mark.parametrize("classifier", [False, True])
def test_a_list_goes_together_and_answers_row_by_row(
    stand_in: Any, copy_of: Callable[..., str], forget: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch, classifier: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(StandIn, "arithmetic", "fast")
    model = stand_in.models.MLModel(copy_of(classifier=classifier, card=not classifier))
    texts = [{"input_ids": IDS + at, "attention_mask": np.tril(MASK * np.ones((16, 16), np.int32))[15 - at : 16 - at]} for at in range(5)]  # fmt: skip
    together = spy(model.__proxy__._evaluator, monkeypatch)
    several, alone = model.predict(texts), [model.predict(text) for text in texts]
    assert together == [5]
    for one, other in zip(several, alone, strict=True):
        assert one.keys() == other.keys()
        for name, value in other.items():
            if isinstance(value, np.ndarray):
                assert one[name].shape == value.shape and one[name].dtype == value.dtype
                assert np.allclose(one[name], value, rtol=1e-4, atol=1e-5)
            elif isinstance(value, dict):
                assert one[name] == pytest.approx(value, abs=1e-5)
            else:
                assert one[name] == value
    with pytest.raises(RuntimeError, match="shape"):
        model.predict([texts[0], {"input_ids": IDS[:, :9], "attention_mask": MASK[:, :9]}])
    forget(model)


def spy(evaluator: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows went together, by call."""
    seen: list[int] = []
    real = evaluator._fast.many

    def many(values: Any) -> Any:
        seen.append(len(next(iter(values.values()))))
        return real(values)

    monkeypatch.setattr(evaluator._fast, "many", many)
    return seen


def test_classifier_outputs_and_compiled_models(
    stand_in: Any, copy_of: Callable[..., str], tmp_path: Path
) -> None:
    path = copy_of(classifier=True, card=False)
    compiled = stand_in.models.CompiledMLModel(path)
    found = compiled.predict({"input_ids": IDS, "attention_mask": MASK})
    assert found["label"] in found["label_probs"]


def test_a_broken_model_warns_as_apples_would(
    stand_in: Any, copy_of: Callable[..., str], forget: Callable[..., None]
) -> None:
    path = copy_of()
    (Path(path) / "Data/com.apple.CoreML/weights/weight.bin").write_bytes(b"\0" * 100)
    with pytest.warns(RuntimeWarning, match="damaged"):
        model = stand_in.models.MLModel(path)
    assert model.__proxy__ is None
    forget(model)


def test_never_on_a_mac(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(HostError, match="Core ML's own"):
        install()


def test_without_it_coremltools_refuses(
    ct: Any, copy_of: Callable[..., str], forget: Callable[..., None]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = ct.models.MLModel(copy_of())
    with pytest.raises(Exception, match="only supported on macOS"):
        model.predict({"input_ids": IDS, "attention_mask": MASK})
    forget(model)
