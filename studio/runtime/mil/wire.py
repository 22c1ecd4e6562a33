"""Protocol buffers' wire format, read by schema: enough for a Core ML model, without coremltools.

Why not coremltools' own classes: importing them costs 5-7 s and 300 MB, and there is no Windows
wheel. Source: protobuf.dev, "Encoding". Messages come back as plain dicts.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

Schema = dict[int, tuple[str, Any]]  # field number: (name, kind); kind is a word or a Schema

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_SIGN, _WRAP = 1 << 63, 1 << 64


def read(data: memoryview, schema: Schema) -> dict[str, Any]:
    """The message in `data`, fields it doesn't hold left out.

    Kinds: `string bytes int bool float double` or a nested Schema; `*int` (and so on) repeats,
    `[Schema]` is a list of messages, `(kind,)` a map with string keys.
    Raises ValueError when the bytes are not such a message.
    """
    message: dict[str, Any] = {}
    at, end = 0, len(data)
    try:
        while at < end:
            tag, at = _varint(data, at)
            raw, at = _field(data, at, tag & 7)
            known = schema.get(tag >> 3)
            if known is not None:
                _store(message, known[0], known[1], tag & 7, raw)
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise ValueError(f"not a protocol buffer message: {error}") from error
    return message


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    result = shift = 0
    while True:
        byte = data[at]
        at += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result, at
        shift += 7
        if shift > 63:
            raise ValueError("a number has more than 64 bits")


def _field(data: memoryview, at: int, kind: int) -> tuple[Any, int]:
    if kind == VARINT:
        return _varint(data, at)
    if kind == BYTES:
        size, at = _varint(data, at)
    elif kind in (FIXED32, FIXED64):
        size = 4 if kind == FIXED32 else 8
    else:
        raise ValueError(f"wire type {kind} is not in use")
    if at + size > len(data):
        raise ValueError("the file ends in the middle of a field")
    return data[at : at + size], at + size


def _store(message: dict[str, Any], name: str, kind: Any, wire: int, raw: Any) -> None:
    wanted = _WIRE[kind.removeprefix("*")] if isinstance(kind, str) else BYTES
    if wire not in (wanted, BYTES) or (wire != wanted and not kind.startswith("*")):
        raise ValueError(f"field {name} has wire type {wire}")
    if isinstance(kind, str) and kind.startswith("*") and kind[1:] in _PACKED and wire == BYTES:
        message[name] = _packed(kind[1:], raw)
    elif isinstance(kind, str) and kind.startswith("*"):
        message.setdefault(name, []).append(_scalar(kind[1:], raw))
    elif isinstance(kind, list):
        message.setdefault(name, []).append(read(raw, kind[0]))
    elif isinstance(kind, tuple):
        entry = read(raw, {1: ("key", "string"), 2: ("value", kind[0])})
        empty: Any = {} if isinstance(kind[0], dict) else ""
        message.setdefault(name, {})[entry.get("key", "")] = entry.get("value", empty)
    elif isinstance(kind, dict):
        message[name] = read(raw, kind)
    else:
        message[name] = _scalar(kind, raw)


def _scalar(kind: str, raw: Any) -> Any:
    if kind == "string":
        return str(raw, "utf-8")
    if kind == "bytes":
        return bytes(raw)
    if kind == "int":
        return raw - _WRAP if raw & _SIGN else raw
    if kind == "bool":
        return bool(raw)
    return struct.unpack("<f" if kind == "float" else "<d", raw)[0]


_PACKED = ("int", "bool", "float", "double")
_WIRE = {"string": BYTES, "bytes": BYTES, "int": VARINT, "bool": VARINT, "float": FIXED32, "double": FIXED64}  # fmt: skip


def _packed(kind: str, raw: memoryview) -> Any:
    if kind in ("float", "double"):
        return np.frombuffer(raw, "<f4" if kind == "float" else "<f8")
    values, at = [], 0
    while at < len(raw):
        value, at = _varint(raw, at)
        values.append(_scalar(kind, value))
    return values
