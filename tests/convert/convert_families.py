"""One tiny classifier of every family, from a config, with answers that are spread out."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import cache, partial
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
    config = hf.DebertaV2Config(**{**COMMON, **SIZES, **_DEBERTA, **changes})
    return hf.DebertaV2ForSequenceClassification(config)


def _mobilebert(**changes: Any) -> Any:
    sizes = {**SIZES, "hidden_size": 64, "embedding_size": 32, "intra_bottleneck_size": 32}
    config = hf.MobileBertConfig(**{**COMMON, **sizes, **changes}, num_feedforward_networks=2)
    return hf.MobileBertForSequenceClassification(config)


def _modernbert(**changes: Any) -> Any:
    ids = {"bos_token_id": 2, "eos_token_id": 3, "cls_token_id": 2, "sep_token_id": 3}
    own = {"local_attention": 8, "global_attn_every_n_layers": 2}
    config = hf.ModernBertConfig(**{**COMMON, **SIZES, **ids, **own, **changes})
    return hf.ModernBertForSequenceClassification(config)


def _squeezebert(**changes: Any) -> Any:
    groups = {f"{name}_groups": 2 for name in ("q", "k", "v", "post_attention", "intermediate", "output")}  # fmt: skip
    config = hf.SqueezeBertConfig(**{**COMMON, **SIZES, "embedding_size": 64, **groups, **changes})
    return hf.SqueezeBertForSequenceClassification(config)


def _distilbert(**changes: Any) -> Any:
    names = {"hidden_size": "dim", "num_hidden_layers": "n_layers", "num_attention_heads": "n_heads", "intermediate_size": "hidden_dim"}  # fmt: skip
    sizes = {names.get(name, name): value for name, value in {**SIZES, **changes}.items()}
    return hf.DistilBertForSequenceClassification(hf.DistilBertConfig(**{**COMMON, **sizes}))


def _usual(name: str, **own: Any) -> Callable[..., Any]:
    """Families whose classes are named alike and take BERT's sizes."""

    def build(**changes: Any) -> Any:
        config = getattr(hf, f"{name}Config")(**{**COMMON, **SIZES, **own, **changes})
        return getattr(hf, f"{name}ForSequenceClassification")(config)

    return build


FAMILY: dict[str, Callable[..., Any]] = {
    "bert": _bert,
    "distilbert": _distilbert,
    "roberta": _usual("Roberta"),
    "xlm-roberta": _usual("XLMRoberta"),
    "camembert": _usual("Camembert"),
    "electra": _usual("Electra", embedding_size=40),
    "albert": _usual("Albert", embedding_size=32, inner_group_num=1),
    "mobilebert": _mobilebert,
    "squeezebert": _squeezebert,
    "deberta-v2": partial(_deberta, conv_kernel_size=3, conv_act="gelu"),
    "deberta-v3": partial(_deberta, share_att_key=True, norm_rel_ebd="layer_norm"),
    "modernbert": _modernbert,
    "mpnet": _usual("MPNet"),
    "minilm": partial(_bert, hidden_size=48, num_hidden_layers=3, num_attention_heads=12),
}


def keep_torchlib() -> None:
    """The exporter reads the source of 497 functions for every model; here it does so once."""
    from torch.onnx._internal.exporter._registration import ONNXRegistry

    if isinstance(ONNXRegistry.__dict__["from_torchlib"], classmethod):
        ONNXRegistry.from_torchlib = staticmethod(cache(ONNXRegistry.from_torchlib))  # type: ignore


# the linear layer that widens in the first feed-forward part, by name; what narrows comes next
_WIDENS = re.compile(r"(intermediate\.dense|intermediate\.conv1d|ffn\.lin1|\.ffn|mlp\.Wi)$")


def family_model(
    name: str, *, spread: float = 0.8, beyond: bool = False, rows: Any = None, **changes: Any
) -> Any:
    """A seeded model in eval mode whose logits differ by about `spread` from text to text.

    beyond: its first feed-forward part makes numbers too large for float16; rows: ids and mask to
    spread the answers of, instead of those of TEXTS; changes: of the config.
    """
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = FAMILY[name](**changes).eval()
    noise = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(3 if parameter.ndim > 1 else 1)
            parameter.add_(0.05 * torch.randn(parameter.shape, generator=noise))
        if beyond:
            _widen(model)
    _spread(model, spread, rows)
    return model


def _widen(model: Any, largest: float = 6e4) -> None:
    """Scale a feed-forward part up as far as float16 holds its weights, what reads it down again."""
    layers = [(n, m) for n, m in model.named_modules() if getattr(m, "weight", None) is not None]
    at = next(k for k, (n, _) in enumerate(layers) if _WIDENS.search(n))
    widens, narrows = layers[at][1], layers[at + 1][1]
    times = largest / float(widens.weight.abs().max())
    for given in (widens.weight, widens.bias):
        if given is not None:
            given.mul_(times)
    narrows.weight.div_(times)


def _spread(model: Any, spread: float, rows: Any) -> None:
    """Scale the head so that the labels of different texts differ."""
    if rows is None:
        encoder = tiny_encoder()
        found = encoder.pad(encoder.encode(list(TEXTS), 32).ids, 32)
        rows = tuple(torch.from_numpy(array).long() for array in found)
    with torch.no_grad():
        logits = model(input_ids=rows[0], attention_mask=rows[1]).logits
        layer = output_layer(model)
        factor = spread / logits.std(dim=0).mean()
        layer.weight.mul_(factor)
        layer.bias.copy_((layer.bias - logits.mean(dim=0)) * factor)


def family_classifier(
    name: str, max_length: int = 32, *, beyond: bool = False, **changes: Any
) -> Classifier:
    """A classifier of one family, reading at most `max_length` tokens."""
    encoder = tiny_encoder(max_length)
    card = ClassifierCard(LABELS, max_length, encoder.digest, name, made_from=("csv",))
    return Classifier(family_model(name, beyond=beyond, **changes), encoder, card)
