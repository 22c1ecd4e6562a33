/// A finished vocabulary as a double array (Aho, Morris, Sethi 1985, as SentencePiece keeps its own):
/// the child of a node by a scalar's code is at `base + code`, if that place names the node as its parent.
/// A step touches one line of memory, and pieces that came early, which are the frequent ones, lie together.
struct PieceTree: Sendable {
    static let root = 0
    private static let nobody: Int32 = -1
    private static let tries = 48  // of places for several children, before they are put at the end

    struct Place: Sendable {
        var base: Int32 = 0
        var parent: Int32 = nobody
        /// The token that ends here, or -1.
        var token: Int32 = -1
    }

    private(set) var places: [Place] = []
    /// A number from 1 for each scalar of the vocabulary, the frequent ones first; 0 for all others.
    private var codes = ScalarTable()

    init(_ table: PieceTable) {
        let edges = table.children()
        let highest = number(edges.scalars)
        var free = FreePlaces(max(table.tokenAt.count * 5 / 4, 1) + highest)
        var at = [Int32](repeating: 0, count: table.tokenAt.count)  // where each node lies
        places = [Place](repeating: Place(), count: free.count)
        free.take(Self.root)
        places[Self.root] = Place(parent: -2, token: table.tokenAt[Self.root])
        for node in table.tokenAt.indices {  // a parent's number is lower than its children's
            let range = Int(edges.starts[node])..<Int(edges.starts[node + 1])
            guard !range.isEmpty else { continue }
            let own = range.map { Int(codes[edges.scalars[$0]]) }
            let base = free.base(for: own, tries: Self.tries)
            places[Int(at[node])].base = Int32(base)
            for (child, code) in zip(range, own) {
                let place = base + code
                free.take(place)
                while places.count < free.count { places.append(Place()) }
                at[Int(edges.nodes[child])] = Int32(place)
                places[place] = Place(parent: at[node], token: table.tokenAt[Int(edges.nodes[child])])
            }
        }
        // A step from the last base must end inside.
        places.append(contentsOf: repeatElement(Place(), count: highest + 1))
    }

    @inline(__always)
    func code(_ scalar: UInt32) -> Int32 { Int32(bitPattern: codes[scalar]) }

    /// Numbers the scalars by how many edges they have; the highest number.
    private mutating func number(_ scalars: [UInt32]) -> Int {
        for scalar in scalars { codes.set(Int(scalar), codes[scalar] + 1) }
        var counts: [(scalar: UInt32, count: UInt32)] = []
        codes.forEach { counts.append(($0, $1)) }
        counts.sort { $0.count == $1.count ? $0.scalar < $1.scalar : $0.count > $1.count }
        for (place, known) in counts.enumerated() { codes.set(Int(known.scalar), UInt32(place + 1)) }
        return counts.count
    }
}

/// Places of a double array that nothing lies in, as a list that skips the others.
private struct FreePlaces {
    private var next: [Int32] = []
    private var previous: [Int32] = []
    private var used: [Bool] = []
    private(set) var count = 0
    private var first: Int32 = -1
    private var last: Int32 = -1

    init(_ places: Int) {
        grow(to: places)
    }

    private mutating func grow(to places: Int) {
        guard places > count else { return }
        next.append(contentsOf: (count..<places).map { Int32($0 + 1) })
        previous.append(contentsOf: (count..<places).map { Int32($0 - 1) })
        used.append(contentsOf: repeatElement(false, count: places - count))
        if last >= 0 { next[Int(last)] = Int32(count) } else { first = Int32(count) }
        previous[count] = last
        last = Int32(places - 1)
        next[places - 1] = -1
        count = places
    }

    mutating func take(_ place: Int) {
        grow(to: place + 1)
        used[place] = true
        let (left, right) = (previous[place], next[place])
        if left >= 0 { next[Int(left)] = right } else { first = right }
        if right >= 0 { previous[Int(right)] = left } else { last = left }
    }

    /// A base from which every code leads to a free place.
    func base(for codes: [Int], tries: Int) -> Int {
        let lowest = codes.min() ?? 0
        var place = first
        var tried = 0
        while place >= 0, tried < tries || codes.count == 1 {
            let base = Int(place) - lowest
            if base >= 0, codes.allSatisfy({ base + $0 >= count || !used[base + $0] }) { return base }
            place = next[Int(place)]
            tried += 1
        }
        return count
    }
}
