/// SentencePiece's compiled character map, as the library in Python applies it: graphemes of less than
/// six bytes become what the shortest rule says that begins them, all of them; longer ones scalar by scalar.
struct CharacterMap: Sendable {
    private enum Kind {
        static let extend: UInt32 = 1
        static let prepend: UInt32 = 2
        static let control: UInt32 = 3
    }

    private static let short = 6

    private let single: NormalizerTable
    /// Rules of several scalars, by their first one.
    private var several: [UInt32: [(key: [UInt32], to: [UInt32])]] = [:]
    private var kinds = ScalarTable()

    init(_ spec: SubwordSpec.Step) throws {
        single = try NormalizerTable(map: spec.map ?? [], hangul: false)
        try kinds.fill(spec.extend ?? [], Kind.extend)
        try kinds.fill(spec.prepend ?? [], Kind.prepend)
        try kinds.fill(spec.control ?? [], Kind.control)
        var rest = (spec.several ?? [])[...]
        func taken() throws -> [UInt32] {
            guard let count = rest.popFirst(), rest.count >= Int(count) else { throw TokenizerError.damaged("several") }
            defer { rest = rest.dropFirst(Int(count)) }
            return Array(rest.prefix(Int(count)))
        }
        while !rest.isEmpty {
            let key = try taken()
            guard let first = key.first else { throw TokenizerError.damaged("several") }
            several[first, default: []].append((key, try taken()))
        }
        for first in several.keys { several[first]?.sort { $0.key.count < $1.key.count } }
    }

    func run(_ text: [UInt32]) -> [UInt32] {
        var out: [UInt32] = []
        out.reserveCapacity(text.count)
        var start = 0
        var before: UInt32 = text.isEmpty ? 0 : kinds[text[0]]
        for end in 1..<(text.count + 1) {
            if end < text.count {
                let after = kinds[text[end]]
                let joined = !Self.apart(before, after) || text[end - 1] == 0x0D && text[end] == 0x0A
                before = after
                if joined { continue }
            }
            if end - start == 1 {  // almost always
                single.append(text[start], to: &out)
            } else {
                append(text[start..<end], to: &out)
            }
            start = end
        }
        return out
    }

    /// A grapheme of several scalars.
    private func append(_ grapheme: ArraySlice<UInt32>, to out: inout [UInt32]) {
        let first = grapheme[grapheme.startIndex]
        if grapheme.reduce(0, { $0 + Self.bytes($1) }) < Self.short {
            if single.action(first) >= NormalizerTable.Action.firstMapping {
                single.append(first, to: &out)
                return
            }
            if let rule = several[first]?.first(where: { grapheme.starts(with: $0.key) }) {
                out.append(contentsOf: rule.to)
                return
            }
        }
        for scalar in grapheme { single.append(scalar, to: &out) }
    }

    @inline(__always)
    private static func apart(_ before: UInt32, _ after: UInt32) -> Bool {
        if before == Kind.control || after == Kind.control { return true }
        return after != Kind.extend && before != Kind.prepend
    }

    private static func bytes(_ scalar: UInt32) -> Int {
        scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
    }
}
