"""The Swift Playgrounds package: whole, stable, of the same Swift as the Xcode project, for small models."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from deploy_variants import example_kit

from studio.core.errors import InputError
from studio.deploy.iphone import write_kit
from studio.deploy.kit import Kit
from studio.deploy.playground import MOST_BYTES, manifest


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return replace(example_kit(tmp_path_factory.mktemp("packages")), title='A "B" \\ C')


@pytest.fixture(scope="module")
def made(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "TextClassifierDemo.swiftpm"
    assert write_kit(kit, folder, playground=True)["checked"] > 4_000
    return folder


def test_every_target_and_resource_of_its_manifest_is_there(made: Path) -> None:
    text = (made / "Package.swift").read_text()
    targets = re.findall(r'\.(?:executableT|t)arget\(\s*name: "(\w+)".*?path: "(\w+)"(.*?)\)(?:,\n|\n)', text, re.S)  # fmt: skip
    names = {name for name, _, _ in targets}
    assert names == {"AppModule", "TextClassifierKit", "Tokenizing"}
    for name, path, _ in targets:
        assert list((made / path).glob("*.swift")), name
    for home, name in (*[("App", r) for r in ("Models", "models.json", "PrivacyInfo.xcprivacy")], ("TextClassifierKit", "Resources/Tokenizers")):  # fmt: skip
        assert f'.copy("{name}")' in text and (made / home / name).exists()
    needed = {n for found in re.findall(r"dependencies: \[(.*?)\]", text) for n in re.findall(r'"(\w+)"', found)}  # fmt: skip
    assert needed <= names
    everything = [p for p in (made / "App").rglob("*") if p.is_file() and p.suffix != ".swift" and "Models" not in p.parts]  # fmt: skip
    assert {p.name for p in everything} == {"models.json", "PrivacyInfo.xcprivacy"}


def test_imports_are_modules_of_the_package_or_apples(made: Path) -> None:
    known = {"TextClassifierKit", "Tokenizing", "Foundation", "FoundationNetworking", "SwiftUI", "UIKit", "CoreML", "CryptoKit", "Observation", "Darwin"}  # fmt: skip
    said = {m for p in made.rglob("*.swift") if p.name != "Package.swift" for m in re.findall(r"^(?:@preconcurrency )?import (\w+)", p.read_text(), re.M)}  # fmt: skip
    assert said <= known and "TextClassifierKit" in said
    assert sum("@main" in p.read_text() for p in (made / "App").glob("*.swift")) == 1


def test_the_swift_is_the_xcode_projects_and_the_bytes_are_stable(kit: Kit, made: Path, tmp_path: Path) -> None:  # fmt: skip
    before = {p: p.read_bytes() for p in sorted(made.rglob("*")) if p.is_file()}
    write_kit(kit, made, playground=True)
    assert {p: p.read_bytes() for p in sorted(made.rglob("*")) if p.is_file()} == before
    write_kit(kit, tmp_path / "iphone")
    for name in ("App/ClassifyView.swift", "App/models.json", "MODEL_CARD.md"):
        assert (made / name).read_bytes() == (tmp_path / "iphone" / name).read_bytes()
    assert not list(made.rglob("*.xcodeproj")) and "$" not in (made / "README.md").read_text()


def test_the_title_is_a_swift_literal(kit: Kit) -> None:
    text = manifest(replace(kit, title='A "B" \\(C)\n'))
    assert text.count('name: "A \\"B\\" \\\\(C)"') == 2
    assert 'bundleIdentifier: "com.example.kinds"' in text and '.iOS("18.0")' in text


def test_large_models_are_refused_with_a_small_one_named(kit: Kit, tmp_path: Path) -> None:
    large = replace(kit, models=(kit.models[0], replace(kit.models[1], size_bytes=MOST_BYTES)))
    with pytest.raises(InputError, match="may hold 50 MB") as caught:
        write_kit(large, tmp_path / "x", playground=True)
    assert "student-int8" in str(caught.value.remedy) and not (tmp_path / "x").exists()
