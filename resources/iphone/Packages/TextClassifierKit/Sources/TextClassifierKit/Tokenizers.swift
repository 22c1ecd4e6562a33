import Foundation
import WordPiece

/// The tokenizers in this package. Models that share a vocabulary share one.
public enum Tokenizers {
    /// Reads a tokenizer by the name its models carry (`ModelInfo.tokenizer`).
    public static func bundled(_ name: String) throws -> WordPieceTokenizer {
        guard let folder = folder?.appendingPathComponent(name, isDirectory: true) else {
            throw TokenizerError.missingResource("Tokenizers")
        }
        do {
            return try WordPieceTokenizer(
                spec: Data(contentsOf: folder.appendingPathComponent("tokenizer.json")),
                vocabulary: Data(contentsOf: folder.appendingPathComponent("vocabulary.txt"))
            )
        } catch let error as CocoaError {
            throw TokenizerError.missingResource("\(name): \(error.localizedDescription)")
        }
    }

    /// Every tokenizer in this package, in name order.
    public static func names() -> [String] {
        guard let folder else { return [] }
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return found.filter { !$0.hasPrefix(".") }.sorted()
    }

    private static var folder: URL? {
        Bundle.module.url(forResource: "Tokenizers", withExtension: nil)
    }
}
