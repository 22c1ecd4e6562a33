import Foundation

/// One label with its probability.
public struct Score: Identifiable, Equatable, Sendable {
    /// The label's index in the model's output.
    public var id: Int
    public var label: String
    public var probability: Double
}

/// Logits to probabilities, best first; ties keep the model's order.
public func scores(logits: [Double], labels: [String], temperature: Double = 1) -> [Score] {
    precondition(logits.count == labels.count)
    guard let top = logits.max() else { return [] }
    let exponentials = logits.map { exp(($0 - top) / temperature) }
    let sum = exponentials.reduce(0, +)
    return zip(labels, exponentials).enumerated()
        .map { Score(id: $0.offset, label: $0.element.0, probability: $0.element.1 / sum) }
        .sorted { $0.probability == $1.probability ? $0.id < $1.id : $0.probability > $1.probability }
}
