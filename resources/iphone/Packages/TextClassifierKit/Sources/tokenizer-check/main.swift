// Reads a JSON array of texts from standard input and prints a JSON array of id arrays, to compare
// with the tokenizer in Python. `--tokenizer NAME` picks one of several; `--bench` prints processor seconds.
import Foundation
import TextClassifierKit
import Tokenizing

let arguments = CommandLine.arguments
let named = arguments.firstIndex(of: "--tokenizer").map { arguments[$0 + 1] }
/// Processor time of this process: a busy machine doesn't count. POSIX fixes the unit.
func seconds() -> Double { Double(clock()) / 1_000_000 }
let started = seconds()
let tokenizer = try Tokenizers.bundled(named ?? Tokenizers.names().first ?? "")
let loaded = seconds()
let texts = try JSONDecoder().decode([String].self, from: FileHandle.standardInput.readDataToEndOfFile())
let decoded = seconds()
let all = texts.map { tokenizer.ids($0) }
let done = seconds()
if arguments.contains("--bench") {
    let scalars = texts.reduce(0) { $0 + $1.unicodeScalars.count }
    print("{\"load\": \(loaded - started), \"seconds\": \(done - decoded), \"scalars\": \(scalars)}")
} else {
    FileHandle.standardOutput.write(try JSONEncoder().encode(all))
}
