import Foundation
import XCTest

import TextClassifierKit
import Tokenizing

/// What the tokenizer in Python answered: hard cases, and rows of the user's own data.
private struct Golden: Decodable {
    struct Case: Decodable {
        var name: String
        var text: String
        var ids: [Int32]
        var count: Int
        var cut: Int
    }

    var length: Int
    var cases: [Case]
}

final class GoldenTests: XCTestCase {
    func testEveryTokenizerGivesTheIdsOfTheOneThatTrainedTheModel() throws {
        XCTAssertFalse(Tokenizers.names().isEmpty)
        for name in Tokenizers.names() {
            let folder = try XCTUnwrap(Bundle.module.url(forResource: "Golden", withExtension: nil))
            let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
            let golden = try JSONDecoder().decode(Golden.self, from: data)
            let tokenizer = try Tokenizers.bundled(name)
            XCTAssertGreaterThan(golden.cases.count, 50)
            for item in golden.cases {
                XCTAssertEqual(tokenizer.ids(item.text), item.ids, item.name)
                let encoding = tokenizer.encode(item.text, length: golden.length)
                XCTAssertEqual(encoding.ids.count, golden.length, item.name)
                XCTAssertEqual(encoding.count, item.count, item.name)
                XCTAssertEqual(encoding.cut, item.cut, item.name)
                XCTAssertEqual(encoding.mask, encoding.ids.indices.map { $0 < item.count ? 1 : 0 }, item.name)
                XCTAssertEqual(encoding.ids[item.count...].allSatisfy { $0 == tokenizer.pad }, true, item.name)
            }
        }
    }

    func testShorterInputsTakeTheShortestLengthThatHoldsThem() throws {
        let tokenizer = try Tokenizers.bundled(Tokenizers.names()[0])
        XCTAssertEqual(tokenizer.encode("", lengths: [8, 32]).ids.count, 8)
        let long = String(repeating: "a b c d ", count: 20)
        XCTAssertEqual(tokenizer.encode(long, lengths: [8, 32]).ids.count, 32)
        XCTAssertTrue(tokenizer.encode(long, lengths: [8, 32]).truncated)
    }
}
