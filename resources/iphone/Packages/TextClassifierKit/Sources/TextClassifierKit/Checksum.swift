import Foundation
#if canImport(CryptoKit)
import CryptoKit
#endif

/// SHA-256 of data that comes in parts: CryptoKit's, which the processor helps; the kit's own where there is none.
struct Checksum {
    private static let part = 1 << 20
    #if canImport(CryptoKit)
    private var sum = SHA256()
    #else
    private var sum = PlainSHA256()
    #endif

    mutating func add(_ data: Data) { sum.update(data: data) }

    /// 64 hexadecimal digits of what was added so far.
    func digits() -> String {
        sum.finalize().map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }

    /// Adds a whole file, a megabyte at a time; cancelling the task stops it. Returns its size.
    mutating func add(file: URL) throws -> Int {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var size = 0
        while let data = try handle.read(upToCount: Self.part), !data.isEmpty {
            try Task.checkCancellation()
            add(data)
            size += data.count
        }
        return size
    }
}

/// SHA-256 as FIPS 180-4 writes it, for computers without CryptoKit.
struct PlainSHA256 {
    private static let block = 64

    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var rest: [UInt8] = []
    private var count: UInt64 = 0
    private var schedule = [UInt32](repeating: 0, count: 64)

    mutating func update(data: Data) {
        count += UInt64(data.count)
        let all = rest + data
        let whole = all.count / Self.block * Self.block
        all.withUnsafeBufferPointer { all in
            for start in stride(from: 0, to: whole, by: Self.block) { mix(all, start) }
        }
        rest = Array(all[whole...])
    }

    func finalize() -> [UInt8] {
        var end = self
        var padding: [UInt8] = [0x80]
        padding.append(contentsOf: repeatElement(0, count: (Self.block * 2 - 9 - rest.count) % Self.block))
        padding.append(contentsOf: Self.bytes(count * 8))
        end.update(data: Data(padding))
        return end.state.flatMap(Self.bytes)
    }

    /// Most significant first.
    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        stride(from: Number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> Number($0)) }
    }

    private static func turned(_ value: UInt32, _ by: UInt32) -> UInt32 { value >> by | value << (32 - by) }

    private mutating func mix(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) {
        for at in 0..<16 {
            let from = start + at * 4
            var word: UInt32 = 0
            for place in from..<(from + 4) { word = word << 8 | UInt32(bytes[place]) }
            schedule[at] = word
        }
        for at in 16..<64 {
            let early = schedule[at - 15]
            let late = schedule[at - 2]
            let first: UInt32 = Self.turned(early, 7) ^ Self.turned(early, 18) ^ (early >> 3)
            let second: UInt32 = Self.turned(late, 17) ^ Self.turned(late, 19) ^ (late >> 10)
            let older: UInt32 = schedule[at - 16] &+ schedule[at - 7]
            schedule[at] = older &+ first &+ second
        }
        rounds()
    }

    private mutating func rounds() {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for at in 0..<64 {
            let fromE: UInt32 = Self.turned(e, 6) ^ Self.turned(e, 11) ^ Self.turned(e, 25)
            let choice: UInt32 = (e & f) ^ (~e & g)
            var one: UInt32 = h &+ fromE
            one = one &+ choice &+ Self.constants[at]
            one = one &+ schedule[at]
            let fromA: UInt32 = Self.turned(a, 2) ^ Self.turned(a, 13) ^ Self.turned(a, 22)
            let majority: UInt32 = (a & b) ^ (a & c) ^ (b & c)
            h = g
            g = f
            f = e
            e = d &+ one
            d = c
            c = b
            b = a
            a = one &+ fromA &+ majority
        }
        for (at, mixed) in [a, b, c, d, e, f, g, h].enumerated() { state[at] = state[at] &+ mixed }
    }

    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
