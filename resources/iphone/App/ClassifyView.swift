import SwiftUI
import TextClassifierKit

/// Type a sentence; its labels follow while you type.
struct ClassifyView: View {
    @Environment(DemoStore.self) private var store
    @State private var text = ""
    @State private var result: TextClassifier.Result?
    @State private var problem: String?

    /// What the answer depends on: when it changes, the task for the older one is cancelled.
    private struct Question: Equatable {
        var text: String
        var model: String?
    }

    var body: some View {
        NavigationStack {
            Form {
                Section {
                    TextField("Type a sentence", text: $text, axis: .vertical)
                        .lineLimit(3...8)
                    if store.available.count > 1 {
                        Picker("Model", selection: chosen) {
                            ForEach(store.available) { Text(verbatim: $0.title).tag($0.id) }
                        }
                    }
                }
                if let result { ResultSection(result: result) }
                if let problem {
                    Section { ProblemText(message: problem) }
                }
                if let info = store.chosenModel { LoadNotice(state: store.state(of: info)) }
            }
            .navigationTitle("Classify")
        }
        .task(id: Question(text: text, model: store.chosenModel?.id)) { await classify() }
    }

    private var chosen: Binding<String> {
        Binding(get: { store.chosenModel?.id ?? "" }, set: { store.chosen = $0 })
    }

    private func classify() async {
        let text = text
        guard !text.isEmpty, let info = store.chosenModel else {
            result = nil
            return
        }
        do {
            try await Task.sleep(for: .milliseconds(120))  // wait until the typing rests
            let classifier = try await store.classifier(info)
            try Task.checkCancellation()
            let new = try await classifier.classify(text)
            try Task.checkCancellation()
            result = new
            problem = nil
        } catch is CancellationError {
            return
        } catch {
            result = nil
            problem = ProblemWords.of(error)
        }
    }
}

/// Labels with probabilities, and what the answer rests on.
struct ResultSection: View {
    let result: TextClassifier.Result

    var body: some View {
        Section {
            if !result.accepted {
                Text("Not sure enough: a person should decide.")
            }
            ForEach(result.scores) { ScoreRow(score: $0) }
        }
        Section {
            LabeledContent("Latency", value: Shown.milliseconds(result.milliseconds))
            LabeledContent("Tokens read", value: String(result.tokens))
            if result.cut > 0 {
                LabeledContent("Tokens cut off", value: String(result.cut))
                Text("Only the beginning of this text fits into the model.")
            }
        }
    }
}
