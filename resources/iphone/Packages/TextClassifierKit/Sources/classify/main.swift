// classify MODELS.JSON FOLDER TEXT...   Classifies texts on a Mac with the first model whose .mlpackage
// lies in FOLDER, for example: swift run classify ../../App/models.json ../../App/Models "where is my parcel"
import Foundation
import TextClassifierKit

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count >= 3 else {
    print("usage: classify MODELS.JSON FOLDER TEXT...")
    exit(2)
}
#if canImport(CoreML)
let catalog = try ModelCatalog(data: Data(contentsOf: URL(fileURLWithPath: arguments[1])))
let folder = URL(fileURLWithPath: arguments[2], isDirectory: true)
func package(_ info: ModelInfo) -> URL {
    folder.appendingPathComponent(info.resource).appendingPathExtension("mlpackage")
}
guard let info = catalog.models.first(where: { FileManager.default.fileExists(atPath: package($0).path) }) else {
    print("There is no model of \(arguments[1]) in \(arguments[2]).")
    exit(3)
}
let compiled = try await ModelStore(directory: FileManager.default.temporaryDirectory).install(info, package: package(info))
let classifier = try await TextClassifier(info, compiledModel: compiled)
if let reason = classifier.fallBackReason { print("fell back to \(classifier.computeUnits.rawValue): \(reason)") }
for text in arguments.dropFirst(2) {
    let result = try await classifier.classify(text)
    let shown = result.scores.prefix(3).map { "\($0.label) \(String(format: "%.3f", $0.probability))" }
    let notes = [result.accepted ? nil : "unsure", result.cut > 0 ? "\(result.cut) tokens cut off" : nil].compactMap { $0 }
    print(([shown.joined(separator: ", "), String(format: "%.1f ms", result.milliseconds)] + notes).joined(separator: "; "))
}
#else
print("classify needs Core ML: run it on a Mac.")
exit(4)
#endif
