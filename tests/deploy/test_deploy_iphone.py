"""The exported kit: stable bytes, a whole project graph, files that parse, words that are filled in."""

from __future__ import annotations

import hashlib
import json
import plistlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import deploy_plist
import pytest
from deploy_variants import example_kit, small_encoder

from studio.core.errors import InputError
from studio.deploy.iphone import MANIFEST, write_kit
from studio.deploy.kit import Kit, tolerance
from studio.deploy.xcode import NAME, XcodeProject

ID = re.compile(r"[0-9A-F]{24}")
PACKAGE = "Packages/TextClassifierKit"


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return example_kit(tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="module")
def exported(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit") / "iphone"
    made = write_kit(kit, folder)
    assert made["checked"] > 4_000 and made["files"] == sum(p.is_file() for p in folder.rglob("*"))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}  # fmt: skip


def test_the_same_kit_gives_the_same_bytes_and_replaces_itself(kit: Kit, exported: Path) -> None:
    before = contents(exported)
    write_kit(kit, exported)
    assert contents(exported) == before
    assert not [p for p in before if "dot-" in p or p.endswith(".DS_Store")]
    assert {".gitignore", ".github/workflows/ios.yml", "App/Models/StudentInt8.mlpackage/Manifest.json"} <= set(before)  # fmt: skip


def test_changes_are_never_overwritten(kit: Kit, exported: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "kit"
    shutil.copytree(exported, folder)
    for name in ("App/Models/StudentInt8.mlpackage/Manifest.json", ".DS_Store"):  # nobody's work
        (folder / name).write_text("other")
    write_kit(kit, folder)
    view = folder / "App" / "ClassifyView.swift"
    view.write_text(view.read_text() + "\n// mine\n")
    with pytest.raises(InputError, match=r"would overwrite: App/ClassifyView\.swift") as caught:
        write_kit(kit, folder)
    assert caught.value.code == "input.kit-changed" and "// mine" in view.read_text()


def test_a_foreign_folder_is_never_overwritten(kit: Kit, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="thesis"):
        write_kit(kit, tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_the_project_graph_is_whole(exported: Path) -> None:
    text = (exported / f"{NAME}.xcodeproj" / "project.pbxproj").read_text()
    root = deploy_plist.parse(text)
    objects: dict[str, Any] = root["objects"]
    reached: set[str] = set()
    todo = [root["rootObject"]]
    while todo:
        at = todo.pop()
        if at not in reached:
            reached.add(at)
            todo += [i for i in ID.findall(json.dumps(objects[at])) if i in objects]
    assert reached == set(objects)
    assert set(ID.findall(text)) == set(objects)
    assert root["objectVersion"] == "77"
    targets = {o["name"]: o for o in objects.values() if o["isa"] == "PBXNativeTarget"}
    assert set(targets) == {NAME, f"{NAME}Tests"}
    for target in targets.values():
        folders = [objects[g]["path"] for g in target["fileSystemSynchronizedGroups"]]
        assert all((exported / f).is_dir() for f in folders) and len(folders) == 1
    package = next(o for o in objects.values() if o["isa"] == "XCLocalSwiftPackageReference")
    assert (exported / package["relativePath"] / "Package.swift").is_file()
    settings = {json.dumps(o["buildSettings"]) for o in objects.values() if o["isa"] == "XCBuildConfiguration"}  # fmt: skip
    assert any('"IPHONEOS_DEPLOYMENT_TARGET": "18.0"' in s for s in settings)
    assert any('"PRODUCT_BUNDLE_IDENTIFIER": "com.example.kinds"' in s for s in settings)


def test_the_scheme_names_the_projects_targets(exported: Path) -> None:
    home = exported / f"{NAME}.xcodeproj"
    objects = deploy_plist.parse((home / "project.pbxproj").read_text())["objects"]
    scheme = ElementTree.parse(home / "xcshareddata" / "xcschemes" / f"{NAME}.xcscheme")
    named = {r.get("BlueprintIdentifier"): r.get("BlueprintName") for r in scheme.iter("BuildableReference")}  # fmt: skip
    assert {at: objects[at]["name"] for at in named} == named and len(named) == 2
    ElementTree.parse(home / "project.xcworkspace" / "contents.xcworkspacedata")


@pytest.mark.parametrize("title", ['Say "hi" \\ now', "@app", "Größe 你好"])
def test_a_title_is_only_a_title(title: str) -> None:
    text = XcodeProject(title, "com.example.x").files()[f"{NAME}.xcodeproj/project.pbxproj"]
    objects = deploy_plist.parse(text)["objects"]
    shown = {o["buildSettings"].get("INFOPLIST_KEY_CFBundleDisplayName") for o in objects.values() if o["isa"] == "XCBuildConfiguration"}  # fmt: skip
    assert title in shown


def test_json_and_property_lists_parse(exported: Path) -> None:
    read = 0
    for name, data in contents(exported).items():
        if name.endswith((".json", ".xcstrings", ".swift-format")):
            json.loads(data)
            read += 1
    assert read >= 8
    privacy = plistlib.loads((exported / "App" / "PrivacyInfo.xcprivacy").read_bytes())
    assert privacy["NSPrivacyTracking"] is False and privacy["NSPrivacyCollectedDataTypes"] == []
    assert set(json.loads((exported / MANIFEST).read_text())) == set(contents(exported)) - {MANIFEST}  # fmt: skip


def test_the_catalogue_is_what_swift_decodes(exported: Path, kit: Kit) -> None:
    catalogue = json.loads((exported / "App" / "models.json").read_text())
    source = (exported / PACKAGE / "Sources/TextClassifierKit/ModelCatalog.swift").read_text()
    fields = re.findall(r"public var (\w+): ", source.split("public struct ParityCase")[0])
    student = catalogue["models"][0]
    assert set(fields) - {"megabytes"} == set(student)
    download = (exported / PACKAGE / "Sources/TextClassifierKit/ModelDownload.swift").read_text()
    file = re.findall(r"public var (\w+): ", download.split("public struct ModelDownload")[0])
    assert student["files"] and all(set(each) == set(file) for each in student["files"])
    assert student["labels"] == ["billing", "shipping"] and student["lengths"] == [16, 32]
    assert student["parity"] == [{"text": "where is my parcel", "logits": [1.5, -2.25]}]
    assert student["tolerance"] == pytest.approx(tolerance(kit.models[0])) == pytest.approx(0.075)
    home = exported / PACKAGE / "Sources/TextClassifierKit/Resources/Tokenizers"
    assert [p.name for p in home.iterdir()] == [student["tokenizer"]]
    assert catalogue["samples"][0] == "where is my parcel"
    spec = json.loads((home / student["tokenizer"] / "tokenizer.json").read_text())
    swift = (exported / PACKAGE / "Sources/Tokenizing/WordPieceSpec.swift").read_text()
    declared = re.findall(r"public var (\w+): ", swift.split("public struct WordPieceSpec")[1])
    assert set(spec) | set(spec["normalizer"]) == set(declared) - {"id", "text"}


def test_odd_labels_are_data_and_never_swift(kit: Kit, exported: Path, tmp_path: Path) -> None:
    odd = ("../../x", 'a\nb\r"; exit() \\(1+1) $NAME$ {{x}}')
    models = tuple(replace(m, card=replace(m.card, labels=odd)) for m in kit.models)
    write_kit(replace(kit, models=models), tmp_path / "odd")
    catalogue = json.loads((tmp_path / "odd" / "App" / "models.json").read_text("utf-8"))
    assert [tuple(model["labels"]) for model in catalogue["models"]] == [odd, odd]
    plain, found = contents(exported), contents(tmp_path / "odd")
    assert plain.keys() == found.keys()
    assert not [n for n in found if n.endswith(".swift") and found[n] != plain[n]]


def test_golden_vectors_have_the_own_rows(exported: Path, kit: Kit) -> None:
    golden = next((exported / PACKAGE / "Tests/TextClassifierKitTests/Resources/Golden").iterdir())
    cases = {c["name"]: c for c in json.loads(golden.read_text())["cases"]}
    assert cases["row 1"]["text"] == kit.rows[0] and len(cases) > 60
    assert cases["long"]["cut"] > 0 and cases["long"]["count"] == 64
    assert cases["empty"]["ids"] == [] and cases["empty"]["count"] == 2


def test_the_words_are_filled_in(exported: Path) -> None:
    readme = (exported / "README.md").read_text()
    assert "# Kinds" in readme and "| `student-int8` | `App/Models/StudentInt8.mlpackage` |" in readme  # fmt: skip
    assert "iOS 18.0" in readme and "$" not in readme and "Not run yet" in readme
    assert 'model.id == "student-int8"' in readme and "models/StudentInt8.mlpackage" in readme
    notices = (exported / "LICENCES.md").read_text()
    assert "some base, Apache-2.0" in notices and "own data" in notices and "$" not in notices
    workflow = (exported / ".github/workflows/ios.yml").read_text()
    assert '"id=$device"' in workflow and "$$" not in workflow


def test_every_word_of_the_app_can_be_translated(exported: Path) -> None:
    catalogue = json.loads((exported / "App" / "Localizable.xcstrings").read_text(), object_pairs_hook=lambda pairs: pairs)  # fmt: skip
    listed = [word for word, _ in dict(catalogue)["strings"]]
    known = set(listed)
    assert len(listed) == len(known)
    calls = re.compile(r'\b(?:Text|Label|Button|Section|TextField|Picker|ProgressView|LabeledContent|ShareLink|navigationTitle)\((?:\w+ \? )?"([^"\\]+)"')  # fmt: skip
    said = {w for p in (exported / "App").glob("*.swift") if p.name != "Previews.swift" for w in calls.findall(p.read_text())}  # fmt: skip
    assert len(said) > 20 and said <= known
    sources = "\n".join(
        p.read_text() for p in (exported / "App").glob("*.swift") if p.name != "Previews.swift"
    )
    assert [word for word in listed if f'"{word}"' not in sources] == []
    problems = re.findall(r'NSLocalizedString\("([^"]+)"', sources)
    assert len(problems) == 12 and set(problems) <= known
    assert "String(describing: error)" not in sources  # a Swift type's own words help nobody
    assert sources.count("problem = ProblemWords.of(error)") == 2


def swift_files() -> list[Path]:
    return sorted((Path(__file__).parents[2] / "resources" / "iphone").rglob("*.swift"))


@pytest.mark.parametrize("path", swift_files(), ids=lambda p: p.name)
def test_swift_parses(path: Path) -> None:
    tree_sitter = pytest.importorskip("tree_sitter")
    language = tree_sitter.Language(pytest.importorskip("tree_sitter_swift").language())
    root = tree_sitter.Parser(language).parse(path.read_bytes()).root_node
    faults, todo = [], [root]
    while todo:
        node = todo.pop()
        todo += node.children
        if node.is_error or node.is_missing:
            faults.append((node.start_point, node.text[:60]))
    assert faults == []
    assert path.read_text().endswith(("}\n", ")\n", "#endif\n"))
    assert max(map(len, path.read_text().splitlines())) <= 160


def test_what_cannot_be_an_app_is_refused(kit: Kit, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no Core ML package"):
        write_kit(replace(kit, models=()), tmp_path / "x")
    with pytest.raises(InputError, match="bundle identifier"):
        write_kit(replace(kit, bundle_id="nonsense"), tmp_path / "x")
    twin = replace(kit.models[0], name="student_int8")
    with pytest.raises(InputError, match="one file in the app"):
        write_kit(replace(kit, models=(kit.models[0], twin)), tmp_path / "x")
    words = small_encoder(model={"type": "WordLevel", "vocab": {"a": 0, "?": 1}, "unk_token": "?"}, added_tokens=[], post_processor=None)  # fmt: skip
    with pytest.raises(InputError, match="WordLevel"):
        write_kit(replace(kit, models=(replace(kit.models[0], encoder=words),)), tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_a_download_can_be_compared_with_the_package(kit: Kit, exported: Path) -> None:
    for model in json.loads((exported / "App" / "models.json").read_text())["models"]:
        package = exported / "App" / "Models" / f"{model['resource']}.mlpackage"
        files = {f["path"]: f for f in model["files"]}
        assert files.keys() == contents(package).keys() and len(files) == 2
        for path, data in contents(package).items():
            assert files[path]["bytes"] == len(data)
            assert files[path]["sha256"] == hashlib.sha256(data).hexdigest()
