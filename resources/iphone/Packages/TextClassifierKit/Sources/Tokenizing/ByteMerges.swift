import Foundation

/// Byte-level BPE: the pair of the lowest rank is merged first, the leftmost of equals.
struct ByteMerges: Sendable {
    private let byteTokens: [Int32]
    private let ranks: FlatTable
    private let merged: [Int32]
    private let whole: [[UInt8]: Int32]

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
        whole = spec.wholeWords == true ? try Self.wholeWords(spec, bytes, vocabulary) : [:]
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

    /// Bytes of every token that is made of bytes.
    private static func wholeWords(_ spec: SubwordSpec, _ bytes: [Int32], _ vocabulary: Lines) throws -> [[UInt8]: Int32] {
        var letters: [UInt32: UInt8] = [:]
        for (byte, id) in bytes.enumerated() {
            guard let letter = try vocabulary.scalars(Int(id)).first else { throw TokenizerError.damaged("bytes") }
            letters[letter] = UInt8(byte)
        }
        let outside = Set(spec.outside ?? [])
        var found: [[UInt8]: Int32] = [:]
        for id in vocabulary.ranges.indices where !vocabulary.ranges[id].isEmpty && !outside.contains(Int32(id)) {
            let word = try vocabulary.scalars(id).map { letters[$0] }
            if !word.contains(nil) { found[word.compactMap { $0 }] = Int32(id) }
        }
        return found
    }

    private struct Merge: Comparable {
        var rank: Int32
        var at: Int32

        static func < (a: Merge, b: Merge) -> Bool { a.rank == b.rank ? a.at < b.at : a.rank < b.rank }
    }

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

    func append(_ word: ArraySlice<UInt32>, to out: inout [Int32]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(word.count + 8)
        for scalar in word { Self.encode(scalar, into: &bytes) }
        if !whole.isEmpty, let id = whole[bytes] {
            out.append(id)
            return
        }
        guard bytes.count > 1 else {
            for byte in bytes { out.append(byteTokens[Int(byte)]) }
            return
        }
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
