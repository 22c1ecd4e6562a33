/// Scalar -> value in constant time: 4,352 pages of 256, equal ones shared.
struct ScalarTable: Sendable {
    static let scalars = 0x110000
    private static let pageSize = 256
    private static let shared = 4

    private var pageOf = [UInt16](repeating: 0, count: scalars / pageSize)
    /// Pages 0...3 are uniform, one for each of the values 0...3; a page that differs gets its own.
    private var pages = (0..<UInt32(shared)).flatMap { [UInt32](repeating: $0, count: pageSize) }

    init() {}

    /// `value` for every scalar of flattened ranges.
    init(_ ranges: [UInt32], _ value: UInt32 = 1) throws {
        try fill(ranges, value)
    }

    @inline(__always)
    subscript(scalar: UInt32) -> UInt32 {
        pages[Int(pageOf[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)]
    }

    mutating func fill(_ ranges: [UInt32], _ value: UInt32) throws {
        guard ranges.count.isMultiple(of: 2) else { throw TokenizerError.damaged("ranges") }
        for at in stride(from: 0, to: ranges.count, by: 2) {
            var scalar = Int(ranges[at])
            let end = Int(ranges[at + 1])
            guard scalar <= end, end < Self.scalars else { throw TokenizerError.damaged("ranges") }
            while scalar <= end {
                if value < Self.shared, scalar.isMultiple(of: Self.pageSize), end - scalar >= Self.pageSize - 1,
                    pageOf[scalar >> 8] == 0
                {
                    pageOf[scalar >> 8] = UInt16(value)
                    scalar += Self.pageSize
                } else {
                    set(scalar, value)
                    scalar += 1
                }
            }
        }
    }

    /// Each scalar that has a value of its own, other than 0, in order.
    func forEach(_ body: (UInt32, UInt32) -> Void) {
        for page in pageOf.indices where pageOf[page] != 0 {
            for low in 0..<Self.pageSize {
                let scalar = UInt32(page << 8 | low)
                if self[scalar] != 0 { body(scalar, self[scalar]) }
            }
        }
    }

    mutating func set(_ scalar: Int, _ value: UInt32) {
        let page = scalar >> 8
        if pageOf[page] < Self.shared {
            let start = Int(pageOf[page]) << 8
            let own = Array(pages[start..<(start + Self.pageSize)])
            pageOf[page] = UInt16(pages.count >> 8)
            pages.append(contentsOf: own)
        }
        pages[Int(pageOf[page]) << 8 | scalar & 0xFF] = value
    }
}
