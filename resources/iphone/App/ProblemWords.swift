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

    /// Puts values in place of `%1$@`, `%2$@`: a translation may turn their order.
    private static func filled(_ words: String, _ values: String...) -> String {
        var text = words
        for (place, value) in values.enumerated() {
            text = text.replacingOccurrences(of: "%\(place + 1)$@", with: value)
        }
        return text
    }
}
