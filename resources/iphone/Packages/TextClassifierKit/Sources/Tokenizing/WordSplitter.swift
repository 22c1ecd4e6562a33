/// Cuts normalised text into the words that a model takes apart.
struct WordSplitter: Sendable {
    private enum Kind {
        static let letter: UInt32 = 1
        static let number: UInt32 = 2
        static let blank: UInt32 = 3
    }

    private static let space: UInt32 = 0x20
    private static let apostrophe: UInt32 = 0x27
    /// Of GPT-2's pattern, in its order.
    private static let tails: [[UInt32]] = ["s", "t", "re", "ve", "m", "ll", "d"].map { $0.unicodeScalars.map(\.value) }

    private let words: SubwordSpec.Words
    private var kinds = ScalarTable()
    private let white: ScalarTable
    let byBytes: Bool

    init(_ spec: SubwordSpec, white: ScalarTable) throws {
        words = spec.words
        self.white = white
        byBytes = words.kind == "bytes"
        guard byBytes || words.kind == "spaces" else { throw TokenizerError.damaged("words \(words.kind)") }
        try kinds.fill(words.letters ?? [], Kind.letter)
        try kinds.fill(words.numbers ?? [], Kind.number)
        try kinds.fill(words.blanks ?? [], Kind.blank)
    }

    /// Calls `word` for each in turn.
    func split(_ text: [UInt32], _ word: (ArraySlice<UInt32>) -> Void) {
        guard byBytes else {
            splitAtSpaces(text, word)
            return
        }
        let text = words.prefixSpace == true && !text.isEmpty && text[0] != Self.space ? [Self.space] + text : text
        var at = 0
        while at < text.count {
            let end = end(of: at, in: text)
            word(text[at..<end])
            at = end
        }
    }

    /// `'s|'t|'re|'ve|'m|'ll|'d| ?letters| ?numbers| ?others|blanks but the last|blanks`
    private func end(of at: Int, in text: [UInt32]) -> Int {
        if text[at] == Self.apostrophe {
            for tail in Self.tails where text[(at + 1)...].starts(with: tail) { return at + 1 + tail.count }
        }
        var first = at
        if text[at] == Self.space, at + 1 < text.count, kinds[text[at + 1]] != Kind.blank { first += 1 }
        let kind = kinds[text[first]]
        var end = first
        while end < text.count, kinds[text[end]] == kind { end += 1 }
        return kind == Kind.blank && end < text.count && end - first > 1 ? end - 1 : end
    }

    private func splitAtSpaces(_ text: [UInt32], _ word: (ArraySlice<UInt32>) -> Void) {
        guard let mark = words.mark else { return }
        var bench: [UInt32] = []  // kept from part to part, so that no word asks for memory
        bench.reserveCapacity(text.count + 1)
        guard words.atWhite == true else {
            marked(text[...], mark, on: &bench, word)
            return
        }
        var start = 0
        for end in 0..<(text.count + 1) where end == text.count || white[text[end]] != 0 {
            marked(text[start..<end], mark, on: &bench, word)
            start = end + 1
        }
    }

    /// Spaces become marks, and each word begins with its own.
    private func marked(
        _ part: ArraySlice<UInt32>, _ mark: UInt32, on all: inout [UInt32], _ word: (ArraySlice<UInt32>) -> Void
    ) {
        guard let first = part.first else { return }
        all.removeAll(keepingCapacity: true)
        if words.always == true, first != mark, first != Self.space { all.append(mark) }
        for scalar in part { all.append(scalar == Self.space ? mark : scalar) }
        var start = 0
        for at in 1..<(all.count + 1) where at == all.count || all[at] == mark {
            word(all[start..<at])
            start = at
        }
    }
}
