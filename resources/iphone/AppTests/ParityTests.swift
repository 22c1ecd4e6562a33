import UIKit
import XCTest

import TextClassifierKit

@testable import TextClassifierDemo

/// Runs in the app, on a simulator or a device: every bundled model against the studio's logits.
final class ParityTests: XCTestCase {
    func testLogitsAreTheStudios() async throws {
        let catalog = try ModelCatalog(bundle: .main)
        let store = ModelStore()
        for info in catalog.models where store.has(info, in: .main) {
            let classifier = try await TextClassifier(info, in: .main, computeUnits: .cpu)
            let worst = try await classifier.parityError()
            XCTAssertLessThanOrEqual(try XCTUnwrap(worst), info.tolerance, info.title)
        }
    }

    @MainActor
    func testAMemoryWarningUnloads() async throws {
        let store = DemoStore()
        store.start()
        let info = try XCTUnwrap(store.available.first)
        _ = try await store.classifier(info)
        XCTAssertNotEqual(store.state(of: info), .idle)
        NotificationCenter.default.post(name: UIApplication.didReceiveMemoryWarningNotification, object: nil)
        for _ in 0..<50 where store.state(of: info) != .idle { try await Task.sleep(for: .milliseconds(20)) }
        XCTAssertEqual(store.state(of: info), .idle)
    }
}
