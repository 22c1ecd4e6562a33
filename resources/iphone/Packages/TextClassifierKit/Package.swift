// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "TextClassifierKit",
    defaultLocalization: "en",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "TextClassifierKit", targets: ["TextClassifierKit", "Tokenizing"]),
        .executable(name: "classify", targets: ["classify"]),
        .executable(name: "tokenizer-check", targets: ["tokenizer-check"]),
    ],
    targets: [
        .target(name: "Tokenizing"),
        .target(
            name: "TextClassifierKit",
            dependencies: ["Tokenizing"],
            resources: [.copy("Resources/Tokenizers")]
        ),
        .executableTarget(name: "classify", dependencies: ["TextClassifierKit"]),
        .executableTarget(name: "tokenizer-check", dependencies: ["TextClassifierKit"]),
        .testTarget(
            name: "TextClassifierKitTests",
            dependencies: ["TextClassifierKit", "Tokenizing"],
            resources: [.copy("Resources/Golden")]
        ),
    ]
)
