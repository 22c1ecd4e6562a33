import Foundation
import TextClassifierKit
import Tokenizing

/// What went wrong, in words of the catalogue. What the system says of itself is in the device's language already.
enum ProblemWords {
    static let catalog = NSLocalizedString("The list of models is missing or damaged.", comment: "models.json of the app")

    static func of(_ error: any Error) -> String {
        switch error {
        case let failure as TextClassifier.Failure: return of(failure)
        case let failure as TokenizerError: return of(failure)
        case let failure as ModelDownload.Failure: return of(failure)
        default: return error.localizedDescription
        }
    }

    private static func of(_ failure: TextClassifier.Failure) -> String {
        switch failure {
        case .notInBundle:
            return NSLocalizedString("This model is not in this build.", comment: "")
        case .missingOutput(let name):
            return filled(NSLocalizedString("The model has no output named %1$@.", comment: "the output's name"), name)
        case .labelCount(let expected, let got):
            let words = NSLocalizedString("The model gives %1$@ numbers for %2$@ labels.", comment: "two counts")
            return filled(words, String(got), String(expected))
        case .notFinite:
            return NSLocalizedString("The model gave numbers that are not finite.", comment: "")
        }
    }

    private static func of(_ failure: TokenizerError) -> String {
        switch failure {
        case .missingResource(let name):
            return filled(NSLocalizedString("A file of the tokenizer is missing: %1$@", comment: "the file's name"), name)
        case .unsupportedFormat(let format):
            let words = NSLocalizedString("The tokenizer has format %1$@, which this app does not know.", comment: "a number")
            return filled(words, String(format))
        case .damaged(let what):
            return filled(NSLocalizedString("The tokenizer is damaged: %1$@", comment: "what is damaged"), what)
        }
    }

    private static func of(_ failure: ModelDownload.Failure) -> String {
        switch failure {
        case .notDescribed(let model):
            return filled(NSLocalizedString("The list of models does not say which files %1$@ has.", comment: "the model's name"), model)
        case .badPath(let path):
            return filled(NSLocalizedString("The list of models names a file outside the model: %1$@", comment: "a path"), path)
        case .badStatus(let status, let path):
            let words = NSLocalizedString("The server answered %1$@ when asked for %2$@.", comment: "a status such as 404, and a path")
            return filled(words, String(status), path)
        case .wrongFile(let path):
            return filled(NSLocalizedString("%1$@ is not the file this app was made for. It was thrown away.", comment: "a path"), path)
        }
    }

    /// Puts values in place of `%1$@`, `%2$@`: a translation may turn their order.
    private static func filled(_ words: String, _ values: String...) -> String {
        var text = words
        for (place, value) in values.enumerated() {
            text = text.replacingOccurrences(of: "%\(place + 1)$@", with: value)
        }
        return text
    }
}
