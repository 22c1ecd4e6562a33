import Foundation
import XCTest

import Tokenizing

final class FormatTests: XCTestCase {
    private func spec(_ change: (inout [String: Any]) -> Void = { _ in }) throws -> Data {
        var fields: [String: Any] = [
            "format": 1, "kind": "WordPiece", "before": [1], "after": [2], "pad": 0, "unknown": 3, "prefix": "##", "maxWordLength": 4,
            "special": [["id": 1, "text": "[CLS]"]],
            "normalizer": [
                "delete": [0, 0], "space": [32, 32], "split": [46, 46, 0x4E00, 0x4FFF], "map": [65, 1, 97, 0xE4, 2, 97, 32],
                "hangul": false,
            ] as [String: Any],
        ]
        change(&fields)
        return try JSONSerialization.data(withJSONObject: fields)
    }

    private let vocabulary = Data("[PAD]\n[CLS]\n[SEP]\n[UNK]\na\n##a\n.\n\u{4E01}\n".utf8)

    func testActions() throws {
        let tokenizer = try WordPieceTokenizer(spec: spec(), vocabulary: vocabulary)
        XCTAssertEqual(tokenizer.vocabularySize, 8)
        XCTAssertEqual(tokenizer.ids("Aa\u{0}a"), [4, 5, 5])
        XCTAssertEqual(tokenizer.ids("a.a"), [4, 6, 4])
        XCTAssertEqual(tokenizer.ids("a\u{E4}a"), [4, 5, 4])  // maps to "a ", which ends the word
        XCTAssertEqual(tokenizer.ids("\u{4E01}\u{4F01}"), [7, 3])
        XCTAssertEqual(tokenizer.ids("aaaa aaaaa b"), [4, 5, 5, 5, 3, 3])
        XCTAssertEqual(tokenizer.ids("a[CLS]a"), [4, 1, 4])
        XCTAssertEqual(tokenizer.token(7), "\u{4E01}")
        XCTAssertNil(tokenizer.token(8))
    }

    func testWhatIsDamagedIsRefused() throws {
        XCTAssertThrowsError(try WordPieceTokenizer(spec: Data("{}".utf8), vocabulary: vocabulary))
        XCTAssertThrowsError(try WordPieceTokenizer(spec: spec { $0["format"] = 2 }, vocabulary: vocabulary)) {
            XCTAssertEqual($0 as? TokenizerError, .unsupportedFormat(2))
        }
        XCTAssertThrowsError(try WordPieceTokenizer(spec: spec(), vocabulary: Data([0xFF, 0x0A])))
    }
}
