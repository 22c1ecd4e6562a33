"""One MIL op, or one family with a single meaning, per file; the signature names the inputs.

Source of every meaning: the op documentation of coremltools
(coremltools/converters/mil/mil/ops/defs, iOS 15 to iOS 18, BSD-3; as pages under
https://apple.github.io/coremltools/source/coremltools.converters.mil.mil.ops.defs.html) and, where
that is silent, its numpy `value_inference` and the expected values of Apple's own op tests.
"""
