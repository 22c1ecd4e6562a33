#if canImport(CoreML)
@preconcurrency import CoreML
import Foundation
import Tokenizing

/// Classifies texts with one Core ML model. An actor: prediction never runs on the main thread.
///
/// ```swift
/// let catalog = try ModelCatalog(bundle: .main)
/// let classifier = try await TextClassifier(catalog.models[0], in: .main)
/// let result = try await classifier.classify("where is my parcel")
/// print(result.best.label, result.best.probability)
/// ```
public actor TextClassifier {
    public enum Failure: Error, Sendable {
        case notInBundle(String)
        case missingOutput(String)
        case labelCount(expected: Int, got: Int)
        case notFinite
    }

    /// The answer to one text.
    public struct Result: Sendable {
        /// Every label, best first; never empty.
        public var scores: [Score]
        public var logits: [Double]
        /// Wall-clock time of tokenizing and predicting.
        public var milliseconds: Double
        /// Tokens the model read, specials included.
        public var tokens: Int
        /// Word pieces that did not fit and were not read.
        public var cut: Int
        /// Whether the best probability reaches the model's reject threshold.
        public var accepted: Bool

        public var best: Score { scores[0] }
    }

    public nonisolated let info: ModelInfo
    /// The compute units that could load the model.
    public nonisolated let computeUnits: ComputeUnits
    /// Why the wanted compute units could not, if they could not.
    public nonisolated let fallBackReason: String?
    public nonisolated let loadMilliseconds: Double

    private let tokenizer: any TextTokenizer
    private let model: MLModel

    /// Loads a model of `bundle`, with other compute units when the wanted ones refuse it.
    public init(
        _ info: ModelInfo,
        in bundle: Bundle,
        computeUnits: ComputeUnits = .all,
        store: ModelStore = ModelStore()
    ) async throws {
        let url = try await store.compiledModel(for: info, in: bundle)
        try await self.init(info, compiledModel: url, computeUnits: computeUnits)
    }

    /// Loads a compiled model (`.mlmodelc`).
    public init(_ info: ModelInfo, compiledModel url: URL, computeUnits: ComputeUnits = .all) async throws {
        self.info = info
        tokenizer = try Tokenizers.bundled(info.tokenizer)
        let start = ContinuousClock().now
        let loaded = try await Self.load(url, computeUnits.fallBacks)
        model = loaded.model
        self.computeUnits = loaded.units
        fallBackReason = loaded.reason
        loadMilliseconds = Self.milliseconds(since: start)
    }

    /// Classifies one text. Deliberately not async: here `prediction(from:)` is the blocking
    /// overload, which every iOS version has and which a latency measurement needs.
    public func classify(_ text: String) throws -> Result {
        let start = ContinuousClock().now
        let encoding = tokenizer.encode(text, lengths: info.lengths)
        let output = try model.prediction(from: features(encoding))
        guard let array = output.featureValue(for: info.logitsOutput)?.multiArrayValue else {
            throw Failure.missingOutput(info.logitsOutput)
        }
        guard array.count == info.labels.count, array.count > 0 else {
            throw Failure.labelCount(expected: info.labels.count, got: array.count)
        }
        let logits = (0..<array.count).map { array[$0].doubleValue }
        guard logits.allSatisfy(\.isFinite) else { throw Failure.notFinite }
        let scores = TextClassifierKit.scores(logits: logits, labels: info.labels, temperature: info.temperature)
        return Result(
            scores: scores,
            logits: logits,
            milliseconds: Self.milliseconds(since: start),
            tokens: encoding.count,
            cut: encoding.cut,
            accepted: scores[0].probability >= info.rejectBelow
        )
    }

    /// Runs `texts` over and over, after a warm-up that is not counted. Cancelling the task stops it.
    public func measure(_ texts: [String], runs: Int, warmUp: Int = 5) async throws -> DeviceMeasurement? {
        guard !texts.isEmpty else { return nil }
        for at in 0..<warmUp { _ = try classify(texts[at % texts.count]) }
        var samples: [Double] = []
        var tokens: [Int] = []
        for at in 0..<runs {
            try Task.checkCancellation()
            let result = try classify(texts[at % texts.count])
            samples.append(result.milliseconds)
            tokens.append(result.tokens)
            await Task.yield()
        }
        guard let latency = LatencyReport(milliseconds: samples) else { return nil }
        return DeviceMeasurement(
            model: info.id,
            digest: info.digest,
            computeUnits: computeUnits.rawValue,
            loadMilliseconds: loadMilliseconds,
            latency: latency,
            tokens: tokens.sorted()[tokens.count / 2],
            parityError: try parityError(),
            memoryBytes: Machine.memoryBytes,
            thermalState: Machine.thermalState
        )
    }

    /// The largest difference between this device's logits and the studio's; nil without cases.
    public func parityError() throws -> Double? {
        var worst: Double?
        for item in info.parity {
            let logits = try classify(item.text).logits
            for (here, there) in zip(logits, item.logits) { worst = max(worst ?? 0, abs(here - there)) }
        }
        return worst
    }

    private func features(_ encoding: Encoding) throws -> MLFeatureProvider {
        func value(_ scalars: [Int32]) -> MLFeatureValue {
            MLFeatureValue(multiArray: MLMultiArray(MLShapedArray(scalars: scalars, shape: [1, scalars.count])))
        }
        return try MLDictionaryFeatureProvider(dictionary: [
            info.idsInput: value(encoding.ids),
            info.maskInput: value(encoding.mask),
        ])
    }

    private static func load(
        _ url: URL, _ choices: [ComputeUnits]
    ) async throws -> (model: MLModel, units: ComputeUnits, reason: String?) {
        var reason: String?
        for units in choices {
            let configuration = MLModelConfiguration()
            configuration.computeUnits = units.coreML
            do {
                return (try await MLModel.load(contentsOf: url, configuration: configuration), units, reason)
            } catch {
                if units == choices.last { throw error }
                reason = reason ?? "\(units.rawValue): \(error.localizedDescription)"
            }
        }
        throw Failure.notInBundle(url.lastPathComponent)
    }

    private static func milliseconds(since start: ContinuousClock.Instant) -> Double {
        let elapsed = start.duration(to: ContinuousClock().now).components
        return Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) / 1e15
    }
}
#endif
