import Foundation

/// One exported model, as the studio described it in `models.json`.
public struct ModelInfo: Codable, Identifiable, Hashable, Sendable {
    public var id: String
    public var title: String
    /// Base name of the .mlpackage; Xcode compiles it to `<resource>.mlmodelc` in the app.
    public var resource: String
    /// Proves which package this is; also names what was compiled on the device.
    public var digest: String
    public var bytes: Int
    public var precision: String
    public var scheme: String
    public var labels: [String]
    public var tokenizer: String
    /// Input lengths the program accepts, in tokens, ascending.
    public var lengths: [Int]
    /// Logits are divided by it before softmax; 1 for a model that was not calibrated.
    public var temperature: Double
    /// Answers whose best probability is lower should go to a person; 0 rejects nothing.
    public var rejectBelow: Double
    public var idsInput: String
    public var maskInput: String
    public var logitsOutput: String
    /// Largest logit difference that still counts as the same model.
    public var tolerance: Double
    public var parity: [ParityCase]
    /// The files of the package: what a download is compared with.
    public var files: [ModelFile]?

    public var megabytes: Double { Double(bytes) / 1e6 }
}

/// A text with the logits the studio measured for it.
public struct ParityCase: Codable, Hashable, Sendable {
    public var text: String
    public var logits: [Double]
}

/// What is in `models.json`: the models the app was made for, bundled or not.
public struct ModelCatalog: Codable, Sendable {
    public var models: [ModelInfo]
    /// Sentences to try and to time, from the user's own data.
    public var samples: [String]

    public init(data: Data) throws {
        self = try JSONDecoder().decode(ModelCatalog.self, from: data)
    }

    /// `models.json` of an app.
    public init(bundle: Bundle) throws {
        guard let url = bundle.url(forResource: "models", withExtension: "json") else {
            throw CocoaError(.fileNoSuchFile)
        }
        try self.init(data: Data(contentsOf: url))
    }
}
