import Foundation

/// What the kit asks of Apple's CryptoKit, with its signatures and no behaviour.
public struct SHA256Digest: Sequence, Sendable {
    public func makeIterator() -> [UInt8].Iterator { [UInt8]().makeIterator() }
}

public struct SHA256: Sendable {
    public init() {}
    public mutating func update<D: DataProtocol>(data: D) {}
    public func finalize() -> SHA256Digest { SHA256Digest() }
}
