/// One step of normalising, from scalars to scalars. Ranges and mappings are the studio's, read off
/// the tokenizer in Python: no Unicode table of the device is asked.
enum NormalizingStep: Sendable {
    /// Each scalar becomes others, or nothing.
    case map(NormalizerTable)
    /// Marks are sorted by their combining class, and composed with what they stand on. `moving` are
    /// marks, and what can join the scalar before it: a text without them stays as it is.
    case order(classes: ScalarTable, moving: ScalarTable, pairs: FlatTable?)
    /// SentencePiece's character map.
    case charsmap(CharacterMap)
    /// One text for another.
    case replace(from: [UInt32], to: [UInt32])
    /// Runs of two and more of a set, and single ones of another, become a text.
    case runs(ScalarTable, to: [UInt32])
    case strip(ScalarTable, left: Bool, right: Bool)
    case prepend([UInt32])

    init(_ spec: SubwordSpec.Step) throws {
        switch spec.kind {
        case "map":
            self = .map(try NormalizerTable(map: spec.map ?? [], hangul: spec.hangul ?? false))
        case "order":
            self = try Self.ordering(spec)
        case "charsmap":
            self = .charsmap(try CharacterMap(spec))
        case "replace":
            guard let from = spec.from, !from.isEmpty else { throw TokenizerError.damaged("replace") }
            self = .replace(from: from, to: spec.to ?? [])
        case "runs":
            var table = try ScalarTable(spec.set ?? [])
            try table.fill(spec.also ?? [], 2)
            self = .runs(table, to: spec.to ?? [])
        case "strip":
            self = .strip(try ScalarTable(spec.set ?? []), left: spec.left ?? false, right: spec.right ?? false)
        case "prepend":
            self = .prepend(spec.to ?? [])
        default:
            throw TokenizerError.damaged("step \(spec.kind)")
        }
    }

    private static func ordering(_ spec: SubwordSpec.Step) throws -> NormalizingStep {
        var table = ScalarTable()
        var moving = ScalarTable()
        let classes = spec.classes ?? []
        let triples = spec.pairs ?? []
        guard classes.count.isMultiple(of: 3), triples.count.isMultiple(of: 3) else { throw TokenizerError.damaged("order") }
        for at in stride(from: 0, to: classes.count, by: 3) {
            try table.fill([classes[at], classes[at + 1]], classes[at + 2])
            if classes[at + 2] != 0 { try moving.fill([classes[at], classes[at + 1]], 1) }
        }
        guard spec.compose == true else { return .order(classes: table, moving: moving, pairs: nil) }
        try moving.fill(Hangul.joining, 1)
        var pairs = FlatTable(expected: triples.count / 3)
        for at in stride(from: 0, to: triples.count, by: 3) {
            pairs.set(triples[at], triples[at + 1], Int32(bitPattern: triples[at + 2]))
            try moving.fill([triples[at + 1], triples[at + 1]], 1)
        }
        return .order(classes: table, moving: moving, pairs: pairs)
    }

    func run(_ text: [UInt32]) -> [UInt32] {
        switch self {
        case .map(let table):
            return table.mapped(text)
        case .order(let classes, let moving, let pairs):
            guard text.contains(where: { moving[$0] != 0 }) else { return text }
            let sorted = Self.sorted(text, classes)
            guard let pairs else { return sorted }
            return Self.composed(sorted, classes, moving, pairs)
        case .charsmap(let rules):
            return rules.run(text)
        case .replace(let from, let to):
            return Self.replaced(text, from, to)
        case .runs(let table, let to):
            return Self.shortened(text, table, to)
        case .strip(let set, let left, let right):
            var part = text[...]
            if left { part = part.drop { set[$0] != 0 } }
            while right, let last = part.last, set[last] != 0 { part.removeLast() }
            return Array(part)
        case .prepend(let to):
            return text.isEmpty ? text : to + text
        }
    }

    private static func sorted(_ text: [UInt32], _ classes: ScalarTable) -> [UInt32] {
        var out = text
        for at in out.indices.dropFirst() {
            let value = classes[out[at]]
            guard value != 0 else { continue }
            // Insertion keeps marks of one class in their order; runs of marks are short.
            let scalar = out[at]
            var to = at
            while to > 0, classes[out[to - 1]] > value {
                out[to] = out[to - 1]
                to -= 1
            }
            out[to] = scalar
        }
        return out
    }

    /// Unicode 3.11 D117: a mark joins its starter unless one of its class, or a higher one, is between.
    private static func composed(_ text: [UInt32], _ classes: ScalarTable, _ moving: ScalarTable, _ pairs: FlatTable) -> [UInt32] {
        var out: [UInt32] = []
        out.reserveCapacity(text.count)
        var starter = -1
        var last = -1  // the class of what was put after the starter
        for scalar in text {
            let value = Int(classes[scalar])
            if moving[scalar] != 0, starter >= 0, last < 0 || last < value, let one = together(out[starter], scalar, pairs) {
                out[starter] = one
                continue
            }
            if value == 0 {
                starter = out.count
                last = -1
            } else {
                last = value
            }
            out.append(scalar)
        }
        return out
    }

    private static func together(_ first: UInt32, _ second: UInt32, _ pairs: FlatTable) -> UInt32? {
        let known = pairs[first, second]
        return known >= 0 ? UInt32(bitPattern: known) : Hangul.compose(first, second)
    }

    private static func replaced(_ text: [UInt32], _ from: [UInt32], _ to: [UInt32]) -> [UInt32] {
        guard text.contains(from[0]) else { return text }
        var out: [UInt32] = []
        var at = 0
        while at < text.count {
            if text[at] == from[0], at + from.count <= text.count, text[at..<(at + from.count)].elementsEqual(from) {
                out.append(contentsOf: to)
                at += from.count
            } else {
                out.append(text[at])
                at += 1
            }
        }
        return out
    }

    private static func shortened(_ text: [UInt32], _ table: ScalarTable, _ to: [UInt32]) -> [UInt32] {
        var out: [UInt32] = []
        out.reserveCapacity(text.count)
        var at = 0
        while at < text.count {
            var end = at
            while end < text.count, table[text[end]] != 0 { end += 1 }
            if end - at > 1 || table[text[at]] == 2 {
                out.append(contentsOf: to)
                at = max(end, at + 1)
            } else {
                out.append(text[at])
                at += 1
            }
        }
        return out
    }
}
