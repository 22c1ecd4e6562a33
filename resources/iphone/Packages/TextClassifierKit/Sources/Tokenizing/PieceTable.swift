/// The vocabulary as a tree of scalars.
struct PieceTable: Sendable {
    static let root: Int32 = 0

    private var edges: FlatTable
    /// What follows the root, by scalar: the node, or 0. Every word begins there.
    private var first = ScalarTable()
    /// Token id by node; -1 where no token ends.
    private(set) var tokenAt: [Int32] = [-1]

    init(expectedNodes: Int) {
        edges = FlatTable(expected: expectedNodes)
        tokenAt.reserveCapacity(expectedNodes)
    }

    /// The node after `scalar`, or -1.
    @inline(__always)
    func next(_ node: Int32, _ scalar: UInt32) -> Int32 {
        guard node == Self.root else { return edges[UInt32(bitPattern: node), scalar] }
        let found = first[scalar]
        return found == 0 ? -1 : Int32(bitPattern: found)
    }

    /// The node after `scalars`, made if need be.
    mutating func grow(_ scalars: [UInt32]) -> Int32 {
        var node = Self.root
        for scalar in scalars {
            let known = next(node, scalar)
            if known >= 0 {
                node = known
            } else {
                let new = Int32(tokenAt.count)
                tokenAt.append(-1)
                if node == Self.root {
                    first.set(Int(scalar), UInt32(bitPattern: new))
                } else {
                    edges.set(UInt32(bitPattern: node), scalar, new)
                }
                node = new
            }
        }
        return node
    }

    mutating func end(_ node: Int32, token: Int32) {
        tokenAt[Int(node)] = token
    }

    /// Every edge, sorted by the node it leaves: those of node n are `starts[n]..<starts[n + 1]`.
    func children() -> (starts: [Int32], scalars: [UInt32], nodes: [Int32]) {
        var starts = [Int32](repeating: 0, count: tokenAt.count + 1)
        func each(_ edge: (Int, UInt32, Int32) -> Void) {
            first.forEach { edge(Int(Self.root), $0, Int32(bitPattern: $1)) }
            edges.forEach { edge(Int($0), $1, $2) }
        }
        each { node, _, _ in starts[node + 1] += 1 }
        for node in tokenAt.indices { starts[node + 1] += starts[node] }
        var to = starts
        var scalars = [UInt32](repeating: 0, count: Int(starts[tokenAt.count]))
        var nodes = [Int32](repeating: 0, count: scalars.count)
        each { node, scalar, child in
            scalars[Int(to[node])] = scalar
            nodes[Int(to[node])] = child
            to[node] += 1
        }
        return (starts, scalars, nodes)
    }
}
