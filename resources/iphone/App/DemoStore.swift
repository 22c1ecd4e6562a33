import Foundation
import Observation
import TextClassifierKit
import UIKit

/// Everything the screens show. It lives on the main actor; models work in `TextClassifier` actors.
@MainActor
@Observable
final class DemoStore {
    enum LoadState: Equatable {
        case idle
        case loading
        case ready(fallBack: String?)
        case failed(String)
        case notInThisBuild
    }

    private(set) var catalog: ModelCatalog?
    private(set) var startProblem: String?
    private(set) var states: [String: LoadState] = [:]
    /// The model the Classify screen uses.
    var chosen = ""
    private(set) var units = ComputeUnits.all

    private var loading: [String: Task<TextClassifier, any Error>] = [:]
    private let modelStore = ModelStore()
    private var observer: (any NSObjectProtocol)?

    var models: [ModelInfo] { catalog?.models ?? [] }
    /// Models whose package is in this build: one that was left out never breaks anything.
    var available: [ModelInfo] { models.filter { states[$0.id] != .notInThisBuild } }
    var samples: [String] { catalog?.samples ?? [] }
    var chosenModel: ModelInfo? { available.first { $0.id == chosen } ?? available.first }

    func start() {
        guard catalog == nil else { return }
        do {
            let found = try ModelCatalog(bundle: .main)
            for info in found.models where !modelStore.has(info, in: .main) { states[info.id] = .notInThisBuild }
            catalog = found
            chosen = available.first?.id ?? ""
        } catch {
            startProblem = ProblemWords.catalog
        }
        observer = NotificationCenter.default.addObserver(
            forName: UIApplication.didReceiveMemoryWarningNotification, object: nil, queue: .main
        ) { [weak self] _ in
            MainActor.assumeIsolated { self?.unloadAll() }
        }
    }

    func state(of info: ModelInfo) -> LoadState { states[info.id] ?? .idle }

    /// Loads on first use: a large model takes no memory before a screen asks for it.
    func classifier(_ info: ModelInfo) async throws -> TextClassifier {
        if let known = loading[info.id] { return try await known.value }
        states[info.id] = .loading
        let wanted = units
        let task = Task { try await TextClassifier(info, in: .main, computeUnits: wanted) }
        loading[info.id] = task
        do {
            let loaded = try await task.value
            if loading[info.id] == task { states[info.id] = .ready(fallBack: loaded.fallBackReason) }
            return loaded
        } catch {
            if loading[info.id] == task {
                loading[info.id] = nil
                states[info.id] = .failed(ProblemWords.of(error))
            }
            throw error
        }
    }

    func use(_ units: ComputeUnits) {
        guard units != self.units else { return }
        self.units = units
        unloadAll()
    }

    /// Frees the models, on a memory warning or before others are loaded.
    func unloadAll() {
        loading.removeAll()
        for info in models where states[info.id] != .notInThisBuild { states[info.id] = .idle }
    }
}
