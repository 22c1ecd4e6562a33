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

/// Turns text into a model's token ids exactly as the tokenizer in Python that trained it.
public protocol TextTokenizer: Sendable {
    /// Ids before every text, usually one.
    var before: [Int32] { get }
    /// Ids after every text, usually one.
    var after: [Int32] { get }
    /// What fills the rest of the input.
    var pad: Int32 { get }
    /// Number of ids, holes included.
    var vocabularySize: Int { get }
    /// Token ids of `text`, without specials or padding.
    func ids(_ text: String) -> [Int32]
    /// The text of one token, for showing how a text was read.
    func token(_ id: Int32) -> String?
}

extension TextTokenizer {
    /// Ids with specials, cut and padded to `length`. The beginning of a long text is kept.
    public func encode(_ text: String, length: Int) -> Encoding {
        encoding(ids(text), length: length)
    }

    /// Ids padded to the first of `lengths` (ascending) that holds the text, cut to the last.
    public func encode(_ text: String, lengths: [Int]) -> Encoding {
        let body = ids(text)
        let needed = body.count + before.count + after.count
        return encoding(body, length: lengths.first { $0 >= needed } ?? lengths.last ?? needed)
    }

    private func encoding(_ body: [Int32], length: Int) -> Encoding {
        let room = max(length - before.count - after.count, 0)
        var all = before
        all.reserveCapacity(length)
        all.append(contentsOf: body.prefix(room))
        all.append(contentsOf: after)
        let count = all.count
        let padding = max(length - count, 0)
        all.append(contentsOf: repeatElement(pad, count: padding))
        var mask = [Int32](repeating: 1, count: count)
        mask.append(contentsOf: repeatElement(0, count: padding))
        return Encoding(ids: all, mask: mask, count: count, cut: max(body.count - room, 0))
    }
}

/// Why a tokenizer's files could not be read.
public enum TokenizerError: Error, Equatable, Sendable {
    case missingResource(String)
    case unsupportedFormat(Int)
    case damaged(String)
}

/// A file of lines, by number: the tokens in id order.
struct Lines: Sendable {
    let bytes: [UInt8]
    let ranges: [Range<Int>]

    /// Splits at the byte 0x0A: splitting a `String` would take CR LF for one `Character`,
    /// and every later id would be wrong.
    init(_ data: Data) {
        bytes = [UInt8](data)
        var found: [Range<Int>] = []
        var start = 0
        for (at, byte) in bytes.enumerated() where byte == 0x0A {
            found.append(start..<at)
            start = at + 1
        }
        if start < bytes.count { found.append(start..<bytes.count) }
        ranges = found
    }

    func text(_ id: Int32) -> String? {
        guard ranges.indices.contains(Int(id)) else { return nil }
        return String(decoding: bytes[ranges[Int(id)]], as: UTF8.self)
    }

    /// The scalars of one line.
    func scalars(_ at: Int) throws -> [UInt32] {
        var found: [UInt32] = []
        var decoder = UTF8()
        var iterator = bytes[ranges[at]].makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): found.append(scalar.value)
            case .emptyInput: return found
            case .error: throw TokenizerError.damaged("the vocabulary is not UTF-8")
            }
        }
    }
}
