import Foundation

/// Unigram: the best path of pieces through a word; neighbours that are unknown become one.
struct PiecePaths: Sendable {
    private static let penalty = 10.0  // SentencePiece's kUnkPenalty

    private let pieces: PieceTree
    private let scores: [Double]
    private let unknown: Int32
    private let worst: Double

    /// Reads `scores.txt`: a double a line as 16 hexadecimal digits, so that no rounding is lost.
    init(_ spec: SubwordSpec, scores data: Data, vocabulary: Lines) throws {
        let lines = Lines(data)
        guard lines.ranges.count == spec.pieces, spec.pieces <= vocabulary.ranges.count, spec.pieces > 0 else {
            throw TokenizerError.damaged("scores")
        }
        scores = try lines.ranges.map { try Self.double(lines.bytes[$0]) }
        unknown = spec.unknown
        worst = (scores.min() ?? 0) - Self.penalty
        var table = PieceTable(expectedNodes: vocabulary.bytes.count / 2)
        for id in 0..<spec.pieces where !vocabulary.ranges[id].isEmpty {
            table.end(table.grow(try vocabulary.scalars(id)), token: Int32(id))
        }
        pieces = PieceTree(table)
    }

    private static func double(_ digits: ArraySlice<UInt8>) throws -> Double {
        guard digits.count == 16 else { throw TokenizerError.damaged("scores") }
        var bits: UInt64 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: bits = bits << 4 | UInt64(digit - 0x30)
            case 0x61...0x66: bits = bits << 4 | UInt64(digit - 0x57)
            default: throw TokenizerError.damaged("scores")
            }
        }
        return Double(bitPattern: bits)
    }

    fileprivate struct Step {
        var score = 0.0
        var start: Int32 = -1
        var piece: Int32 = -1
    }

    /// What a word is worked on with; kept from word to word, so that no word asks for memory.
    struct Bench {
        fileprivate var best: [Step] = []
        fileprivate var codes: [Int32] = []
    }

    func append(_ word: ArraySlice<UInt32>, to out: inout [Int32], on bench: inout Bench) {
        bench.best.removeAll(keepingCapacity: true)
        bench.codes.removeAll(keepingCapacity: true)
        bench.best.append(Step())
        for scalar in word {
            bench.best.append(Step())
            bench.codes.append(pieces.code(scalar))
        }
        bench.codes.withUnsafeBufferPointer { word in
            bench.best.withUnsafeMutableBufferPointer { best in
                pieces.places.withUnsafeBufferPointer { walk(word, best, $0) }
                back(best, word, &out)
            }
        }
    }

    @inline(__always)
    private func walk(
        _ word: UnsafeBufferPointer<Int32>, _ best: UnsafeMutableBufferPointer<Step>, _ places: UnsafeBufferPointer<PieceTree.Place>
    ) {
        for start in word.indices {
            let soFar = best[start].score
            var single = false
            var node = PieceTree.root
            var base = places[node].base
            var end = start
            while end < word.count {
                let next = Int(base + word[end])
                let place = places[next]
                if place.parent != Int32(truncatingIfNeeded: node) { break }
                node = next
                base = place.base
                end += 1
                if place.token >= 0 {
                    Self.offer(&best[end], scores[Int(place.token)] + soFar, start, place.token)
                    if end == start + 1 { single = true }
                }
            }
            if !single { Self.offer(&best[start + 1], worst + soFar, start, unknown) }
        }
    }

    @inline(__always)
    private static func offer(_ step: inout Step, _ score: Double, _ start: Int, _ piece: Int32) {
        if step.start < 0 || score > step.score { step = Step(score: score, start: Int32(truncatingIfNeeded: start), piece: piece) }
    }

    private func back(_ best: UnsafeMutableBufferPointer<Step>, _ word: UnsafeBufferPointer<Int32>, _ out: inout [Int32]) {
        let first = out.count
        var end = word.count
        var last = -1  // where a run of unknowns ends
        while end > 0 {
            let step = best[end]
            if step.piece == unknown {
                if last < 0 { last = end }
            } else {
                if last >= 0 { out.append(together(word[end..<last])) }
                last = -1
                out.append(step.piece)
            }
            end = Int(step.start)
        }
        if last >= 0 { out.append(together(word[0..<last])) }
        out[first...].reverse()
    }

    /// A run of unknowns is looked up once more, whole.
    private func together(_ run: Slice<UnsafeBufferPointer<Int32>>) -> Int32 {
        var node = PieceTree.root
        for code in run {
            let next = Int(pieces.places[node].base + code)
            guard pieces.places[next].parent == Int32(truncatingIfNeeded: node) else { return unknown }
            node = next
        }
        let piece = pieces.places[node].token
        return piece >= 0 ? piece : unknown
    }
}
