import Foundation

/// Unigram: the best path of pieces through a word; neighbours that are unknown become one.
struct PiecePaths: Sendable {
    private static let penalty = 10.0  // SentencePiece's kUnkPenalty

    private let pieces: PieceTable
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
        pieces = table
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
    }

    func append(_ word: ArraySlice<UInt32>, to out: inout [Int32], on bench: inout Bench) {
        bench.best.removeAll(keepingCapacity: true)
        for _ in 0...word.count { bench.best.append(Step()) }
        word.withUnsafeBufferPointer { word in
            bench.best.withUnsafeMutableBufferPointer { best in
                walk(word, best)
                back(best, word, &out)
            }
        }
    }

    @inline(__always)
    private func walk(_ word: UnsafeBufferPointer<UInt32>, _ best: UnsafeMutableBufferPointer<Step>) {
        for start in word.indices {
            let soFar = best[start].score
            var single = false
            var node = PieceTable.root
            var end = start
            while end < word.count {
                node = pieces.next(node, word[end])
                if node < 0 { break }
                end += 1
                let piece = pieces.tokenAt[Int(node)]
                if piece >= 0 {
                    Self.offer(&best[end], scores[Int(piece)] + soFar, start, piece)
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

    private func back(_ best: UnsafeMutableBufferPointer<Step>, _ word: UnsafeBufferPointer<UInt32>, _ out: inout [Int32]) {
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
    private func together(_ run: Slice<UnsafeBufferPointer<UInt32>>) -> Int32 {
        var node = PieceTable.root
        for scalar in run {
            node = pieces.next(node, scalar)
            if node < 0 { return unknown }
        }
        let piece = pieces.tokenAt[Int(node)]
        return piece >= 0 ? piece : unknown
    }
}
