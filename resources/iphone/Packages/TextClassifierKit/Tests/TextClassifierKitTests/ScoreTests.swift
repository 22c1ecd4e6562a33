import XCTest

import TextClassifierKit

final class ScoreTests: XCTestCase {
    func testSoftmaxIsStableAndSorted() {
        let result = scores(logits: [1000, 1001, -1000], labels: ["a", "b", "c"])
        XCTAssertEqual(result.map(\.label), ["b", "a", "c"])
        XCTAssertEqual(result.reduce(0) { $0 + $1.probability }, 1, accuracy: 1e-12)
        XCTAssertEqual(result[0].probability, 0.7310585786300049, accuracy: 1e-12)
        let warm = scores(logits: [0, 2], labels: ["a", "b"], temperature: 2)
        XCTAssertEqual(warm[0].probability, 0.7310585786300049, accuracy: 1e-12)
    }

    func testPercentilesAreNearestRank() throws {
        let report = try XCTUnwrap(LatencyReport(milliseconds: (1...100).map(Double.init).shuffled()))
        XCTAssertEqual(report.median, 50)
        XCTAssertEqual(report.p95, 95)
        XCTAssertEqual(report.mean, 50.5)
        XCTAssertEqual(LatencyReport(milliseconds: [7])?.p95, 7)
        XCTAssertNil(LatencyReport(milliseconds: []))
    }

    func testTheReportIsReadBack() throws {
        let latency = try XCTUnwrap(LatencyReport(milliseconds: [1, 2, 3]))
        let one = DeviceMeasurement(
            model: "student", digest: "ab", computeUnits: "ALL", loadMilliseconds: 5, latency: latency, tokens: 12,
            parityError: nil, memoryBytes: 1, thermalState: "nominal"
        )
        let report = DeviceReport(device: Machine.model, system: Machine.system, measurements: [one])
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = try Data(contentsOf: report.write(to: folder))
        XCTAssertEqual(try JSONDecoder().decode(DeviceReport.self, from: data), report)
        XCTAssertFalse(report.device.isEmpty)
    }
}
