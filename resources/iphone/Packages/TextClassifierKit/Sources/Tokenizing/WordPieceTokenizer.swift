import Foundation

/// WordPiece over Unicode scalars, with the same ids as the Python tokenizer that trained the model.
///
/// It uses no `Character`, no `String` comparison and no Unicode table of the operating system,
/// because each of those can differ from the tokenizer in Python.
///
/// ```swift
/// let tokenizer = try WordPieceTokenizer(spec: specData, vocabulary: vocabularyData)
/// let input = tokenizer.encode("where is my parcel", length: 128)
/// ```
public struct WordPieceTokenizer: TextTokenizer {
    public let spec: WordPieceSpec
    public var before: [Int32] { spec.before }
    public var after: [Int32] { spec.after }
    public var pad: Int32 { spec.pad }
    public var vocabularySize: Int { vocabulary.ranges.count }

    private let table: NormalizerTable
    private let pieces: PieceTable
    private let continuation: Int32
    private let specials: [(scalars: [UInt32], id: Int32)]
    /// What specials begin with: almost every scalar is none of these, and costs no closer look.
    private let specialStarts: [UInt32]
    private let vocabulary: Lines

    /// Reads `tokenizer.json` (a `WordPieceSpec`) and `vocabulary.txt` (a token a line, in id order).
    public init(spec specData: Data, vocabulary: Data) throws {
        let spec: WordPieceSpec
        do {
            spec = try JSONDecoder().decode(WordPieceSpec.self, from: specData)
        } catch {
            throw TokenizerError.damaged(String(describing: error))
        }
        guard spec.format == WordPieceSpec.knownFormat else { throw TokenizerError.unsupportedFormat(spec.format) }
        let lines = Lines(vocabulary)
        var pieces = PieceTable(expectedNodes: lines.bytes.count / 2)
        for (id, line) in lines.ranges.enumerated() where !line.isEmpty {
            pieces.end(pieces.grow(try lines.scalars(id)), token: Int32(id))
        }
        // A continuation is looked up as prefix + piece, so its walk starts after the prefix.
        continuation = pieces.grow(spec.prefix.unicodeScalars.map(\.value))
        self.spec = spec
        self.pieces = pieces
        self.vocabulary = lines
        table = try NormalizerTable(spec.normalizer)
        specials = spec.special
            .map { (scalars: $0.text.unicodeScalars.map(\.value), id: $0.id) }
            .filter { !$0.scalars.isEmpty }
            .sorted { $0.scalars.count > $1.scalars.count }
        specialStarts = Array(Set(specials.map { $0.scalars[0] }))
    }

    /// Token ids of `text`, without specials or padding.
    public func ids(_ text: String) -> [Int32] {
        let scalars = text.unicodeScalars.map(\.value)
        var out: [Int32] = []
        out.reserveCapacity(scalars.count / 3 + 4)
        var start = 0
        var at = 0
        while at < scalars.count {
            if specialStarts.contains(scalars[at]), let special = special(at: at, in: scalars) {
                appendWords(scalars[start..<at], to: &out)
                out.append(special.id)
                at += special.scalars.count
                start = at
            } else {
                at += 1
            }
        }
        appendWords(scalars[start...], to: &out)
        return out
    }

    /// The text of one token, for showing how a text was read.
    public func token(_ id: Int32) -> String? {
        vocabulary.text(id)
    }

    // MARK: - Splitting

    private func special(at: Int, in scalars: [UInt32]) -> (scalars: [UInt32], id: Int32)? {
        for candidate in specials where candidate.scalars[0] == scalars[at] {
            let end = at + candidate.scalars.count
            if end <= scalars.count, scalars[at..<end].elementsEqual(candidate.scalars) { return candidate }
        }
        return nil
    }

    private func appendWords(_ scalars: ArraySlice<UInt32>, to out: inout [Int32]) {
        var word: [UInt32] = []
        for scalar in scalars {
            if table.hangul, scalar >= 0xAC00, scalar <= 0xD7A3 {
                Hangul.decompose(scalar, into: &word)
                continue
            }
            let action = table.action(scalar)
            if action < NormalizerTable.Action.firstMapping {
                apply(action, scalar, &word, &out)
                continue
            }
            let at = Int(action - NormalizerTable.Action.firstMapping)
            for mapped in table.pool[(at + 1)..<(at + 1 + Int(table.pool[at]))] {
                // Mapped text has passed the normalizer: only splitting is left to do.
                let split = table.action(mapped) == NormalizerTable.Action.split
                let action = mapped == 0x20 ? NormalizerTable.Action.space : split ? NormalizerTable.Action.split : NormalizerTable.Action.keep
                apply(action, mapped, &word, &out)
            }
        }
        flush(&word, &out)
    }

    @inline(__always)
    private func apply(_ action: UInt32, _ scalar: UInt32, _ word: inout [UInt32], _ out: inout [Int32]) {
        switch action {
        case NormalizerTable.Action.keep:
            word.append(scalar)
        case NormalizerTable.Action.space:
            flush(&word, &out)
        case NormalizerTable.Action.split:
            flush(&word, &out)
            word.append(scalar)
            flush(&word, &out)
        default:
            break
        }
    }

    /// Greedy longest match; one piece that cannot be matched makes the whole word unknown.
    private func flush(_ word: inout [UInt32], _ out: inout [Int32]) {
        guard !word.isEmpty else { return }
        defer { word.removeAll(keepingCapacity: true) }
        guard word.count <= spec.maxWordLength else {
            out.append(spec.unknown)
            return
        }
        let restore = out.count
        var start = 0
        while start < word.count {
            var node = start == 0 ? PieceTable.root : continuation
            var best: Int32 = -1
            var bestEnd = start
            var at = start
            while at < word.count {
                node = pieces.next(node, word[at])
                if node < 0 { break }
                at += 1
                let token = pieces.tokenAt[Int(node)]
                if token >= 0 {
                    best = token
                    bestEnd = at
                }
            }
            if best < 0 {
                out.removeLast(out.count - restore)
                out.append(spec.unknown)
                return
            }
            out.append(best)
            start = bestEnd
        }
    }
}
