// Reads a JSON array of texts from standard input and prints a JSON array of id arrays, to compare
// with the tokenizer in Python. `--tokenizer NAME` picks one of several; `--bench` prints seconds.
import Foundation
import TextClassifierKit
import WordPiece

let arguments = CommandLine.arguments
let named = arguments.firstIndex(of: "--tokenizer").map { arguments[$0 + 1] }
let started = Date()
let tokenizer = try Tokenizers.bundled(named ?? Tokenizers.names().first ?? "")
let loaded = Date()
let texts = try JSONDecoder().decode([String].self, from: FileHandle.standardInput.readDataToEndOfFile())
let decoded = Date()
let all = texts.map { tokenizer.ids($0) }
let done = Date()
if arguments.contains("--bench") {
    let scalars = texts.reduce(0) { $0 + $1.unicodeScalars.count }
    print("{\"load\": \(loaded.timeIntervalSince(started)), \"seconds\": \(done.timeIntervalSince(decoded)), \"scalars\": \(scalars)}")
} else {
    FileHandle.standardOutput.write(try JSONEncoder().encode(all))
}
