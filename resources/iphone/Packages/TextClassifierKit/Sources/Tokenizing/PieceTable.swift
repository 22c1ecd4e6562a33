/// The vocabulary as a tree of scalars. Its edges live in one flat hash table with open addressing,
/// because a `Dictionary` spends most of its time on hashing that resists attackers.
struct PieceTable: Sendable {
    static let root: Int32 = 0
    private static let none: UInt64 = .max  // node 0xFFFFFFFF never exists

    private var keys: [UInt64]
    private var targets: [Int32]
    private var mask: Int
    /// Token id by node; -1 where no token ends.
    private(set) var tokenAt: [Int32] = [-1]

    init(expectedNodes: Int) {
        var size = 1024
        while size < expectedNodes * 2 { size *= 2 }
        keys = [UInt64](repeating: Self.none, count: size)
        targets = [Int32](repeating: 0, count: size)
        mask = size - 1
        tokenAt.reserveCapacity(expectedNodes)
    }

    /// The node after `scalar`, or -1.
    @inline(__always)
    func next(_ node: Int32, _ scalar: UInt32) -> Int32 {
        let key = Self.key(node, scalar)
        var slot = Self.slot(key) & mask
        while keys[slot] != Self.none {
            if keys[slot] == key { return targets[slot] }
            slot = (slot + 1) & mask
        }
        return -1
    }

    /// The node after `scalar`, made if need be.
    mutating func grow(_ node: Int32, _ scalar: UInt32) -> Int32 {
        let known = next(node, scalar)
        if known >= 0 { return known }
        if tokenAt.count * 2 > keys.count { double() }
        let new = Int32(tokenAt.count)
        tokenAt.append(-1)
        put(Self.key(node, scalar), new)
        return new
    }

    mutating func end(_ node: Int32, token: Int32) {
        tokenAt[Int(node)] = token
    }

    private mutating func put(_ key: UInt64, _ target: Int32) {
        var slot = Self.slot(key) & mask
        while keys[slot] != Self.none { slot = (slot + 1) & mask }
        keys[slot] = key
        targets[slot] = target
    }

    private mutating func double() {
        let old = zip(keys, targets).filter { $0.0 != Self.none }
        keys = [UInt64](repeating: Self.none, count: keys.count * 2)
        targets = [Int32](repeating: 0, count: keys.count)
        mask = keys.count - 1
        for (key, target) in old { put(key, target) }
    }

    @inline(__always)
    private static func key(_ node: Int32, _ scalar: UInt32) -> UInt64 {
        UInt64(UInt32(bitPattern: node)) << 32 | UInt64(scalar)
    }

    /// Multiplicative hashing (Knuth, TAOCP 3, 6.4): the high bits are the well-mixed ones.
    @inline(__always)
    private static func slot(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }
}
