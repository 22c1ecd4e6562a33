"""PocketBERT Studio: a labelled CSV and a big BERT in, a small proven Core ML classifier out."""

import os

__version__ = "0.1.0"

# ONNX Runtime from 1.29 on reports each model it loads to Microsoft unless this stands before its import
# (https://github.com/microsoft/onnxruntime/pull/27379); the hub's library counts uses. The studio asks
# the network for nothing but a hub id somebody typed.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
