import Foundation
import PgSynth

/// A file that a command writes besides what it prints.
struct OutputFile {
  let path: String
  /// The option that names it, for messages.
  let option: String

  /// Fails early where the file could not be written after a long run.
  func check() throws(PgSynthError) {
    let file = URL(fileURLWithPath: path)
    let folder = file.deletingLastPathComponent()
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
    let isWritable = FileManager.default.isWritableFile(atPath: exists ? file.path : folder.path)
    guard isWritable, !(exists && isFolder.boolValue) else { throw failure }
  }

  /// Fails early where no file could be put in the place of this one.
  func checkFolder() throws(PgSynthError) {
    let file = URL(fileURLWithPath: path)
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
    let folder = file.deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder), !(exists && isFolder.boolValue) else {
      throw failure
    }
  }

  func write(_ text: String) throws(PgSynthError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw failure
    }
  }

  private var failure: PgSynthError {
    PgSynthError(
      .failed,
      "\(option) \(path): the file cannot be written. Check the folder and its permissions"
    )
  }
}
