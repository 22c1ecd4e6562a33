/// What happens to each scalar on its way into a WordPiece word.
struct NormalizerTable: Sendable {
    enum Action {
        static let keep: UInt32 = 0
        static let delete: UInt32 = 1
        static let space: UInt32 = 2
        static let split: UInt32 = 3
        /// Actions from here on point into `pool`.
        static let firstMapping: UInt32 = 16
    }

    private var table = ScalarTable()
    /// Mapped output: each mapping is its length followed by its scalars.
    private(set) var pool: [UInt32] = []
    let hangul: Bool

    init(_ spec: NormalizerSpec) throws {
        hangul = spec.hangul
        try table.fill(spec.delete, Action.delete)
        try table.fill(spec.space, Action.space)
        try table.fill(spec.split, Action.split)
        try addMappings(spec.map)
    }

    /// Only mappings: scalars that become others, or nothing.
    init(map: [UInt32], hangul: Bool) throws {
        self.hangul = hangul
        try addMappings(map)
    }

    @inline(__always)
    func action(_ scalar: UInt32) -> UInt32 { table[scalar] }

    /// Adds what a scalar becomes.
    @inline(__always)
    func append(_ scalar: UInt32, to out: inout [UInt32]) {
        if hangul, scalar >= 0xAC00, scalar <= 0xD7A3 {
            Hangul.decompose(scalar, into: &out)
            return
        }
        let action = table[scalar]
        if action < Action.firstMapping {
            out.append(scalar)
        } else {
            // One by one: mappings are short, and a slice costs more than they do.
            let at = Int(action - Action.firstMapping)
            for place in (at + 1)..<(at + 1 + Int(pool[at])) { out.append(pool[place]) }
        }
    }

    /// The text with each scalar replaced; a text that has nothing to replace stays as it is.
    func mapped(_ text: [UInt32]) -> [UInt32] {
        guard let first = text.firstIndex(where: changes) else { return text }
        var out: [UInt32] = []
        out.reserveCapacity(text.count)
        out.append(contentsOf: text[..<first])
        for place in first..<text.count { append(text[place], to: &out) }
        return out
    }

    @inline(__always)
    private func changes(_ scalar: UInt32) -> Bool {
        table[scalar] >= Action.firstMapping || hangul && scalar >= 0xAC00 && scalar <= 0xD7A3
    }

    private mutating func addMappings(_ map: [UInt32]) throws {
        var at = 0
        while at < map.count {
            guard at + 1 < map.count, at + 2 + Int(map[at + 1]) <= map.count, map[at] < UInt32(ScalarTable.scalars) else {
                throw TokenizerError.damaged("map")
            }
            let end = at + 2 + Int(map[at + 1])
            table.set(Int(map[at]), Action.firstMapping + UInt32(pool.count))
            pool.append(contentsOf: map[(at + 1)..<end])
            at = end
        }
    }
}

/// Unicode 3.12: a syllable is its leading consonant, vowel and perhaps trailing consonant.
enum Hangul {
    /// Ranges of the vowels and trailing consonants, which join what stands before them.
    static let joining: [UInt32] = [0x1161, 0x1175, 0x11A8, 0x11C2]

    static func decompose(_ scalar: UInt32, into out: inout [UInt32]) {
        let syllable = scalar - 0xAC00
        out.append(0x1100 + syllable / 588)
        out.append(0x1161 + syllable % 588 / 28)
        if syllable % 28 != 0 { out.append(0x11A7 + syllable % 28) }
    }

    static func compose(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if (0x1100..<0x1113).contains(first), (0x1161..<0x1176).contains(second) {
            return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
        }
        if (0xAC00...0xD7A3).contains(first), (first - 0xAC00).isMultiple(of: 28), (0x11A8..<0x11C3).contains(second) {
            return first + second - 0x11A7
        }
        return nil
    }
}
