import Foundation
import XCTest

@testable import Tokenizing

final class PieceTreeTests: XCTestCase {
    /// Every piece is found, and nothing that isn't one: checked against a set, on an alphabet with few and many neighbours.
    func testTheTreeHoldsThePiecesAndNoOthers() {
        var random = Steps(state: 7)
        var pieces: [[UInt32]: Int32] = [:]
        var table = PieceTable(expectedNodes: 16)
        for _ in 0..<4000 {
            let piece = (0...random.below(6)).map { _ in UInt32(0x61 + random.below(random.below(4) == 0 ? 3000 : 12)) }
            guard pieces[piece] == nil else { continue }
            pieces[piece] = Int32(pieces.count)
            table.end(table.grow(piece), token: Int32(pieces.count - 1))
        }
        let tree = PieceTree(table)
        for (piece, id) in pieces { XCTAssertEqual(found(piece, tree), id) }
        for _ in 0..<20_000 {
            let text = (0...random.below(5)).map { _ in UInt32(0x5A + random.below(random.below(3) == 0 ? 3200 : 20)) }
            XCTAssertEqual(found(text, tree), pieces[text] ?? -1, "\(text)")
        }
        XCTAssertEqual(found([0x61], PieceTree(PieceTable(expectedNodes: 1))), -1)
    }

    private func found(_ text: [UInt32], _ tree: PieceTree) -> Int32 {
        var node = PieceTree.root
        for scalar in text {
            let next = Int(tree.places[node].base + tree.code(scalar))
            guard tree.places[next].parent == Int32(node) else { return -1 }
            node = next
        }
        return tree.places[node].token
    }

    /// The same numbers on every computer (Knuth's MMIX generator).
    private struct Steps {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
    }
}
