/// A hash table with open addressing in two flat arrays, because a `Dictionary` spends most of its
/// time on hashing that resists attackers. The key `UInt64.max` never exists.
struct FlatTable: Sendable {
    private static let none: UInt64 = .max

    private var keys: [UInt64]
    private var values: [Int32]
    private var mask: Int
    private(set) var count = 0

    init(expected: Int) {
        var size = 1024
        while size < expected * 2 { size *= 2 }
        keys = [UInt64](repeating: Self.none, count: size)
        values = [Int32](repeating: 0, count: size)
        mask = size - 1
    }

    /// The value of (high, low), or -1.
    @inline(__always)
    subscript(high: UInt32, low: UInt32) -> Int32 {
        let key = UInt64(high) << 32 | UInt64(low)
        var slot = Self.slot(key) & mask
        while keys[slot] != Self.none {
            if keys[slot] == key { return values[slot] }
            slot = (slot + 1) & mask
        }
        return -1
    }

    /// Adds a key, or replaces what it had.
    mutating func set(_ high: UInt32, _ low: UInt32, _ value: Int32) {
        if count * 2 > keys.count { double() }
        put(UInt64(high) << 32 | UInt64(low), value)
    }

    private mutating func put(_ key: UInt64, _ value: Int32) {
        var slot = Self.slot(key) & mask
        while keys[slot] != Self.none, keys[slot] != key { slot = (slot + 1) & mask }
        if keys[slot] == Self.none { count += 1 }
        keys[slot] = key
        values[slot] = value
    }

    private mutating func double() {
        let old = zip(keys, values).filter { $0.0 != Self.none }
        keys = [UInt64](repeating: Self.none, count: keys.count * 2)
        values = [Int32](repeating: 0, count: keys.count)
        mask = keys.count - 1
        count = 0
        for (key, value) in old { put(key, value) }
    }

    /// Multiplicative hashing (Knuth, TAOCP 3, 6.4): the high bits are the well-mixed ones.
    @inline(__always)
    private static func slot(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }
}
