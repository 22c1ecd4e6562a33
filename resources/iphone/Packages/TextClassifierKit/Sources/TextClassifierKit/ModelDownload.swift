import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// One file of a model's package, with what proves it.
public struct ModelFile: Codable, Hashable, Sendable {
    /// Below the `.mlpackage` folder.
    public var path: String
    public var bytes: Int
    /// SHA-256 as 64 hexadecimal digits.
    public var sha256: String

    public init(path: String, bytes: Int, sha256: String) {
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// Brings a model's package from a web server, file by file. Nothing lies in its place before its SHA-256 is
/// the one the app carries; what arrived is kept when the rest fails or the task is cancelled, and the next
/// call goes on inside the last file. Ask for one model once at a time.
public struct ModelDownload: Sendable {
    public enum Failure: Error, Equatable, Sendable {
        /// `models.json` doesn't say which files the package has.
        case notDescribed(String)
        /// A path that would lead out of the package.
        case badPath(String)
        /// What the server answered instead of the file.
        case badStatus(Int, path: String)
        /// The file that came has another size or SHA-256. It was thrown away.
        case wrongFile(String)
    }

    /// A session's settings, made anew for each file.
    public typealias Configuration = @Sendable () -> URLSessionConfiguration

    private let info: ModelInfo
    private let base: URL
    private let folder: URL
    private let configuration: Configuration

    /// `base` is the `.mlpackage` folder on the web; what arrives is kept in a folder below `directory`.
    public init(_ info: ModelInfo, from base: URL, into directory: URL, configuration: @escaping Configuration = { .default }) {
        self.info = info
        self.base = base
        self.configuration = configuration
        folder = directory.appendingPathComponent("\(info.id)-\(info.digest.prefix(12)).download", isDirectory: true)
    }

    /// The whole package, every file of it checked. `progress` is told the share of the bytes that is there.
    public func package(progress: @escaping @Sendable (Double) -> Void = { _ in }) async throws -> URL {
        guard let files = info.files, !files.isEmpty else { throw Failure.notDescribed(info.id) }
        if let bad = files.first(where: { !Self.staysInside($0.path) }) { throw Failure.badPath(bad.path) }
        let package = folder.appendingPathComponent("\(info.resource).mlpackage", isDirectory: true)
        let total = Double(max(files.reduce(0) { $0 + $1.bytes }, 1))
        var before = 0
        for file in files {
            try Task.checkCancellation()
            let place = package.appendingPathComponent(file.path)
            let done = before
            if try !Self.holds(place, file) {
                try await bring(file, to: place) { progress(Double(done + $0) / total) }
            }
            before += file.bytes
            progress(Double(before) / total)
        }
        return package
    }

    /// Removes what was downloaded, for example when the model was compiled.
    public func discard() throws {
        if FileManager.default.fileExists(atPath: folder.path) { try FileManager.default.removeItem(at: folder) }
    }

    private func bring(_ file: ModelFile, to place: URL, progress: @escaping @Sendable (Int) -> Void) async throws {
        let files = FileManager.default
        try files.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        let part = folder.appendingPathComponent("\(file.sha256).part")
        let fetch = try FileFetch(file, into: part, progress: progress)
        do {
            try await fetch.run(base.appendingPathComponent(file.path), configuration())
        } catch let failure as Failure {
            try? files.removeItem(at: part)  // what the server calls wrong, or the sum does, is no beginning
            throw failure
        }
        if files.fileExists(atPath: place.path) { try files.removeItem(at: place) }
        try files.moveItem(at: part, to: place)
    }

    private static func holds(_ place: URL, _ file: ModelFile) throws -> Bool {
        guard FileManager.default.fileExists(atPath: place.path) else { return false }
        var checksum = Checksum()
        return try checksum.add(file: place) == file.bytes && checksum.digits() == file.sha256
    }

    private static func staysInside(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." || $0.contains("\\") }
    }
}
