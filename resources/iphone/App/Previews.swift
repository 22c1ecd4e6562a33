import SwiftUI
import TextClassifierKit

#Preview("Scores") {
    Form {
        ForEach(scores(logits: [2.1, 0.3, -1.2], labels: ["billing", "shipping", "account"])) { ScoreRow(score: $0) }
    }
}

#Preview("Large type, dark") {
    Form {
        ForEach(scores(logits: [2.1, 0.3], labels: ["billing", "shipping"])) { ScoreRow(score: $0) }
        ProblemText(message: "There is not enough memory for this model.")
    }
    .environment(\.dynamicTypeSize, .accessibility3)
    .preferredColorScheme(.dark)
}

#Preview("Fell back") {
    Form { LoadNotice(state: .ready(fallBack: "CPU_AND_NE: not available")) }
}
