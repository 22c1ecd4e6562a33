"""One tiny classifier of every family, from a config, with answers that are spread out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import torch
    import transformers as hf
from convert_tiny import COMMON, LABELS, SIZES, tiny_encoder

from studio.core.values import ClassifierCard
from studio.models.anatomy import output_layer
from studio.models.classifier import Classifier

TEXTS = (
    "a", "", "b c d e f", "z y x w v u 0 1 2 3", "z " * 60, "q w e r t y u i o p a s d f g", "日本 q",
    "h e l l o 5", "m n", "9 8 7 6 5 4 3 2 1 0 a b c d e f g h i j",
)  # fmt: skip
_DEBERTA = {
    "relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_buckets": 8,
    "max_relative_positions": -1, "position_biased_input": False,
}  # fmt: skip


def _bert(**changes: Any) -> Any:
    return hf.BertForSequenceClassification(hf.BertConfig(**{**COMMON, **SIZES, **changes}))


def _deberta(**changes: Any) -> Any:
    config = hf.DebertaV2Config(**COMMON, **SIZES, **_DEBERTA, **changes)
    return hf.DebertaV2ForSequenceClassification(config)


def _mobilebert(**changes: Any) -> Any:
    sizes = {**SIZES, "hidden_size": 64, "embedding_size": 32, "intra_bottleneck_size": 32}
    config = hf.MobileBertConfig(**COMMON, **{**sizes, **changes}, num_feedforward_networks=2)
    return hf.MobileBertForSequenceClassification(config)


def _modernbert() -> Any:
    config = hf.ModernBertConfig(
        **COMMON, **SIZES, bos_token_id=2, eos_token_id=3, cls_token_id=2, sep_token_id=3,
        local_attention=8, global_attn_every_n_layers=2,
    )  # fmt: skip
    return hf.ModernBertForSequenceClassification(config)


def _squeezebert() -> Any:
    groups = {f"{name}_groups": 2 for name in ("q", "k", "v", "post_attention", "intermediate", "output")}  # fmt: skip
    config = hf.SqueezeBertConfig(**COMMON, **SIZES, **groups, embedding_size=64)
    return hf.SqueezeBertForSequenceClassification(config)


def _distilbert() -> Any:
    config = hf.DistilBertConfig(
        **COMMON, dim=64, n_layers=2, n_heads=2, hidden_dim=96, max_position_embeddings=48
    )
    return hf.DistilBertForSequenceClassification(config)


def _albert() -> Any:
    config = hf.AlbertConfig(**COMMON, **SIZES, embedding_size=32, inner_group_num=1)
    return hf.AlbertForSequenceClassification(config)


FAMILY: dict[str, Callable[[], Any]] = {
    "bert": _bert,
    "distilbert": _distilbert,
    "roberta": lambda: hf.RobertaForSequenceClassification(hf.RobertaConfig(**COMMON, **SIZES)),
    "xlm-roberta": lambda: hf.XLMRobertaForSequenceClassification(
        hf.XLMRobertaConfig(**COMMON, **SIZES)
    ),
    "camembert": lambda: hf.CamembertForSequenceClassification(
        hf.CamembertConfig(**COMMON, **SIZES)
    ),
    "electra": lambda: hf.ElectraForSequenceClassification(
        hf.ElectraConfig(**COMMON, **SIZES, embedding_size=40)
    ),
    "albert": _albert,
    "mobilebert": _mobilebert,
    "squeezebert": _squeezebert,
    "deberta-v2": lambda: _deberta(conv_kernel_size=3, conv_act="gelu"),
    "deberta-v3": lambda: _deberta(share_att_key=True, norm_rel_ebd="layer_norm"),
    "modernbert": _modernbert,
    "mpnet": lambda: hf.MPNetForSequenceClassification(hf.MPNetConfig(**COMMON, **SIZES)),
    "minilm": lambda: _bert(hidden_size=48, num_hidden_layers=3, num_attention_heads=12),
}


def family_model(name: str, *, spread: float = 0.8) -> Any:
    """A seeded model in eval mode whose logits differ by about `spread` from text to text."""
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = FAMILY[name]().eval()
    noise = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(3 if parameter.ndim > 1 else 1)
            parameter.add_(0.05 * torch.randn(parameter.shape, generator=noise))
        _spread(model, spread)
    return model


def _spread(model: Any, spread: float) -> None:
    """Scale the head so that the labels of different texts differ."""
    encoder = tiny_encoder()
    ids, mask = encoder.pad(encoder.encode(list(TEXTS), 32).ids, 32)
    logits = model(torch.from_numpy(ids).long(), torch.from_numpy(mask).long()).logits
    layer = output_layer(model)
    factor = spread / logits.std(dim=0).mean()
    layer.weight.mul_(factor)
    layer.bias.copy_((layer.bias - logits.mean(dim=0)) * factor)


def family_classifier(name: str, max_length: int = 32) -> Classifier:
    """A classifier of one family, reading at most `max_length` tokens."""
    encoder = tiny_encoder(max_length)
    card = ClassifierCard(LABELS, max_length, encoder.digest, name, made_from=("csv",))
    return Classifier(family_model(name), encoder, card)
