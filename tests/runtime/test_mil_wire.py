"""The wire reader: its field numbers are Apple's, and what coremltools writes is read back."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.runtime.mil import schema
from studio.runtime.mil.program import model_of
from studio.runtime.mil.wire import read

SCALARS = {9: "string", 12: "bytes", 8: "bool", 2: "float", 1: "double", 3: "int", 4: "int", 5: "int", 14: "int"}  # fmt: skip


def check(fields: dict[int, tuple[str, Any]], descriptor: Any, seen: set[str]) -> None:
    """Every field we read has the number, name, type and label of Apple's."""
    if descriptor.full_name in seen:
        return
    seen.add(descriptor.full_name)
    theirs = {f.number: f for f in descriptor.fields}
    for number, (name, kind) in fields.items():
        field = theirs[number]
        assert field.name == name, descriptor.full_name
        if isinstance(kind, tuple):
            entry = field.message_type.fields_by_name["value"]
            if isinstance(kind[0], dict):
                check(kind[0], entry.message_type, seen)
        elif isinstance(kind, (list, dict)):
            inner = kind[0] if isinstance(kind, list) else kind
            assert field.is_repeated == isinstance(kind, list)
            check(inner, field.message_type, seen)
        elif kind != "bytes" or field.type == 12:  # other formats are kept as bytes, unread
            assert kind.removeprefix("*") == SCALARS[field.type], f"{descriptor.full_name}.{name}"
            assert field.is_repeated == kind.startswith("*")


def test_field_numbers_are_apples(ct: Any) -> None:
    seen: set[str] = set()
    check(schema.MODEL, ct.proto.Model_pb2.Model.DESCRIPTOR, seen)
    assert len(seen) > 40


def test_enums_are_apples(ct: Any) -> None:
    names = {v.number: v.name.lower() for v in ct.proto.MIL_pb2.DataType.DESCRIPTOR.values}
    names = {n: t.replace("bfloat", "bf").replace("float", "fp") for n, t in names.items() if n}
    assert names == schema.DATA_TYPES
    arrays = ct.proto.FeatureTypes_pb2.ArrayFeatureType.ArrayDataType
    for number, name in schema.ARRAY_TYPES.items():
        official = arrays.Name(number).lower().replace("float", "fp").replace("double", "fp64")
        assert official == name


@given(
    st.integers(-(2**63), 2**63 - 1),
    st.text(),
    st.lists(st.integers(-(2**31), 2**31 - 1)),
    st.dictionaries(st.text(), st.text(), max_size=4),
    st.lists(st.floats(width=32, allow_nan=False)),
)
def test_what_protobuf_writes_is_read(
    number: int, text: str, ints: list[int], words: dict[str, str], floats: list[float]
) -> None:
    from coremltools.proto import MIL_pb2, Model_pb2

    model = Model_pb2.Model()
    model.description.metadata.author = text
    model.description.metadata.userDefined.update(words)
    feature = model.description.input.add(name=text)
    feature.type.multiArrayType.shape.extend([number])
    found = read(memoryview(model.SerializeToString()), schema.MODEL)["description"]
    assert found.get("metadata", {}).get("author", "") == text
    assert found.get("metadata", {}).get("userDefined", {}) == words
    assert list(found["input"][0]["type"]["multiArrayType"]["shape"]) == [number]

    value = MIL_pb2.TensorValue()
    value.ints.values.extend(ints)
    got = read(memoryview(value.SerializeToString()), schema.TENSOR_VALUE)
    assert list(got["ints"].get("values", [])) == ints
    value.floats.values.extend(floats)
    got = read(memoryview(value.SerializeToString()), schema.TENSOR_VALUE)
    assert list(got["floats"].get("values", [])) == floats


@given(st.binary(max_size=200))
def test_noise_is_a_value_error_or_a_message(noise: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(read(memoryview(noise), schema.MODEL), dict)


def test_every_truncation_is_noticed_or_shorter(package_of: Any) -> None:
    path = package_of("bert")
    data = (path / "Data/com.apple.CoreML/model.mlmodel").read_bytes()
    whole = model_of(read(memoryview(data), schema.MODEL))
    count = len(whole.functions["main"].block.operations)
    assert count > 50 and [f.name for f in whole.inputs] == ["input_ids", "attention_mask"]
    for cut in range(1, len(data), max(1, len(data) // 40)):
        with pytest.raises((ValueError, KeyError)):
            found = model_of(read(memoryview(data[:cut]), schema.MODEL))
            if not found.functions:
                raise ValueError("no program")
