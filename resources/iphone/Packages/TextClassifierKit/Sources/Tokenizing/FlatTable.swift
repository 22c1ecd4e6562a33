/// A hash table with open addressing in one flat array, because a `Dictionary` spends most of its time
/// on hashing that resists attackers. A few bits for each key answer most questions about keys that
/// are not there without a look into the table, which is too large for a near cache. The key
/// `UInt64.max` never exists.
struct FlatTable: Sendable {
    private static let none: UInt64 = .max
    private static let bitsForEach = 8

    /// Key and value side by side: a look-up touches one line of memory.
    private struct Entry {
        var key: UInt64
        var value: Int32
    }

    private var entries: [Entry]
    /// A bit for the hash of each key that was set.
    private var seen: [UInt64]
    private var mask: Int
    /// How far a hash is shifted to number a bit of `seen`.
    private var shift: UInt64
    private(set) var count = 0

    init(expected: Int) {
        var size = 1024
        while size < expected * 2 { size *= 2 }
        entries = [Entry](repeating: Entry(key: Self.none, value: 0), count: size)
        seen = [UInt64](repeating: 0, count: size * Self.bitsForEach / 2 / 64)
        mask = size - 1
        shift = UInt64(64 - (size * Self.bitsForEach / 2).trailingZeroBitCount)
    }

    /// The value of (high, low), or -1.
    @inline(__always)
    subscript(high: UInt32, low: UInt32) -> Int32 {
        let key = UInt64(high) << 32 | UInt64(low)
        let hash = Self.hash(key)
        let bit = hash >> shift
        guard seen[Int(truncatingIfNeeded: bit >> 6)] & 1 << (bit & 63) != 0 else { return -1 }
        var slot = Self.slot(hash) & mask
        while true {
            let entry = entries[slot]
            if entry.key == key { return entry.value }
            if entry.key == Self.none { return -1 }
            slot = (slot + 1) & mask
        }
    }

    /// Adds a key, or replaces what it had.
    mutating func set(_ high: UInt32, _ low: UInt32, _ value: Int32) {
        if count * 2 > entries.count { double() }
        put(UInt64(high) << 32 | UInt64(low), value)
    }

    /// What was set, in no order: high, low, value.
    func forEach(_ body: (UInt32, UInt32, Int32) -> Void) {
        for entry in entries where entry.key != Self.none {
            body(UInt32(entry.key >> 32), UInt32(truncatingIfNeeded: entry.key), entry.value)
        }
    }

    private mutating func put(_ key: UInt64, _ value: Int32) {
        let hash = Self.hash(key)
        let bit = hash >> shift
        seen[Int(bit >> 6)] |= 1 << (bit & 63)
        var slot = Self.slot(hash) & mask
        while entries[slot].key != Self.none, entries[slot].key != key { slot = (slot + 1) & mask }
        if entries[slot].key == Self.none { count += 1 }
        entries[slot] = Entry(key: key, value: value)
    }

    private mutating func double() {
        let old = entries
        self = FlatTable(expected: old.count)
        for entry in old where entry.key != Self.none { put(entry.key, entry.value) }
    }

    /// Multiplicative hashing (Knuth, TAOCP 3, 6.4): the high bits are the well-mixed ones.
    @inline(__always)
    private static func hash(_ key: UInt64) -> UInt64 { key &* 0x9E37_79B9_7F4A_7C15 }

    @inline(__always)
    private static func slot(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 32) }
}
