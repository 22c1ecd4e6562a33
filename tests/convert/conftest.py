"""Packages made once a session."""

from __future__ import annotations

import pytest
from convert_tiny import drain, tiny_classifier

from studio.convert import ConvertSettings, PackageReport, convert


@pytest.fixture(scope="session")
def bert_package(tmp_path_factory: pytest.TempPathFactory) -> PackageReport:
    """BERT, float16, iOS17, one length."""
    out = tmp_path_factory.mktemp("bert") / "bert.mlpackage"
    return drain(convert(tiny_classifier("bert"), out, ConvertSettings()))[0]


@pytest.fixture(scope="session")
def electra_package(tmp_path_factory: pytest.TempPathFactory) -> PackageReport:
    """ELECTRA with embeddings 40 wide, float16, iOS18, two lengths."""
    out = tmp_path_factory.mktemp("electra") / "electra.mlpackage"
    settings = ConvertSettings(target="iOS18", lengths=(32, 16))
    return drain(convert(tiny_classifier("electra"), out, settings))[0]
