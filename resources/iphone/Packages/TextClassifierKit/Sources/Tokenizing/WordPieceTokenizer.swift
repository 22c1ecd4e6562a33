import Foundation

/// Fixed-length model input for one text.
public struct Encoding: Equatable, Sendable {
    public var ids: [Int32]
    /// 1 where `ids` holds a token, 0 where it holds padding.
    public var mask: [Int32]
    /// Tokens before padding, specials included.
    public var count: Int
    /// Word pieces that did not fit.
    public var cut: Int

    public var truncated: Bool { cut > 0 }
}

/// WordPiece over Unicode scalars, with the same ids as the Python tokenizer that trained the model.
///
/// It uses no `Character`, no `String` comparison and no Unicode table of the operating system,
/// because each of those can differ from the tokenizer in Python.
///
/// ```swift
/// let tokenizer = try WordPieceTokenizer(spec: specData, vocabulary: vocabularyData)
/// let input = tokenizer.encode("where is my parcel", length: 128)
/// ```
public struct WordPieceTokenizer: Sendable {
    public let spec: WordPieceSpec
    /// Number of ids, holes included.
    public let vocabularySize: Int

    private let table: NormalizerTable
    private let pieces: PieceTable
    private let continuation: Int32
    private let specials: [(scalars: [UInt32], id: Int32)]
    /// What specials begin with: almost every scalar is none of these, and costs no closer look.
    private let specialStarts: [UInt32]
    private let vocabulary: Data
    private let lines: [Range<Int>]

    /// Reads `tokenizer.json` (a `WordPieceSpec`) and `vocabulary.txt` (a token a line, in id order).
    public init(spec specData: Data, vocabulary: Data) throws {
        let spec: WordPieceSpec
        do {
            spec = try JSONDecoder().decode(WordPieceSpec.self, from: specData)
        } catch {
            throw TokenizerError.damaged(String(describing: error))
        }
        guard spec.format == WordPieceSpec.knownFormat else { throw TokenizerError.unsupportedFormat(spec.format) }
        let bytes = [UInt8](vocabulary)
        let lines = Self.lines(bytes)
        var pieces = PieceTable(expectedNodes: bytes.count / 2)
        for (id, line) in lines.enumerated() where !line.isEmpty {
            let node = try Self.grow(&pieces, bytes[line])
            pieces.end(node, token: Int32(id))
        }
        // A continuation is looked up as prefix + piece, so its walk starts after the prefix.
        continuation = try Self.grow(&pieces, Array(spec.prefix.utf8)[...])
        self.spec = spec
        self.pieces = pieces
        self.vocabulary = Data(bytes)
        self.lines = lines
        vocabularySize = lines.count
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

    /// Ids with specials, cut and padded to `length`. The beginning of a long text is kept.
    public func encode(_ text: String, length: Int) -> Encoding {
        encoding(ids(text), length: length)
    }

    /// Ids padded to the first of `lengths` (ascending) that holds the text, cut to the last.
    public func encode(_ text: String, lengths: [Int]) -> Encoding {
        let body = ids(text)
        let needed = body.count + spec.before.count + spec.after.count
        return encoding(body, length: lengths.first { $0 >= needed } ?? lengths.last ?? needed)
    }

    /// The text of one token, for showing how a text was read.
    public func token(_ id: Int32) -> String? {
        guard lines.indices.contains(Int(id)) else { return nil }
        return String(decoding: vocabulary[lines[Int(id)]], as: UTF8.self)
    }

    private func encoding(_ body: [Int32], length: Int) -> Encoding {
        let room = max(length - spec.before.count - spec.after.count, 0)
        var all = spec.before
        all.reserveCapacity(length)
        all.append(contentsOf: body.prefix(room))
        all.append(contentsOf: spec.after)
        let count = all.count
        let padding = max(length - count, 0)
        all.append(contentsOf: repeatElement(spec.pad, count: padding))
        var mask = [Int32](repeating: 1, count: count)
        mask.append(contentsOf: repeatElement(0, count: padding))
        return Encoding(ids: all, mask: mask, count: count, cut: max(body.count - room, 0))
    }

    /// Splits at the byte 0x0A: splitting a `String` would take CR LF for one `Character`,
    /// and every later id would be wrong.
    private static func lines(_ bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = 0
        for (at, byte) in bytes.enumerated() where byte == 0x0A {
            found.append(start..<at)
            start = at + 1
        }
        if start < bytes.count { found.append(start..<bytes.count) }
        return found
    }

    private static func grow(_ pieces: inout PieceTable, _ bytes: ArraySlice<UInt8>) throws -> Int32 {
        var node = PieceTable.root
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): node = pieces.grow(node, scalar.value)
            case .emptyInput: return node
            case .error: throw TokenizerError.damaged("the vocabulary is not UTF-8")
            }
        }
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
                Self.decompose(scalar - 0xAC00, into: &word)
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

    /// Unicode 3.12: a syllable is its leading consonant, vowel and perhaps trailing consonant.
    private static func decompose(_ syllable: UInt32, into word: inout [UInt32]) {
        word.append(0x1100 + syllable / 588)
        word.append(0x1161 + syllable % 588 / 28)
        if syllable % 28 != 0 { word.append(0x11A7 + syllable % 28) }
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
