"""Tiny classifiers and their packages, converted once a session."""

from __future__ import annotations

import base64
import gc
import json
import logging
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from studio.core.values import ClassifierCard

LABELS = ("neg", "neu", "pos", "mixed é 🙂")
VOCABULARY, WIDTH, LENGTH = 120, 32, 16
WORDS = "the parcel is late where my order please cancel it now thank you very much a b c 1 2 , .".split()


@pytest.fixture(scope="session")
def ct() -> Any:
    """coremltools, its import chatter silenced."""
    logging.getLogger("coremltools").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import coremltools
    return coremltools


def tokenizer_json() -> str:
    """A WordPiece tokenizer over a few words and single letters."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    letters = [chr(c) for c in range(97, 123)]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS]
    vocabulary += [w for w in letters + [f"##{c}" for c in letters] if w not in vocabulary]
    ids = {w: i for i, w in enumerate(vocabulary)}
    assert len(ids) <= VOCABULARY
    made = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return str(made.to_str())


@pytest.fixture(scope="session")
def tokenizer_text() -> str:
    return tokenizer_json()


def build(family: str, seed: int = 0) -> torch.nn.Module:
    """A tiny Hugging Face classifier of random weights with spread answers."""
    import transformers as tf

    names = dict(enumerate(LABELS))
    common = {"vocab_size": VOCABULARY, "num_labels": 4, "id2label": names, "pad_token_id": 0}
    shape = {"hidden_size": WIDTH, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64, "max_position_embeddings": 40}  # fmt: skip
    made = {
        "bert": lambda: tf.BertForSequenceClassification(tf.BertConfig(**common, **shape)),
        "roberta": lambda: tf.RobertaForSequenceClassification(tf.RobertaConfig(**common, **shape)),
        "electra": lambda: tf.ElectraForSequenceClassification(
            tf.ElectraConfig(**common, **shape, embedding_size=16)
        ),
        "distilbert": lambda: tf.DistilBertForSequenceClassification(
            tf.DistilBertConfig(**common, dim=WIDTH, n_layers=2, n_heads=4, hidden_dim=64, max_position_embeddings=40)
        ),
    }  # fmt: skip
    torch.manual_seed(seed)
    model = made[family]().eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.add_(0.05 * torch.randn(parameter.shape))
            if "classifier" in name and name.endswith("weight"):
                parameter.mul_(8)
    return model


class Wrapper(torch.nn.Module):
    """ids and mask -> logits, probabilities; the additive mask stays inside fp16."""

    def __init__(self, inner: torch.nn.Module, classifier: bool) -> None:
        super().__init__()
        self.inner, self.classifier = inner, classifier

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
        """int32[1, L] twice -> float32[1, k] twice."""
        bias = ((1.0 - attention_mask.to(torch.float32)) * -1e4)[:, None, None, :]
        logits = self.inner(input_ids=input_ids, attention_mask=bias, return_dict=False)[0]
        return logits.softmax(-1) if self.classifier else (logits, logits.softmax(-1))


def convert(
    ct: Any, model: torch.nn.Module, *, precision: str = "float32", target: str = "iOS17",
    lengths: tuple[int, ...] = (LENGTH,), card: bool = True, classifier: bool = False,
) -> Any:  # fmt: skip
    """An MLModel by the package contract (or without its card)."""
    longest = max(lengths)
    example = tuple(torch.ones(1, longest, dtype=torch.int32) for _ in range(2))
    dynamic = None
    if len(lengths) > 1:
        side = torch.export.Dim("length", min=min(lengths), max=longest)
        dynamic = {"input_ids": {1: side}, "attention_mask": {1: side}}
    shape: Any = (1, longest)
    if len(lengths) > 1:
        shape = ct.EnumeratedShapes(shapes=[(1, n) for n in lengths], default=(1, longest))
    names = ("input_ids", "attention_mask")
    tensors = [ct.TensorType(n, dtype=np.float32) for n in ("logits", "probabilities")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.export.export(
            Wrapper(model, classifier).eval(), example, dynamic_shapes=dynamic
        ).run_decompositions({})
        made = ct.convert(
            program,
            inputs=[ct.TensorType(n, shape, dtype=np.int32) for n in names],
            outputs=[ct.TensorType("probabilities")] if classifier else tensors,
            classifier_config=ct.ClassifierConfig(
                list(LABELS), predicted_feature_name="label", predicted_probabilities_output="probabilities"
            ) if classifier else None,
            convert_to="mlprogram",
            minimum_deployment_target=getattr(ct.target, target),
            compute_precision=getattr(ct.precision, precision.upper()),
            skip_model_load=True,
        )  # fmt: skip
    if card:
        add_card(made, precision, lengths)
    return made


def add_card(made: Any, precision: str, lengths: tuple[int, ...], scheme: str = "none") -> None:
    """The contract's metadata."""
    text = tokenizer_json()
    card = ClassifierCard(
        LABELS, max(lengths), "digest", "bert", precision, scheme, lengths=lengths
    )
    made.user_defined_metadata["com.pocketbert.card"] = card.to_json()
    packed = base64.b64encode(zlib.compress(text.encode())).decode()
    made.user_defined_metadata["com.pocketbert.tokenizer"] = packed


@pytest.fixture(scope="session", name="forget")
def forgetter() -> Callable[..., None]:
    """`forget` for tests."""
    return forget


def forget(*models: Any) -> None:
    """Collect MLModels here: their temporary folders warn when they go by themselves."""
    for model in models:
        model._close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="session")
def model_of() -> Callable[[str], torch.nn.Module]:
    """A tiny classifier by family, built once."""
    made: dict[str, torch.nn.Module] = {}

    def get(family: str) -> torch.nn.Module:
        if family not in made:
            made[family] = build(family)
        return made[family]

    return get


@pytest.fixture(scope="session")
def package_of(
    ct: Any, model_of: Callable[[str], torch.nn.Module], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Path]:
    """The .mlpackage of a tiny classifier, converted once for all tests."""
    folder, made = tmp_path_factory.mktemp("packages"), {}

    def get(family: str = "bert", **options: Any) -> Path:
        key = json.dumps([family, options], default=str)
        if key not in made:
            path = folder / f"{family}-{len(made)}.mlpackage"
            model = convert(ct, model_of(family), **options)
            model.save(str(path))
            made[key] = path
            forget(model)
        return made[key]

    return get


@pytest.fixture(scope="session")
def compiled(ct: Any) -> Callable[..., Any]:
    """Turns a coremltools `mb.program` into our Evaluator, by way of a real model file."""
    from studio.runtime.mil import open_evaluator
    from studio.runtime.mil.package import open_spec

    def get(
        program: Any,
        *,
        precision: str = "float32",
        arithmetic: str = "faithful",
        target: str = "iOS17",
    ) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = ct.convert(
                program, convert_to="mlprogram", skip_model_load=True,
                compute_precision=getattr(ct.precision, precision.upper()),
                minimum_deployment_target=getattr(ct.target, target),
            )  # fmt: skip
        package = open_spec(model.get_spec().SerializeToString(), model.weights_dir)
        made = open_evaluator(package, arithmetic=arithmetic)
        del package
        forget(model)
        return made

    return get


@pytest.fixture
def stand_in(ct: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """coremltools with our evaluator behind its proxy, put back afterwards."""
    from coremltools.models import _compiled_model, model

    from studio.runtime.mil import install

    monkeypatch.setattr(model, "_MLModelProxy", None)
    monkeypatch.setattr(_compiled_model, "_MLModelProxy", None)
    monkeypatch.setattr(_compiled_model, "_macos_version", _compiled_model._macos_version)
    monkeypatch.setattr(model, "_macos_version", model._macos_version)
    monkeypatch.setattr(model, "_is_macos", model._is_macos)
    install()
    return ct
