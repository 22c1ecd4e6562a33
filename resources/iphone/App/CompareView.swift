import SwiftUI
import TextClassifierKit

/// One sentence through every model, side by side.
struct CompareView: View {
    @Environment(DemoStore.self) private var store
    @State private var text = ""
    @State private var results: [String: TextClassifier.Result] = [:]
    @State private var running = false

    var body: some View {
        NavigationStack {
            Form {
                Section {
                    TextField("Type a sentence", text: $text, axis: .vertical)
                        .lineLimit(2...6)
                    Button(running ? "Comparing" : "Compare") { Task { await compare() } }
                        .disabled(text.isEmpty || running)
                }
                ForEach(store.models) { info in
                    ModelSection(info: info, result: results[info.id], state: store.state(of: info))
                }
            }
            .navigationTitle("Compare")
        }
    }

    private func compare() async {
        running = true
        defer { running = false }
        results = [:]
        for info in store.available {
            // Why a model did not load is in its state, beside its name.
            guard let classifier = try? await store.classifier(info) else { continue }
            results[info.id] = try? await classifier.classify(text)
        }
    }
}

/// What one model is and what it answered.
struct ModelSection: View {
    let info: ModelInfo
    let result: TextClassifier.Result?
    let state: DemoStore.LoadState

    var body: some View {
        Section {
            LabeledContent("Model", value: info.title)
            LabeledContent("Size", value: Shown.megabytes(info.bytes))
            LabeledContent("Precision", value: info.scheme == "none" ? info.precision : "\(info.precision), \(info.scheme)")
            if let result {
                ScoreRow(score: result.best)
                LabeledContent("Latency", value: Shown.milliseconds(result.milliseconds))
            }
        }
        LoadNotice(state: state)
    }
}
