"""The same app as a Swift Playgrounds package (`.swiftpm`), for models that are small."""

from __future__ import annotations

import json
from string import Template

from studio.core.errors import InputError
from studio.core.files import resource
from studio.deploy.kit import Kit
from studio.deploy.kit_words import words
from studio.deploy.xcode import PACKAGE

MOST_BYTES = 50_000_000  # all models together: a playground is copied whole whenever it is opened
APP, KIT, TOKENIZING = "App", "TextClassifierKit", "Tokenizing"
_KEPT = {
    f"{PACKAGE}/Sources/{KIT}/": f"{KIT}/",
    f"{PACKAGE}/Sources/{TOKENIZING}/": f"{TOKENIZING}/",
    f"{APP}/": f"{APP}/",
}
_ROOT_FILES = ("LICENCES.md", "MODEL_CARD.md")
_LEFT_OUT = (f"{APP}/Assets.xcassets/", f"{APP}/Localizable.xcstrings", f"{APP}/Previews.swift")


def check_small(kit: Kit) -> None:
    """Raises InputError when the models are too much for a playground."""
    total = sum(model.size_bytes for model in kit.models)
    if total > MOST_BYTES:
        raise InputError(
            f"The models take {total / 1e6:.0f} MB; a Swift Playgrounds app may hold {MOST_BYTES / 1e6:.0f} MB.",
            code="playground-size",
            remedy=f"Choose a small one, --models {min(kit.models, key=lambda m: m.size_bytes).name}, or leave --swiftpm out.",
        )


def arranged(kit: Kit, texts: dict[str, str]) -> dict[str, str]:
    """The kit's files, by the paths they have in a playground, with its own manifest and README."""
    found = {name: texts[name] for name in _ROOT_FILES}
    for path, text in texts.items():
        for before, after in _KEPT.items():
            if path.startswith(before) and not path.startswith(_LEFT_OUT):
                found[after + path.removeprefix(before)] = text
    readme = (resource("playground") / "README.md").read_text(encoding="utf-8")
    found["README.md"] = Template(readme).substitute(words(kit))
    found["Package.swift"] = manifest(kit)
    return found


def manifest(kit: Kit) -> str:
    """`Package.swift` with one app of three modules; `AppleProductTypes` is Apple's own."""
    return f"""// swift-tools-version: 5.9
import AppleProductTypes
import PackageDescription

let package = Package(
    name: {_quoted(kit.title)},
    defaultLocalization: "en",
    platforms: [.iOS("{kit.ios}")],
    products: [
        .iOSApplication(
            name: {_quoted(kit.title)},
            targets: ["AppModule"],
            bundleIdentifier: {_quoted(kit.bundle_id)},
            displayVersion: "1.0",
            bundleVersion: "1",
            appIcon: .placeholder(icon: .chatMessage),
            accentColor: .presetColor(.blue),
            supportedDeviceFamilies: [.pad, .phone],
            supportedInterfaceOrientations: [.portrait, .landscapeRight, .landscapeLeft, .portraitUpsideDown(.when(deviceFamilies: [.pad]))]
        )
    ],
    targets: [
        .executableTarget(
            name: "AppModule",
            dependencies: ["{KIT}", "{TOKENIZING}"],
            path: "{APP}",
            resources: [.copy("Models"), .copy("models.json"), .copy("PrivacyInfo.xcprivacy")]
        ),
        .target(name: "{KIT}", dependencies: ["{TOKENIZING}"], path: "{KIT}", resources: [.copy("Resources/Tokenizers")]),
        .target(name: "{TOKENIZING}", path: "{TOKENIZING}"),
    ]
)
"""


def _quoted(text: str) -> str:
    """A Swift literal: quotes and backslashes are written as in JSON, control characters left out."""
    return json.dumps("".join(c for c in text if c.isprintable()), ensure_ascii=False)
