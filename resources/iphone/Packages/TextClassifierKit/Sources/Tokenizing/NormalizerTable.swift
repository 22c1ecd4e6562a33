/// Scalar -> action in constant time: 4,352 pages of 256, equal ones shared.
struct NormalizerTable: Sendable {
    enum Action {
        static let keep: UInt32 = 0
        static let delete: UInt32 = 1
        static let space: UInt32 = 2
        static let split: UInt32 = 3
        /// Actions from here on point into `pool`.
        static let firstMapping: UInt32 = 16
    }

    private static let scalars = 0x110000
    private static let pageSize = 256

    private var pageOf: [UInt16]
    private var pages: [UInt32]
    /// Mapped output: each mapping is its length followed by its scalars.
    private(set) var pool: [UInt32] = []
    let hangul: Bool

    init(_ spec: NormalizerSpec) throws {
        hangul = spec.hangul
        pageOf = [UInt16](repeating: 0, count: Self.scalars / Self.pageSize)
        // Pages 0...3 are uniform, one for each plain action; a page that differs gets its own.
        pages = (0...3).flatMap { [UInt32](repeating: $0, count: Self.pageSize) }
        try fill(spec.delete, Action.delete)
        try fill(spec.space, Action.space)
        try fill(spec.split, Action.split)
        try addMappings(spec.map)
    }

    @inline(__always)
    func action(_ scalar: UInt32) -> UInt32 {
        pages[Int(pageOf[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)]
    }

    private mutating func fill(_ ranges: [UInt32], _ action: UInt32) throws {
        guard ranges.count.isMultiple(of: 2) else { throw TokenizerError.damaged("ranges") }
        for at in stride(from: 0, to: ranges.count, by: 2) {
            var scalar = Int(ranges[at])
            let end = Int(ranges[at + 1])
            guard scalar <= end, end < Self.scalars else { throw TokenizerError.damaged("ranges") }
            while scalar <= end {
                if scalar.isMultiple(of: Self.pageSize), end - scalar >= Self.pageSize - 1, pageOf[scalar >> 8] == 0 {
                    pageOf[scalar >> 8] = UInt16(action)
                    scalar += Self.pageSize
                } else {
                    set(scalar, action)
                    scalar += 1
                }
            }
        }
    }

    private mutating func addMappings(_ map: [UInt32]) throws {
        var at = 0
        while at < map.count {
            guard at + 1 < map.count, at + 2 + Int(map[at + 1]) <= map.count, map[at] < UInt32(Self.scalars) else {
                throw TokenizerError.damaged("map")
            }
            let end = at + 2 + Int(map[at + 1])
            set(Int(map[at]), Action.firstMapping + UInt32(pool.count))
            pool.append(contentsOf: map[(at + 1)..<end])
            at = end
        }
    }

    private mutating func set(_ scalar: Int, _ action: UInt32) {
        let page = scalar >> 8
        if pageOf[page] < 4 {  // still a shared one
            let start = Int(pageOf[page]) << 8
            let own = Array(pages[start..<(start + Self.pageSize)])
            pageOf[page] = UInt16(pages.count >> 8)
            pages.append(contentsOf: own)
        }
        pages[Int(pageOf[page]) << 8 | scalar & 0xFF] = action
    }
}
