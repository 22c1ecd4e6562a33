import Foundation
import SwiftUI
import TextClassifierKit

/// Times every model on this device, and shares the figures with the studio.
struct BenchmarkView: View {
    @Environment(DemoStore.self) private var store
    @State private var measured: [DeviceMeasurement] = []
    @State private var report: URL?
    @State private var problem: String?
    @State private var task: Task<Void, Never>?

    private static let runs = 100

    var body: some View {
        NavigationStack {
            Form {
                Section {
                    Picker("Processors", selection: units) {
                        ForEach(ComputeUnits.allCases) { Text(name(of: $0)).tag($0) }
                    }
                    if task == nil {
                        Button("Measure every model") { start() }
                    } else {
                        Button("Stop") { task?.cancel() }
                        ProgressView()
                    }
                    LabeledContent("Thermal state", value: Machine.thermalState)
                    if let report {
                        ShareLink("Share the figures", item: report)
                    }
                }
                if let problem {
                    Section { ProblemText(message: problem) }
                }
                ForEach(measured, id: \.model) { MeasurementSection(found: $0) }
            }
            .navigationTitle("Benchmark")
        }
    }

    private var units: Binding<ComputeUnits> {
        Binding(get: { store.units }, set: { store.use($0) })
    }

    private func name(of units: ComputeUnits) -> LocalizedStringKey {
        switch units {
        case .all: return "All"
        case .neuralEngine: return "CPU and Neural Engine"
        case .gpu: return "CPU and GPU"
        case .cpu: return "CPU only"
        }
    }

    private func start() {
        task = Task {
            await measure()
            task = nil
        }
    }

    private func measure() async {
        measured = []
        report = nil
        problem = nil
        do {
            for info in store.available {
                let classifier = try await store.classifier(info)
                let texts = info.parity.map(\.text) + store.samples
                if let found = try await classifier.measure(texts, runs: Self.runs) { measured.append(found) }
            }
            let made = DeviceReport(device: Machine.model, system: Machine.system, measurements: measured)
            report = try made.write(to: FileManager.default.temporaryDirectory)
        } catch is CancellationError {
            return
        } catch {
            problem = ProblemWords.of(error)
        }
    }
}

/// One model's figures.
struct MeasurementSection: View {
    let found: DeviceMeasurement

    var body: some View {
        Section {
            LabeledContent("Model", value: found.model)
            LabeledContent("Median", value: Shown.milliseconds(found.latency.median))
            LabeledContent("95th percentile", value: Shown.milliseconds(found.latency.p95))
            LabeledContent("Loading", value: Shown.milliseconds(found.loadMilliseconds))
            if let bytes = found.memoryBytes {
                LabeledContent("Memory of the app", value: Shown.megabytes(bytes))
            }
            if let error = found.parityError {
                LabeledContent("Largest logit difference", value: Shown.number(error, places: 4))
            }
        }
    }
}
