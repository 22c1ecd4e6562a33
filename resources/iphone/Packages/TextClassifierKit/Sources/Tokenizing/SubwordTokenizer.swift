import Foundation

/// Byte-level BPE (RoBERTa, ModernBERT) and Unigram (ALBERT, XLM-R, DeBERTa) over Unicode scalars,
/// with the same ids as the Python tokenizer that trained the model.
public struct SubwordTokenizer: TextTokenizer {
    public let spec: SubwordSpec
    public var before: [Int32] { spec.before }
    public var after: [Int32] { spec.after }
    public var pad: Int32 { spec.pad }
    public var vocabularySize: Int { vocabulary.ranges.count }

    private enum Model: Sendable {
        case merges(ByteMerges)
        case paths(PiecePaths)
    }

    private struct Special: Sendable {
        var id: Int32
        var scalars: [UInt32]
        var left: Bool
        var right: Bool
    }

    /// The longest first: where several begin, it is taken. Almost every scalar is none of `starts`.
    private struct Specials: Sendable {
        var all: [Special]
        var starts: [UInt32]

        init(_ found: [SubwordSpec.Special]) {
            all = found
                .map { Special(id: $0.id, scalars: $0.text.unicodeScalars.map(\.value), left: $0.left, right: $0.right) }
                .filter { !$0.scalars.isEmpty }
                .sorted { $0.scalars.count > $1.scalars.count }
            starts = Array(Set(all.map { $0.scalars[0] }))
        }
    }

    private let vocabulary: Lines
    private let steps: [NormalizingStep]
    private let words: WordSplitter
    private let white: ScalarTable
    private let model: Model
    private let early: Specials
    private let late: Specials

    /// Reads `tokenizer.json` (a `SubwordSpec`), `vocabulary.txt`, and `merges.txt` or `scores.txt` as `model`.
    public init(spec specData: Data, vocabulary: Data, model modelData: Data) throws {
        do {
            spec = try JSONDecoder().decode(SubwordSpec.self, from: specData)
        } catch {
            throw TokenizerError.damaged(String(describing: error))
        }
        guard spec.format == SubwordSpec.knownFormat else { throw TokenizerError.unsupportedFormat(spec.format) }
        let lines = Lines(vocabulary)
        self.vocabulary = lines
        steps = try spec.steps.map(NormalizingStep.init)
        white = try ScalarTable(spec.white)
        words = try WordSplitter(spec, white: white)
        switch spec.kind {
        case "BPE": model = .merges(try ByteMerges(spec, merges: modelData, vocabulary: lines))
        case "Unigram": model = .paths(try PiecePaths(spec, scores: modelData, vocabulary: lines))
        default: throw TokenizerError.damaged("kind \(spec.kind)")
        }
        early = Specials(spec.special.filter { !$0.late })
        late = Specials(spec.special.filter(\.late))
    }

    public func token(_ id: Int32) -> String? { vocabulary.text(id) }

    public func ids(_ text: String) -> [Int32] {
        var scalars: [UInt32] = []
        scalars.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { scalars.append(scalar.value) }
        var out: [Int32] = []
        out.reserveCapacity(scalars.count / 2 + 4)
        switch model {  // once: a look into an enum copies what it holds
        case .merges(let merges):
            var bench = ByteMerges.Bench()
            read(scalars, &out) { merges.append($0, to: &$1, on: &bench) }
        case .paths(let paths):
            var bench = PiecePaths.Bench()
            read(scalars, &out) { paths.append($0, to: &$1, on: &bench) }
        }
        return out
    }

    private func read(_ text: [UInt32], _ out: inout [Int32], word: (ArraySlice<UInt32>, inout [Int32]) -> Void) {
        split(text, early, &out) { part, out in
            let plain = steps.reduce(Array(part)) { $1.run($0) }
            split(plain, late, &out) { rest, out in
                words.split(Array(rest)) { word($0, &out) }
            }
        }
    }

    /// Added tokens where they stand; `between` gets what lies between, never empty.
    private func split(
        _ text: [UInt32], _ specials: Specials, _ out: inout [Int32],
        between: (ArraySlice<UInt32>, inout [Int32]) -> Void
    ) {
        var done = 0
        var at = 0
        while at < text.count, !specials.starts.isEmpty {
            guard specials.starts.contains(text[at]), let special = specials.all.first(where: { text[at...].starts(with: $0.scalars) }) else {
                at += 1
                continue
            }
            var start = at
            at += special.scalars.count
            var end = at
            while special.left, start > done, white[text[start - 1]] != 0 { start -= 1 }
            while special.right, end < text.count, white[text[end]] != 0 { end += 1 }
            if start > done { between(text[done..<start], &out) }
            out.append(special.id)
            done = end
        }
        if done < text.count { between(text[done...], &out) }
    }
}
