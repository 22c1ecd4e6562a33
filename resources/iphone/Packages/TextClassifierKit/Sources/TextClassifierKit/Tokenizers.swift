import Foundation
import Tokenizing

/// The tokenizers in this package. Models that share a vocabulary share one.
public enum Tokenizers {
    /// Reads a tokenizer by the name its models carry (`ModelInfo.tokenizer`).
    public static func bundled(_ name: String) throws -> any TextTokenizer {
        guard let folder = folder?.appendingPathComponent(name, isDirectory: true) else {
            throw TokenizerError.missingResource("Tokenizers")
        }
        func file(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }
        do {
            let spec = try file("tokenizer.json")
            let vocabulary = try file("vocabulary.txt")
            switch try kind(of: spec) {
            case "WordPiece": return try WordPieceTokenizer(spec: spec, vocabulary: vocabulary)
            case "BPE": return try SubwordTokenizer(spec: spec, vocabulary: vocabulary, model: file("merges.txt"))
            case "Unigram": return try SubwordTokenizer(spec: spec, vocabulary: vocabulary, model: file("scores.txt"))
            case let other: throw TokenizerError.damaged("kind \(other)")
            }
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

    private struct Kind: Decodable { var kind: String }

    private static func kind(of spec: Data) throws -> String {
        do {
            return try JSONDecoder().decode(Kind.self, from: spec).kind
        } catch {
            throw TokenizerError.damaged(String(describing: error))
        }
    }

    private static var folder: URL? {
        Bundle.module.url(forResource: "Tokenizers", withExtension: nil)
    }
}
