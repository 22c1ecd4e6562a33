"""Files made to break or to trick a reader: dice on bytes and on JSON, and traps set by hand."""

from __future__ import annotations

import copy
import json
import pickle
import random
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wild_tables import mutated

STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 1, 3, 10**9, 10**30, -(2**63), 1e308, float("nan"), "", "../../secret", "/etc/passwd",
    "torch.float13", "\ud83d\ude00", "a" * 3000, [], {}, [[]], {"0": None}, [None], ["x"] * 50, {"a": {"b": 1}},
    "__import__('os').system('touch canary')", "<script>alert(1)</script>", "bert", "gelu_new",
)  # fmt: skip


class Bomb:
    """A pickle that runs a command when it is read."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.canary,)


def mutated_json(dice: random.Random, data: bytes) -> bytes:
    """The same JSON with one to three values replaced, removed or renamed; else bytes by dice."""
    if dice.random() < 0.3:
        return mutated(dice, data)
    try:
        tree = json.loads(data)
    except ValueError:
        return mutated(dice, data)
    for _ in range(dice.randint(1, 3)):
        holder, key = _place(dice, tree)
        what = dice.random()
        if holder is None:
            tree = copy.deepcopy(dice.choice(STRANGE))
        elif what < 0.15:
            del holder[key]
        elif what < 0.25 and isinstance(holder, dict):
            holder[str(key) + "x"] = holder.pop(key)
        else:
            holder[key] = copy.deepcopy(dice.choice(STRANGE))
    return json.dumps(tree).encode("utf-8", "surrogatepass")


def _place(dice: random.Random, tree: Any) -> tuple[Any, Any]:
    """A random holder and its key, seldom the root itself."""
    holder, key, node = None, None, tree
    while isinstance(node, dict | list) and node and (holder is None or dice.random() < 0.7):
        holder = node
        key = dice.choice(list(node)) if isinstance(node, dict) else dice.randrange(len(node))
        node = holder[key]
    return holder, key


def mutated_safetensors(dice: random.Random, data: bytes) -> bytes:
    """Bytes by dice, the header by its JSON, or its length."""
    what = dice.random()
    size = struct.unpack("<Q", data[:8])[0]
    if what < 0.5:
        header = mutated_json(dice, data[8 : 8 + size])
        return struct.pack("<Q", len(header)) + header + data[8 + size :]
    if what < 0.6:
        return struct.pack("<Q", dice.choice((0, 1, size - 1, size + 1, 2**63, 2**64 - 1, len(data)))) + data[8:]  # fmt: skip
    return mutated(dice, data)


def tensors(**about: tuple[str, list[int], list[int]]) -> bytes:
    """A safetensors file of 64 bytes with the tensors said, whether that is true or not."""
    header = json.dumps({n: {"dtype": d, "shape": s, "data_offsets": o} for n, (d, s, o) in about.items()}).encode()  # fmt: skip
    return struct.pack("<Q", len(header)) + header + bytes(64)


def model_traps(folder: Path, canary: Path, secret: Path) -> dict[str, Callable[[], None]]:
    """What strangers could do to a model folder, by name; each is done to a fresh copy."""
    weights, config = folder / "model.safetensors", folder / "config.json"

    def put(path: Path, data: bytes) -> Callable[[], None]:
        def act() -> None:
            path.unlink(missing_ok=True)
            path.write_bytes(data)

        return act

    def instead(name: str) -> Callable[[], None]:
        def act() -> None:
            weights.unlink()
            (folder / name).write_bytes(pickle.dumps(Bomb(canary)))

        return act

    def change(path: Path, **fields: Any) -> Callable[[], None]:
        return lambda: put(path, json.dumps({**json.loads(path.read_bytes()), **fields}).encode())()

    index = json.dumps({"weight_map": {"a": str(secret), "b": "../../secret.safetensors"}}).encode()

    def shards() -> None:
        weights.unlink()
        (folder / "model.safetensors.index.json").write_bytes(index)

    deep = b'{"model_type":' * 100_000
    return {
        **{f"pickle {name}": instead(name) for name in ("pytorch_model.bin", "model.pt", "last.ckpt", "a.pth")},
        "pickle named safetensors": put(weights, pickle.dumps(Bomb(canary))),
        "overlapping tensors": put(weights, tensors(a=("F32", [8], [0, 32]), b=("F32", [8], [16, 48]))),
        "holes": put(weights, tensors(a=("F32", [2], [0, 8]), b=("F32", [2], [56, 64]))),
        "shape larger than data": put(weights, tensors(a=("F32", [2**40], [0, 64]))),
        "shape overflow": put(weights, tensors(a=("F32", [2**32, 2**32, 2**32], [0, 64]))),
        "huge header": put(weights, struct.pack("<Q", 200_000_000) + b"{" * 1000),
        "header of nothing": put(weights, struct.pack("<Q", 2**64 - 1)),
        "foreign code": change(config, auto_map={"AutoModelForSequenceClassification": "modeling.Evil"}),
        "foreign tokenizer code": change(folder / "tokenizer_config.json", auto_map={"AutoTokenizer": ["evil.Tok", None]}),
        "shards elsewhere": shards,
        "deep config": put(config, deep),
        "deep tokenizer": put(folder / "tokenizer.json", deep),
        "digits without end": put(config, b'{"model_type": "bert", "hidden_size": ' + b"9" * 50_000 + b"}"),
        "giant model": change(config, hidden_size=10**6, vocab_size=10**9, num_hidden_layers=10**6, intermediate_size=10**9),
    }  # fmt: skip


def package_traps(package: Path, secret: Path) -> dict[str, Callable[[], None]]:
    """Ways out of an .mlpackage, to a file that would fit."""
    manifest, inner = package / "Manifest.json", package / "Data" / "com.apple.CoreML"
    spec, weights = inner / "model.mlmodel", inner / "weights" / "weight.bin"

    def root(where: str) -> Callable[[], None]:
        def act() -> None:
            shutil.copy(spec, secret)
            told = json.loads(manifest.read_bytes())
            told["itemInfoEntries"][told["rootModelIdentifier"]]["path"] = where
            manifest.write_text(json.dumps(told))

        return act

    def rename(where: bytes) -> Callable[[], None]:
        """The name has its length before it: one of the same length leads elsewhere."""

        def act() -> None:
            shutil.copy(weights, spec.parent.parent / "weight.bin")
            old = b"@model_path/weights/weight.bin"
            spec.write_bytes(spec.read_bytes().replace(old, where.ljust(len(old), b"n")))

        return act

    def deep() -> None:
        manifest.write_bytes(b'{"a":' * 100_000)

    def link() -> None:
        shutil.move(weights, secret)
        weights.symlink_to(secret)

    return {
        "root model outside": root(f"../../{secret.name}"),
        "root model absolute": root(str(secret)),
        "weights by ..": rename(b"@model_path/../../../weight.bi"),
        "weights linked elsewhere": link,
        "deep manifest": deep,
        "weights a folder": lambda: _folder(weights),
    }


def onnx_traps(graph: Path, secret: Path) -> dict[str, Callable[[], None]]:
    """External data that is not the file's own, and more of it than there is."""

    def outside(where: str, offset: int = 0) -> Callable[[], None]:
        def act() -> None:
            import onnx

            secret.write_bytes(bytes(1 << 20))
            model = onnx.load(str(graph))
            tensor = next(t for t in model.graph.initializer if len(t.raw_data) > 1000)
            size = len(tensor.raw_data)
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
            for key, value in (("location", where), ("offset", str(offset)), ("length", str(size))):
                tensor.external_data.add(key=key, value=value)
            graph.write_bytes(model.SerializeToString())

        return act

    def link() -> None:
        outside("inside.data")()
        (graph.parent / "inside.data").symlink_to(secret)

    return {
        "external data by ..": outside(f"../{secret.name}"),
        "external data absolute": outside(str(secret)),
        "external data linked elsewhere": link,
        "external data far beyond": outside("beside.data", 2**62),
        "a folder": lambda: _folder(graph),
    }


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
