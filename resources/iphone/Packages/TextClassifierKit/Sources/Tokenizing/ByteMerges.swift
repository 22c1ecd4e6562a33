import Foundation

/// Byte-level BPE: the pair of the lowest rank is merged first, the leftmost of equals.
struct ByteMerges: Sendable {
    private let byteTokens: [Int32]
    private let ranks: FlatTable
    private let merged: [Int32]
    /// Ranks of pairs of bytes, with which every word begins.
    private let firstRanks: [Int32]
    /// Bytes of every token that is made of bytes, where whole words are never taken apart.
    private let whole: PieceTable?

    /// Reads `merges.txt`: three ids a line, left, right and what they become, in order of rank.
    init(_ spec: SubwordSpec, merges: Data, vocabulary: Lines) throws {
        guard let bytes = spec.bytes, bytes.count == 256 else { throw TokenizerError.damaged("bytes") }
        byteTokens = bytes
        let numbers = try Self.numbers(merges)
        guard numbers.count.isMultiple(of: 3) else { throw TokenizerError.damaged("merges") }
        var ranks = FlatTable(expected: numbers.count / 3)
        var merged: [Int32] = []
        merged.reserveCapacity(numbers.count / 3)
        for at in stride(from: 0, to: numbers.count, by: 3) {
            ranks.set(UInt32(bitPattern: numbers[at]), UInt32(bitPattern: numbers[at + 1]), Int32(at / 3))
            merged.append(numbers[at + 2])
        }
        self.ranks = ranks
        self.merged = merged
        firstRanks = bytes.flatMap { left in
            bytes.map { right in
                let rank = ranks[UInt32(bitPattern: left), UInt32(bitPattern: right)]
                return rank < 0 ? Self.never : rank
            }
        }
        whole = spec.wholeWords == true ? try Self.wholeWords(spec, bytes, vocabulary) : nil
    }

    private static func numbers(_ data: Data) throws -> [Int32] {
        var found: [Int32] = []
        found.reserveCapacity(data.count / 5)
        var value: Int32 = -1
        for byte in [UInt8](data) {
            switch byte {
            case 0x30...0x39:
                guard value < 100_000_000 else { throw TokenizerError.damaged("merges") }
                value = max(value, 0) * 10 + Int32(byte - 0x30)
            case 0x20, 0x0A:
                if value >= 0 { found.append(value) }
                value = -1
            default:
                throw TokenizerError.damaged("merges")
            }
        }
        return found
    }

    private static func wholeWords(_ spec: SubwordSpec, _ bytes: [Int32], _ vocabulary: Lines) throws -> PieceTable {
        var letters: [UInt32: UInt32] = [:]
        for (byte, id) in bytes.enumerated() {
            guard let letter = try vocabulary.scalars(Int(id)).first else { throw TokenizerError.damaged("bytes") }
            letters[letter] = UInt32(byte)
        }
        let outside = Set(spec.outside ?? [])
        var found = PieceTable(expectedNodes: vocabulary.bytes.count / 2)
        for id in vocabulary.ranges.indices where !vocabulary.ranges[id].isEmpty && !outside.contains(Int32(id)) {
            let word = try vocabulary.scalars(id).map { letters[$0] }
            if !word.contains(nil) { found.end(found.grow(word.compactMap { $0 }), token: Int32(id)) }
        }
        return found
    }

    /// What a word is worked on with; kept from word to word, so that no word asks for memory.
    struct Bench {
        fileprivate var bytes: [UInt8] = []
        fileprivate var ids: [Int32] = []
        fileprivate var ranks: [Int32] = []
    }

    private static let never = Int32.max
    /// Up to this many symbols, looking at all pairs for the lowest is quicker than a heap.
    private static let short = 40

    @inline(__always)
    private static func encode(_ scalar: UInt32, into bytes: inout [UInt8]) {
        if scalar < 0x80 {
            bytes.append(UInt8(scalar))
            return
        }
        if scalar < 0x800 {
            bytes.append(UInt8(0xC0 | scalar >> 6))
        } else {
            if scalar < 0x10000 {
                bytes.append(UInt8(0xE0 | scalar >> 12))
            } else {
                bytes.append(UInt8(0xF0 | scalar >> 18))
                bytes.append(UInt8(0x80 | scalar >> 12 & 0x3F))
            }
            bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
        }
        bytes.append(UInt8(0x80 | scalar & 0x3F))
    }

    func append(_ word: ArraySlice<UInt32>, to out: inout [Int32], on bench: inout Bench) {
        bench.bytes.removeAll(keepingCapacity: true)
        for scalar in word { Self.encode(scalar, into: &bench.bytes) }
        if let whole, case let id = Self.wholeWord(bench.bytes, whole), id >= 0 {
            out.append(id)
        } else if bench.bytes.count <= Self.short {
            mergeShort(&bench, &out)
        } else {
            mergeLong(bench.bytes, &out)
        }
    }

    private static func wholeWord(_ bytes: [UInt8], _ known: PieceTable) -> Int32 {
        var node = PieceTable.root
        for byte in bytes {
            node = known.next(node, UInt32(byte))
            if node < 0 { return -1 }
        }
        return known.tokenAt[Int(node)]
    }

    @inline(__always)
    private func rank(_ left: Int32, _ right: Int32) -> Int32 {
        let found = ranks[UInt32(bitPattern: left), UInt32(bitPattern: right)]
        return found < 0 ? Self.never : found
    }

    /// The lowest of all pairs is merged, the leftmost of equals, until none is left.
    private func mergeShort(_ bench: inout Bench, _ out: inout [Int32]) {
        let bytes = bench.bytes
        bench.ids.removeAll(keepingCapacity: true)
        bench.ranks.removeAll(keepingCapacity: true)
        var lowest = Self.never
        var at = 0
        for (position, byte) in bytes.enumerated() {
            bench.ids.append(byteTokens[Int(byte)])
            guard position > 0 else { continue }
            let rank = firstRanks[Int(bytes[position - 1]) << 8 | Int(byte)]
            bench.ranks.append(rank)
            if rank < lowest {
                lowest = rank
                at = position - 1
            }
        }
        while lowest != Self.never {
            bench.ids[at] = merged[Int(lowest)]
            bench.ids.remove(at: at + 1)
            bench.ranks.remove(at: at)
            if at < bench.ranks.count { bench.ranks[at] = rank(bench.ids[at], bench.ids[at + 1]) }
            if at > 0 { bench.ranks[at - 1] = rank(bench.ids[at - 1], bench.ids[at]) }
            lowest = Self.never
            for (position, rank) in bench.ranks.enumerated() where rank < lowest {
                lowest = rank
                at = position
            }
        }
        out.append(contentsOf: bench.ids)
    }

    private struct Merge: Comparable {
        var rank: Int32
        var at: Int32

        static func < (a: Merge, b: Merge) -> Bool { a.rank == b.rank ? a.at < b.at : a.rank < b.rank }
    }

    private func mergeLong(_ bytes: [UInt8], _ out: inout [Int32]) {
        var ids = bytes.map { byteTokens[Int($0)] }
        var after = ids.indices.map { Int32($0) + 1 }
        var ahead = ids.indices.map { Int32($0) - 1 }
        after[after.count - 1] = -1
        var heap = Heap()
        func offer(_ left: Int, _ right: Int) {
            let rank = ranks[UInt32(bitPattern: ids[left]), UInt32(bitPattern: ids[right])]
            if rank >= 0 { heap.push(Merge(rank: rank, at: Int32(left))) }
        }
        for at in ids.indices.dropLast() { offer(at, at + 1) }
        while let top = heap.pop() {
            let at = Int(top.at)
            guard ids[at] >= 0, after[at] >= 0 else { continue }
            let right = Int(after[at])
            let now = ranks[UInt32(bitPattern: ids[at]), UInt32(bitPattern: ids[right])]
            // Another merge was quicker, unless what is there now gives the same token.
            guard now >= 0, merged[Int(now)] == merged[Int(top.rank)] else { continue }
            ids[at] = merged[Int(top.rank)]
            ids[right] = -1
            after[at] = after[right]
            if after[at] >= 0 {
                ahead[Int(after[at])] = top.at
                offer(at, Int(after[at]))
            }
            if ahead[at] >= 0 { offer(Int(ahead[at]), at) }
        }
        for id in ids where id >= 0 { out.append(id) }
    }

    /// A binary heap, the smallest first.
    private struct Heap {
        private var items: [Merge] = []

        mutating func push(_ item: Merge) {
            items.append(item)
            var at = items.count - 1
            while at > 0, items[at] < items[(at - 1) / 2] {
                items.swapAt(at, (at - 1) / 2)
                at = (at - 1) / 2
            }
        }

        mutating func pop() -> Merge? {
            guard let top = items.first else { return nil }
            let last = items.removeLast()
            if items.isEmpty { return top }
            items[0] = last
            var at = 0
            while true {
                let child = 2 * at + 1
                guard child < items.count else { return top }
                let smaller = child + 1 < items.count && items[child + 1] < items[child] ? child + 1 : child
                guard items[smaller] < items[at] else { return top }
                items.swapAt(at, smaller)
                at = smaller
            }
        }
    }
}
