"""An Xcode 16+ project whose folders are synchronised with the disk: no file is ever listed in it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

NAME = "TextClassifierDemo"  # targets and module: the Swift in App/ and AppTests/ is written for it
PACKAGE, PRODUCT = "Packages/TextClassifierKit", "TextClassifierKit"
OBJECT_VERSION = "77"  # the first with PBXFileSystemSynchronizedRootGroup: Xcode 16
TOOLS = "1600"
Object = dict[str, Any]


class _Plain(str):
    """Text that is no reference, whatever it begins with."""


_COMMON = {
    "ALWAYS_SEARCH_USER_PATHS": "NO", "CLANG_ENABLE_MODULES": "YES", "CLANG_ENABLE_OBJC_ARC": "YES",
    "ENABLE_USER_SCRIPT_SANDBOXING": "YES", "LOCALIZATION_PREFERS_STRING_CATALOGS": "YES",
    "SDKROOT": "iphoneos", "SWIFT_VERSION": "5.0",
}  # fmt: skip
_CONFIGURATIONS = {
    "Debug": {
        "DEBUG_INFORMATION_FORMAT": "dwarf", "ENABLE_TESTABILITY": "YES", "GCC_OPTIMIZATION_LEVEL": "0",
        "ONLY_ACTIVE_ARCH": "YES", "SWIFT_ACTIVE_COMPILATION_CONDITIONS": "DEBUG $(inherited)", "SWIFT_OPTIMIZATION_LEVEL": "-Onone",
    },
    "Release": {
        "DEBUG_INFORMATION_FORMAT": "dwarf-with-dsym", "ENABLE_NS_ASSERTIONS": "NO",
        "ENABLE_TESTABILITY": "YES",  # the parity test also runs in Release
        "SWIFT_COMPILATION_MODE": "wholemodule", "VALIDATE_PRODUCT": "YES",
    },
}  # fmt: skip
_PORTRAIT = "UIInterfaceOrientationPortrait"
_SIDEWAYS = "UIInterfaceOrientationLandscapeLeft UIInterfaceOrientationLandscapeRight"
_BOTH = {
    "CODE_SIGN_STYLE": "Automatic", "CURRENT_PROJECT_VERSION": "1", "GENERATE_INFOPLIST_FILE": "YES", "MARKETING_VERSION": "1.0",
    "PRODUCT_NAME": "$(TARGET_NAME)", "TARGETED_DEVICE_FAMILY": "1,2",
}  # fmt: skip
_APP = {
    **_BOTH,
    "ASSETCATALOG_COMPILER_APPICON_NAME": "AppIcon",
    "ASSETCATALOG_COMPILER_GLOBAL_ACCENT_COLOR_NAME": "AccentColor",
    "COREML_CODEGEN_LANGUAGE": "None",
    "ENABLE_PREVIEWS": "YES",
    "INFOPLIST_KEY_ITSAppUsesNonExemptEncryption": "NO",
    "INFOPLIST_KEY_UIApplicationSceneManifest_Generation": "YES",
    "INFOPLIST_KEY_UIApplicationSupportsIndirectInputEvents": "YES",
    "INFOPLIST_KEY_UILaunchScreen_Generation": "YES",
    "INFOPLIST_KEY_UISupportedInterfaceOrientations_iPad": f"{_PORTRAIT} {_PORTRAIT}UpsideDown {_SIDEWAYS}",
    "INFOPLIST_KEY_UISupportedInterfaceOrientations_iPhone": f"{_PORTRAIT} {_SIDEWAYS}",
    "LD_RUNPATH_SEARCH_PATHS": ["$(inherited)", _Plain("@executable_path/Frameworks")],
}
_TESTS = {
    **_BOTH,
    "BUNDLE_LOADER": "$(TEST_HOST)",
    "TEST_HOST": f"$(BUILT_PRODUCTS_DIR)/{NAME}.app/$(BUNDLE_EXECUTABLE_FOLDER_PATH)/{NAME}",
}


@dataclass(frozen=True)
class XcodeProject:
    """What differs between projects: the app's shown name, its bundle id and its oldest iOS (`17.0`)."""

    title: str
    bundle_id: str
    ios: str = "17.0"

    def files(self) -> dict[str, str]:
        """Path below the kit to text."""
        home = f"{NAME}.xcodeproj"
        return {
            f"{home}/project.pbxproj": _written(_graph(self)),
            f"{home}/project.xcworkspace/contents.xcworkspacedata": _WORKSPACE,
            f"{home}/xcshareddata/xcschemes/{NAME}.xcscheme": _scheme(),
        }


def object_id(key: str) -> str:
    """24 hexadecimal digits, the same for the same key in every kit."""
    return hashlib.sha256(f"{NAME}/{key}".encode()).hexdigest()[:24].upper()


def _graph(about: XcodeProject) -> dict[str, Object]:
    """Objects by key; `@key` in a value is a reference."""
    app = {**_APP, "INFOPLIST_KEY_CFBundleDisplayName": _Plain(about.title), "PRODUCT_BUNDLE_IDENTIFIER": about.bundle_id}  # fmt: skip
    tests = {**_TESTS, "PRODUCT_BUNDLE_IDENTIFIER": f"{about.bundle_id}.tests"}
    common = {**_COMMON, "IPHONEOS_DEPLOYMENT_TARGET": about.ios}
    return {
        **_configurations("project", {n: {**common, **own} for n, own in _CONFIGURATIONS.items()}),
        **_target("app", NAME, app, "com.apple.product-type.application", "App", "wrapper.application", f"{NAME}.app"),
        **_target("tests", f"{NAME}Tests", tests, "com.apple.product-type.bundle.unit-test", "AppTests", "wrapper.cfbundle", f"{NAME}Tests.xctest"),
        **_between_targets(),
        **_package(),
        "products": {"isa": "PBXGroup", "children": ["@app.product", "@tests.product"], "name": "Products", "sourceTree": "<group>"},
        "main": {"isa": "PBXGroup", "children": ["@app.folder", "@tests.folder", "@products"], "sourceTree": "<group>"},
        "project": _project(),
    }  # fmt: skip


def _project() -> Object:
    return {
        "isa": "PBXProject",
        "attributes": {
            "BuildIndependentTargetsInParallel": "1", "LastSwiftUpdateCheck": TOOLS, "LastUpgradeCheck": TOOLS,
            "TargetAttributes": {"@app": {"CreatedOnToolsVersion": "16.0"}, "@tests": {"CreatedOnToolsVersion": "16.0", "TestTargetID": "@app"}},
        },
        "buildConfigurationList": "@project.configurations", "developmentRegion": "en", "hasScannedForEncodings": "0",
        "knownRegions": ["en", "Base"], "mainGroup": "@main", "minimizedProjectReferenceProxies": "1", "packageReferences": ["@package"],
        "preferredProjectObjectVersion": OBJECT_VERSION, "productRefGroup": "@products", "projectDirPath": "", "projectRoot": "",
        "targets": ["@app", "@tests"],
    }  # fmt: skip


def _package() -> dict[str, Object]:
    return {
        "package": {"isa": "XCLocalSwiftPackageReference", "relativePath": PACKAGE},
        "package.product": {"isa": "XCSwiftPackageProductDependency", "package": "@package", "productName": PRODUCT},
        "package.link": {"isa": "PBXBuildFile", "productRef": "@package.product"},
    }  # fmt: skip


def _between_targets() -> dict[str, Object]:
    return {
        "tests.proxy": {"isa": "PBXContainerItemProxy", "containerPortal": "@project", "proxyType": "1", "remoteGlobalIDString": "@app", "remoteInfo": NAME},
        "tests.needs-app": {"isa": "PBXTargetDependency", "target": "@app", "targetProxy": "@tests.proxy"},
    }  # fmt: skip


def _target(key: str, name: str, settings: Object, kind: str, folder: str, file_type: str, file: str) -> dict[str, Object]:  # fmt: skip
    app = key == "app"
    phases = {f"{key}.{phase.lower()}": _phase(phase, ["@package.link"] if app and phase == "Frameworks" else []) for phase in ("Sources", "Frameworks", "Resources")}  # fmt: skip
    return {
        **_configurations(key, dict.fromkeys(_CONFIGURATIONS, settings)),
        **phases,
        f"{key}.folder": {"isa": "PBXFileSystemSynchronizedRootGroup", "path": folder, "sourceTree": "<group>"},
        f"{key}.product": {"isa": "PBXFileReference", "explicitFileType": file_type, "includeInIndex": "0", "path": file, "sourceTree": "BUILT_PRODUCTS_DIR"},
        key: {
            "isa": "PBXNativeTarget", "buildConfigurationList": f"@{key}.configurations", "buildPhases": [f"@{k}" for k in phases],
            "buildRules": [], "dependencies": [] if app else ["@tests.needs-app"], "fileSystemSynchronizedGroups": [f"@{key}.folder"],
            "name": name, "packageProductDependencies": ["@package.product"] if app else [], "productName": name,
            "productReference": f"@{key}.product", "productType": kind,
        },
    }  # fmt: skip


def _phase(name: str, files: list[str]) -> Object:
    return {"isa": f"PBX{name}BuildPhase", "buildActionMask": "2147483647", "files": files, "runOnlyForDeploymentPostprocessing": "0"}  # fmt: skip


def _configurations(key: str, settings: dict[str, Object]) -> dict[str, Object]:
    return {
        **{f"{key}.{name}": {"isa": "XCBuildConfiguration", "buildSettings": dict(sorted(own.items())), "name": name} for name, own in settings.items()},
        f"{key}.configurations": {
            "isa": "XCConfigurationList", "buildConfigurations": [f"@{key}.{name}" for name in settings],
            "defaultConfigurationIsVisible": "0", "defaultConfigurationName": "Release",
        },
    }  # fmt: skip


def _written(graph: dict[str, Object]) -> str:
    """The old-style property list Xcode keeps: sections by kind, objects by id."""
    lines = ["// !$*UTF8*$!", "{", "\tarchiveVersion = 1;", "\tclasses = {", "\t};"]
    lines += [f"\tobjectVersion = {OBJECT_VERSION};", "\tobjects = {"]
    for kind in sorted({o["isa"] for o in graph.values()}):
        found = sorted((object_id(key), o) for key, o in graph.items() if o["isa"] == kind)
        lines += ["", f"/* Begin {kind} section */"]
        lines += [f"\t\t{at} = {_value(o, 2)};" for at, o in found]
        lines.append(f"/* End {kind} section */")
    lines += ["\t};", f"\trootObject = {object_id('project')};", "}"]
    return "\n".join(lines) + "\n"


def _value(value: Any, depth: int) -> str:
    tabs = "\t" * depth
    if isinstance(value, dict):
        inner = "".join(f"{tabs}\t{_quoted(k)} = {_value(v, depth + 1)};\n" for k, v in value.items())  # fmt: skip
        return f"{{\n{inner}{tabs}}}"
    if isinstance(value, list):
        return "(\n" + "".join(f"{tabs}\t{_value(v, depth + 1)},\n" for v in value) + f"{tabs})"
    return _quoted(value)


def _quoted(text: str) -> str:
    if text.startswith("@") and not isinstance(text, _Plain):
        return object_id(text[1:])
    if re.fullmatch(r"[A-Za-z0-9_./]+", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_WORKSPACE = """<?xml version="1.0" encoding="UTF-8"?>
<Workspace version = "1.0">
   <FileRef location = "self:">
   </FileRef>
</Workspace>
"""


def _reference(key: str, name: str, file: str) -> str:
    values = {
        "BuildableIdentifier": "primary", "BlueprintIdentifier": object_id(key), "BuildableName": file,
        "BlueprintName": name, "ReferencedContainer": f"container:{NAME}.xcodeproj",
    }  # fmt: skip
    return "<BuildableReference " + " ".join(f"{k} = {quoteattr(v)}" for k, v in values.items()) + "/>"  # fmt: skip


def _scheme() -> str:
    app = _reference("app", NAME, f"{NAME}.app")
    tests = _reference("tests", f"{NAME}Tests", f"{NAME}Tests.xctest")
    debugger = 'selectedDebuggerIdentifier = "Xcode.DebuggerFoundation.Debugger.LLDB" selectedLauncherIdentifier = "Xcode.DebuggerFoundation.Launcher.LLDB"'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Scheme LastUpgradeVersion = "{TOOLS}" version = "1.7">
   <BuildAction parallelizeBuildables = "YES" buildImplicitDependencies = "YES">
      <BuildActionEntries>
         <BuildActionEntry buildForTesting = "YES" buildForRunning = "YES" buildForProfiling = "YES" buildForArchiving = "YES" buildForAnalyzing = "YES">
            {app}
         </BuildActionEntry>
      </BuildActionEntries>
   </BuildAction>
   <TestAction buildConfiguration = "Debug" {debugger} shouldUseLaunchSchemeArgsEnv = "YES">
      <Testables>
         <TestableReference skipped = "NO">
            {tests}
         </TestableReference>
      </Testables>
   </TestAction>
   <LaunchAction buildConfiguration = "Release" {debugger} launchStyle = "0" useCustomWorkingDirectory = "NO" allowLocationSimulation = "YES">
      <BuildableProductRunnable runnableDebuggingMode = "0">
         {app}
      </BuildableProductRunnable>
   </LaunchAction>
   <ArchiveAction buildConfiguration = "Release" revealArchiveInOrganizer = "YES"/>
</Scheme>
"""
