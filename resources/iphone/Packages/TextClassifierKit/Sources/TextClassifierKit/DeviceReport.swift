import Foundation

/// Latencies of repeated predictions, in milliseconds.
public struct LatencyReport: Codable, Equatable, Sendable {
    public var count: Int
    public var median: Double
    public var p95: Double
    public var mean: Double

    /// Percentiles by nearest rank: the smallest sample with at least that share at or below it.
    public init?(milliseconds: [Double]) {
        guard !milliseconds.isEmpty else { return nil }
        let sorted = milliseconds.sorted()
        func percentile(_ share: Double) -> Double {
            sorted[min(max(Int((share * Double(sorted.count)).rounded(.up)), 1), sorted.count) - 1]
        }
        count = sorted.count
        median = percentile(0.5)
        p95 = percentile(0.95)
        mean = sorted.reduce(0, +) / Double(sorted.count)
    }
}

/// One model's figures on one device.
public struct DeviceMeasurement: Codable, Equatable, Sendable {
    public var model: String
    public var digest: String
    public var computeUnits: String
    public var loadMilliseconds: Double
    public var latency: LatencyReport
    /// Median tokens of the timed texts, specials included.
    public var tokens: Int
    /// Largest difference from the studio's logits; nil when there was nothing to compare.
    public var parityError: Double?
    public var memoryBytes: Int?
    public var thermalState: String

    public init(
        model: String, digest: String, computeUnits: String, loadMilliseconds: Double, latency: LatencyReport,
        tokens: Int, parityError: Double?, memoryBytes: Int?, thermalState: String
    ) {
        self.model = model
        self.digest = digest
        self.computeUnits = computeUnits
        self.loadMilliseconds = loadMilliseconds
        self.latency = latency
        self.tokens = tokens
        self.parityError = parityError
        self.memoryBytes = memoryBytes
        self.thermalState = thermalState
    }
}

/// What the benchmark screen shares: `pocketbert import FILE` puts it beside the studio's figures.
public struct DeviceReport: Codable, Equatable, Sendable {
    public static let knownFormat = "pocketbert-device-report"

    public var format = DeviceReport.knownFormat
    public var version = 1
    public var device: String
    public var system: String
    public var measurements: [DeviceMeasurement]

    public init(device: String, system: String, measurements: [DeviceMeasurement]) {
        self.device = device
        self.system = system
        self.measurements = measurements
    }

    /// Writes `device-report.json` into `folder`.
    public func write(to folder: URL) throws -> URL {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let url = folder.appendingPathComponent("device-report.json")
        try encoder.encode(self).write(to: url, options: .atomic)
        return url
    }
}
