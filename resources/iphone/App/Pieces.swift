import Foundation
import SwiftUI
import TextClassifierKit

/// A label, its probability, and a bar.
struct ScoreRow: View {
    let score: Score

    var body: some View {
        VStack(alignment: .leading) {
            HStack {
                Text(verbatim: score.label)
                Spacer()
                Text(verbatim: Shown.percent(score.probability))
                    .monospacedDigit()
            }
            ProgressView(value: score.probability)
                .accessibilityHidden(true)
        }
        .accessibilityElement(children: .combine)
    }
}

/// What went wrong, in red and in words.
struct ProblemText: View {
    let message: String

    var body: some View {
        Label(message, systemImage: "exclamationmark.triangle")
            .foregroundStyle(.red)
    }
}

/// Says that a model is loading, is not there, or fell back to other processors.
struct LoadNotice: View {
    let state: DemoStore.LoadState

    var body: some View {
        switch state {
        case .loading:
            Section { ProgressView("Loading the model") }
        case .failed(let message):
            Section { ProblemText(message: message) }
        case .ready(.some(let reason)):
            Section("Runs on fewer processors than asked for") { Text(verbatim: reason) }
        case .notInThisBuild:
            Section { Text("This model is not in this build.") }
        case .idle, .ready(nil):
            EmptyView()
        }
    }
}

/// Numbers as people of the device's region write them.
enum Shown {
    static func percent(_ value: Double) -> String {
        value.formatted(.percent.precision(.fractionLength(1)))
    }

    static func number(_ value: Double, places: Int) -> String {
        value.formatted(.number.precision(.fractionLength(places)))
    }

    static func milliseconds(_ value: Double) -> String {
        "\(number(value, places: 1)) ms"
    }

    static func megabytes(_ bytes: Int) -> String {
        "\(number(Double(bytes) / 1e6, places: 1)) MB"
    }
}
