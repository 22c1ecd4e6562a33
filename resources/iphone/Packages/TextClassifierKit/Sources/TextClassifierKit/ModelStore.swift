#if canImport(CoreML)
import CoreML
import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Finds a model: compiled by Xcode into the app, compiled on this device before, or a package to compile.
public struct ModelStore: Sendable {
    /// Where models that were compiled on the device are kept.
    public var directory: URL

    public init(directory: URL? = nil) {
        self.directory = directory
            ?? FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)[0]
            .appendingPathComponent("Models", isDirectory: true)
    }

    /// Whether the app carries the model, or compiled it before.
    public func has(_ info: ModelInfo, in bundle: Bundle) -> Bool {
        Self.find(info, "mlmodelc", in: bundle) != nil
            || Self.find(info, "mlpackage", in: bundle) != nil
            || FileManager.default.fileExists(atPath: place(of: info).path)
    }

    public func compiledModel(for info: ModelInfo, in bundle: Bundle) async throws -> URL {
        if let url = Self.find(info, "mlmodelc", in: bundle) { return url }
        let kept = place(of: info)
        if FileManager.default.fileExists(atPath: kept.path) { return kept }
        guard let package = Self.find(info, "mlpackage", in: bundle) else {
            throw TextClassifier.Failure.notInBundle(info.resource)
        }
        return try await install(info, package: package)
    }

    /// Downloads a package (`base` is its folder on the web), compares every file with what the app carries,
    /// compiles it and keeps what came out. Cancelled or failed, it goes on from there the next time.
    public func download(
        _ info: ModelInfo, from base: URL, configuration: @escaping ModelDownload.Configuration = { .default },
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> URL {
        let kept = place(of: info)
        if FileManager.default.fileExists(atPath: kept.path) { return kept }
        try makeDirectory()
        let download = ModelDownload(info, from: base, into: directory, configuration: configuration)
        let compiled = try await install(info, package: try await download.package(progress: progress))
        try download.discard()
        return compiled
    }

    /// Compiles a package that is known to be right, and keeps it.
    public func install(_ info: ModelInfo, package: URL) async throws -> URL {
        // The result lies in a temporary place until it is moved.
        let compiled = try await MLModel.compileModel(at: package)
        let lasting = place(of: info)
        let files = FileManager.default
        try makeDirectory()
        if files.fileExists(atPath: lasting.path) { try files.removeItem(at: lasting) }
        try files.moveItem(at: compiled, to: lasting)
        return lasting
    }

    /// What is in it can be made again: backups leave it out.
    private func makeDirectory() throws {
        var place = directory
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try place.setResourceValues(values)
    }

    /// Xcode puts what it compiles at the top of the app; Playgrounds copies the folder as it is.
    private static func find(_ info: ModelInfo, _ kind: String, in bundle: Bundle) -> URL? {
        bundle.url(forResource: info.resource, withExtension: kind)
            ?? bundle.url(forResource: info.resource, withExtension: kind, subdirectory: "Models")
    }

    /// The digest is in the name, so that a newer model is never taken for an older one.
    private func place(of info: ModelInfo) -> URL {
        directory.appendingPathComponent("\(info.id)-\(info.digest.prefix(12)).mlmodelc", isDirectory: true)
    }
}
#endif
