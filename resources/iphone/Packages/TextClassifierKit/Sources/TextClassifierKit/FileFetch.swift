import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// One file over the web into a partial one, which is hashed as it grows. What is there already is hashed
/// first, and only the rest is asked for.
///
/// Unchecked: after `run` begins, its state is touched on the session's serial queue alone.
final class FileFetch: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let file: ModelFile
    private let progress: @Sendable (Int) -> Void
    private let handle: FileHandle
    private var checksum = Checksum()
    private var count = 0
    private var failure: (any Error)?
    private var ended: CheckedContinuation<Void, any Error>?

    init(_ file: ModelFile, into part: URL, progress: @escaping @Sendable (Int) -> Void) throws {
        self.file = file
        self.progress = progress
        if FileManager.default.fileExists(atPath: part.path) {
            count = try checksum.add(file: part)
        } else {
            try Data().write(to: part)
        }
        handle = try FileHandle(forWritingTo: part)
        super.init()
        if count > file.bytes { try startAnew() }
        try handle.seekToEnd()
    }

    deinit { try? handle.close() }

    func run(_ url: URL, _ configuration: URLSessionConfiguration) async throws {
        if count < file.bytes { try await fetch(url, configuration) }
        guard count == file.bytes, checksum.digits() == file.sha256 else { throw ModelDownload.Failure.wrongFile(file.path) }
        try handle.synchronize()
    }

    private func fetch(_ url: URL, _ configuration: URLSessionConfiguration) async throws {
        try Task.checkCancellation()
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 1
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: queue)
        defer { session.finishTasksAndInvalidate() }
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData)
        request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")  // places in the file, not in its compressed form
        if count > 0 { request.setValue("bytes=\(count)-", forHTTPHeaderField: "Range") }
        let task = session.dataTask(with: request)
        do {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    ended = continuation
                    task.resume()
                }
            } onCancel: {
                task.cancel()
            }
        } catch let error as URLError where error.code == .cancelled {
            throw CancellationError()
        }
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        do {
            try judge(response)
        } catch {
            stop(dataTask, error)
        }
        completionHandler(failure == nil ? .allow : .cancel)
    }

    /// 206 goes on where the file stands; 200 brings all of it.
    private func judge(_ response: URLResponse) throws {
        guard let answer = response as? HTTPURLResponse else { return try startAnew() }
        switch answer.statusCode {
        case 206:
            let range = answer.value(forHTTPHeaderField: "Content-Range") ?? ""
            guard range.hasPrefix("bytes \(count)-") else { throw ModelDownload.Failure.badStatus(206, path: file.path) }
        case 200: try startAnew()
        default: throw ModelDownload.Failure.badStatus(answer.statusCode, path: file.path)
        }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        guard failure == nil else { return }
        do {
            guard count + data.count <= file.bytes else { throw ModelDownload.Failure.wrongFile(file.path) }
            try handle.write(contentsOf: data)
            checksum.add(data)
            count += data.count
            progress(count)
        } catch {
            stop(dataTask, error)
        }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        if let error = failure ?? error {
            ended?.resume(throwing: error)
        } else {
            ended?.resume()
        }
        ended = nil
    }

    private func stop(_ task: URLSessionTask, _ error: any Error) {
        failure = failure ?? error
        task.cancel()
    }

    private func startAnew() throws {
        try handle.truncate(atOffset: 0)
        checksum = Checksum()
        count = 0
    }
}
