#!/bin/sh
# typecheck.sh MODE   Type-checks the kit's Core ML and SwiftUI layers against the stubs beside this file.
set -eu
mode=$1 here=$(cd "$(dirname "$0")" && pwd)
kit=$here/.. pkg=$here/../Packages/TextClassifierKit out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
stub() { swiftc -swift-version 5 -I "$out" -emit-module -module-name "$1" -o "$out/$1.swiftmodule" "$here/$1.swift"; }
check="-swift-version $mode -strict-concurrency=complete -I $out"
swiftc $check -emit-module -module-name Tokenizing -o "$out/Tokenizing.swiftmodule" "$pkg"/Sources/Tokenizing/*.swift
stub CoreML
stub CryptoKit
printf 'import Foundation\nextension Foundation.Bundle { static var module: Bundle { .main } }\n' > "$out/accessor.swift"
swiftc $check -enable-testing -emit-module -module-name TextClassifierKit -o "$out/TextClassifierKit.swiftmodule" "$pkg"/Sources/TextClassifierKit/*.swift "$out/accessor.swift"
# Made by swift-check from the kit's README; what a snippet leaves unused is no fault of it.
swiftc $check -suppress-warnings -typecheck -parse-as-library -module-name snippets "$here/snippets.swift"
swiftc $check -typecheck -module-name classify "$pkg"/Sources/classify/main.swift
stub UIKit
stub SwiftUI
# #Preview is a macro that only Apple's toolchain has: that file is parsed, not type-checked.
swiftc -frontend -parse "$kit/App/Previews.swift"
app=$(ls "$kit"/App/*.swift | grep -v Previews.swift)
swiftc $check -enable-testing -emit-module -parse-as-library -module-name TextClassifierDemo -o "$out/TextClassifierDemo.swiftmodule" $app
swiftc $check -typecheck -parse-as-library "$kit"/AppTests/*.swift
