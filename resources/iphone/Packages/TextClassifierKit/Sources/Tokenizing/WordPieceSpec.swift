import Foundation

/// What the studio read off the tokenizer that trained the model.
public struct WordPieceSpec: Codable, Sendable {
    /// A token that is recognised before any other text, such as `[MASK]`.
    public struct Special: Codable, Sendable {
        public var id: Int32
        public var text: String
    }

    /// The format this reader knows; the exporter raises it when the meaning of a field changes.
    public static let knownFormat = 1

    public var format: Int
    /// `WordPiece`
    public var kind: String
    /// Ids before and after every text, usually `[CLS]` and `[SEP]`.
    public var before: [Int32]
    public var after: [Int32]
    public var pad: Int32
    public var unknown: Int32
    /// What continues a word, usually `##`.
    public var prefix: String
    /// Longer words are unknown, counted in scalars after normalising.
    public var maxWordLength: Int
    public var special: [Special]
    public var normalizer: NormalizerSpec
}

/// The tokenizer's Unicode behaviour, code point by code point.
///
/// It is frozen here because the device's own Unicode tables change with every system version.
/// Ranges are flattened: `[first, last, first, last, ...]`.
public struct NormalizerSpec: Codable, Sendable {
    /// Scalars that vanish.
    public var delete: [UInt32]
    /// Scalars that end a word.
    public var space: [UInt32]
    /// Scalars that are words of their own: punctuation, and ideographs where they are isolated.
    public var split: [UInt32]
    /// `[scalar, output length, output..., scalar, ...]`
    public var map: [UInt32]
    /// Whether Hangul syllables decompose into jamo (Unicode's own arithmetic).
    public var hangul: Bool
}
