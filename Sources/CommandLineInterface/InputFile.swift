import Foundation
import PgSynth

/// A file that a command reads.
struct InputFile {
  let path: String

  /// What it holds, in UTF-8.
  func text() throws(PgSynthError) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      let reason =
        FileManager.default.fileExists(atPath: path) ? "cannot be read" : "does not exist"
      throw PgSynthError(.usage, "the file \(path) \(reason)")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw PgSynthError(.usage, "the file \(path) is no text in UTF-8")
    }
    return text
  }
}
