// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "TextClassifierKit",
    defaultLocalization: "en",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "TextClassifierKit", targets: ["TextClassifierKit", "WordPiece"]),
        .executable(name: "classify", targets: ["classify"]),
        .executable(name: "wordpiece-check", targets: ["wordpiece-check"]),
    ],
    targets: [
        .target(name: "WordPiece"),
        .target(
            name: "TextClassifierKit",
            dependencies: ["WordPiece"],
            resources: [.copy("Resources/Tokenizers")]
        ),
        .executableTarget(name: "classify", dependencies: ["TextClassifierKit"]),
        .executableTarget(name: "wordpiece-check", dependencies: ["TextClassifierKit"]),
        .testTarget(
            name: "TextClassifierKitTests",
            dependencies: ["TextClassifierKit", "WordPiece"],
            resources: [.copy("Resources/Golden")]
        ),
    ]
)
