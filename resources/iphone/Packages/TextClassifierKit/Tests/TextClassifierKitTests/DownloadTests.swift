import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif
import XCTest

@testable import TextClassifierKit

/// A web server inside the test: paths to contents, and what it was asked.
private final class Web: URLProtocol {
    struct State {
        var files: [String: Data] = [:]
        var asked: [String] = []  // path, and the range that was asked for
        var cutAfter: Int?  // bytes after which the connection breaks
        var ranges = true
        var hangs = false
    }

    private static let lock = NSLock()
    nonisolated(unsafe) private static var kept = State()

    static var state: State {
        get { lock.withLock { kept } }
        set { lock.withLock { kept = newValue } }
    }

    static func configuration() -> URLSessionConfiguration {
        let found = URLSessionConfiguration.ephemeral
        found.protocolClasses = [Web.self]
        return found
    }

    override class func canInit(with request: URLRequest) -> Bool { true }
    override class func canonicalRequest(for request: URLRequest) -> URLRequest { request }
    override func stopLoading() {}

    override func startLoading() {
        guard let url = request.url else { return }
        let range = request.value(forHTTPHeaderField: "Range") ?? ""
        Self.state.asked.append(url.path + (range.isEmpty ? "" : " " + range))
        let state = Self.state
        let whole = state.files[url.path]
        let from = state.ranges ? Int(range.dropFirst(6).dropLast()) ?? 0 : 0
        let status = whole == nil ? 404 : from > 0 ? 206 : 200
        let place = ["Content-Range": "bytes \(from)-\((whole?.count ?? 0) - 1)/\(whole?.count ?? 0)"]
        guard let answer = HTTPURLResponse(url: url, statusCode: status, httpVersion: "HTTP/1.1", headerFields: status == 206 ? place : [:]) else { return }
        client?.urlProtocol(self, didReceive: answer, cacheStoragePolicy: .notAllowed)
        let rest = whole.map { Data($0[from...]) } ?? Data("not here".utf8)
        client?.urlProtocol(self, didLoad: state.cutAfter.map { rest.prefix($0) } ?? rest)
        if state.cutAfter != nil {
            client?.urlProtocol(self, didFailWithError: URLError(.networkConnectionLost))
        } else if !state.hangs {
            client?.urlProtocolDidFinishLoading(self)
        }
    }
}

final class DownloadTests: XCTestCase {
    private let weights = Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) })
    private let manifest = Data("abc".utf8)
    private let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  // FIPS 180-4, "abc"
    private var place = URL(fileURLWithPath: "/")

    override func setUpWithError() throws {
        place = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString, isDirectory: true)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        Web.state = Web.State(files: ["/M.mlpackage/Manifest.json": manifest, "/M.mlpackage/Data/weight.bin": weights])
    }

    override func tearDownWithError() throws { try FileManager.default.removeItem(at: place) }

    private func digits(_ data: Data) -> String {
        var checksum = Checksum()
        checksum.add(data)
        return checksum.digits()
    }

    private var files: [ModelFile] {
        [
            ModelFile(path: "Manifest.json", bytes: 3, sha256: abc),
            ModelFile(path: "Data/weight.bin", bytes: weights.count, sha256: digits(weights)),
        ]
    }

    private func download(
        _ files: [ModelFile]?, from address: String = "https://example.com/M.mlpackage",
        configuration: @escaping ModelDownload.Configuration = { Web.configuration() }
    ) throws -> ModelDownload {
        let info = ModelInfo(
            id: "m", title: "m", resource: "M", digest: "0123456789abcdef", bytes: 1, precision: "float16", scheme: "none", labels: ["a", "b"],
            tokenizer: "t", lengths: [8], temperature: 1, rejectBelow: 0, idsInput: "i", maskInput: "m", logitsOutput: "l", tolerance: 1, parity: [],
            files: files)
        return ModelDownload(info, from: try XCTUnwrap(URL(string: address)), into: place, configuration: configuration)
    }

    /// Files that lie there, by their names.
    private var left: [String] {
        let found = FileManager.default.enumerator(at: place, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        return found.filter { !$0.hasDirectoryPath }.map(\.lastPathComponent).sorted()
    }

    private func fails<Problem: Error & Equatable>(_ download: ModelDownload, _ expected: Problem, line: UInt = #line) async {
        do {
            _ = try await download.package()
            XCTFail("taken", line: line)
        } catch {
            XCTAssertEqual(error as? Problem, expected, "\(error)", line: line)
        }
    }

    func testChecksums() throws {
        func check(_ text: String, _ expected: String, parts: Int = 1) {
            var checksum = Checksum()
            var plain = PlainSHA256()
            let bytes = Data(text.utf8)
            for at in 0..<parts {
                let part = bytes[(bytes.count * at / parts)..<(bytes.count * (at + 1) / parts)]
                checksum.add(part)
                plain.update(data: part)
            }
            XCTAssertEqual(checksum.digits(), expected)
            XCTAssertEqual(plain.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(), expected)
        }
        check("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        check("abc", abc)
        let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
        for parts in 1...5 { check(long, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", parts: parts) }
        let million = String(repeating: "a", count: 1_000_000)
        check(million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", parts: 3)
    }

    func testAPackageIsBroughtOnce() async throws {
        let shares = Shares()
        let package = try await download(files).package { shares.add($0) }
        XCTAssertEqual(try Data(contentsOf: package.appendingPathComponent("Data/weight.bin")), weights)
        XCTAssertEqual(left, ["Manifest.json", "weight.bin"])
        XCTAssertEqual(shares.all, shares.all.sorted())
        XCTAssertEqual(shares.all.last, 1)
        _ = try await download(files).package()
        XCTAssertEqual(Web.state.asked, ["/M.mlpackage/Manifest.json", "/M.mlpackage/Data/weight.bin"])
        try download(files).discard()
        XCTAssertEqual(left, [])
    }

    func testAnInterruptedFileGoesOnWhereItStood() async throws {
        Web.state.cutAfter = 1000
        for _ in 0..<2 {
            do {
                _ = try await download([files[1]]).package()
                XCTFail("not interrupted")
            } catch let error as URLError {
                XCTAssertEqual(error.code, .networkConnectionLost)
            }
        }
        XCTAssertEqual(left, [files[1].sha256 + ".part"])
        Web.state.cutAfter = nil
        let package = try await download([files[1]]).package()
        XCTAssertEqual(try Data(contentsOf: package.appendingPathComponent("Data/weight.bin")), weights)
        XCTAssertEqual(Web.state.asked.map { $0.split(separator: " ").last }, ["/M.mlpackage/Data/weight.bin", "bytes=1000-", "bytes=2000-"])
    }

    func testAServerWithoutRangesSendsAllOfIt() async throws {
        Web.state.ranges = false
        Web.state.cutAfter = 1000
        _ = try? await download(files).package()
        Web.state.cutAfter = nil
        let package = try await download(files).package()
        XCTAssertEqual(try Data(contentsOf: package.appendingPathComponent("Data/weight.bin")), weights)
    }

    func testAnotherFileIsRefusedAndLeavesNothing() async throws {
        Web.state.files["/M.mlpackage/Manifest.json"] = Data("abd".utf8)
        await fails(try download(files), ModelDownload.Failure.wrongFile("Manifest.json"))
        Web.state.files["/M.mlpackage/Manifest.json"] = Data("abcabc".utf8)
        await fails(try download(files), ModelDownload.Failure.wrongFile("Manifest.json"))
        Web.state.files["/M.mlpackage/Manifest.json"] = Data("ab".utf8)
        await fails(try download(files), ModelDownload.Failure.wrongFile("Manifest.json"))
        Web.state.files["/M.mlpackage/Manifest.json"] = nil
        await fails(try download(files), ModelDownload.Failure.badStatus(404, path: "Manifest.json"))
        XCTAssertEqual(left, [])
    }

    func testAFileThatWasChangedHereIsBroughtAgain() async throws {
        let package = try await download(files).package()
        try Data("abd".utf8).write(to: package.appendingPathComponent("Manifest.json"))
        _ = try await download(files).package()
        XCTAssertEqual(try Data(contentsOf: package.appendingPathComponent("Manifest.json")), manifest)
        XCTAssertEqual(Web.state.asked.count, 3)
    }

    func testCancellingStopsAndKeepsWhatCame() async throws {
        Web.state.files["/M.mlpackage/Data/weight.bin"] = weights.prefix(4000)
        Web.state.hangs = true
        let begun = expectation(description: "some of it came")
        begun.assertForOverFulfill = false
        let download = try download([files[1]])
        let task = Task { try await download.package { if $0 > 0 { begun.fulfill() } } }
        await fulfillment(of: [begun], timeout: 30)
        task.cancel()
        let ended = await task.result
        XCTAssertThrowsError(try ended.get()) { XCTAssertTrue($0 is CancellationError, "\($0)") }
        XCTAssertEqual(left, [files[1].sha256 + ".part"])
    }

    func testOnlyPathsInsideThePackage() async throws {
        for path in ["../other", "/etc/x", "a//b", "a/./b", ""] {
            await fails(try download([ModelFile(path: path, bytes: 3, sha256: abc)]), ModelDownload.Failure.badPath(path))
        }
        await fails(try download(nil), ModelDownload.Failure.notDescribed("m"))
        XCTAssertEqual(Web.state.asked, [])
    }

    /// A server of its own on this computer, which breaks off once: `packaging/swift-check` in the studio starts one.
    func testARealServer() async throws {
        guard let address = ProcessInfo.processInfo.environment["KIT_TEST_SERVER"] else { throw XCTSkip("no server was started") }
        let file = ModelFile(path: "weight.bin", bytes: weights.count, sha256: digits(weights))
        let download = try download([file], from: address) { .ephemeral }
        do {
            _ = try await download.package()
            XCTFail("not interrupted")
        } catch let error as URLError {
            XCTAssertEqual(left, [file.sha256 + ".part"], "\(error)")
        }
        let package = try await download.package()
        XCTAssertEqual(try Data(contentsOf: package.appendingPathComponent("weight.bin")), weights)
    }
}

/// What `progress` was told, in order.
private final class Shares: @unchecked Sendable {
    private let lock = NSLock()
    private var told: [Double] = []

    func add(_ share: Double) { lock.withLock { told.append(share) } }
    var all: [Double] { lock.withLock { told } }
}
