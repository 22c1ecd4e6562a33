import Foundation

/// What the studio read off a byte-level BPE or Unigram tokenizer.
public struct SubwordSpec: Codable, Sendable {
    /// A token that is recognised before any other text, such as `<mask>`.
    public struct Special: Codable, Sendable {
        public var id: Int32
        public var text: String
        /// Whether it swallows the blanks before it, and after it.
        public var left: Bool
        public var right: Bool
        /// Whether it is looked for in the normalised text.
        public var late: Bool
    }

    /// How normalised text falls into words.
    public struct Words: Codable, Sendable {
        /// `bytes` for GPT-2's pattern, `spaces` for SentencePiece's marks.
        public var kind: String
        public var prefixSpace: Bool?
        public var letters: [UInt32]?
        public var numbers: [UInt32]?
        public var blanks: [UInt32]?
        public var mark: UInt32?
        public var always: Bool?
        public var atWhite: Bool?
    }

    /// One step of normalising; which fields it has depends on its kind.
    public struct Step: Codable, Sendable {
        public var kind: String
        public var map: [UInt32]?
        public var hangul: Bool?
        public var classes: [UInt32]?
        public var pairs: [UInt32]?
        public var compose: Bool?
        public var several: [UInt32]?
        public var extend: [UInt32]?
        public var prepend: [UInt32]?
        public var control: [UInt32]?
        public var from: [UInt32]?
        public var to: [UInt32]?
        public var set: [UInt32]?
        public var also: [UInt32]?
        public var left: Bool?
        public var right: Bool?
    }

    /// The format this reader knows; the exporter raises it when the meaning of a field changes.
    public static let knownFormat = 1

    public var format: Int
    /// `BPE` or `Unigram`.
    public var kind: String
    /// Ids before and after every text.
    public var before: [Int32]
    public var after: [Int32]
    public var pad: Int32
    /// What stands for pieces no one knows; -1 for BPE, which knows every byte.
    public var unknown: Int32
    /// How many of the tokens are the model's own; the rest were added.
    public var pieces: Int
    public var special: [Special]
    /// Ranges of what separates words.
    public var white: [UInt32]
    public var steps: [Step]
    public var words: Words
    /// BPE: the token of each byte.
    public var bytes: [Int32]?
    /// BPE: whether a word that is a token is never taken apart.
    public var wholeWords: Bool?
    /// BPE: ids that no merge gives, because they were added.
    public var outside: [Int32]?
}
