"""The parts of Apple's Model.proto, FeatureTypes.proto and MIL.proto we read, by field number.

Source: mlmodel/format/*.proto of coremltools (BSD-3); a test compares these numbers with the
descriptors of the installed coremltools. Kinds are wire.py's: `[X]` repeats, `(X,)` is a map.
"""

from __future__ import annotations

from studio.runtime.mil.wire import Schema

DIMENSION: Schema = {1: ("constant", {1: ("size", "int")}), 2: ("unknown", {})}
VALUE_TYPE: Schema = {}
VALUE: Schema = {}
TENSOR_TYPE: Schema = {1: ("dataType", "int"), 2: ("rank", "int"), 3: ("dimensions", [DIMENSION])}
VALUE_TYPE.update(
    {
        1: ("tensorType", TENSOR_TYPE),
        2: ("listType", {1: ("type", VALUE_TYPE), 2: ("length", DIMENSION)}),
        3: ("tupleType", {1: ("types", [VALUE_TYPE])}),
        4: ("dictionaryType", {1: ("keyType", VALUE_TYPE), 2: ("valueType", VALUE_TYPE)}),
        5: ("stateType", {1: ("wrappedType", VALUE_TYPE)}),
    }
)
TENSOR_VALUE: Schema = {
    1: ("floats", {1: ("values", "*float")}),
    2: ("ints", {1: ("values", "*int")}),
    3: ("bools", {1: ("values", "*bool")}),
    4: ("strings", {1: ("values", "*string")}),
    5: ("longInts", {1: ("values", "*int")}),
    6: ("doubles", {1: ("values", "*double")}),
    7: ("bytes", {1: ("values", "bytes")}),
}
IMMEDIATE: Schema = {
    1: ("tensor", TENSOR_VALUE),
    2: ("tuple", {1: ("values", [VALUE])}),
    3: ("list", {1: ("values", [VALUE])}),
    4: ("dictionary", {1: ("values", [{1: ("key", VALUE), 2: ("value", VALUE)}])}),
}
BLOB: Schema = {1: ("fileName", "string"), 2: ("offset", "int")}
VALUE.update(
    {2: ("type", VALUE_TYPE), 3: ("immediateValue", IMMEDIATE), 5: ("blobFileValue", BLOB)}
)

NAMED_TYPE: Schema = {1: ("name", "string"), 2: ("type", VALUE_TYPE)}
ARGUMENT: Schema = {1: ("arguments", [{1: ("name", "string"), 2: ("value", VALUE)}])}
OPERATION: Schema = {}
BLOCK: Schema = {
    1: ("inputs", [NAMED_TYPE]),
    2: ("outputs", "*string"),
    3: ("operations", [OPERATION]),
}
OPERATION.update(
    {
        1: ("type", "string"),
        2: ("inputs", (ARGUMENT,)),
        3: ("outputs", [NAMED_TYPE]),
        4: ("blocks", [BLOCK]),
        5: ("attributes", (VALUE,)),
    }
)
FUNCTION: Schema = {
    1: ("inputs", [NAMED_TYPE]),
    2: ("opset", "string"),
    3: ("block_specializations", (BLOCK,)),
}
PROGRAM: Schema = {1: ("version", "int"), 2: ("functions", (FUNCTION,))}

SIZE_RANGE: Schema = {1: ("lowerBound", "int"), 2: ("upperBound", "int")}
ARRAY: Schema = {
    1: ("shape", "*int"),
    2: ("dataType", "int"),
    21: ("enumeratedShapes", {1: ("shapes", [{1: ("shape", "*int")}])}),
    31: ("shapeRange", {1: ("sizeRanges", [SIZE_RANGE])}),
    41: ("intDefaultValue", "int"),
    51: ("floatDefaultValue", "float"),
    61: ("doubleDefaultValue", "double"),
}
FEATURE_TYPE: Schema = {
    1: ("int64Type", {}),
    2: ("doubleType", {}),
    3: ("stringType", {}),
    4: ("imageType", {}),
    5: ("multiArrayType", ARRAY),
    6: ("dictionaryType", {}),
    7: ("sequenceType", {}),
    8: ("stateType", {}),
    1000: ("isOptional", "bool"),
}
FEATURE: Schema = {1: ("name", "string"), 2: ("shortDescription", "string"), 3: ("type", FEATURE_TYPE)}  # fmt: skip
METADATA: Schema = {
    1: ("shortDescription", "string"),
    2: ("versionString", "string"),
    3: ("author", "string"),
    4: ("license", "string"),
    100: ("userDefined", ("string",)),
}
FUNCTION_DESCRIPTION: Schema = {
    1: ("name", "string"),
    2: ("input", [FEATURE]),
    3: ("output", [FEATURE]),
    6: ("state", [FEATURE]),
}
DESCRIPTION: Schema = {
    1: ("input", [FEATURE]),
    10: ("output", [FEATURE]),
    13: ("state", [FEATURE]),
    11: ("predictedFeatureName", "string"),
    12: ("predictedProbabilitiesName", "string"),
    20: ("functions", [FUNCTION_DESCRIPTION]),
    21: ("defaultFunctionName", "string"),
    100: ("metadata", METADATA),
}
OTHER_FORMATS = {  # what a model can be instead of an ML Program
    200: "pipelineClassifier", 201: "pipelineRegressor", 202: "pipeline",
    300: "glmRegressor", 302: "treeEnsembleRegressor", 303: "neuralNetworkRegressor",
    400: "glmClassifier", 402: "treeEnsembleClassifier", 403: "neuralNetworkClassifier",
    500: "neuralNetwork", 555: "customModel", 2000: "textClassifier", 3000: "serializedModel",
}  # fmt: skip
MODEL: Schema = {
    1: ("specificationVersion", "int"),
    2: ("description", DESCRIPTION),
    502: ("mlProgram", PROGRAM),
    **{number: (name, "bytes") for number, name in OTHER_FORMATS.items()},
}
DATA_TYPES = {  # MIL.proto, enum DataType
    1: "bool", 2: "string", 10: "fp16", 11: "fp32", 12: "fp64",
    21: "int8", 22: "int16", 23: "int32", 24: "int64", 25: "int4",
    31: "uint8", 32: "uint16", 33: "uint32", 34: "uint64",
    35: "uint4", 36: "uint2", 37: "uint1", 38: "uint6", 39: "uint3",
    13: "bf16", 40: "fp8e4m3fn", 41: "fp8e5m2",
}  # fmt: skip
ARRAY_TYPES = {65568: "fp32", 65600: "fp64", 131104: "int32", 131080: "int8", 65552: "fp16"}
